import { scaleLinear } from 'd3';
import { axisValues } from '../../kernels/nmr.ts';
import { remember } from '../../physics/remember.ts';
import { crystallite, directions, PHASES, powderSum, type Crystallite } from '../../physics/rotor.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, significant } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { curve, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { masParam } from '../parts/nmr-params.ts';
import { baseline, spectrumPoints, thinned } from '../parts/nmr-plot.ts';
import { LARMOR_MHz, tensorShift_ppm } from '../parts/nmr-series.ts';

const AXIS = { from_ppm: 80, to_ppm: -130, n: 1051 };
/** Width of every line, ppm: enough to see a comb as a comb. */
const FWHM_ppm = 1.5;
const MOST = 200;
const SEED = 7;
const LIST = directions(MOST, SEED);
const RADIANS = Math.PI / 180;

const kept = remember<Float64Array>(8);

interface Result {
  one: Crystallite;
  shift_ppm: Float64Array;
  sum: Float64Array;
  powder: Float64Array;
  larmor_MHz: number;
  span_kHz: number;
  off: number;
}

/** Rotor view: how a turning crystallite makes sidebands, and how many of them make a powder line. A model throughout. */
export default defineFigure({
  id: 'rotor',
  name: 'Rotor view',
  title: 'From one crystallite to a powder: its frequency over one turn of the rotor, the lines that follow, and the sum over many.',
  question: 'How does a turning crystal make a comb of lines, and a powder a smooth one?',
  technique: 'nmr',
  version: 1,
  params: {
    theta: { kind: 'number', label: 'Tilt of the rotor axis in the crystal, *θ*', unit: '°', min: 0, max: 90, step: 1, default: 50, decimals: 0, span: 4, ticks: [0, 30, 60, 90].map((value) => ({ value })) },
    phi: { kind: 'number', label: 'Its azimuth, *φ*', unit: '°', min: 0, max: 90, step: 1, default: 20, decimals: 0, span: 4, ticks: [0, 45, 90].map((value) => ({ value })) },
    count: { kind: 'number', label: 'Crystallites in the sum', unit: '', min: 1, max: MOST, step: 1, default: 40, decimals: 0, scale: 'log', span: 4, ticks: [1, 10, 50, 200].map((value) => ({ value })) },
    CQ: { kind: 'number', label: '*C*~Q~', unit: 'MHz', min: 1, max: 5, step: 0.1, default: 4, decimals: 1, span: 4, assumed: true, note: 'large, so that sidebands show', ticks: [1, 2, 3, 4, 5].map((value) => ({ value })) },
    eta: { kind: 'number', label: '*η*', unit: '', min: 0, max: 1, step: 0.05, default: 0.3, decimals: 2, span: 4, assumed: true, note: 'illustrative', ticks: [0, 0.5, 1].map((value) => ({ value })) },
    mas: { ...masParam, min: 2, max: 30, default: 4, span: 4, note: 'slow, for the eye; the paper: 12', ticks: [2, 4, 12, 30].map((value) => ({ value })) },
  },
  kernels: ['nmr'],
  provenance: {
    badge: 'derived',
    pinned: 'Perturbation theory to second order for spin 3/2, central transition; the thin line is the full powder from the kernel.',
    free: 'Nothing here is about the samples of the paper but the magnet, 18.8 T; coupling and rate are chosen so that there is something to see.',
    constraints: ['The sidebands of a crystallite add up to one.', 'The mean over one turn is where the centre line stands.', 'The sum over many crystallites tends to the line of the kernel.', 'Doubling the rate halves the phase gained in a turn: fewer sidebands.'],
    alternatives: 'A crystal turned by half a turn about its own axes gives the same comb: one crystallite does not know its orientation alone.',
  },
  compute({ nmr }, v): Result {
    const larmor_MHz = LARMOR_MHz;
    const options = { CQ_MHz: v.CQ, eta: v.eta, larmor_MHz, mas_Hz: 1000 * v.mas };
    const shift_ppm = axisValues(AXIS);
    const one = crystallite(options, v.theta * RADIANS, v.phi * RADIANS);
    // The first of the sum is the one in hand; the others stay while it is tilted.
    const first = powderSum(options, [{ theta: v.theta * RADIANS, phi: v.phi * RADIANS }], FWHM_ppm, shift_ppm);
    const others = v.count === 1 ? null : kept(JSON.stringify([options, v.count]), () => powderSum(options, LIST.slice(1, v.count), FWHM_ppm, shift_ppm));
    const sum = first.map((value, i) => (value + (others ? (v.count - 1) * others[i]! : 0)) / v.count);
    const powder = kept(JSON.stringify(options), () => nmr.simulate({ larmor_MHz, mas_Hz: options.mas_Hz, sites: [{ iso_ppm: 0, CQ_MHz: v.CQ, eta: v.eta, gb_Hz: FWHM_ppm * larmor_MHz, area: 1 }] }, shift_ppm).intensity);
    const top = powder.reduce((a, b) => Math.max(a, b), 0);
    return { one, shift_ppm, sum, powder, larmor_MHz, span_kHz: (1000 * v.CQ * v.CQ) / larmor_MHz, off: powder.reduce((m, p, i) => Math.max(m, Math.abs(p - sum[i]!)), 0) / top };
  },
  view: (result, v) => [
    { key: 'turn', span: 'third', title: '**One turn** frequency of the crystallite', draw: (frame) => turn(result, frame) },
    { key: 'comb', span: 'third', title: '**Its lines** centre and sidebands', draw: (frame) => comb(result, v.mas, frame) },
    { key: 'powder', span: 'third', title: `**A powder** ${v.count} ${v.count === 1 ? 'crystallite' : 'crystallites'}, thick; all of them, thin`, draw: (frame) => powderPlot(result, frame) },
  ],
  summary({ one, off, larmor_MHz }, v) {
    const centre = one.sidebands.find((b) => b.order === 0)!.intensity;
    const [low, high] = [Math.min(...one.frequency_Hz), Math.max(...one.frequency_Hz)];
    return `In one turn the frequency swings by **[${significant((high - low) / 1000, 3)} kHz]** about a mean of ${fixed(one.mean_Hz / larmor_MHz, 1)} ppm; ${fixed(100 * centre, 0)} % of the signal stays in the centre line, the rest in sidebands ${fixed((1000 * v.mas) / larmor_MHz, 1)} ppm apart. The sum of ${v.count} is off the powder line by ${fixed(100 * off, 0)} % of its peak.`;
  },
  table: ({ one, larmor_MHz, shift_ppm, sum, powder }, v) => ({
    caption: 'Lines of the one crystallite above a tenth of a per cent',
    columns: [
      { name: 'Order', unit: '' },
      { name: 'Shift', unit: 'ppm' },
      { name: 'Share of the signal', unit: '%' },
    ],
    rows: one.sidebands.filter((b) => b.intensity > 1e-3).map((b) => [fixed(b.order, 0), fixed((one.mean_Hz + 1000 * b.order * v.mas) / larmor_MHz, 1), fixed(100 * b.intensity, 1)]),
    full: {
      columns: [
        { name: 'shift', unit: 'ppm' },
        { name: `sum of ${v.count} crystallites`, unit: '1/ppm' },
        { name: 'powder', unit: '1/ppm' },
      ],
      rows: Array.from(shift_ppm, (ppm, i) => [Number(ppm.toFixed(3)), Number(sum[i]!.toPrecision(6)), Number(powder[i]!.toPrecision(6))]),
    },
  }),
  compare: ({ one, larmor_MHz }, v) => [
    { quantity: 'Spinning rate', reported: '12 kHz', here: `${fixed(v.mas, 0)} kHz, sidebands ${fixed((1000 * v.mas) / larmor_MHz, 1)} ppm apart`, verdict: v.mas === 12 ? 'the paper’s' : 'not the paper’s' },
    { quantity: 'Coupling', reported: 'not in the text', here: `${fixed(v.CQ, 1)} MHz; mean second-order shift ${fixed(tensorShift_ppm(v.CQ, v.eta, larmor_MHz), 1)} ppm over a powder, ${fixed(one.mean_Hz / larmor_MHz, 1)} ppm for this crystallite`, verdict: 'illustrative; lines as broad as this are not described in the paper' },
  ],
});

