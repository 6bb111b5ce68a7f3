import { defineFigure, type Drawing, type Frame, type Values } from '../../runtime/figure.ts';
import { fixed, significant, withPrefix } from '../../runtime/format.ts';
import { label } from '../../runtime/plot/axes.ts';
import { mark, type Point } from '../../runtime/plot/marks.ts';
import { ELEMENTS } from '../../physics/circuit-grammar.ts';
import { EA_DEFAULT_meV, logFrequencies, pelletAt } from '../../physics/transport-model.ts';
import { circuitDrawing, elementName } from '../parts/circuit-drawing.ts';
import { frequencyMarks, impedancePlane, niceExtent, type Locus } from '../parts/impedance-plane.ts';
import { choiceOf, CIRCUITS, EFFECT, elementsOf, parameterList, type CircuitChoice, type CircuitValues, type Part } from './circuits.ts';

const FREQUENCIES = logFrequencies(1e9, 1e-1, 181);
const MODEL = pelletAt({ x: 1.625, T_C: 25, Ea_meV: EA_DEFAULT_meV, stray_pF: 100, permittivity: 10 });

const VARIED: readonly { value: Part | 'none'; label: string; words: string }[] = [
  { value: 'none', label: 'nothing', words: '' },
  { value: 'R', label: '*R*~1~', words: 'the first resistance' },
  { value: 'C', label: '*C*~1~', words: 'the capacitance beside it' },
  { value: 'alpha', label: '*α*~1~', words: 'the exponent of the arc' },
  { value: 'R2', label: '*R*~2~', words: 'the second resistance' },
  { value: 'tail', label: '*α* of the tail', words: 'the exponent of the tail' },
];

const log = (labelText: string, unit: string, min: number, max: number, value: number, decimals: number, note: string, ticks: readonly number[]) =>
  ({ kind: 'number', label: labelText, unit, min, max, step: 1, default: value, decimals, scale: 'log', span: 3, assumed: true, note, ticks: ticks.map((t) => ({ value: t, label: String(t) })) }) as const;

