import { scaleLinear, scaleLog } from 'd3';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, significant, withError } from '../../runtime/format.ts';
import { decades, horizontalAxis, label, powerOfTen } from '../../runtime/plot/axes.ts';
import type { Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { finish } from '../../jobs/job.ts';
import type { Kernels } from '../../kernels/all.ts';
import { spots } from '../parts/spots.ts';
import { impedancePlane, niceExtent } from '../parts/impedance-plane.ts';
import type { Measurement } from '../parts/pellet-spectrum.ts';
import { temperatureParam } from '../parts/params.ts';
import { seedParam } from '../parts/temperature-series.ts';
import { CANDIDATES, compareCandidates, syntheticSpectrum, verdict, type Rival } from './model.ts';

const COLOUR = 's1625';

interface Choice {
  spectrum: Measurement & { r_ohm: number };
  rivals: Rival[];
}

function* steps(kernels: Kernels, { share, ratio, noise, T, seed }: { share: number; ratio: number; noise: number; T: number; seed: number }): Generator<number, Choice> {
  const spectrum = syntheticSpectrum(kernels, { T_C: T, share: share / 100, ratio, noise: noise / 100, seed });
  yield 0.1;
  return { spectrum, rivals: compareCandidates(kernels, spectrum) };
}

/** Which circuit? Four candidates for one synthetic spectrum, compared by AICc. */
export default defineFigure({
  id: 'choose',
  name: 'Which circuit',
  title: 'Four circuits fitted to one synthetic spectrum of a heated pellet, and the weight that AICc gives each.',
  question: 'How many arcs do these points deserve?',
  technique: 'impedance',
  version: 1,
  params: {
    share: { kind: 'number', label: 'Resistance in a second arc', unit: '%', min: 0, max: 50, step: 1, default: 20, decimals: 0, span: 4, assumed: true, note: 'grain boundaries; 0 for none', ticks: [0, 10, 20, 50].map((value) => ({ value })) },
    ratio: { kind: 'number', label: 'Its capacitance, times the first', unit: '', min: 2, max: 500, step: 1, default: 20, decimals: 0, scale: 'log', span: 4, assumed: true, note: 'near 1 the arcs merge', ticks: [2, 20, 500].map((value) => ({ value, label: String(value) })) },
    noise: { kind: 'number', label: 'Noise', unit: '%', min: 0.1, max: 3, step: 0.1, default: 0.5, decimals: 1, scale: 'log', span: 4, assumed: true, note: 'of |*Z*|, on both parts', ticks: [0.1, 0.5, 3].map((value) => ({ value, label: String(value) })) },
    T: { ...temperatureParam, span: 4, note: 'moves the arcs along the frequencies' },
    seed: { ...seedParam, span: 4, note: 'other noise, another verdict?' },
  },
  kernels: ['impedance'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'The whole resistance is that of the heated pellet of *x* = 1.625, a tenth of the reported conductivity.',
    free: 'Whether a second arc exists, and how large it is, is assumed: the text names the number of arcs nowhere.',
    constraints: ['Without a second arc the comparison does not prefer two arcs.', 'With a fifth of the resistance in a second arc twenty times slower, two arcs win.'],
    alternatives: 'A second arc with the same product *RC* as the first, say a twentieth of the resistance with twenty times the capacitance, hides in it and no criterion can find it. Circuits that are not on the list get no weight: the best of four wrong circuits still wins. The residuals tell whether it is good enough.',
  },
  compute: (kernels, values) => finish(steps(kernels, values)),
  steps,
  view: ({ spectrum, rivals }, { noise }) => [
    { key: 'nyquist', span: 'half', title: '**Points** and the best of the four circuits', draw: (frame) => points(spectrum, rivals, frame) },
    { key: 'rivals', span: 'half', title: '**Residuals** points minus fit, and what AICc makes of them', draw: (frame) => strips(spectrum, rivals, noise, frame) },
  ],
  summary({ spectrum, rivals }) {
    const best = rivals.reduce((a, b) => (b.weight > a.weight ? b : a));
    const worst = rivals.filter((r) => r.u_r_ohm !== null).reduce((a, b) => (Math.abs(b.r_ohm - spectrum.r_ohm) > Math.abs(a.r_ohm - spectrum.r_ohm) ? b : a), best);
    const open = best.fit.parameters.filter((p) => !p.determined).map((p) => p.name);
    return `By AICc ${verdict(rivals)}. It finds **[${resistanceWords(best)}]** in all, where [${significant(spectrum.r_ohm, 4)} Ω] was put in${open.length ? `; ${open.join(', ')} not determined` : ''}. ${worstWords(worst, spectrum.r_ohm)}`;
  },
  table: ({ spectrum, rivals }) => ({
    caption: 'Four circuits, one spectrum',
    columns: [{ name: 'Circuit', unit: '', align: 'left' }, { name: 'Parameters', unit: '' }, { name: 'Misfit, rms', unit: '% of |*Z*|' }, { name: 'ΔAICc', unit: '' }, { name: 'Weight', unit: '%' }, { name: '*R* in all', unit: 'Ω' }, { name: 'What the comparison says', unit: '', align: 'left' }],
    rows: rivals.map((r) => [r.text, r.parameters, fixed(misfit(r), 2), delta(r.deltaAicc), fixed(100 * r.weight, 1), resistanceWords(r).replace(' Ω', ''), r.remark]),
    full: {
      columns: [{ name: 'frequency', unit: 'Hz' }, { name: 'Z real', unit: 'ohm' }, { name: 'Z imag', unit: 'ohm' }, ...rivals.flatMap((r) => [{ name: `residual real ${r.words}`, unit: '%' }, { name: `residual imag ${r.words}`, unit: '%' }])],
      rows: spectrum.frequency_Hz.map((f, i) => [f, spectrum.zReal_ohm[i]!, spectrum.zImag_ohm[i]!, ...rivals.flatMap((r) => [r.fit.residualReal_percent[i]!, r.fit.residualImag_percent[i]!])]),
    },
  }),
  compare: ({ rivals, spectrum }, { share }) => [
    { quantity: 'Circuit', reported: 'in the supplement, not in the text', here: rivals.reduce((a, b) => (b.weight > a.weight ? b : a)).text, verdict: share > 0 ? 'two arcs were put in' : 'one arc was put in' },
    { quantity: '*R* of the heated pellet', reported: 'only “roughly one order of magnitude”', here: `[${significant(spectrum.r_ohm, 3)} Ω]`, verdict: 'a tenth of the reported conductivity: assumed' },
  ],
});

/** What choosing badly would cost. */
function worstWords(worst: Rival, truth_ohm: number): string {
  const off = Math.abs(worst.r_ohm - truth_ohm);
  if (off < 0.005 * truth_ohm) return 'All that give an error agree on the resistance within half a per cent.';
  if (off > truth_ohm || worst.u_r_ohm! > truth_ohm) return `The worst guess, ${worst.words}, cannot tell the resistance at all.`;
  return `The worst guess, ${worst.words}, says [${resistanceWords(worst)}]: ${fixed((100 * off) / truth_ohm, 1)} % off${off > 3 * worst.u_r_ohm! ? ', far more than its own error admits' : ''}.`;
}

const misfit = ({ fit }: Rival): number => 100 * Math.sqrt(fit.wssr / (2 * fit.nPoints));
const delta = (d: number): string => (Number.isFinite(d) ? fixed(d, d < 10 ? 1 : 0) : 'none');
const resistanceWords = ({ r_ohm, u_r_ohm }: Rival): string => `${u_r_ohm === null ? significant(r_ohm, 4) : withError(r_ohm, u_r_ohm)} Ω`;

function points(spectrum: Measurement & { r_ohm: number }, rivals: readonly Rival[], frame: Frame): Drawing {
  const plane = impedancePlane({ extent_ohm: niceExtent(1.3 * spectrum.r_ohm), aspect: frame.narrow ? 0.85 : 0.72 }, frame);
  const best = rivals.reduce((a, b) => (b.weight > a.weight ? b : a));
  const dots = spectrum.frequency_Hz.flatMap((_, i): Point[] => {
    const [re, im] = [spectrum.zReal_ohm[i]!, -spectrum.zImag_ohm[i]!];
    return plane.inside(re, im) ? [[plane.sx(re), plane.sy(im)]] : [];
  });
  return {
    width: plane.width,
    height: plane.height,
    children: [
      ...plane.axes,
      ...rivals.filter((r) => r !== best).flatMap((r) => plane.trace(r.locus, { colour: 'sref', ghost: true })),
      ...plane.trace(best.locus, { colour: COLOUR }),
      ...spots(dots, COLOUR, true),
      label(plane.right, plane.top - 12, `thick: ${best.words}; grey: the other three`, { 'text-anchor': 'end', class: 'halo' }),
    ],
  };
}

/** One strip a circuit: residuals over frequency, words above, weight as a bar. */
function strips(spectrum: Measurement, rivals: readonly Rival[], noise: number, { width, narrow }: Frame): Drawing {
  const [left, right] = [34, width - 14];
  const strip = 58;
  const step = strip + (narrow ? 54 : 46);
  const top = narrow ? 48 : 38;
  const sx = scaleLog([1, 1e7], [left, right]);
  const reach = niceExtent(6 * noise);
  const last = top + step * (CANDIDATES.length - 1) + strip;
  return {
    width,
    height: last + 50,
    children: [
      ...rivals.flatMap((r, i): El[] => {
        const y0 = top + i * step;
        const sy = scaleLinear([-reach, reach], [y0 + strip, y0]);
        const dots = (values: ArrayLike<number>, open: boolean): El[] => spots(spectrum.frequency_Hz.map((f, k) => [sx(f), sy(Math.max(-reach, Math.min(reach, values[k]!)))]), COLOUR, open);
        const best = r.deltaAicc === 0;
        const numbers = `${r.parameters} parameters, Δ ${delta(r.deltaAicc)}, **${fixed(100 * r.weight, 0)} %**`;
        return [
          label(left, y0 - (narrow ? 25 : 7), best ? `**${r.words}** ${r.text}` : `${r.words} ${r.text}`, { class: best ? 'strong' : '' }),
          label(narrow ? left : right, y0 - 7, numbers, { 'text-anchor': narrow ? 'start' : 'end' }),
          el('path', { class: 'gridl', d: `M${left} ${y0}H${right}M${left} ${y0 + strip}H${right}` }),
          el('path', { class: 'axis', d: `M${left} ${Math.round(sy(0))}H${right}` }),
          label(left - 6, y0 + 9, `+${significant(reach, 2)}`, { 'text-anchor': 'end' }),
          label(left - 6, y0 + strip, `−${significant(reach, 2)}`, { 'text-anchor': 'end' }),
          ...dots(r.fit.residualReal_percent, false),
          ...dots(r.fit.residualImag_percent, true),
        ];
      }),
      horizontalAxis(last, left, right, 'below', { scale: sx, ticks: decades(1, 1e7).filter((_, i) => i % 2 === 0), format: powerOfTen, title: 'frequency / Hz; residuals in % of |*Z*|' }),
    ],
  };
}