const MARGIN = { left: 48, right: 12, top: 42, bottom: 50 };
const HEIGHT = 230;

function turn({ one, span_kHz }: Result, { width }: Frame): Drawing {
  const right = width - MARGIN.right;
  const bottom = MARGIN.top + HEIGHT;
  const sx = scaleLinear([0, 360], [MARGIN.left, right]);
  const sy = scaleLinear([-0.19 * span_kHz, 0.1 * span_kHz], [bottom, MARGIN.top]);
  const points = Array.from({ length: PHASES + 1 }, (_, i): Point => [sx((360 * i) / PHASES), sy(one.frequency_Hz[i % PHASES]! / 1000)]);
  const mean = sy(one.mean_Hz / 1000);
  const decimals = span_kHz < 8 ? 2 : span_kHz < 80 ? 1 : 0;
  return {
    width,
    height: bottom + MARGIN.bottom,
    children: [
      horizontalAxis(bottom, MARGIN.left, right, 'below', { scale: sx, ticks: [0, 90, 180, 270, 360], format: (v) => `${v}°`, title: 'phase of the rotor' }),
      verticalAxis(MARGIN.left, bottom, MARGIN.top, { scale: sy, ticks: sy.ticks(5), format: (v) => fixed(v, decimals), title: '*ν* / kHz', grid: right - MARGIN.left }),
      el('path', { class: 'guide', d: `M${MARGIN.left} ${mean.toFixed(1)}H${right}` }),
      label(sx(180), bottom - 8, 'dotted: mean', { 'text-anchor': 'middle', class: 'halo' }),
      curve(thinned(points, 0.1), { colour: 'sref' }),
    ],
  };
}

