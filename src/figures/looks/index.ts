import { scaleLinear, scaleLog } from 'd3';
import { finish, type Steps } from '../../jobs/job.ts';
import type { Kernels } from '../../kernels/all.ts';
import type { KramersKronig, Relaxations, TikhonovCurve } from '../../kernels/validation.ts';
import { EA_DEFAULT_meV, pelletAt, type Pellet } from '../../physics/transport-model.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, scientific, significant } from '../../runtime/format.ts';
import { decades, horizontalAxis, label, powerOfTen, verticalAxis } from '../../runtime/plot/axes.ts';
import { nameOf, strokeOf } from '../../runtime/plot/colours.ts';
import { curve, type Point } from '../../runtime/plot/marks.ts';
import { el } from '../../runtime/svg.ts';
import { spots } from '../parts/spots.ts';
import { thin } from '../parts/impedance-plane.ts';
import { measure, type Measurement } from '../parts/pellet-spectrum.ts';
import { heatingOf, sampleParam, strayParam, temperatureParam, xParam } from '../parts/params.ts';

interface Looks {
  pellet: Pellet;
  spectrum: Measurement;
  kk: KramersKronig;
  drt: Relaxations;
  ridge: TikhonovCurve;
  heated: boolean;
}

function* steps(kernels: Kernels, { x, sample, T, stray, drift, seed }: { x: number; sample: string; T: number; stray: number; drift: number; seed: number }): Steps<Looks> {
  const heating = heatingOf(sample, x);
  const pellet = pelletAt({ x, T_C: T, Ea_meV: EA_DEFAULT_meV, stray_pF: stray, permittivity: 10, ...(heating && { heating }) });
  const clean = measure(kernels, pellet, seed);
  // The sweep runs from high to low frequency while the impedance grows in proportion to the point's number.
  const grow = (values: readonly number[]): number[] => values.map((v, i) => v * (1 + (drift / 100) * (i / (values.length - 1))));
  const spectrum: Measurement = { ...clean, zReal_ohm: grow(clean.zReal_ohm), zImag_ohm: grow(clean.zImag_ohm) };
  const kk = kernels.validation.kramersKronig(spectrum);
  yield 0.2;
  const drt = kernels.validation.relaxations(spectrum);
  yield 0.8;
  const ridge = kernels.validation.tikhonov(spectrum, drt);
  return { pellet, spectrum, kk, drt, ridge, heated: heating !== null };
}

