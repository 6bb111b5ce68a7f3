import { scaleLinear, scaleLog } from 'd3';
import { SAMPLES } from '../../physics/composition.ts';
import { EA_RANGE_meV, isReportedSigma, LOG_CURVATURE, SIGMA_AMORPHOUS, SIGMA_BEST, SIGMA_FLOOR_S_cm, sigmaRoom } from '../../physics/transport-model.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { conductivity, fixed, scientific } from '../../runtime/format.ts';
import { decades, horizontalAxis, label, minorDecades, powerOfTen, verticalAxis } from '../../runtime/plot/axes.ts';
import { fillOf, nameOf, step, strokeOf } from '../../runtime/plot/colours.ts';
import { band, curve, handle, mark, type Point } from '../../runtime/plot/marks.ts';
import { el } from '../../runtime/svg.ts';
import { xParam } from '../parts/params.ts';

const CURVE_X = Array.from({ length: 51 }, (_, i) => 1.375 + (0.625 * i) / 50);

/** Figure 3c: σ and Ea against x. Two dots, four bars, one band; the curve between is a guess that can be switched off. */
export default defineFigure({
  id: '3c',
  title: 'Conductivity at 25 °C and activation energy against composition.',
  question: 'How much of the famous maximum is measured, and how much is drawn?',
  technique: 'impedance',
  version: 1,
  params: {
    x: xParam,
    guess: { kind: 'toggle', label: 'Show the reconstructed curve', default: true, span: 4 },
    bounds: { kind: 'toggle', label: 'Show the bounds of the other four', default: true, span: 4 },
  },
  kernels: [],
  provenance: {
    badge: 'reconstructed',
    pinned: 'Discs are the two conductivities that the text prints. For the other four samples it gives a floor, 1.0 × 10^−4^ S/cm, and the maximum, hence the hollow bars. The activation energies come as one range for all, hence a band and no dots.',
    free: 'The dashed curve is the assumed hump between the discs.',
    constraints: ['All six samples lie above 1.0 × 10^−4^ S/cm.', 'The maximum, 4.0 × 10^−4^ S/cm, is at *x* = 1.625.', 'Conductivity drops beyond *x* = 1.625, to 1.2 × 10^−4^ S/cm at 2.000.', '*E*~a~ lies from 348 to 370 meV at every *x*.'],
    alternatives: `A log-quadratic hump has the curvature ${fixed(LOG_CURVATURE, 2)} per *x*²; a plateau up to 1.625 with a cliff after it, or a curve with two humps, would meet the same printed numbers.`,
  },
  compute: (_kernels, { x }) => ({ sigma: sigmaRoom(x) }),
  view: ({ sigma }, { x, guess, bounds }) => [
    { key: 'sigma', span: 'main', title: '**Conductivity** at 25 °C', draw: (frame) => sigmaPanel(x, sigma, guess, bounds, frame) },
    { key: 'energy', span: 'side', title: '**Activation energy** one range for all six', draw: (frame) => energyPanel(x, frame) },
  ],
  summary({ sigma }, { x, guess }) {
    if (isReportedSigma(x)) return `At *x* = **${nameOf(x)}** the text prints a value: **${conductivity(sigma)}**${x === SIGMA_BEST.x ? ', the highest of the six' : ', three tenths of the highest'}.`;
    const inSeries = SAMPLES.some((s) => s === x);
    const known = inSeries ? 'the text says only that it exceeds [1.0 × 10^−4^ S/cm] and does not reach the maximum' : 'there is no sample here';
    return `At *x* = **${nameOf(x)}** ${known}${guess ? `; the dashed guess passes through ${conductivity(sigma)}` : ''}. Its activation energy lies${inSeries ? '' : ', if at all,'} within the reported 348 to 370 meV.`;
  },
  table: () => ({
    caption: 'What the text says of each sample',
    columns: [
      { name: '*x*', unit: '' },
      { name: '*σ* at 25 °C, reported', unit: 'S/cm' },
      { name: '*σ*, the guess', unit: 'S/cm' },
      { name: '*E*~a~, reported', unit: 'meV' },
    ],
    rows: SAMPLES.map((s) => [nameOf(s), isReportedSigma(s) ? scientific(sigmaRoom(s), 2) : '> 1.0 × 10^−4^', scientific(sigmaRoom(s), 2), '348 to 370, not sample by sample']),
  }),
  compare: ({ sigma }, { x }) => [
    { quantity: '*σ*, *x* = 1.625', reported: '4.0 × 10^−4^ S/cm', here: conductivity(sigmaRoom(1.625)), verdict: 'was put in' },
    { quantity: '*σ*, *x* = 2.000', reported: '1.2 × 10^−4^ S/cm', here: conductivity(sigmaRoom(2)), verdict: 'was put in' },
    { quantity: `*σ*, *x* = ${nameOf(x)}`, reported: isReportedSigma(x) ? 'as above' : 'not in the text', here: conductivity(sigma), verdict: isReportedSigma(x) ? 'was put in' : 'assumed' },
    { quantity: 'Link of *E*~a~ and *σ*', reported: '“little to no correlation”', here: 'one *E*~a~ for all', verdict: 'cannot be checked: Table S1 is in the supplement' },
  ],
});