const ppmAxis = (bottom: number, width: number): { sx: (v: number) => number; axis: El } => {
  const sx = scaleLinear([AXIS.from_ppm, AXIS.to_ppm], [14, width - MARGIN.right]);
  return { sx, axis: horizontalAxis(bottom, 14, width - MARGIN.right, 'below', { scale: sx, ticks: [50, 0, -50, -100], format: (v) => fixed(v, 0), title: '*δ*(^23^Na) / ppm' }) };
};

function comb({ one, larmor_MHz }: Result, mas_kHz: number, { width }: Frame): Drawing {
  const bottom = MARGIN.top + HEIGHT;
  const { sx, axis } = ppmAxis(bottom, width);
  const lines = one.sidebands
    .map((b) => ({ ...b, ppm: (one.mean_Hz + 1000 * b.order * mas_kHz) / larmor_MHz }))
    .filter((b) => b.ppm < AXIS.from_ppm && b.ppm > AXIS.to_ppm && b.intensity > 5e-4);
  const tallestLine = Math.max(...lines.map((b) => b.intensity));
  const top = (intensity: number): number => bottom - (HEIGHT * intensity) / Math.max(0.3, tallestLine);
  const narrowGap = Math.abs(sx(0) - sx((1000 * mas_kHz) / larmor_MHz)) < 22;
  return {
    width,
    height: bottom + MARGIN.bottom,
    children: [
      axis,
      ...lines.map((b) => el('path', { class: 'curve sref', d: `M${sx(b.ppm).toFixed(1)} ${bottom}V${top(b.intensity).toFixed(1)}` })),
      ...lines.filter((b) => b.intensity > 0.03 && (b.order === 0 || !narrowGap)).map((b) => label(sx(b.ppm), top(b.intensity) - 7, b.order === 0 ? 'centre' : `${b.order > 0 ? '+' : '−'}${Math.abs(b.order)}`, { 'text-anchor': 'middle' })),
    ],
  };
}

function powderPlot({ sum, powder, shift_ppm }: Result, { width }: Frame): Drawing {
  const bottom = MARGIN.top + HEIGHT;
  const { sx, axis } = ppmAxis(bottom, width);
  const peak = powder.reduce((a, b) => Math.max(a, b), 0);
  const perUnit = (0.62 * HEIGHT) / peak;
  const clipped = sum.map((v) => Math.min(v, HEIGHT / perUnit));
  return {
    width,
    height: bottom + MARGIN.bottom,
    children: [axis, baseline(14, width - MARGIN.right, bottom), curve(spectrumPoints(shift_ppm, powder, sx, bottom, perUnit), { colour: 'sref', ghost: true }), curve(spectrumPoints(shift_ppm, clipped, sx, bottom, perUnit), { colour: 'sref' })],
  };
}
