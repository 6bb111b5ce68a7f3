import { scaleLinear } from 'd3';
import { finish, type Steps } from '../../jobs/job.ts';
import type { Kernels } from '../../kernels/all.ts';
import type { Profile, RateResult } from '../../kernels/cell.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, significant } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { curve, type Point } from '../../runtime/plot/marks.ts';
import { el } from '../../runtime/svg.ts';
import { catholyteParam, catholytes, cellTemperatureParam, cellWith, rateParam, scaleParam, scaleShift_V, thicknessParam, TUNED, UNIQUE, WHOLE_SODIUM_mAh_g, type Catholyte } from '../parts/cell-params.ts';
import { profilePlot, spread, stroke, thin, type ProfileLine } from '../parts/cell-plot.ts';
import { cellRuns } from '../parts/cell-run.ts';
import { lossSum, millivolts, TERMS } from '../parts/cell-losses.ts';

const STUDY = [0.1, 0.2, 0.5, 1] as const;

interface RateProfiles {
  chosen: Catholyte;
  rates: RateResult[];
  selected: RateResult;
  openCircuit: { Q: number[]; U: number[] };
}

function* rateProfiles(kernels: Kernels, { catholyte, rate, T, thickness }: { catholyte: string; rate: number; T: number; thickness: number }): Steps<RateProfiles> {
  const chosen = catholytes[catholyte]!;
  // A rate of the study is that cycle of the study; any other is run after it.
  const inStudy = STUDY.findIndex((r) => r === rate);
  const p = cellWith(chosen, T, thickness, inStudy < 0 ? [...STUDY, rate] : STUDY);
  const [cell] = yield* cellRuns(kernels, [p], { profiles: true });
  const { rates } = cell!;
  const most = Math.max(...rates.map((r) => r.charge.capacity_mAh_g));
  const Q = Array.from({ length: 57 }, (_, i) => (2.5 * i * Math.min(140, most)) / 140);
  const U = Array.from(kernels.cell.openCircuit(p, Q.map((q) => p.initial_y + q / WHOLE_SODIUM_mAh_g)), (u) => u - p.E_anode_V);
  return { chosen, rates, selected: rates[inStudy < 0 ? STUDY.length : inStudy]!, openCircuit: { Q, U } };
}

/** Figure 6b: voltage against charge at every rate. */
export default defineFigure({
  id: '6b',
  title: 'Voltage profiles against C-rate.',
  question: 'What does a faster current cost, and which part of the cell takes it?',
  technique: 'electrochemistry',
  version: 1,
  params: { catholyte: catholyteParam, scale: scaleParam, rate: { ...rateParam(1), label: 'C-rate of the strong line' }, T: cellTemperatureParam, thickness: thicknessParam },
  kernels: ['cell'],
  provenance: {
    badge: 'reconstructed',
    pinned: `Curves of the cell model; no measured voltage curve is in the text. The cut-offs, 1.7 and 3.4 V, are reported. ${TUNED}`,
    free: 'The open-circuit curve (dashed) is assumed: its plateaus follow published ones of NaCrO~2~. The paper shows *x* = 2.000; here its curves are predictions, and so is every curve away from 23 °C and thickness 1.',
    constraints: ['Every charge ends at 3.4 V and every discharge at 1.7 V vs Na~9~Sn~4~.', 'Capacity falls as the rate rises.', 'About 105 mAh/g at 0.5 C and 97 at 1 C, within 2, for both catholytes.'],
    alternatives: UNIQUE,
  },
  compute: (kernels, values) => finish(rateProfiles(kernels, values)),
  steps: rateProfiles,
  view: ({ chosen, rates, selected, openCircuit }, { scale, rate, T }) => [
    { key: 'profiles', span: 'main', title: `**Charge and discharge** ${chosen.name}, ${fixed(T, 0)} °C`, draw: (frame) => profilePlot(profileLines(chosen, rates, selected, openCircuit), scale, frame) },
    { key: 'losses', span: 'side', title: `**Losses along the discharge** at ${significant(rate, 2)} C`, draw: (frame) => lossPlot(selected.profiles!.discharge, chosen, frame) },
  ],
  summary({ chosen, selected }, { rate }) {
    const { charge, discharge } = selected;
    if (!discharge.losses_V || charge.mean_V === null || discharge.mean_V === null) return `At ${significant(rate, 2)} C the cell of ${chosen.name} meets its cut-off before any charge has passed.`;
    return `At **${significant(rate, 2)} C** the cell of ${chosen.name} gives **[${fixed(discharge.capacity_mAh_g, 1)} mAh/g]**; the mean voltages of charge and discharge are [${millivolts(charge.mean_V - discharge.mean_V)} mV] apart. The discharge loses [${millivolts(lossSum(discharge.losses_V))} mV] on average, [${millivolts(discharge.losses_V.catholyte)} mV] of them in the catholyte.`;
  },
  table: ({ rates }, { scale }) => ({
    caption: 'Half-cycles in the order they were run',
    columns: [
      { name: 'C-rate', unit: 'C' },
      { name: 'charge', unit: 'mAh/g' },
      { name: 'discharge', unit: 'mAh/g' },
      { name: 'mean *V*, charge', unit: 'V' },
      { name: 'mean *V*, discharge', unit: 'V' },
    ],
    rows: rates.map((r) => [significant(r.c_rate, 2), fixed(r.charge.capacity_mAh_g, 1), fixed(r.discharge.capacity_mAh_g, 1), meanV(r.charge.mean_V, scale), meanV(r.discharge.mean_V, scale)]),
    full: {
      columns: [{ name: 'C-rate', unit: 'C' }, { name: 'half-cycle', unit: '' }, { name: 'charge passed', unit: 'mAh/g' }, { name: 'voltage vs Na9Sn4', unit: 'V' }],
      rows: rates.flatMap((r) => (['charge', 'discharge'] as const).flatMap((half) => r.profiles![half].Q_mAh_g.map((q, i) => [r.c_rate, half, q, r.profiles![half].V[i]!]))),
    },
  }),
  compare: ({ rates, chosen }) => [
    { quantity: '0.5 C, both cells', reported: '∼ 105 mAh/g', here: `[${fixed(rates[2]!.discharge.capacity_mAh_g, 1)} mAh/g]`, verdict: chosen.x === 1.625 && !chosen.assumed ? 'tuned, at 23 °C and thickness 1' : 'predicted' },
    { quantity: '1 C, both cells', reported: '∼ 97 mAh/g', here: `[${fixed(rates[3]!.discharge.capacity_mAh_g, 1)} mAh/g]`, verdict: chosen.x === 1.625 && !chosen.assumed ? 'tuned, at 23 °C and thickness 1' : 'predicted, given where the plateaus were placed' },
    { quantity: 'Shape of the curves', reported: 'a picture, not in the text', here: 'plateaus assumed', verdict: 'cannot be compared' },
  ],
});

