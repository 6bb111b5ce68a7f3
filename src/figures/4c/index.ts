import { scaleLinear, scaleLog } from 'd3';
import { boltzmann_eV, zeroCelsius_K } from '../../physics/constants.ts';
import { EA_DEFAULT_meV, EA_RANGE_meV, HEATED_X as HEATED, kelvin, ROOM_TEMPERATURE_K, sigmaAt, sigmaRoom } from '../../physics/transport-model.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { conductivity, fixed, scientific } from '../../runtime/format.ts';
import { decades, horizontalAxis, label, minorDecades, powerOfTen, verticalAxis } from '../../runtime/plot/axes.ts';
import { fillOf, nameOf, step, strokeOf } from '../../runtime/plot/colours.ts';
import { band, curve, mark, type Point } from '../../runtime/plot/marks.ts';
import { el } from '../../runtime/svg.ts';
import { factorParam, gainParam, temperatureParam } from '../parts/params.ts';

const CURVE_C = Array.from({ length: 21 }, (_, i) => 10 + 3 * i);

/** Figures 4c and 4d: what two hours at 100 °C cost. "Roughly one order of magnitude" is all that the text prints. */
export default defineFigure({
  id: '4c',
  name: 'Figures 4c and 4d',
  title: 'Conductivity before and after two hours at 100 °C.',
  question: 'What is lost when the powder crystallises?',
  technique: 'impedance',
  version: 1,
  params: {
    sample: { kind: 'choice', label: 'Sample', options: HEATED.map((x) => ({ value: nameOf(x), label: `*x* = ${nameOf(x)}` })), default: '1.625', span: 4 },
    factor: { ...factorParam, span: 4 },
    gain: { ...gainParam, span: 4 },
    T: { ...temperatureParam, span: 4 },
  },
  kernels: ['transport'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'As milled: the two reported conductivities and the reported range of *E*~a~ (discs, solid line, band).',
    free: 'Heated: the factor and the higher *E*~a~ are assumed within the words of the text, so the line is dashed and the bars are open.',
    constraints: ['The heated sample conducts roughly ten times less at 25 °C.', 'Its activation energy is higher.', 'Nothing is drawn beyond 80 °C for the milled powder; heated samples exist only at *x* = 1.625 and 2.000.'],
    alternatives: 'Any factor from about five to twenty counts as roughly an order of magnitude, and any higher *E*~a~ agrees. A higher *E*~a~ at the same factor means a larger prefactor: the lines then meet above the range of the plot.',
  },
  compute(kernels, { sample, factor, gain, T }) {
    const x = Number(sample);
    const milled = sigmaRoom(x);
    const heated = milled / factor;
    const line = (room: number, Ea: number) => CURVE_C.map((t) => ({ T_K: kelvin(t), sigma_S_cm: sigmaAt(room, kelvin(t), Ea) }));
    const heatedEa = EA_DEFAULT_meV + gain;
    // Equal conductivities: Δ(Ea)/k · (1/T0 − 1/T) = ln(factor).
    const inverse = 1 / ROOM_TEMPERATURE_K - (Math.log(factor) * boltzmann_eV.value * 1000) / gain;
    return {
      x,
      milled: line(milled, EA_DEFAULT_meV),
      heated: line(heated, heatedEa),
      at: { milled: sigmaAt(milled, kelvin(T), EA_DEFAULT_meV), heated: sigmaAt(heated, kelvin(T), heatedEa) },
      rooms: HEATED.map((s) => ({ x: s, milled: sigmaRoom(s), heated: sigmaRoom(s) / factor })),
      fitted_meV: 1000 * kernels.transport.arrhenius(line(heated, heatedEa)).Ea_eV,
      meet_K: inverse > 0 ? 1 / inverse : null,
    };
  },
  view: (result, { T }) => [
    { key: 'arrhenius', span: 'main', title: '**4c** *σ* against temperature', draw: (frame) => heatedPlot(result, T, frame) },
    { key: 'bars', span: 'side', title: '**4d** *σ* at 25 °C, both samples', draw: (frame) => bars(result.rooms, frame) },
  ],
  summary: ({ x, at, fitted_meV, meet_K }, { factor, T }) =>
    `At ${fixed(T, 0)} °C *x* = ${nameOf(x)} conducts **${conductivity(at.milled)}** as milled and **${conductivity(at.heated)}** heated. The heated hill is ${fixed(fitted_meV, 0)} meV${meet_K === null || meet_K > 1000 ? '; with so small a rise the two lines never meet' : `; the lines would meet at ${fixed(meet_K - zeroCelsius_K.value, 0)} °C, ${meet_K > 373.15 ? 'where the powder has long crystallised' : 'inside the range: then heating would cost nothing there, which the text does not say'}`}${factor === 10 ? '' : ` (factor ${fixed(factor, 1)})`}.`,
  table: ({ rooms }, { gain }) => ({
    caption: 'Conductivity at 25 °C before and after heating',
    columns: [{ name: '*x*', unit: '' }, { name: 'As milled', unit: 'S/cm' }, { name: 'Heated', unit: 'S/cm' }, { name: '*E*~a~ heated', unit: 'meV' }, { name: 'Rests on', unit: '', align: 'left' }],
    rows: rooms.map((r) => [nameOf(r.x), scientific(r.milled, 2), scientific(r.heated, 2), `${fixed(EA_RANGE_meV.min + gain, 0)} to ${fixed(EA_RANGE_meV.max + gain, 0)}`, 'as milled reported; heated assumed within the words of the text']),
  }),
  compare: ({ rooms }, { factor, gain }) => [
    { quantity: 'Conductivity after heating', reported: '“roughly one order of magnitude lower”', here: `÷ ${fixed(factor, 1)}: ${rooms.map((r) => scientific(r.heated, 2)).join(' and ')} S/cm`, verdict: 'put in; the values are in the supplement' },
    { quantity: '*E*~a~ after heating', reported: '“increased”', here: `+ ${fixed(gain, 0)} meV`, verdict: 'assumed: no value in the text' },
  ],
});

