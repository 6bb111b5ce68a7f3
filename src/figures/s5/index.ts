import { contours, scaleLinear, scaleLog } from 'd3';
import { bestMixing_s, exsyPeaks, type ExsyPeaks } from '../../physics/exsy.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, scientific, significant } from '../../runtime/format.ts';
import { decades, horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { curve, handle, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { LARMOR_MHz, octahedralShare, OCTAHEDRAL_PPM, prismaticPeak_ppm } from '../parts/nmr-series.ts';
import { kexParam } from '../parts/nmr-params.ts';
import { thinned } from '../parts/nmr-plot.ts';

const X = 1.625;
const A_ppm = OCTAHEDRAL_PPM[1];
const B_ppm = prismaticPeak_ppm(X);
const PA = octahedralShare(X);
/** Frozen spread along the diagonal and width across it, as standard deviations, ppm: assumed. */
const ALONG = 1.7;
const ACROSS = 0.8;
const FROM = 8;
const TO = -22;
const POINTS = 101;
const LEVELS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64];
const MIXING_ms = { min: 0.1, max: 1000 } as const;

const shiftAt = (i: number): number => FROM + ((TO - FROM) * i) / (POINTS - 1);

interface Result {
  peaks: ExsyPeaks;
  /** Row by row from high to low shift in both dimensions, over the highest value without waiting. */
  grid: number[];
  buildUp: { mixing_ms: number; peaks: ExsyPeaks }[];
  best_ms: number;
}

const gauss = (x: number, sd: number): number => Math.exp(-0.5 * (x / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));

/** A diagonal peak lies along the diagonal, because each place keeps its own shift. */
const diagonal = (at: number, a: number, b: number): number => gauss((a + b) / 2 - at, ALONG) * gauss(a - b, ACROSS * Math.SQRT2);
/** A cross peak joins two places that know nothing of each other: it is round. */
function cross(a: number, b: number): number {
  const wide = Math.hypot(ALONG, ACROSS);
  return gauss(a - A_ppm, wide) * gauss(b - B_ppm, wide) + gauss(a - B_ppm, wide) * gauss(b - A_ppm, wide);
}

/** The intensity at (a, b), ppm, of peaks with these volumes. */
const surface = (peaks: ExsyPeaks, a: number, b: number): number => peaks.AA * diagonal(A_ppm, a, b) + peaks.BB * diagonal(B_ppm, a, b) + peaks.AB * cross(a, b);

/** The shapes of the three peaks over the grid: no slider changes them, only their volumes. */
let shapes: { AA: Float64Array; BB: Float64Array; AB: Float64Array } | undefined;
function shapesOf(): NonNullable<typeof shapes> {
  const over = (shape: (a: number, b: number) => number): Float64Array => Float64Array.from({ length: POINTS * POINTS }, (_, k) => shape(shiftAt(k % POINTS), shiftAt(Math.floor(k / POINTS))));
  return (shapes ??= { AA: over((a, b) => diagonal(A_ppm, a, b)), BB: over((a, b) => diagonal(B_ppm, a, b)), AB: over(cross) });
}

/** Figure S5: exchange spectroscopy of two sites. A model: the paper’s own spectrum is in its supplement. */
export default defineFigure({
  id: 's5',
  name: 'Figure S5',
  title: 'What exchange spectroscopy of two sodium sites looks like: the two-site model, not the spectrum of the paper.',
  question: 'How does a spectrum show that an ion has changed its place?',
  technique: 'nmr',
  version: 1,
  params: {
    mixing: { kind: 'number', label: 'Waiting (mixing) time', unit: 'ms', ...MIXING_ms, step: 0.1, default: 10, decimals: 1, scale: 'log', span: 4, assumed: true, note: 'none is reported', ticks: [0.1, 1, 10, 100, 1000].map((value) => ({ value })) },
    kex: { ...kexParam, min: 1, max: 2000, default: 100, span: 4, note: 'slow enough for two lines', ticks: [1, 10, 100, 1000].map((value) => ({ value })) },
    T1: { kind: 'number', label: '*T*~1~', unit: 's', min: 0.01, max: 2, step: 0.01, default: 0.5, decimals: 2, scale: 'log', span: 4, assumed: true, note: 'below a fifth of the 10 s recycle delay', ticks: [0.01, 0.1, 0.5, 2].map((value) => ({ value })) },
    pA: { kind: 'number', label: 'Octahedral share', unit: '%', min: 5, max: 50, step: 1, default: Math.round(100 * PA), decimals: 0, span: 4, assumed: true, note: 'of the model at *x* = 1.625', ticks: [5, 14, 30, 50].map((value) => ({ value })) },
  },
  kernels: [],
  provenance: {
    badge: 'reconstructed',
    pinned: 'Pinned: two sites at the positions of *x* = 1.625, octahedral and prismatic, and that they may exchange.',
    free: 'Free: the rate, both times, the share, and all widths. Only the lower octahedral line is drawn. Contours from 1 %, doubling, of the highest point without waiting.',
    constraints: ['Without waiting there is no cross peak.', 'The four volumes add up to exp(−*t*/*T*~1~).', 'After a long wait the volumes are the products of the populations.', 'The two cross peaks are equal: as many ions go as come.'],
    alternatives: 'A cross peak tells of rate times time: ten times slower exchange with ten times the waiting looks the same until *T*~1~ intervenes. Magnetisation can also pass from nucleus to nucleus without any ion moving (spin diffusion); only its dependence on temperature tells the two apart.',
  },
  compute(_kernels, v): Result {
    const options = { pA: v.pA / 100, kex_per_s: v.kex, T1_s: v.T1 };
    const peaks = exsyPeaks({ ...options, mixing_s: v.mixing / 1000 });
    const start = exsyPeaks({ ...options, mixing_s: 0 });
    const top = Math.max(surface(start, A_ppm, A_ppm), surface(start, B_ppm, B_ppm));
    const { AA, BB, AB } = shapesOf();
    const grid = new Array<number>(POINTS * POINTS);
    for (let k = 0; k < grid.length; k++) grid[k] = (peaks.AA * AA[k]! + peaks.BB * BB[k]! + peaks.AB * AB[k]!) / top;
    const times = Array.from({ length: 81 }, (_, i) => MIXING_ms.min * (MIXING_ms.max / MIXING_ms.min) ** (i / 80));
    return { peaks, grid, buildUp: times.map((mixing_ms) => ({ mixing_ms, peaks: exsyPeaks({ ...options, mixing_s: mixing_ms / 1000 }) })), best_ms: 1000 * bestMixing_s(v.kex, v.T1) };
  },
  view: (result, v) => [
    { key: 'contour', span: 'half', title: `**Two dimensions** a model, waiting ${significant(v.mixing, 2)} ms`, draw: (frame) => contourPlot(result, frame) },
    { key: 'build-up', span: 'half', title: '**Build-up** share of all signal in each peak', draw: (frame) => buildUpPlot(result, v.mixing, frame) },
  ],
  summary: ({ peaks, best_ms }, v) =>
    `After **[${significant(v.mixing, 2)} ms]** at *k*~ex~ = ${scientific(v.kex, 2)} s^−1^ each cross peak holds **${fixed(100 * peaks.AB, 1)} %** of the signal; at most it can hold ${fixed(v.pA * (1 - v.pA / 100), 1)} %. It is strongest after ${significant(best_ms, 2)} ms.`,
  table: ({ buildUp, grid }) => ({
    caption: 'Volumes of the peaks against waiting time, shares of all signal',
    columns: [
      { name: 'Waiting time', unit: 'ms' },
      { name: 'octahedral, diagonal', unit: '%' },
      { name: 'prismatic, diagonal', unit: '%' },
      { name: 'each cross peak', unit: '%' },
    ],
    rows: buildUp.filter((_, i) => i % 8 === 0).map(({ mixing_ms, peaks }) => [significant(mixing_ms, 2), fixed(100 * peaks.AA, 2), fixed(100 * peaks.BB, 2), fixed(100 * peaks.AB, 2)]),
    full: {
      columns: [
        { name: 'shift, first dimension', unit: 'ppm' },
        { name: 'shift, second dimension', unit: 'ppm' },
        { name: 'intensity over the highest point without waiting', unit: '' },
      ],
      rows: grid.map((value, k) => [Number(shiftAt(k % POINTS).toFixed(3)), Number(shiftAt(Math.floor(k / POINTS)).toFixed(3)), Number(value.toPrecision(4))]),
    },
  }),
  compare: ({ peaks }, v) => [
    { quantity: 'Exchange at *x* = 1.625', reported: 'octahedral and prismatic sodium “have the possibility to be in exchange”; the spectrum is in the supplement', here: `a cross peak of ${fixed(100 * peaks.AB, 1)} % of the signal`, verdict: 'a model of what that would look like' },
    { quantity: 'Rate', reported: 'not in the text', here: `${scientific(v.kex, 2)} s^−1^`, verdict: 'assumed' },
    { quantity: 'Lines still apart', reported: 'two kinds of line at *x* = 1.625', here: `they would merge near ${scientific(Math.SQRT2 * Math.PI * (A_ppm - B_ppm) * LARMOR_MHz, 2)} s^−1^`, verdict: 'so the rate lies below that, if there is exchange' },
  ],
});

function contourPlot({ grid }: Result, { width, narrow }: Frame): Drawing {
  const margin = { left: 52, right: 14, top: 42, bottom: 50 };
  const side = Math.min(width - margin.left - margin.right, narrow ? 284 : 400);
  const bottom = margin.top + side;
  const sx = scaleLinear([FROM, TO], [margin.left, margin.left + side]);
  const sy = scaleLinear([FROM, TO], [margin.top, bottom]);
  const scale = side / (POINTS - 1);
  // d3 puts the value of cell (i, j) at (i + ½, j + ½).
  const px = (v: number): number => (v - 0.5) * scale;
  // A loop ends where it began, so its halves are thinned one by one.
  const outline = (loop: number[][]): string => {
    const points = loop.map(([x, y]): Point => [px(x!), px(y!)]);
    const half = points.length >> 1;
    return `M${[...thinned(points.slice(0, half + 1), 0.4), ...thinned(points.slice(half), 0.4).slice(1, -1)].map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`;
  };
  const rings = contours().size([POINTS, POINTS]).thresholds(LEVELS)(grid);
  const lines: El[] = rings
    .filter((ring) => ring.coordinates.length > 0)
    .map((ring) =>
      el('path', {
        class: 'ghost sref',
        d: ring.coordinates.flatMap((polygon) => polygon.map(outline)).join(''),
        transform: `translate(${margin.left} ${margin.top})`,
      }),
    );
  const name = (a: number, b: number, text: string, attrs: Record<string, string | number>): El => label(sx(a), sy(b), text, { class: 'halo', ...attrs });
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + side, 'below', { scale: sx, ticks: [0, -10, -20], format: (v) => fixed(v, 0), title: '*δ*~2~ / ppm' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [0, -10, -20], format: (v) => fixed(v, 0), title: '*δ*~1~ / ppm' }),
      el('path', { class: 'guide', d: `M${margin.left} ${margin.top}L${margin.left + side} ${bottom}` }),
      ...lines,
      name(A_ppm, A_ppm, 'octahedral', { dy: 44, dx: -22, 'text-anchor': 'middle' }),
      name(B_ppm, B_ppm, 'prismatic', { dy: narrow ? 56 : 72, 'text-anchor': 'middle', dx: -22 }),
      name(B_ppm, A_ppm, 'cross peak', { dy: narrow ? -40 : -52, 'text-anchor': 'middle' }),
      name(A_ppm, B_ppm, 'cross peak', { dy: narrow ? 56 : 72, 'text-anchor': 'middle' }),
    ],
  };
}

