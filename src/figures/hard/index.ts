import { scaleLinear, scaleLog } from 'd3';
import { finish } from '../../jobs/job.ts';
import type { Kernels } from '../../kernels/all.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, significant } from '../../runtime/format.ts';
import { horizontalAxis, label, powerOfTen, verticalAxis } from '../../runtime/plot/axes.ts';
import { curve, type Point } from '../../runtime/plot/marks.ts';
import { el } from '../../runtime/svg.ts';
import { impedancePlane, niceExtent, thin } from '../parts/impedance-plane.ts';
import { spots } from '../parts/spots.ts';
import { seedParam } from '../parts/temperature-series.ts';
import { peaks, solve, type Answer } from './model.ts';

const inputOf = ({ ratio, alpha, beta, noise, seed }: { ratio: number; alpha: number; beta: number; noise: number; seed: number }) => ({ ratio, alpha, beta, noise: noise / 100, seed });
const steps = (kernels: Kernels, values: Parameters<typeof inputOf>[0]): Generator<number, Answer> => solve(kernels, inputOf(values));

/** Two uneven relaxations: the spectrum is met within its noise, the distribution is not. */
export default defineFigure({
  id: 'hard',
  name: 'Two uneven peaks',
  title: 'Relaxation times of a spectrum whose true distribution is known, by two methods.',
  question: 'Can a perfect fit have the wrong distribution of relaxation times?',
  technique: 'impedance',
  version: 1,
  params: {
    beta: { kind: 'number', label: 'Evenness of the peaks, *β*', unit: '', min: 0.3, max: 1, step: 0.05, default: 0.7, decimals: 2, span: 4, assumed: true, note: '1 is symmetric', ticks: [0.3, 0.7, 1].map((value) => ({ value })) },
    ratio: { kind: 'number', label: 'Distance of the peaks', unit: '×', min: 3, max: 1000, step: 1, default: 4, decimals: 0, scale: 'log', span: 4, assumed: true, note: 'ratio of their time constants', ticks: [4, 30, 1000].map((value) => ({ value, label: String(value) })) },
    alpha: { kind: 'number', label: 'Sharpness of the peaks, *α*', unit: '', min: 0.6, max: 0.95, step: 0.05, default: 0.95, decimals: 2, span: 4, assumed: true, note: 'near 1 they are sharp', ticks: [0.6, 0.8, 0.95].map((value) => ({ value })) },
    noise: { kind: 'number', label: 'Noise', unit: '%', min: 0.01, max: 3, step: 0.1, default: 0.5, decimals: 2, scale: 'log', span: 4, assumed: true, note: 'of |*Z*|, on both parts', ticks: [0.01, 0.1, 0.5, 3].map((value) => ({ value, label: String(value) })) },
    seed: { ...seedParam, span: 4, note: 'other noise, other peaks' },
  },
  kernels: ['validation'],
  provenance: {
    badge: 'assumed',
    pinned: 'Nothing of the paper enters: two relaxations of Havriliak and Negami’s form, 2 and 5 kΩ, are put in, so that the truth is known.',
    free: 'Their shape, distance and noise are yours.',
    constraints: ['The true distribution integrates to the resistances put in, and gives back the spectrum.', 'Sharp, uneven peaks at a distance of four: at half a per cent of noise both methods miss a fifth of the area or more, in the middle of sixteen draws. Even peaks at that distance: the sum of arcs misses less than a tenth.'],
    alternatives: 'Quite different distributions give the same spectrum within its noise. A method can only choose among them by what it supposes: arcs of a family, or smoothness.',
  },
  compute: (kernels, values) => finish(steps(kernels, values)),
  steps,
  view: (answer, values) => [
    { key: 'gamma', span: 'main', title: '**Relaxation times** truth, and what two methods see', draw: (frame) => densities(answer, frame) },
    { key: 'nyquist', span: 'side', title: `**Spectrum** 70 points, met within ${fixed(answer.arcs.rmsResidual_percent, 2)} %`, draw: (frame) => spectrumPlot(answer, peaks(inputOf(values)).reduce((s, p) => s + p.r_ohm, 50), frame) },
  ],
  summary({ arcs, free, l1 }, { beta, noise }) {
    const missed = l1.arcs > 0.15;
    const moral = missed
      ? 'Neither sees the truth, and nothing in the points says so.'
      : beta > 0.95
        ? 'Even peaks are the easy case for a sum of arcs.'
        : 'Here the arcs find it, because the truth is of their family; with real points nobody knows that beforehand.';
    return `The sum of arcs meets the points within ${fixed(arcs.rmsResidual_percent, 2)} %, the free curve within ${fixed(free.rmsResidual_percent, 2)} %; the noise is [${significant(noise, 1)} %]. Yet of the area the arcs (${arcs.arcs.length}, ${FAMILY[arcs.family]}) miss **${fixed(100 * l1.arcs, 0)} %** and the free curve **${fixed(100 * l1.free, 0)} %**. ${moral}`;
  },
  table: ({ arcs, free, l1, tau_s, truth_ohm, arcs_ohm, free_ohm }) => ({
    caption: 'Distance from the truth, and what was found',
    columns: [{ name: 'Method', unit: '', align: 'left' }, { name: 'Area off', unit: '%' }, { name: 'Found', unit: '', align: 'left' }],
    rows: [
      ['Sum of arcs', fixed(100 * l1.arcs, 1), `${FAMILY[arcs.family]}: ${arcs.arcs.map((a) => `${significant(a.r_ohm, 3)} Ω`).join(', ') || 'none'}`],
      ['Free, smooth, not negative (Tikhonov)', fixed(100 * l1.free, 1), `λ = ${free.lambda.toExponential(1)}, misfit ${fixed(free.rmsResidual_percent, 2)} %`],
    ],
    full: {
      columns: [{ name: 'tau', unit: 's' }, { name: 'true gamma', unit: 'ohm' }, { name: 'arcs gamma', unit: 'ohm' }, { name: 'free gamma', unit: 'ohm' }],
      rows: tau_s.map((t, i) => [t, truth_ohm[i]!, arcs_ohm[i]!, free_ohm[i]!]),
    },
  }),
  compare: ({ l1 }) => [
    { quantity: 'Distribution of relaxation times', reported: 'not used in the text', here: `${fixed(100 * l1.arcs, 0)} % and ${fixed(100 * l1.free, 0)} % of the area off`, verdict: 'a limit of the method, shown on a made-up spectrum' },
  ],
});