/** Behind Figure 3b: the same synthetic spectrum as a Bode plot, under the Kramers–Kronig test, and as relaxation times. */
export default defineFigure({
  id: 'looks',
  name: 'Behind Figure 3b',
  title: 'One synthetic spectrum, three other looks: modulus and phase, self-consistency, relaxation times.',
  question: 'Can these points be an impedance at all, and how many processes do they show?',
  technique: 'impedance',
  version: 1,
  params: {
    x: xParam,
    sample: sampleParam,
    T: temperatureParam,
    stray: strayParam,
    drift: { kind: 'number', label: 'Drift during the sweep', unit: '%', min: 0, max: 30, step: 1, default: 0, decimals: 0, span: 6, assumed: true, note: 'a pellet that loses contact while it is measured', ticks: [0, 10, 20, 30].map((value) => ({ value })) },
    seed: { kind: 'number', label: 'Noise, seed', unit: '', min: 1, max: 99, step: 1, default: 1, decimals: 0, span: 6, assumed: true, note: '0.5 % of |*Z*|', ticks: [1, 50, 99].map((value) => ({ value })) },
  },
  kernels: ['impedance', 'validation'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'The model pellet of Figure 3b and its synthetic measurement.',
    free: 'Noise, drift and capacitance are assumed; the supplement may show such tests, the text does not.',
    constraints: ['Without drift the spectrum passes the Kramers–Kronig test.', 'One arc is found, at the time constant *RC* of the pellet, with a blocking element in series.'],
    alternatives: 'Passing the test says that the points can be an impedance, not that the circuit is right.',
  },
  compute: (kernels, values) => finish(steps(kernels, values)),
  steps,
  view: ({ spectrum, kk, drt, ridge }, { x }) => [
    { key: 'bode', span: 'third', title: '**Bode** |*Z*| and phase', draw: (frame) => bode(spectrum, strokeOf(x), frame) },
    { key: 'kk', span: 'third', title: `**Kramers–Kronig** ${kk.valid ? 'passes' : 'fails'}`, draw: (frame) => residualPlot(spectrum.frequency_Hz, kk.residualReal_percent, kk.residualImag_percent, strokeOf(x), frame) },
    { key: 'drt', span: 'third', title: '**Relaxation times** thick: arcs; thin: free curve', draw: (frame) => drtPlot(drt, ridge, strokeOf(x), frame) },
  ],
  summary({ kk, drt, heated }, { x, sample, drift }) {
    const missing = sample === 'heated' && !heated ? ' There is no heated sample of this *x*: as milled is shown.' : '';
    const arcs = drt.arcs.map((a) => `[${significant(a.r_ohm, 3)} Ω] at [${scientific(a.tau_s, 2)} s]`).join(', ');
    return `*x* = ${nameOf(x)}${heated ? ', heated' : ''}${drift > 0 ? `, ${fixed(drift, 0)} % drift` : ''}: the Kramers–Kronig test **${kk.valid ? 'accepts' : 'rejects'}** the spectrum (residuals ${fixed(kk.rmsResidual_percent, 2)} %). Relaxation times: ${arcs ? `${drt.arcs.length === 1 ? 'one arc' : `${drt.arcs.length} arcs`}, ${arcs}` : 'no arc resolved inside the range'}${drt.blocking ? ', and a blocking element' : ''}.${missing}`;
  },
  table: ({ drt, kk, ridge, spectrum }) => ({
    caption: 'What the three looks say',
    columns: [{ name: 'Quantity', unit: '', align: 'left' }, { name: 'Value', unit: '', align: 'left' }],
    rows: [
      ['Kramers–Kronig', kk.message],
      ['Relaxation terms', String(kk.m)],
      ['Family of arcs', `${drt.family}; ΔBIC of the others ${Object.entries(drt.deltaBic).filter(([, d]) => d !== null && d > 0).map(([f, d]) => `${f} ${fixed(d!, 0)}`).join(', ')}`],
      ...drt.arcs.map((a, i): [string, string] => [`Arc ${i + 1}`, `${significant(a.r_ohm, 4)} Ω at ${scientific(a.tau_s, 3)} s`]),
      ['Free curve (Tikhonov)', `λ = ${scientific(ridge.lambda, 2)} by generalised cross-validation`],
    ],
    full: {
      columns: [{ name: 'frequency', unit: 'Hz' }, { name: 'Z real', unit: 'ohm' }, { name: 'Z imag', unit: 'ohm' }, { name: 'KK residual real', unit: '%' }, { name: 'KK residual imag', unit: '%' }],
      rows: spectrum.frequency_Hz.map((f, i) => [f, spectrum.zReal_ohm[i]!, spectrum.zImag_ohm[i]!, kk.residualReal_percent[i]!, kk.residualImag_percent[i]!]),
    },
  }),
  compare: ({ kk, drt, pellet }) => [
    { quantity: 'Kramers–Kronig test', reported: 'not in the text', here: kk.valid ? 'passes' : 'fails', verdict: 'a property of our synthetic points' },
    { quantity: 'Resistance of the arc', reported: 'not in the text', here: drt.arcs[0] ? `[${significant(drt.arcs[0].r_ohm, 3)} Ω]` : 'not resolved', verdict: `${significant(pellet.r_ohm, 3)} Ω was put in` },
  ],
});

const MARGIN = { left: 50, right: 40, top: 42, bottom: 50 };

function frameFor({ width, narrow }: Frame) {
  const plotWidth = width - MARGIN.left - MARGIN.right;
  const bottom = MARGIN.top + (narrow ? 210 : 260);
  return { width, height: bottom + MARGIN.bottom, plotWidth, right: MARGIN.left + plotWidth, bottom };
}

const frequencyAxis = (bottom: number, right: number) => {
  const scale = scaleLog([1, 1e7], [MARGIN.left, right]);
  return { scale, axis: horizontalAxis(bottom, MARGIN.left, right, 'below', { scale, ticks: decades(1, 1e7).filter((_, i) => i % 2 === 0), format: powerOfTen, title: 'frequency / Hz' }) };
};

