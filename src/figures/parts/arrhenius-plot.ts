/** Arrhenius plot: σ on a log axis against 1000/T, with °C above; nothing drawn beyond 80 °C. */
import { scaleLinear, scaleLog } from 'd3';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { decades, horizontalAxis, label, minorDecades, powerOfTen, verticalAxis } from '../../runtime/plot/axes.ts';
import { fixed } from '../../runtime/format.ts';
import { fillOf, nameOf, step, strokeOf } from '../../runtime/plot/colours.ts';
import { band, curve, mark, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { kelvin, isReportedSigma, ROOM_TEMPERATURE_K, sigmaAt, sigmaRoom } from '../../physics/transport-model.ts';
import type { Provenance } from '../../physics/provenance.ts';

export interface ArrheniusMark {
  T_K: number;
  sigma_S_cm: number;
  provenance: Provenance;
  name: string;
  colour: string;
  /** Where its name goes, and how far below the mark. */
  anchor?: 'start' | 'end';
  below?: number;
}

export interface ArrheniusOptions {
  x: number;
  T_C: number;
  Ea_meV: number;
  /** Lines of the other samples. */
  others: readonly number[];
  marks: readonly ArrheniusMark[];
  /** Reported range of the activation energy, drawn as a band around the selected line. */
  range_meV: { min: number; max: number };
}

const FROM_C = 10;
const TO_C = 70;
const CURVE_C = Array.from({ length: 25 }, (_, i) => FROM_C + ((TO_C - FROM_C) * i) / 24);

/** ln σ is straight against 1/T but for the factor 1/T, which bends it by less than a line's width here. */
export function arrheniusPlot({ x, T_C, Ea_meV, others, marks, range_meV }: ArrheniusOptions, frame: Frame): Drawing {
  const { width, narrow } = frame;
  const margin = { left: 56, right: 14, top: 62, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = narrow ? 258 : width > 500 ? 372 : 282;
  const bottom = margin.top + plotHeight;
  const sx = scaleLinear([2.8, 3.6], [margin.left, margin.left + plotWidth]);
  const [low, high] = [3e-5, 4e-3];
  const sy = scaleLog([low, high], [bottom, margin.top]);
  const at = (T_K: number, sigma: number): Point => [sx(1000 / T_K), sy(sigma)];
  const line = (sample: number): Point[] => CURVE_C.map((t) => at(kelvin(t), sigmaAt(sigmaRoom(sample), kelvin(t), Ea_meV)));
  const limit = sx(1000 / kelvin(80));
  const room = sigmaRoom(x);
  const here = at(kelvin(T_C), sigmaAt(room, kelvin(T_C), Ea_meV));
  const celsius = [70, 50, 25, 10];
  const children: El[] = [
    horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: [2.8, 3, 3.2, 3.4, 3.6], format: (v) => fixed(v, 1), title: '1000 K / *T*' }),
    horizontalAxis(margin.top, margin.left, margin.left + plotWidth, 'above', { scale: (t) => sx(1000 / kelvin(t)), ticks: celsius, format: (t) => `${t} °C` }),
    verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: decades(low, high), minor: minorDecades(low, high), format: powerOfTen, grid: plotWidth }),
    label(margin.left - 44, margin.top - 38, '*σ* / S cm^−1^', { class: 'title' }),
    el('path', { class: 'gridl limit', d: `M${limit.toFixed(1)} ${bottom}V${margin.top}` }),
    el('g', { transform: `translate(${(limit + 13).toFixed(1)} ${bottom - 10}) rotate(-90)` }, label(0, 0, '80 °C: nothing drawn beyond', {})),
    band(
      CURVE_C.map((t) => {
        const T = kelvin(t);
        const [a, b] = [sigmaAt(room, T, range_meV.min), sigmaAt(room, T, range_meV.max)];
        return [sx(1000 / T), sy(Math.min(a, b)), sy(Math.max(a, b))] as const;
      }),
      fillOf(x),
    ),
    ...others.map((sample) => curve(line(sample), { colour: strokeOf(sample), certainty: isReportedSigma(sample) ? 'pinned' : 'assumed', ghost: true })),
    curve(line(x), { colour: strokeOf(x), certainty: isReportedSigma(x) ? 'pinned' : 'assumed' }),
    el('circle', { class: `ptd ${strokeOf(x)}`, cx: here[0], cy: here[1], r: 4.5 }),
    ...marks.flatMap((m) => {
      const p = at(m.T_K, m.sigma_S_cm);
      const end = m.anchor === 'end';
      return [mark(m.provenance, p, { colour: m.colour }), label(p[0] + (end ? -10 : 10), p[1] + 4.5 + (m.below ?? 0), m.name, { 'text-anchor': end ? 'end' : 'start', class: 'halo' })];
    }),
    el('path', { class: 'guide', d: `M${here[0].toFixed(1)} ${bottom}V${here[1].toFixed(1)}H${margin.left}` }),
    label(at(kelvin(58), sigmaAt(room, kelvin(58), Ea_meV))[0] + 8, at(kelvin(58), sigmaAt(room, kelvin(58), Ea_meV))[1] - 10, `*x* = ${nameOf(x)}`, { class: `strong f${step(x)} halo` }),
  ];
  return { width, height: bottom + margin.bottom, children };
}

/** The marks at 25 °C that the paper and its references print. */
export function printedMarks(selected: number): ArrheniusMark[] {
  return [
    ...([1.625, 2] as const).map((sample): ArrheniusMark => ({ T_K: ROOM_TEMPERATURE_K, sigma_S_cm: sigmaRoom(sample), provenance: 'reported', name: sample === selected ? '' : nameOf(sample), colour: fillOf(sample), anchor: 'end', below: 10 })),
    { T_K: ROOM_TEMPERATURE_K, sigma_S_cm: 6.6e-5, provenance: 'literature', name: '*x* = 0, Wu 2021', colour: 'fref', anchor: 'end' },
  ];
}