const FAMILY = { zarc: 'even arcs', 'havriliak-negami': 'uneven arcs', 'log-normal': 'log-normal peaks' } as const;

function densities({ tau_s, truth_ohm, arcs_ohm, free_ohm }: Answer, { width, narrow }: Frame): Drawing {
  const [left, right, top] = [50, width - 16, 42];
  const bottom = top + (narrow ? 250 : 330);
  const sx = scaleLog([1e-7, 1e-2], [left, right]);
  const peak = Math.max(...truth_ohm);
  const reach = niceExtent((1.7 * peak) / 1000);
  const sy = scaleLinear([0, reach], [bottom, top]);
  const line = (values: readonly number[]): Point[] => thin(tau_s.flatMap((t, i): Point[] => (t >= 1e-7 && t <= 1e-2 ? [[sx(t), sy(Math.min(reach, values[i]! / 1000))]] : [])));
  const truth = line(truth_ohm);
  const ticks = sy.ticks(4);
  return {
    width,
    height: bottom + 50,
    children: [
      horizontalAxis(bottom, left, right, 'below', { scale: sx, ticks: [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2], format: powerOfTen, title: '*τ* / s' }),
      verticalAxis(left, bottom, top, { scale: sy, ticks, format: (v) => String(Number(v.toPrecision(4))), title: '*γ* / kΩ', grid: right - left }),
      el('path', { class: 'bandf fref', d: `M${truth.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}L${right} ${bottom}L${left} ${bottom}Z` }),
      curve(line(free_ohm), { colour: 'sref', certainty: 'assumed', ghost: true }),
      curve(line(arcs_ohm), { colour: 'sink' }),
      label(left + 12, top + 14, 'grey area: the truth', { class: 'halo' }),
      label(left + 12, top + 32, 'thick: sum of arcs', { class: 'halo' }),
      label(left + 12, top + 50, 'dashed: free, smoothed', { class: 'halo' }),
    ],
  };
}

function spectrumPlot({ frequency_Hz, zReal_ohm, zImag_ohm, arcs }: Answer, total_ohm: number, frame: Frame): Drawing {
  const plane = impedancePlane({ extent_ohm: niceExtent(1.08 * total_ohm), aspect: frame.narrow ? 0.6 : 1.08 }, frame);
  const points = frequency_Hz.flatMap((_, i): Point[] => (plane.inside(zReal_ohm[i]!, -zImag_ohm[i]!) ? [[plane.sx(zReal_ohm[i]!), plane.sy(-zImag_ohm[i]!)]] : []));
  return {
    width: plane.width,
    height: plane.height,
    children: [...plane.axes, ...plane.trace({ frequency_Hz, zReal_ohm: arcs.zFitReal_ohm, zImag_ohm: arcs.zFitImag_ohm }, { colour: 'sink' }), ...spots(points, 'sink', true)],
  };
}
