import { scaleLinear } from 'd3';
import { finish, type Steps } from '../../jobs/job.ts';
import type { Kernels } from '../../kernels/all.ts';
import { deriveCell, type CellGeometry, type CellResult } from '../../kernels/cell.ts';
import { numberSpecs } from '../../physics/cell-parameters.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { horizontalAxis, label } from '../../runtime/plot/axes.ts';
import { mark } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { BEST, cellWith, TUNED, UNIQUE } from '../parts/cell-params.ts';
import { fill, stroke } from '../parts/cell-plot.ts';
import { cellRuns } from '../parts/cell-run.ts';
import { millivolts } from '../parts/cell-losses.ts';

/** Reported, percent of the area of a section. */
const POROSITY = [
  { words: '*x* = 0, heat-treated', x: null, percent: 4.9 },
  { words: '*x* = 1.625, as-milled', x: 1.625, percent: 0.2 },
] as const;
/** Reported capacities of the cell, mAh/g. */
const REPORTED = new Map([
  [0.1, 126],
  [0.5, 105],
  [1, 97],
]);
const RATES = [0.1, 0.2, 0.5, 1] as const;

interface Contact {
  whole: CellResult;
  chosen: CellResult;
  /** Of the cell with all of its contact and the reported pores: what the sliders are compared with. */
  third_ohm_cm2: { whole: number; chosen: number };
}

/** Kinetics per area of grain fall with the part of it that touches catholyte; the grain spreads what it takes over all of itself. */
function* contactStudy(kernels: Kernels, { pores, contact }: { pores: number; contact: number }): Steps<Contact> {
  const whole = cellWith(BEST, 23, 1, RATES);
  const chosen = { ...whole, porosity: pores / 100, i0_mA_cm2: (whole.i0_mA_cm2 * contact) / 100 };
  const [a, b] = yield* cellRuns(kernels, [whole, chosen]);
  return { whole: a!, chosen: b!, third_ohm_cm2: { whole: deriveCell(whole).resistances.cathode_ionic_third, chosen: deriveCell(chosen).resistances.cathode_ionic_third } };
}

const capacity = (cell: CellResult, i: number): number => cell.rates[i]!.discharge.capacity_mAh_g;