/** Figure S6: a circuit, drawn from its string, beside the spectrum that it makes. The paper's own circuit stands in its supplement. */
export default defineFigure({
  id: 's6',
  name: 'Figure S6',
  title: 'A circuit drawn from its string, and the Nyquist plot that it makes.',
  question: 'Which element draws which part of the curve?',
  technique: 'impedance',
  version: 1,
  params: {
    circuit: { kind: 'choice', label: 'Circuit', options: CIRCUITS.map(({ value, label: words }) => ({ value, label: words })), default: 'arc', span: 12 },
    vary: { kind: 'choice', label: 'Also drawn thin, less and more of', options: VARIED.map(({ value, label: words }) => ({ value, label: words })), default: 'alpha', span: 12 },
    R: { ...log('*R*~1~', 'Ω', 10, 10000, Number(MODEL.r_ohm.toPrecision(3)), 0, 'the pellet, or the electrolyte', [10, 100, 1000, 10000]) },
    C: { ...log('*C*~1~ of the arc', 'pF', 10, 10000, Number((MODEL.capacitance_F * 1e12).toPrecision(3)), 0, 'bulk and leads together', [10, 100, 1000, 10000]) },
    alpha: { kind: 'number', label: '*α* of the arcs', unit: '', min: 0.6, max: 1, step: 0.01, default: 0.9, decimals: 2, span: 3, assumed: true, note: '1 is an ideal capacitor', ticks: [0.6, 0.8, 1].map((value) => ({ value })) },
    R2: { ...log('*R*~2~', 'Ω', 10, 10000, 200, 0, 'where the circuit has one', [10, 100, 1000, 10000]) },
    C2: { ...log('*C*~2~ beside *R*~2~', 'nF', 0.1, 1000, 20, 1, 'in circuits with a second arc', [0.1, 10, 1000]) },
    Q: { ...log('*Q* of the tail', 'µΩ^−1^ s^*α*^', 0.1, 100, 2, 1, 'a capacitance in µF when *α* is 1', [0.1, 1, 10, 100]) },
    tail: { kind: 'number', label: '*α* of the tail', unit: '', min: 0.5, max: 1, step: 0.01, default: 0.85, decimals: 2, span: 3, assumed: true, note: '90° × *α* is its slope', ticks: [0.5, 0.75, 1].map((value) => ({ value })) },
    L: { kind: 'number', label: 'Leads, *L*~0~', unit: 'nH', min: 0, max: 2000, step: 50, default: 500, decimals: 0, span: 3, assumed: true, note: 'about 1000 a metre of wire', ticks: [0, 1000, 2000].map((value) => ({ value })) },
  },
  kernels: ['impedance'],
  provenance: {
    badge: 'assumed',
    pinned: 'The paper’s circuit stands in its supplement, and the text names it only in a caption. *R*~1~ starts at the pellet of *x* = 1.625 (153 Ω).',
    free: 'Every circuit and every value here is therefore our choice, to show what each element does.',
    constraints: ['*R*~1~ at the start gives back the reported 4.0 × 10^−4^ S/cm through the model pellet.', 'Each circuit is drawn from the same string that its spectrum is computed from.'],
    alternatives: 'Different circuits can have exactly the same impedance: a spectrum never proves one. The comparison of circuits further down shows how to choose all the same.',
  },
  compute(kernels, v) {
    const choice = choiceOf(v.circuit);
    const at = (values: CircuitValues): Locus => ({ frequency_Hz: FREQUENCIES, ...kernels.impedance.impedance(choice.circuit, parameterList(choice, values), FREQUENCIES) });
    const values: CircuitValues = { ...v, L: Math.max(v.L, 1e-3) };
    const part = v.vary as Part | 'none';
    const heard = part !== 'none' && choice.uses.includes(part);
    const neighbours = heard ? [-1, 1].map((side) => at({ ...values, [part]: beside(part, values[part], side) })) : [];
    const widest = Math.max(choice.width_ohm(values), ...(heard && part !== 'C' ? [choice.width_ohm({ ...values, [part]: beside(part, values[part], 1) })] : []));
    const locus = at(values);
    // A tail steeper than all resistances would leave the plane empty: then it reaches to twice the curve's nearest point (planes are about twice as wide as high).
    const nearest = Math.min(...Array.from(locus.zReal_ohm, (re, i) => Math.max(re, -2 * locus.zImag_ohm[i]!)));
    return { choice, values, heard, locus, neighbours, width_ohm: choice.width_ohm(values), extent_ohm: niceExtent(Math.max(1.35 * widest, 2 * nearest)) };
  },
  view: (result, v) => [
    { key: 'nyquist', span: 'main', title: '**Nyquist plot** frequencies from 1 GHz down to 0.1 Hz', draw: (frame) => plot(result.choice, result.locus, result.neighbours, result.width_ohm, result.extent_ohm, frame) },
    { key: 'circuit', span: 'side', title: `**Circuit** ${result.choice.circuit.text}`, draw: (frame) => drawn(result.choice, result.values, v, frame) },
  ],
  summary({ choice, values, heard, width_ohm }, { vary }) {
    const { words } = VARIED.find((o) => o.value === vary)!;
    const varied = vary === 'none' ? '' : heard ? ` Thin: ${words}, ${vary === 'alpha' || vary === 'tail' ? '0.1 less and 0.1 more' : 'half and twice as much'}.` : ` This circuit has nothing that ${words} could change.`;
    const top = choice.uses.includes('C') ? ` The first arc has its top at ${withPrefix(1 / (2 * Math.PI * values.R * values.C * 1e-12), 'Hz', 2)}.` : '';
    return `*${choice.circuit.text.replaceAll('*', '')}*: ${choice.meaning}. The resistances end at **[${significant(width_ohm, 3)} Ω]**.${top}${varied}`;
  },
  table({ choice, values, locus }) {
    const list = parameterList(choice, values);
    return {
      caption: `The elements of ${choice.circuit.text}`,
      columns: [{ name: 'Element', unit: '' }, { name: 'What it is', unit: '', align: 'left' }, { name: 'Value', unit: '', align: 'left' }, { name: 'What it does to the plot', unit: '', align: 'left' }],
      rows: elementsOf(choice.circuit).map(({ type, label: name, first }) => [
        elementName(name),
        ELEMENTS[type]!.about,
        ELEMENTS[type]!.parameters.map((p, i) => `${SYMBOL[p.symbol] ?? p.symbol} = ${valueWords(p.unit, list[first + i]!)}`).join('; '),
        EFFECT[type] ?? '',
      ]),
      full: {
        columns: [{ name: 'frequency', unit: 'Hz' }, { name: 'Z real', unit: 'ohm' }, { name: 'Z imag', unit: 'ohm' }],
        rows: FREQUENCIES.map((f, i) => [f, locus.zReal_ohm[i]!, locus.zImag_ohm[i]!]),
      },
    };
  },
  compare: ({ choice, width_ohm }) => [
    { quantity: 'Circuit', reported: '“equivalent circuit model shown in Figure S6”, in a supplement that is not within reach', here: choice.circuit.text, verdict: 'our choice: the text does not say' },
    { quantity: 'Resistance', reported: 'only through two conductivities', here: `[${significant(width_ohm, 3)} Ω]`, verdict: choice.value === 'arc' && Math.abs(width_ohm / MODEL.r_ohm - 1) < 0.005 ? 'the model pellet of *x* = 1.625: was put in' : 'yours' },
    { quantity: 'After heating', reported: 'Nyquist plots in Figures S6 and S10, without numbers', here: 'Figure S10 on the page about heat', verdict: 'reconstructed there' },
  ],
});

/** A part less (−1) and more (+1): exponents by a tenth, the others by a factor of two. */
const beside = (part: Part, value: number, side: number): number => (part === 'alpha' || part === 'tail' ? Math.min(1, Math.max(0.4, value + 0.1 * side)) : value * 2 ** side);