const meanV = (v: number | null, scale: string): string | null => (v === null ? null : fixed(v + scaleShift_V(scale), 3));

function profileLines(chosen: Catholyte, rates: readonly RateResult[], strong: RateResult, openCircuit: { Q: number[]; U: number[] }): ProfileLine[] {
  const colour = stroke(chosen.x);
  const certainty = chosen.assumed ? 'assumed' : 'pinned';
  const ghost = rates.slice(0, STUDY.length).flatMap((r): ProfileLine[] => [
    { ...pick(r.profiles!.charge), colour, ghost: true },
    { ...pick(r.profiles!.discharge), colour, ghost: true, name: `${r.c_rate} C` },
  ]);
  return [{ Q_mAh_g: openCircuit.Q, V: openCircuit.U, colour: 'sref', ghost: true, certainty: 'assumed' }, ...ghost, { ...pick(strong.profiles!.charge), colour, certainty }, { ...pick(strong.profiles!.discharge), colour, certainty }];
}

const pick = ({ Q_mAh_g, V }: Profile): { Q_mAh_g: number[]; V: number[] } => ({ Q_mAh_g, V });

/** The five losses in mV against charge; axis fixed at 400 mV, what is above is cut. */
function lossPlot(profile: Profile, chosen: Catholyte, { width, narrow }: Frame): Drawing {
  const margin = { left: 44, right: 84, top: 44, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const bottom = margin.top + (narrow ? 230 : 380);
  const sx = scaleLinear([0, 140], [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([-50, 400], [bottom, margin.top]);
  const clip = (mV: number): number => Math.min(400, Math.max(-50, mV));
  const last = profile.Q_mAh_g.length - 1;
  const drawn = last > 0 ? TERMS : [];
  const middle = Math.max(0, Math.floor(0.8 * last));
  const ends = spread(drawn.map(([name]) => sy(clip(1000 * profile.losses_V[name][middle]!))), 16, margin.top + 6, bottom - 4);
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: [0, 50, 100], format: (v) => fixed(v, 0), title: 'charge / mAh g^−1^' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [0, 100, 200, 300, 400], format: (v) => fixed(v, 0), title: 'loss / mV', grid: plotWidth }),
      ...drawn.map(([name]) =>
        curve(thin(profile.Q_mAh_g.map((q, i): Point => [sx(q), sy(clip(1000 * profile.losses_V[name][i]!))])), {
          colour: name === 'catholyte' ? stroke(chosen.x) : 'sref',
          ghost: name !== 'catholyte',
        }),
      ),
      ...drawn.flatMap(([name], i) => {
        const [x, y] = [sx(profile.Q_mAh_g[middle]!), sy(clip(1000 * profile.losses_V[name][middle]!))];
        return [
          el('circle', { class: `ptd ${name === 'catholyte' ? stroke(chosen.x) : 'sref'}`, cx: x, cy: y, r: 2.6 }),
          el('path', { class: 'axis', d: `M${(x + 3).toFixed(1)} ${y.toFixed(1)}H${Math.max(x + 3, margin.left + plotWidth - 6).toFixed(1)}L${margin.left + plotWidth + 10} ${ends[i]!.toFixed(1)}` }),
          label(margin.left + plotWidth + 14, ends[i]! + 4.5, name, { class: name === 'catholyte' ? 'strong halo' : 'halo' }),
        ];
      }),
      ...(last > 0 ? [] : [label(margin.left + plotWidth / 2, margin.top + 40, 'no charge passes', { 'text-anchor': 'middle' })]),
    ],
  };
}