/** Figures S11 and S12: contact and pores, reported and as the cell model sees them. */
export default defineFigure({
  id: 's12',
  name: 'Figures S11 and S12',
  title: 'Pores and contact: what the text reports, and what each would cost the cell.',
  question: 'What does soft powder save: pores or contact?',
  technique: 'electrochemistry',
  version: 1,
  params: {
    pores: {
      kind: 'number',
      label: 'Pores in the cathode',
      unit: '%',
      min: 0,
      max: 10,
      step: 0.1,
      default: 100 * numberSpecs.porosity.value,
      decimals: 1,
      span: 6,
      note: 'of the volume; 0.2 and 4.9 are reported for pressed powders',
      ticks: [{ value: 0.2, label: '0.2', colour: 's1625' }, { value: 4.9, label: '4.9' }, { value: 10, label: '10' }],
    },
    contact: {
      kind: 'number',
      label: 'Grain surface in contact',
      unit: '%',
      min: 5,
      max: 100,
      step: 1,
      default: 100,
      decimals: 0,
      span: 6,
      assumed: true,
      note: 'with catholyte; “good contact” is reported, no number',
      ticks: [{ value: 5, label: '5' }, { value: 25, label: '25' }, { value: 50, label: '50' }, { value: 100, label: '100' }],
    },
  },
  kernels: ['cell'],
  provenance: {
    badge: 'reconstructed',
    pinned: `The two porosities are reported, from binarised sections. ${TUNED}`,
    free: 'How much of the grains’ surface the catholyte touches is assumed: the exchange current of the model is multiplied by it. That both numbers of a pressed powder hold in the mixture is assumed too. Everything away from the default is a prediction.',
    constraints: ['Porosity 4.9 % for heat-treated *x* = 0 and 0.2 % for as-milled *x* = 1.625, as printed.', 'At the default the cell is that of Figure 6c: about 126, 105 and 97 mAh/g, within 2 (tuned).'],
    alternatives: `Pores that lie between grains and catholyte are lost contact as well: the two sliders are one thing seen twice, and no reported number tells them apart. ${UNIQUE}`,
  },
  compute: (kernels, values) => finish(contactStudy(kernels, values)),
  steps: contactStudy,
  view: ({ whole, chosen }, { pores }) => [
    { key: 'pores', span: 'third', title: '**Pores** in a section, S12', draw: (frame) => poreBars(pores, frame) },
    { key: 'parts', span: 'third', title: '**The mixture** by volume, S11', draw: (frame) => partBars(chosen.geometry, pores, frame) },
    { key: 'capacity', span: 'third', title: '**Capacity** of the model cell, 23 °C', draw: (frame) => capacityBars(whole, chosen, frame) },
  ],
  summary({ whole, chosen, third_ohm_cm2 }, { pores, contact }) {
    const [slow, fast] = [0, 3].map((i) => `[${fixed(capacity(chosen, i), 1)}]`);
    return `With **${fixed(pores, 1)} %** of pores and **${fixed(contact, 0)} %** of contact the cell gives **${slow}** mAh/g at 0.1 C and **${fast}** at 1 C; with all contact and 0.2 % it gives [${fixed(capacity(whole, 0), 1)}] and [${fixed(capacity(whole, 3), 1)}]. With these pores the catholyte’s resistance is **[${fixed(third_ohm_cm2.chosen, 1)} Ω cm^2^]**, with 0.2 % of them [${fixed(third_ohm_cm2.whole, 1)}].`;
  },
  table: ({ whole, chosen }) => ({
    caption: 'Discharge of the model cell with the pores and contact that are set, beside that without loss of contact',
    columns: [
      { name: 'C-rate', unit: 'C' },
      { name: 'capacity', unit: 'mAh/g' },
      { name: 'full contact, 0.2 %', unit: 'mAh/g' },
      { name: 'reported', unit: 'mAh/g' },
      { name: 'lost to kinetics', unit: 'mV' },
    ],
    rows: RATES.map((rate, i) => {
      const losses = chosen.rates[i]!.discharge.losses_V;
      return [String(rate), fixed(capacity(chosen, i), 1), fixed(capacity(whole, i), 1), REPORTED.has(rate) ? `∼ ${REPORTED.get(rate)}` : null, losses ? millivolts(losses.kinetics) : null];
    }),
  }),
  compare: ({ whole, chosen, third_ohm_cm2 }) => [
    { quantity: 'Porosity, heat-treated *x* = 0', reported: '4.9 %', here: 'drawn as printed', verdict: 'two-dimensional, from one section' },
    { quantity: 'Porosity, as-milled *x* = 1.625', reported: '0.2 %', here: 'drawn as printed, and the porosity of the model', verdict: 'was put in' },
    { quantity: 'Contact in the mixture', reported: '“good contact”', here: 'a slider', verdict: 'no number in the text' },
    { quantity: 'Resistance of the catholyte, *L*/3*σ*~eff~', reported: 'not in the text', here: `[${fixed(third_ohm_cm2.chosen, 1)} Ω cm^2^]`, verdict: `[${fixed(third_ohm_cm2.whole, 1)}] with 0.2 % of pores` },
    { quantity: 'Capacity at 1 C', reported: '∼ 97 mAh/g', here: `[${fixed(capacity(chosen, 3), 1)} mAh/g]`, verdict: capacity(chosen, 3) === capacity(whole, 3) ? 'the model was tuned to it' : 'predicted, with the pores and contact that are set' },
  ],
});

const TOP = 40;
const ROW = 54;
/** Side by side the three axes stand level: three bars take the room of four. */
const axisAt = (bars: number, { narrow }: Frame): number => TOP + (narrow ? bars : 4) * ROW + 4;

/** A bar that lies below its words. */
const lying = (i: number, words: string, from: number, to: number, look: string, value: string, strong = ''): El => {
  const y = TOP + i * ROW;
  return el('g', {}, label(from, y - 6, words, { class: strong }), el('rect', { class: `share ${look}`.trim(), x: from, y, width: Math.max(0, to - from), height: 20 }), label(to + 8, y + 15, value, { class: 'strong' }));
};