const SYMBOL: Readonly<Record<string, string>> = { alpha: '*α*', gamma: '*α*', tau: '*τ*', Z0: '*Z*~0~', A_W: '*A*~W~', R_ion: '*R*~ion~', Q_s: '*Q*', R: '*R*', C: '*C*', L: '*L*', Q: '*Q*' };

function valueWords(unit: string, value: number): string {
  if (unit === 'ohm') return withPrefix(value, 'Ω', 3);
  if (unit === '1') return fixed(value, 2);
  if (unit === 'F' || unit === 'H' || unit === 's') return withPrefix(value, unit, 3);
  if (unit === 'ohm s^-1/2') return `[${significant(value, 3)} Ω s^−½^]`;
  return withPrefix(value, 'Ω^−1^ s^*α*^', 3);
}

function drawn({ circuit }: CircuitChoice, values: CircuitValues, { circuit: chosen, vary }: Values<{ circuit: { kind: 'choice'; label: string; options: []; default: string }; vary: { kind: 'choice'; label: string; options: []; default: string } }>, frame: Frame): Drawing {
  const list = parameterList(choiceOf(chosen), values);
  const elements = elementsOf(circuit);
  const words = Object.fromEntries(elements.map(({ type, label: name, first }) => [name, ELEMENTS[type]!.parameters.map((p, i) => shortWords(p.symbol, p.unit, list[first + i]!))]));
  const target: Readonly<Record<string, RegExp>> = { R: /^R1$/, C: /^C(PE)?1$/, alpha: /^CPE[12]$/, R2: /^(R2|Wo1|TLMQ1|W1)$/, tail: /^(CPE[23]|TLMQ1)$/ };
  const last = elements.at(-1)!.label;
  const marked = elements.map((e) => e.label).filter((name) => (target[vary]?.test(name) ?? false) && (vary !== 'tail' || name === last) && (vary !== 'alpha' || name !== last));
  const drawing = circuitDrawing(circuit.tree, { width: frame.width, values: words, marked });
  const [dx, dy] = [(frame.width - drawing.width) / 2, frame.narrow ? 4 : 40];
  return { width: frame.width, height: drawing.height + 2 * dy, children: [{ tag: 'g', attrs: { transform: `translate(${dx.toFixed(1)} ${dy})` }, children: drawing.children, text: '' }] };
}

const shortWords = (symbol: string, unit: string, value: number): string => (unit === '1' ? `*α* = ${fixed(value, 2)}` : unit.startsWith('ohm^-1') || unit.startsWith('F s') ? `${significant(value * 10 ** scaleOf(value), 3)} ${PREFIX[scaleOf(value)]}Ω^−1^ s^*α*^` : symbol === 'tau' ? `*τ* = ${withPrefix(value, 's', 2).replace(/[[\]]/g, '')}` : valueWords(unit, value).replace(/[[\]]/g, ''));
const PREFIX: Readonly<Record<number, string>> = { 12: 'p', 9: 'n', 6: 'µ', 3: 'm' };
const scaleOf = (value: number): number => (value < 1e-9 ? 12 : value < 1e-6 ? 9 : value < 1e-3 ? 6 : 3);

function plot(choice: CircuitChoice, locus: Locus, neighbours: readonly Locus[], width_ohm: number, extent_ohm: number, frame: Frame): Drawing {
  const below = choice.uses.includes('L') ? 0.2 : 0;
  const plane = impedancePlane({ extent_ohm, aspect: frame.narrow ? 0.9 : 0.52, below }, frame);
  const foot: Point = [plane.sx(width_ohm), plane.sy(0)];
  const words: Point = [foot[0] + 36, foot[1] - 12];
  const measured: Locus = cut(locus, (f) => f <= 7e6 * 1.05 && f >= 0.95);
  const beyond: Locus = cut(locus, (f) => f >= 7e6 * 0.93);
  return {
    width: plane.width,
    height: plane.height,
    children: [
      ...plane.axes,
      ...neighbours.flatMap((near) => plane.trace(near, { colour: 'sref', ghost: true })),
      ...plane.trace(beyond, { colour: 'sink', certainty: 'beyond' }),
      ...plane.trace(measured, { colour: 'sink' }),
      ...frequencyMarks(plane, locus, 'sink', [words]),
      mark('derived', foot, { colour: 'sink', r: 5.5 }),
      label(foot[0] + 12, foot[1] - 9, `**${withPrefix(width_ohm, 'Ω', 3).replace(/[[\]]/g, '')}**`, { class: 'strong halo' }),
      label(plane.right, plane.top - 12, 'dotted: above 7 MHz', { 'text-anchor': 'end' }),
    ],
  };
}

function cut(locus: Locus, keep: (f: number) => boolean): Locus {
  const kept = Array.from({ length: locus.frequency_Hz.length }, (_, i) => i).filter((i) => keep(locus.frequency_Hz[i]!));
  const take = (column: ArrayLike<number>): number[] => kept.map((i) => column[i]!);
  return { frequency_Hz: take(locus.frequency_Hz), zReal_ohm: take(locus.zReal_ohm), zImag_ohm: take(locus.zImag_ohm) };
}