function sigmaPanel(x: number, sigma: number, guess: boolean, bounds: boolean, { width, narrow }: Frame): Drawing {
  const margin = { left: 56, right: 22, top: 42, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = narrow ? 250 : 330;
  const bottom = margin.top + plotHeight;
  const [low, high] = [5e-5, 1e-3];
  const sx = scaleLinear([1.32, 2.05], [margin.left, margin.left + plotWidth]);
  const sy = scaleLog([low, high], [bottom, margin.top]);
  const hump: Point[] = CURVE_X.map((v) => [sx(v), sy(sigmaRoom(v))]);
  const here: Point = [sx(x), sy(sigma)];
  const floor = sy(SIGMA_FLOOR_S_cm);
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: narrow ? [1.375, 1.625, 2] : [...SAMPLES], format: nameOf, title: 'NaCl taken out, *x*' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: decades(low, high), minor: minorDecades(low, high), format: powerOfTen, title: '*σ* / S cm^−1^', grid: plotWidth }),
      el('path', { class: 'gridl limit', d: `M${margin.left} ${floor.toFixed(1)}h${plotWidth}` }),
      label(margin.left + plotWidth, floor + 18, 'reported floor, every sample', { 'text-anchor': 'end' }),
      ...(guess ? [curve(hump, { colour: 'sref', certainty: 'assumed', ghost: true }), curve(hump, { colour: 'sref', certainty: 'assumed', ghost: true })] : []),
      ...SAMPLES.flatMap((s) => {
        if (!isReportedSigma(s)) return bounds ? [el('rect', { class: `bound ${strokeOf(s)}`, x: sx(s) - 6, y: sy(SIGMA_BEST.sigma_S_cm), width: 12, height: floor - sy(SIGMA_BEST.sigma_S_cm) })] : [];
        const p: Point = [sx(s), sy(sigmaRoom(s))];
        return [mark('reported', p, { colour: fillOf(s), r: 6 }), label(p[0], p[1] - 14, scientific(sigmaRoom(s), 2), { 'text-anchor': s === SIGMA_AMORPHOUS.x ? 'end' : 'middle', class: `strong f${step(s)} halo` })];
      }),
      ...(guess && !isReportedSigma(x) ? [mark('assumed', here, { colour: fillOf(x) })] : []),
      handle('x', here, hump.map((p, i) => [CURVE_X[i]!, p[0], p[1]] as const)),
    ],
  };
}

function energyPanel(x: number, { width, narrow }: Frame): Drawing {
  const margin = { left: 56, right: 20, top: 42, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = narrow ? 170 : 330;
  const bottom = margin.top + plotHeight;
  const sx = scaleLinear([1.32, 2.05], [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([320, 400], [bottom, margin.top]);
  const [a, b] = [sy(EA_RANGE_meV.min), sy(EA_RANGE_meV.max)];
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: [1.375, 1.625, 2], format: nameOf, title: 'NaCl taken out, *x*' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [320, 340, 360, 380, 400], format: (v) => fixed(v, 0), title: '*E*~a~ / meV', grid: plotWidth }),
      band([[sx(1.375), a, b], [sx(2), a, b]], 'fref'),
      label(sx(2) - 4, b - 9, '370', { 'text-anchor': 'end' }),
      label(sx(2) - 4, a + 18, '348', { 'text-anchor': 'end' }),
      label((sx(1.375) + sx(2)) / 2, (a + b) / 2 + 4.5, 'reported range', { 'text-anchor': 'middle', class: 'strong halo' }),
      el('path', { class: `curve ${strokeOf(x)}`, d: `M${sx(x).toFixed(1)} ${a.toFixed(1)}V${b.toFixed(1)}` }),
    ],
  };
}
