/** Spectra of one model pellet over temperature, each fitted, and the line through the conductivities: Figures S9 and S10. */
import { scaleLinear, scaleLog } from 'd3';
import type { Kernels } from '../../kernels/all.ts';
import type { ArrheniusResult } from '../../kernels/transport.ts';
import { boltzmann_eV } from '../../physics/constants.ts';
import { EA_DEFAULT_meV, INSTRUMENT, kelvin, logFrequencies, PELLET_CIRCUIT, pelletAt, pelletParameters, type Heating, type Pellet } from '../../physics/transport-model.ts';
import { remember, rememberOf } from '../../physics/remember.ts';
import type { Drawing, Frame, NumberParam, Table } from '../../runtime/figure.ts';
import { fixed, scientific, significant, withError } from '../../runtime/format.ts';
import { decades, horizontalAxis, label, minorDecades, powerOfTen, verticalAxis } from '../../runtime/plot/axes.ts';
import { strokeOf } from '../../runtime/plot/colours.ts';
import { curve, mark, type Certainty, type CurveOptions, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { frequencyMarks, impedancePlane, niceExtent, type Locus } from './impedance-plane.ts';
import { measure, type Measurement } from './pellet-spectrum.ts';

/** As-milled powders crystallise below 100 °C: the series ends where the temperature slider does. */
export const SERIES_C = { from: 10, to: 70 } as const;
/** Starts of each fit: the first comes from the data and is right for one arc and a tail. */
const STARTS = 4;
const DRAWN = [...logFrequencies(2e9, 2.5e8, 4), ...logFrequencies(2e8, 1e4, 130), ...logFrequencies(7e3, INSTRUMENT.min_Hz, 14)];

export const stepParam = { kind: 'number', label: 'A spectrum every', unit: '°C', min: 5, max: 20, step: 5, default: 15, decimals: 0, span: 3, assumed: true, note: 'the temperatures are not in the text', ticks: [5, 10, 15, 20].map((value) => ({ value })) } as const satisfies NumberParam;
export const seedParam = { kind: 'number', label: 'Noise, seed', unit: '', min: 1, max: 99, step: 1, default: 1, decimals: 0, span: 3, assumed: true, note: '0.5 % of |*Z*| on both parts', ticks: [1, 50, 99].map((value) => ({ value })) } as const satisfies NumberParam;

export interface SeriesInput {
  x: number;
  step_C: number;
  stray_pF: number;
  seed: number;
  heating: Heating | null;
}

export interface SeriesSpectrum {
  T_C: number;
  pellet: Pellet;
  locus: Locus;
  measurement: Measurement;
  r_ohm: number;
  u_r_ohm: number;
  sigma_S_cm: number;
  u_sigma_S_cm: number;
}

export interface TemperatureSeries {
  input: SeriesInput;
  spectra: SeriesSpectrum[];
  line: ArrheniusResult;
}

/** Spectra from 10 to 70 °C, their fits, and the regression of ln σT on 1/T with the fits' own errors. */
export const temperatureSeries = (kernels: Kernels, input: SeriesInput): TemperatureSeries => seriesOf(JSON.stringify(input), () => computedSeries(kernels, input));
/** The temperature slider only picks a spectrum: its series stays. */
const seriesOf = remember<TemperatureSeries>(4);

function computedSeries(kernels: Kernels, input: SeriesInput): TemperatureSeries {
  const temperatures = Array.from({ length: Math.floor((SERIES_C.to - SERIES_C.from) / input.step_C) + 1 }, (_, i) => SERIES_C.from + i * input.step_C);
  const spectra = temperatures.map((T_C, i): SeriesSpectrum => {
    const pellet = pelletAt({ x: input.x, T_C, Ea_meV: EA_DEFAULT_meV, stray_pF: input.stray_pF, permittivity: 10, ...(input.heating && { heating: input.heating }) });
    const measurement = measure(kernels, pellet, 100 * input.seed + i);
    const fit = kernels.impedance.fit(PELLET_CIRCUIT, measurement, { starts: STARTS, compareSimpler: false });
    const r = fit.parameters[0]!;
    const u = r.stderr ?? r.value;
    const sigma = pellet.thickness_cm / (r.value * pellet.area_cm2);
    return { T_C, pellet, locus: { frequency_Hz: DRAWN, ...kernels.impedance.impedance(PELLET_CIRCUIT, pelletParameters(pellet), DRAWN) }, measurement, r_ohm: r.value, u_r_ohm: u, sigma_S_cm: sigma, u_sigma_S_cm: (sigma * u) / r.value };
  });
  return { input, spectra, line: kernels.transport.arrhenius(spectra.map((s) => ({ T_K: kelvin(s.T_C), sigma_S_cm: s.sigma_S_cm, u_sigma_S_cm: s.u_sigma_S_cm }))) };
}

export const nearestSpectrum = ({ spectra }: TemperatureSeries, T_C: number): SeriesSpectrum => spectra.reduce((best, s) => (Math.abs(s.T_C - T_C) < Math.abs(best.T_C - T_C) ? s : best));

/** Ea of the regression in words: "359.3 ± 0.4 meV". */
export const energyWords = ({ line }: TemperatureSeries): string => `[${withError(1000 * line.Ea_eV, 1000 * line.u_Ea_eV)} meV]`;

/** All spectra of a series in one plane; the one nearest to T_C thick, with its points. `behind`: another series, of which that one is drawn grey. */
export function seriesPlane(series: TemperatureSeries, T_C: number, certainty: Certainty, frame: Frame, behind?: TemperatureSeries): Drawing {
  const { input, spectra } = series;
  const colour = strokeOf(input.x);
  const extent_ohm = niceExtent(1.18 * spectra[0]!.pellet.r_ohm);
  const plane = impedancePlane({ extent_ohm, aspect: frame.narrow ? 0.95 : 0.52 }, frame);
  const selected = nearestSpectrum(series, T_C);
  const foot: Point = [plane.sx(selected.pellet.r_ohm), plane.bottom];
  const footLeft = foot[0] > plane.right - 90;
  // A spectrum that stays is drawn once, whichever of them is picked.
  const trace = (s: SeriesSpectrum, part: keyof typeof PARTS, options: CurveOptions): El[] => traces(s, JSON.stringify([part, options, frame, extent_ohm]), () => plane.trace(PARTS[part](s.locus), options));
  const tops: number[] = [];
  // Where each tail leaves the plot its temperature is written, coldest (rightmost) first; the chosen one always.
  const ends = [selected, ...spectra.filter((s) => s !== selected)].flatMap((s): El[] => {
    const at = tailTop(plane, s.locus);
    if (at === null || tops.some((t) => Math.abs(t - at) < (s === selected ? 0 : 50))) return [];
    tops.push(at);
    return [label(at, plane.top - 7, s === selected ? `**${fixed(s.T_C, 0)} °C**` : `${fixed(s.T_C, 0)} °C`, { 'text-anchor': 'middle', class: s === selected ? 'strong' : '' })];
  });
  const dots = selected.measurement.frequency_Hz.flatMap((_, i): El[] => {
    const [re, im] = [selected.measurement.zReal_ohm[i]!, -selected.measurement.zImag_ohm[i]!];
    return plane.inside(re, im) ? [el('circle', { class: 'dot', cx: plane.sx(re), cy: plane.sy(im), r: 2.1 })] : [];
  });
  return {
    width: plane.width,
    height: plane.height,
    children: [
      ...plane.axes,
      ...(behind ? trace(nearestSpectrum(behind, T_C), 'whole', { colour: 'sref', ghost: true }) : []),
      ...spectra.flatMap((s) => (s === selected ? [] : [...trace(s, 'fast', { colour, certainty: 'beyond', ghost: true }), ...trace(s, 'slow', { colour, certainty, ghost: true })])),
      ...trace(selected, 'fast', { colour, certainty: 'beyond' }),
      ...trace(selected, 'slow', { colour, certainty }),
      el('g', { class: `synthetic ${colour}` }, dots),
      ...frequencyMarks(plane, selected.locus, colour, [[foot[0] + (footLeft ? -36 : 36), foot[1] - 14]]),
      mark('derived', foot, { colour, r: 5.5 }),
      label(foot[0] + (footLeft ? -12 : 13), foot[1] - 9, `**${significant(selected.pellet.r_ohm, 3)} Ω**`, { 'text-anchor': footLeft ? 'end' : 'start', class: 'strong halo' }),
      ...ends,
    ],
  };
}

const cutAt = (locus: Locus, keep: (f: number) => boolean): Locus => {
  const kept = Array.from({ length: locus.frequency_Hz.length }, (_, i) => i).filter((i) => keep(locus.frequency_Hz[i]!));
  const take = (column: ArrayLike<number>): number[] => kept.map((i) => column[i]!);
  return { frequency_Hz: take(locus.frequency_Hz), zReal_ohm: take(locus.zReal_ohm), zImag_ohm: take(locus.zImag_ohm) };
};
const traces = rememberOf<El[]>();
/** The two parts of a locus share the neighbourhood of 7 MHz, so that no gap opens. */
const PARTS = {
  whole: (locus: Locus): Locus => locus,
  fast: (locus: Locus): Locus => cutAt(locus, (f) => f > INSTRUMENT.max_Hz * 0.84),
  slow: (locus: Locus): Locus => cutAt(locus, (f) => f <= INSTRUMENT.max_Hz * 1.02),
};

/** Pixel at which a tail leaves through the top, or null. */
function tailTop(plane: ReturnType<typeof impedancePlane>, { zReal_ohm, zImag_ohm }: Locus): number | null {
  for (let i = zReal_ohm.length - 1; i > 0; i--) {
    const [y0, y1] = [plane.sy(-zImag_ohm[i]!), plane.sy(-zImag_ohm[i - 1]!)];
    if (!(y0 <= plane.top && y1 > plane.top)) continue;
    const [x0, x1] = [plane.sx(zReal_ohm[i]!), plane.sx(zReal_ohm[i - 1]!)];
    const x = x1 + ((x0 - x1) * (y1 - plane.top)) / (y1 - y0);
    return x >= plane.left && x <= plane.right ? x : null;
  }
  return null;
}

export interface SeriesLine {
  series: TemperatureSeries;
  certainty: Certainty;
  name: string;
  /** Words above or below the line. */
  side: 1 | -1;
}

/** The fitted conductivities over 1000/T with their lines; open dots are fits of synthetic spectra. */
export function seriesArrhenius(lines: readonly SeriesLine[], T_C: number, [low, high]: readonly [number, number], frame: Frame): Drawing {
  const { width, narrow } = frame;
  const [left, right, top] = [56, width - 14, 62];
  const bottom = top + (narrow ? 258 : 349);
  const sx = scaleLinear([2.8, 3.6], [left, right]);
  const sy = scaleLog([low, high], [bottom, top]);
  const inverse = (t: number): number => sx(1000 / kelvin(t));
  const limit = inverse(80);
  const here = inverse(T_C);
  return {
    width,
    height: bottom + 50,
    children: [
      horizontalAxis(bottom, left, right, 'below', { scale: sx, ticks: [2.8, 3, 3.2, 3.4, 3.6], format: (v) => fixed(v, 1), title: '1000 K / *T*' }),
      horizontalAxis(top, left, right, 'above', { scale: inverse, ticks: [70, 50, 25, 10], format: (t) => `${t} °C` }),
      verticalAxis(left, bottom, top, { scale: sy, ticks: decades(low, high), minor: minorDecades(low, high), format: powerOfTen, grid: right - left }),
      label(left - 44, top - 38, '*σ* / S cm^−1^', { class: 'title' }),
      el('path', { class: 'gridl limit', d: `M${limit.toFixed(1)} ${bottom}V${top}` }),
      el('g', { transform: `translate(${(limit + 13).toFixed(1)} ${bottom - 10}) rotate(-90)` }, label(0, 0, '80 °C: nothing drawn beyond', {})),
      el('path', { class: 'guide', d: `M${here.toFixed(1)} ${bottom}V${top}` }),
      ...lines.flatMap(({ series, certainty, name, side }) => {
        const colour = strokeOf(series.input.x);
        const sigma = (t: number): number => (series.line.sigma0_S_K_cm / kelvin(t)) * Math.exp(-series.line.Ea_eV / (boltzmann_eV.value * kelvin(t)));
        const chosen = nearestSpectrum(series, T_C);
        return [
          curve(Array.from({ length: 13 }, (_, i): Point => [inverse(10 + 5 * i), sy(sigma(10 + 5 * i))]), { colour, certainty }),
          ...series.spectra.map((s) => el('circle', { class: `dot ${s === chosen ? 'filled ' : ''}${colour}`, cx: inverse(s.T_C), cy: sy(s.sigma_S_cm), r: s === chosen ? 5 : 3.5 })),
          label(inverse(46), sy(sigma(46)) - side * 16 + 4, name, { class: 'halo', 'text-anchor': side > 0 ? 'start' : 'end' }),
        ];
      }),
    ],
  };
}

export const seriesTable = (all: readonly { series: TemperatureSeries; name: string }[]): Table => ({
  caption: 'Each synthetic spectrum fitted with p(R1,CPE1)-CPE2; errors are those of the fit, for an assumed noise of 0.5 %',
  columns: [{ name: 'Temperature', unit: '°C' }, { name: 'Sample', unit: '', align: 'left' }, { name: '*R* put in', unit: 'Ω' }, { name: '*R* fitted', unit: 'Ω' }, { name: '*σ*', unit: 'S/cm' }],
  rows: all.flatMap(({ series, name }) => series.spectra.map((s) => [fixed(s.T_C, 0), name, fixed(s.pellet.r_ohm, 1), withError(s.r_ohm, s.u_r_ohm), scientific(s.sigma_S_cm, 3)])),
  full: {
    columns: [{ name: 'temperature', unit: 'degC' }, { name: 'sample', unit: '' }, { name: 'frequency', unit: 'Hz' }, { name: 'synthetic Z real', unit: 'ohm' }, { name: 'synthetic Z imag', unit: 'ohm' }],
    rows: all.flatMap(({ series, name }) => series.spectra.flatMap((s) => s.measurement.frequency_Hz.map((f, i) => [s.T_C, name, f, s.measurement.zReal_ohm[i]!, s.measurement.zImag_ohm[i]!]))),
  },
});