function bode({ frequency_Hz, zReal_ohm, zImag_ohm }: Measurement, colour: string, frame: Frame): Drawing {
  const { width, height, plotWidth, right, bottom } = frameFor(frame);
  const { scale: sx, axis } = frequencyAxis(bottom, right);
  const sy = scaleLog([10, 1e6], [bottom, MARGIN.top]);
  const sp = scaleLinear([0, 90], [bottom, MARGIN.top]);
  const modulus = frequency_Hz.map((f, i): Point => [sx(f), sy(Math.min(1e6, Math.max(10, Math.hypot(zReal_ohm[i]!, zImag_ohm[i]!))))]);
  const phase = frequency_Hz.map((f, i): Point => [sx(f), sp(Math.min(90, Math.max(0, (180 / Math.PI) * Math.atan2(-zImag_ohm[i]!, zReal_ohm[i]!))))]);
  return {
    width,
    height,
    children: [
      axis,
      verticalAxis(MARGIN.left, bottom, MARGIN.top, { scale: sy, ticks: decades(10, 1e6), format: powerOfTen, title: '|*Z*| / Ω', grid: plotWidth }),
      ...[0, 30, 60, 90].map((d) => label(right + 8, sp(d) + 4.5, `${d}°`)),
      label(right + 30, MARGIN.top - 18, '−phase', { 'text-anchor': 'end', class: 'title' }),
      curve(thin(modulus), { colour }),
      curve(thin(phase), { colour, certainty: 'assumed', ghost: true }),
    ],
  };
}

function residualPlot(frequency_Hz: readonly number[], real: ArrayLike<number>, imag: ArrayLike<number>, colour: string, frame: Frame): Drawing {
  const { width, height, plotWidth, right, bottom } = frameFor(frame);
  const { scale: sx, axis } = frequencyAxis(bottom, right);
  const sy = scaleLinear([-4, 4], [bottom, MARGIN.top]);
  const dots = (values: ArrayLike<number>, open: boolean) => spots(frequency_Hz.map((f, i) => [sx(f), sy(Math.max(-4, Math.min(4, values[i]!)))]), colour, open);
  return {
    width,
    height,
    children: [
      axis,
      verticalAxis(MARGIN.left, bottom, MARGIN.top, { scale: sy, ticks: [-4, -2, 0, 2, 4], format: (v) => fixed(v, 0), title: 'residual, % of |*Z*|', grid: plotWidth }),
      el('path', { class: 'axis', d: `M${MARGIN.left} ${sy(0)}h${plotWidth}` }),
      ...dots(real, false),
      ...dots(imag, true),
      label(right, MARGIN.top - 10, '● real  ○ imaginary', { 'text-anchor': 'end' }),
    ],
  };
}

type Gamma = { tau_s: ArrayLike<number>; gamma_ohm: ArrayLike<number> };

function drtPlot(drt: Gamma, ridge: Gamma, colour: string, frame: Frame): Drawing {
  const { width, height, plotWidth, right, bottom } = frameFor(frame);
  const sx = scaleLog([1e-9, 1], [MARGIN.left, right]);
  // One scale for both, that of the arcs; the free curve may leave the plot where it takes the electrode for a relaxation.
  const arcs = Math.max(...Array.from(drt.gamma_ohm));
  const top = arcs > 0 ? arcs : Math.max(1e-9, ...Array.from(ridge.gamma_ohm));
  const sy = scaleLinear([0, 1], [bottom, MARGIN.top]);
  const points = ({ tau_s, gamma_ohm }: Gamma): Point[] => {
    const all = Array.from(tau_s, (tau, i): Point => [sx(tau), sy(Math.min(1.04, Math.max(0, gamma_ohm[i]!) / top))]).filter(([px]) => px >= MARGIN.left && px <= right);
    const every = Math.max(1, Math.floor(all.length / 160));
    return all.filter((_, i) => i % every === 0);
  };
  return {
    width,
    height,
    children: [
      horizontalAxis(bottom, MARGIN.left, right, 'below', { scale: sx, ticks: [1e-8, 1e-6, 1e-4, 1e-2, 1], format: powerOfTen, title: '*τ* / s' }),
      verticalAxis(MARGIN.left, bottom, MARGIN.top, { scale: sy, ticks: [0, 0.5, 1], format: (v) => fixed(v, 1), title: '*γ*, relative', grid: plotWidth }),
      curve(thin(points(ridge)), { colour: 'sref', ghost: true }),
      curve(thin(points(drt)), { colour }),
    ],
  };
}