function poreBars(pores: number, frame: Frame): Drawing {
  const { width } = frame;
  const left = 8;
  const sx = scaleLinear([0, 10], [left, width - 62]);
  const y = TOP + 2 * ROW;
  return {
    width,
    height: axisAt(3, frame) + 52,
    children: [
      ...POROSITY.flatMap(({ words, x, percent }, i) => [
        lying(i, words, left, sx(percent), x === null ? '' : `${stroke(x)} ${fill(x)}`, '', x === null ? '' : `strong ${fill(x)}`),
        mark('reported', [sx(percent), TOP + i * ROW + 10], { colour: fill(x), title: `reported: ${percent} %` }),
        label(sx(percent) + 12, TOP + i * ROW + 15, `${percent} %`, { class: 'strong' }),
      ]),
      label(left, y - 6, 'the model’s cathode'),
      el('path', { class: 'curve sref dash', d: `M${left} ${y + 10}H${sx(pores).toFixed(1)}` }),
      label(sx(pores) + 12, y + 15, `${fixed(pores, 1)} %`, { class: 'strong' }),
      horizontalAxis(axisAt(3, frame), left, width - 62, 'below', { scale: sx, ticks: [0, 2, 4, 6, 8, 10], format: (v) => fixed(v, 0), title: 'void area or volume / %' }),
    ],
  };
}

function partBars(geometry: CellGeometry, pores: number, { width }: Frame): Drawing {
  const left = 8;
  const sx = scaleLinear([0, 80], [left, width - 72]);
  const parts: [string, number, string][] = [
    ['catholyte, *x* = 1.625', 100 * geometry.volume_fraction_electrolyte, `${stroke(BEST.x)} ${fill(BEST.x)}`],
    ['grains of NaCrO~2~', 100 * geometry.volume_fraction_active, 'fref'],
    ['carbon fibre', 100 * geometry.volume_fraction_carbon, 'fref'],
    ['pores', pores, ''],
  ];
  return {
    width,
    height: TOP + 4 * ROW + 56,
    children: [
      ...parts.map(([words, percent, look], i) => lying(i, words, left, sx(percent), look, `${fixed(percent, 1)} %`)),
      horizontalAxis(TOP + 4 * ROW + 4, left, width - 72, 'below', { scale: sx, ticks: [0, 20, 40, 60, 80], format: (v) => fixed(v, 0), title: `share of ${fixed(geometry.thickness_um, 1)} µm / %` }),
    ],
  };
}

const capacityWords = (chosen: string, whole: string): string => (chosen === whole ? `**${chosen}**` : `**${chosen}** of ${whole}`);

function capacityBars(whole: CellResult, chosen: CellResult, { width }: Frame): Drawing {
  const left = 50;
  const sx = scaleLinear([0, 140], [left, width - 100]);
  return {
    width,
    height: TOP + 4 * ROW + 78,
    children: [
      ...RATES.flatMap((rate, i) => {
        const y = TOP - 8 + i * ROW;
        const reported = REPORTED.get(rate);
        return [
          label(left - 9, y + 19, `${rate} C`, { 'text-anchor': 'end', class: 'strong' }),
          el('rect', { class: 'share', x: left, y, width: sx(capacity(whole, i)) - left, height: 28 }),
          el('rect', { class: `share ${stroke(BEST.x)} ${fill(BEST.x)}`, x: left, y: y + 5, width: sx(capacity(chosen, i)) - left, height: 18 }),
          ...(reported === undefined ? [] : [mark('reported', [sx(reported), y + 14], { colour: 'fref', title: `reported: about ${reported} mAh/g` })]),
          label(sx(Math.max(capacity(whole, i), reported ?? 0)) + 10, y + 19, capacityWords(fixed(capacity(chosen, i), 1), fixed(capacity(whole, i), 1))),
        ];
      }),
      horizontalAxis(TOP + 4 * ROW + 4, left, width - 100, 'below', { scale: sx, ticks: [0, 40, 80, 120], format: (v) => fixed(v, 0), title: 'discharge capacity / mAh g^−1^' }),
      label(left, TOP + 4 * ROW + 66, 'outline: full contact, 0.2 % of pores; disc: reported'),
    ],
  };
}
