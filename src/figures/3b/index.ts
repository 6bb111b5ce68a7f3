import { scaleLinear, scaleLog } from 'd3';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { conductivity, fixed, scientific, significant, withError, withPrefix } from '../../runtime/format.ts';
import { decades, horizontalAxis, label, powerOfTen, verticalAxis } from '../../runtime/plot/axes.ts';
import { nameOf, strokeOf } from '../../runtime/plot/colours.ts';
import { el } from '../../runtime/svg.ts';
import { EA_DEFAULT_meV, INSTRUMENT, isReportedSigma, pelletAt } from '../../physics/transport-model.ts';
import { heatingOf, sampleParam, strayParam, temperatureParam, xParamWithSigma } from '../parts/params.ts';
import { spots } from '../parts/spots.ts';
import { nyquist } from '../parts/nyquist.ts';
import { extentFor, fitMeasurement, measure, NOISE, otherTraces, traceOf, type Measurement } from '../parts/pellet-spectrum.ts';

/** Figure 3b: the impedance of a pellet. Reconstructed: the curves are a model pinned to two reported conductivities. */
export default defineFigure({
  id: '3b',
  title: 'Nyquist plots of the six compositions as 100 mg pellets between blocking electrodes.',
  question: 'Where does the resistance hide when the arc runs off the instrument?',
  technique: 'impedance',
  version: 1,
  params: {
    x: xParamWithSigma,
    sample: sampleParam,
    T: temperatureParam,
    stray: strayParam,
    mass: { kind: 'number', label: 'Powder in the die', unit: 'mg', min: 50, max: 300, step: 5, default: 100, decimals: 0, span: 3, ticks: [100, 200, 300].map((value) => ({ value })) },
    diameter: { kind: 'number', label: 'Die diameter', unit: 'mm', min: 5, max: 15, step: 0.5, default: 10, decimals: 1, span: 3, ticks: [5, 10, 15].map((value) => ({ value })) },
    permittivity: { kind: 'number', label: 'Permittivity, *ε*~r~', unit: '', min: 5, max: 20, step: 0.5, default: 10, decimals: 1, span: 3, assumed: true, note: '6 to 15 is plausible', ticks: [6, 10, 15].map((value) => ({ value })) },
    seed: { kind: 'number', label: 'Noise, seed', unit: '', min: 1, max: 99, step: 1, default: 1, decimals: 0, span: 3, assumed: true, note: '0.5 % of |*Z*| on both parts', ticks: [1, 50, 99].map((value) => ({ value })) },
    fit: { kind: 'toggle', label: 'Fit a synthetic measurement', default: false, action: true, span: 3, note: '70 points, 7 MHz to 1 Hz' },
  },
  kernels: ['impedance'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'From an arc *R*‖CPE and a blocking tail. Pinned: *R* of *x* = 1.625 and 2.000, through the reported conductivities and a dense pellet ([◇ derived]).',
    free: 'Free, hence dashed or marked assumed: everything heated (a tenth of *σ*, *E*~a~ [60 meV] higher), the height of the other four, the tail, the stray capacitance, the permittivity. Dotted: above 7 MHz, where nothing was measured.',
    constraints: ['*R* of *x* = 1.625 and 2.000 gives back 4.0 and 1.2 × 10^−4^ S/cm at 25 °C.', 'Every sample conducts better than 1.0 × 10^−4^ S/cm at 25 °C.', 'A heated sample exists only at *x* = 1.625 and 2.000, and conducts about ten times less.', 'Nothing above 7 MHz or below 1 Hz counts as measured.', 'A fit of the synthetic measurement returns *R* within 1 %.'],
    alternatives: 'Any capacitance puts the same intercept on the axis: a spectrum with no stray capacitance at all and one with 200 pF tell of the same conductivity. Tails of other steepness, and any heights of the four dashed curves above the floor, would agree with the text as well.',
  },
  compute(kernels, v) {
    const heating = heatingOf(v.sample, v.x);
    const input = { x: v.x, T_C: v.T, Ea_meV: EA_DEFAULT_meV, mass_mg: v.mass, diameter_mm: v.diameter, stray_pF: v.stray, permittivity: v.permittivity, ...(heating && { heating }) };
    const pellet = pelletAt(input);
    const measurement = measure(kernels, pellet, v.seed);
    const fit = v.fit ? fitMeasurement(kernels, measurement) : null;
    return { heated: heating !== null, extent_ohm: extentFor(input), pellet, selected: traceOf(kernels, input, pellet), others: otherTraces(kernels, input), measurement, fit, fitted: fit && resistanceOf(fit) };
  },
  view: ({ selected, others, measurement, fit, extent_ohm }, { x, T }) => [
    {
      key: 'nyquist',
      span: 'main',
      title: `**Impedance** ${fixed(T, 0)} °C, drawn to one scale`,
      draw: (frame) => nyquist({ selected, others, points: fit ? measurement : undefined, max_Hz: INSTRUMENT.max_Hz, extent_ohm }, frame),
    },
    {
      key: 'residuals',
      span: 'side',
      title: fit ? '**Residuals** synthetic measurement minus fit' : '**Noise** that a synthetic measurement would carry',
      draw: (frame) => residuals(measurement.frequency_Hz, fit ? fit.residualReal_percent : measurement.residualReal_percent, fit ? fit.residualImag_percent : measurement.residualImag_percent, strokeOf(x), frame),
    },
  ],
  summary({ pellet, fit, fitted, heated }, { x, T, sample }) {
    const above = pellet.apex_Hz > INSTRUMENT.max_Hz;
    const where = above
      ? `its top lies at ${withPrefix(pellet.apex_Hz, 'Hz', 2)}, above the 7 MHz that the instrument reaches, so only the intercept tells of it`
      : `its top lies at ${withPrefix(pellet.apex_Hz, 'Hz', 2)}, inside the measured range`;
    const missing = sample === 'heated' && !heated ? ` There is no heated sample of this *x*: as milled is shown.` : '';
    const read = `At ${fixed(T, 0)} °C the arc of *x* = ${nameOf(x)}${heated ? ', heated,' : ''} closes at **[${significant(pellet.r_ohm, 3)} Ω]**, so [*σ* = **${conductivity(pellet.sigma_S_cm)}**]; ${where}.${missing}`;
    if (!fit) return read;
    if (!fitted) return `${read} The fit did not work: ${fit.message}.`;
    return `${read} Fit: *R* = **[${withError(fitted.r_ohm, fitted.u_r_ohm)} Ω]** for an assumed noise of ${100 * NOISE} %, *σ* = ${conductivity((pellet.thickness_cm / pellet.area_cm2) / fitted.r_ohm, 3)}; ${fit.message}.`;
  },
  table({ pellet, selected, others, measurement, fit }) {
    const all = [selected, ...others].sort((a, b) => a.x - b.x);
    return {
      caption: 'Resistance of each pellet, from its conductivity and its dimensions',
      columns: [
        { name: '*x*', unit: '' },
        { name: '*R*', unit: 'Ω' },
        { name: '*σ*', unit: 'S/cm' },
        { name: 'Rests on', unit: '', align: 'left' },
        ...(fit ? [{ name: 'Fitted (*Q* in Ω^−1^ s^*α*^)', unit: '', align: 'left' as const }] : []),
      ],
      rows: all.map((t) => [
        `${nameOf(t.x)}${t.state ? `, ${t.state}` : ''}`,
        significant(t.r_ohm, 3),
        scientific(pelletSigma(t.r_ohm, pellet), 2),
        t.state ? 'a tenth of the reported conductivity (assumed)' : isReportedSigma(t.x) ? 'a reported conductivity (derived)' : 'the assumed hump between the two reported points',
        ...(fit ? [t === selected ? fit.parameters.map((p) => `${p.name} = ${p.stderr === null ? significant(p.value, 4) : withError(p.value, p.stderr)}${p.unit === 'ohm' ? ' Ω' : ''}`).join('; ') : ''] : []),
      ]),
      full: {
        columns: [
          { name: 'frequency', unit: 'Hz' },
          { name: 'model Z real', unit: 'ohm' },
          { name: 'model Z imag', unit: 'ohm' },
          { name: 'synthetic Z real', unit: 'ohm' },
          { name: 'synthetic Z imag', unit: 'ohm' },
        ],
        rows: spectrumRows(measurement),
      },
    };
  },
  compare: ({ pellet, fitted, heated }, { x, T }) => [
    { quantity: `*σ* at 25 °C, *x* = ${nameOf(x)}`, reported: heated ? '“roughly one order of magnitude lower” than as milled' : x === 1.625 ? '4.0 × 10^−4^ S/cm' : x === 2 ? '1.2 × 10^−4^ S/cm' : 'only “> 1.0 × 10^−4^ S/cm” for every sample', here: T === 25 ? conductivity(pellet.sigma_S_cm) : `${conductivity(pellet.sigma_S_cm)} at ${fixed(T, 0)} °C`, verdict: heated ? 'taken as a tenth: an assumption within the words' : isReportedSigma(x) ? 'was put in: this proves the code, not the paper' : 'a guess above the reported floor' },
    { quantity: 'Pellet', reported: '100 mg in 10 mm PEEK; no thickness in the text', here: `[${fixed(10 * pellet.thickness_cm, 2)} mm] if fully dense`, verdict: 'derived from ideal volumes: a lower estimate' },
    { quantity: 'Frequency range', reported: '7 MHz to 1 Hz', here: `arc top at ${withPrefix(pellet.apex_Hz, 'Hz', 2)}`, verdict: pellet.apex_Hz > INSTRUMENT.max_Hz ? 'above the range: no full semicircle can be seen (E16)' : 'inside the range' },
    { quantity: 'Resistance from a fit', reported: 'spectra and fit values are in the supplement, not in the text', here: fitted ? `[${withError(fitted.r_ohm, fitted.u_r_ohm)} Ω], noise assumed` : 'press “Fit a synthetic measurement”', verdict: 'tests whether *R* can be found at all when the arc is off the range' },
  ],
});