interface Line {
  T_K: number;
  sigma_S_cm: number;
}

function heatedPlot({ x, milled, heated, at }: { x: number; milled: readonly Line[]; heated: readonly Line[]; at: { milled: number; heated: number } }, T_C: number, { width, narrow }: Frame): Drawing {
  const margin = { left: 56, right: 14, top: 62, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const bottom = margin.top + (narrow ? 250 : 340);
  const [low, high] = [1e-6, 4e-3];
  const sx = scaleLinear([2.8, 3.6], [margin.left, margin.left + plotWidth]);
  const sy = scaleLog([low, high], [bottom, margin.top]);
  const points = (line: readonly Line[]): Point[] => line.map((p) => [sx(1000 / p.T_K), sy(p.sigma_S_cm)]);
  const here = sx(1000 / kelvin(T_C));
  const room = sigmaRoom(x);
  const name = (line: readonly Line[], text: string, dy: number) => {
    const [px, py] = points(line)[4]!;
    return label(px, py + dy, text, { 'text-anchor': 'middle', class: `strong f${step(x)} halo` });
  };
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: [2.8, 3, 3.2, 3.4, 3.6], format: (v) => fixed(v, 1), title: '1000 K / *T*' }),
      horizontalAxis(margin.top, margin.left, margin.left + plotWidth, 'above', { scale: (t) => sx(1000 / kelvin(t)), ticks: [70, 50, 25, 10], format: (t) => `${t} °C` }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: decades(low, high), minor: minorDecades(low, high), format: powerOfTen, grid: plotWidth }),
      label(margin.left - 44, margin.top - 38, '*σ* / S cm^−1^', { class: 'title' }),
      band(CURVE_C.map((t) => {
        const T = kelvin(t);
        const [a, b] = [sigmaAt(room, T, EA_RANGE_meV.min), sigmaAt(room, T, EA_RANGE_meV.max)];
        return [sx(1000 / T), sy(Math.min(a, b)), sy(Math.max(a, b))] as const;
      }), fillOf(x)),
      curve(points(milled), { colour: strokeOf(x) }),
      curve(points(heated), { colour: strokeOf(x), certainty: 'assumed' }),
      name(milled, 'as milled', -12),
      name(heated, 'heated to 100 °C', 24),
      mark('reported', [sx(1000 / ROOM_TEMPERATURE_K), sy(room)], { colour: fillOf(x) }),
      el('path', { class: 'guide', d: `M${here.toFixed(1)} ${bottom}V${margin.top}` }),
      el('circle', { class: `ptd ${strokeOf(x)}`, cx: here, cy: sy(at.milled), r: 4 }),
      el('circle', { class: `ptd ${strokeOf(x)}`, cx: here, cy: sy(at.heated), r: 4 }),
      ...(T_C === 25 ? [mark('reported', [sx(1000 / ROOM_TEMPERATURE_K), sy(room)], { colour: fillOf(x) })] : []),
    ],
  };
}

function bars(rooms: readonly { x: number; milled: number; heated: number }[], { width, narrow }: Frame): Drawing {
  const margin = { left: 56, right: 14, top: 62, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const bottom = margin.top + (narrow ? 210 : 340);
  const [low, high] = [1e-6, 1e-3];
  const sy = scaleLog([low, high], [bottom, margin.top]);
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: decades(low, high), minor: minorDecades(low, high), format: powerOfTen, title: '*σ* / S cm^−1^', grid: plotWidth }),
      el('path', { class: 'axis', d: `M${margin.left} ${bottom}h${plotWidth}` }),
      ...rooms.flatMap((r, i) => {
        const centre = margin.left + plotWidth * (0.27 + 0.46 * i);
        const bar = (left: number, value: number, open: boolean) =>
          el('rect', { class: open ? `bound ${strokeOf(r.x)}` : `barfill ${fillOf(r.x)}`, x: left, y: sy(value), width: 44, height: bottom - sy(value) });
        return [
          bar(centre - 48, r.milled, false),
          bar(centre + 4, r.heated, true),
          mark('reported', [centre - 26, sy(r.milled)], { colour: fillOf(r.x) }),
          label(centre - 26, sy(r.milled) - 14, scientific(r.milled, 2), { 'text-anchor': 'middle', class: 'strong halo' }),
          label(centre + 26, sy(r.heated) - 10, `÷ ${fixed(r.milled / r.heated, 0)}`, { 'text-anchor': 'middle', class: 'halo' }),
          label(centre, bottom + 22, `*x* = ${nameOf(r.x)}`, { 'text-anchor': 'middle', class: `strong f${step(r.x)}` }),
        ];
      }),
    ],
  };
}