function buildUpPlot({ buildUp, peaks }: Result, mixing_ms: number, { width, narrow }: Frame): Drawing {
  const margin = { left: 52, right: 14, top: 42, bottom: 50 };
  const right = width - margin.right;
  const bottom = margin.top + (narrow ? 220 : 400);
  const sx = scaleLog([MIXING_ms.min, MIXING_ms.max], [margin.left, right]);
  const sy = scaleLinear([0, 1], [bottom, margin.top]);
  const of = (pick: (p: ExsyPeaks) => number): Point[] => buildUp.map((b) => [sx(b.mixing_ms), sy(pick(b.peaks))] as const);
  const cross = of((p) => p.AB);
  const words = (pick: (p: ExsyPeaks) => number, text: string, dy: number): El => label(margin.left + 8, sy(pick(buildUp[0]!.peaks)) + dy, text, { class: 'halo' });
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, right, 'below', { scale: sx, ticks: decades(MIXING_ms.min, MIXING_ms.max), format: (v) => String(v), title: 'waiting time / ms' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [0, 0.25, 0.5, 0.75, 1], format: (v) => fixed(v, 2), title: 'share of the signal', grid: right - margin.left }),
      curve(thinned(of((p) => p.BB)), { colour: 'sref', ghost: true }),
      curve(thinned(of((p) => p.AA)), { colour: 'sref', ghost: true }),
      curve(thinned(cross), { colour: 'sref' }),
      words((p) => p.BB, 'prismatic, diagonal', -8),
      words((p) => p.AA, 'octahedral, diagonal', -8),
      words((p) => p.AB, 'each cross peak', -8),
      el('path', { class: 'guide', d: `M${sx(mixing_ms).toFixed(1)} ${bottom}V${margin.top}` }),
      handle('mixing', [sx(mixing_ms), sy(peaks.AB)], buildUp.map((b, i) => [b.mixing_ms, cross[i]![0], cross[i]![1]] as const).filter((_, i) => i % 2 === 0)),
    ],
  };
}