const pelletSigma = (r_ohm: number, { thickness_cm, area_cm2, r_ohm: own, sigma_S_cm }: { thickness_cm: number; area_cm2: number; r_ohm: number; sigma_S_cm: number }): number =>
  r_ohm === own ? sigma_S_cm : thickness_cm / (r_ohm * area_cm2);

function resistanceOf(fit: { parameters: { name: string; value: number; stderr: number | null }[] }): { r_ohm: number; u_r_ohm: number } | null {
  const r = fit.parameters.find((p) => p.name === 'R1');
  return r && r.stderr !== null ? { r_ohm: r.value, u_r_ohm: r.stderr } : null;
}

const spectrumRows = (m: Measurement): number[][] =>
  m.frequency_Hz.map((f, i) => {
    const modulus = Math.hypot(m.zReal_ohm[i]!, m.zImag_ohm[i]!);
    return [f, m.zReal_ohm[i]! - (m.residualReal_percent[i]! / 100) * modulus, m.zImag_ohm[i]! - (m.residualImag_percent[i]! / 100) * modulus, m.zReal_ohm[i]!, m.zImag_ohm[i]!];
  });

/** Residuals in % of |Z| against log frequency; real part solid dots, imaginary part open. */
function residuals(frequency_Hz: readonly number[], real: ArrayLike<number>, imag: ArrayLike<number>, colour: string, { width, narrow }: Frame): Drawing {
  const margin = { left: 50, right: 16, top: 42, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = narrow ? 190 : 371;
  const bottom = margin.top + plotHeight;
  const sx = scaleLog([1, 1e7], [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([-2, 2], [bottom, margin.top]);
  const dots = (values: ArrayLike<number>, open: boolean) => spots(frequency_Hz.map((f, i) => [sx(f), sy(Math.max(-2, Math.min(2, values[i]!)))]), colour, open);
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: decades(1, 1e7).filter((_, i) => i % 2 === 0), format: powerOfTen, title: 'frequency / Hz' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [-2, -1, 0, 1, 2], format: (v) => fixed(v, 0), title: '% of |*Z*|', grid: plotWidth }),
      el('path', { class: 'axis', d: `M${margin.left} ${sy(0)}h${plotWidth}` }),
      ...dots(real, false),
      ...dots(imag, true),
      label(margin.left + plotWidth, margin.top - 10, '● real  ○ imaginary', { 'text-anchor': 'end' }),
    ],
  };
}
