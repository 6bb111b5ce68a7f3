import { scaleLinear } from 'd3';
import { deriveCell } from '../../kernels/cell.ts';
import { listSpecs, meshes, numberSpecs, type ListSpec, type Mesh, type NumberSpec, type Provenance } from '../../physics/cell-parameters.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, scientific, significant } from '../../runtime/format.ts';
import { horizontalAxis, label } from '../../runtime/plot/axes.ts';
import { el } from '../../runtime/svg.ts';
import { AMORPHOUS, BEST, cellTemperatureParam, cellWith, thicknessParam, TUNED, UNIQUE } from '../parts/cell-params.ts';
import { fill, stroke } from '../parts/cell-plot.ts';

const TAGS: readonly Provenance[] = ['reported', 'literature', 'derived', 'assumed'];

export interface Input {
  name: string;
  value: string;
  unit: string;
  provenance: Provenance;
  source: string;
  tuned: boolean;
}

const words = ({ cells, shells, steps }: Mesh): string => `${cells}/${shells}/${steps}`;
const MESH_SOURCE = `divisions of the cathode, of a grain, of a charge; more where the reaction keeps to a part of cathode or grain. Twice as many change no capacity by 0.2 mAh/g. The command also has a coarse one, ${words(meshes.web)}`;

const quantity = (value: number): string => (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5) ? scientific(value, 3) : String(Number(value.toPrecision(6))));

/** A list as words: numbers, or records by their fields. */
const listed = (value: ListSpec<readonly (number | object)[]>['value']): string =>
  value.map((entry) => (typeof entry === 'number' ? String(entry) : `(${Object.values(entry).join(', ')})`)).join(', ');

/** Every input of the model, from the set that it runs with. */
export function inputs(): Input[] {
  const numbers = Object.entries(numberSpecs as Record<string, NumberSpec>).map(([name, { value, unit, provenance, source, tuned }]) => ({ name, value: quantity(value), unit: unit === '1' ? '' : unit, provenance, source, tuned: tuned === true }));
  const lists = Object.entries(listSpecs as unknown as Record<string, ListSpec<(number | object)[]>>).map(([name, { value, unit, provenance, source, tuned }]) => ({ name, value: listed(value), unit, provenance, source, tuned: tuned === true }));
  return [...numbers, ...lists];
}

/** What the cell model is made of: geometry to scale, resistances, and every input with its tag. */
export default defineFigure({
  id: 'cellset',
  name: 'The model cell',
  title: 'Layers to scale, resistances, and every input of the model with its tag.',
  question: 'What was put in, and who says so?',
  technique: 'electrochemistry',
  version: 1,
  params: { T: cellTemperatureParam, thickness: thicknessParam },
  kernels: [],
  provenance: {
    badge: 'assumed',
    pinned: `Masses, mixture, cut-offs, rates, temperature, porosity and conductivities are reported. ${TUNED}`,
    free: 'Densities, separator, particle sizes, open-circuit curve and activation energies are assumed or from elsewhere; the table says which.',
    constraints: ['Every input is tagged reported, literature, derived or assumed.', 'Tuned inputs are tagged assumed.', 'The loading comes out at 1.0 mAh/cm^2^.'],
    alternatives: UNIQUE,
  },
  compute(_kernels, { T, thickness }) {
    const [best, amorphous] = [BEST, AMORPHOUS].map((c) => deriveCell(cellWith(c, T, thickness, [1])));
    const p = cellWith(BEST, T, thickness, [1]);
    const separator_um = (1e4 * p.separator_mg) / 1000 / p.separator_density_g_cm3 / p.area_cm2;
    const list = inputs();
    return { best: best!, amorphous: amorphous!, separator_um, list, counts: TAGS.map((tag) => list.filter((i) => i.provenance === tag).length), tuned: list.filter((i) => i.tuned).length };
  },
  view: ({ best, amorphous, separator_um, counts, tuned }, { T }) => [
    {
      key: 'layers',
      span: 'main',
      title: `**Thickness and resistance** at ${fixed(T, 0)} °C`,
      draw: (frame) =>
        layers(
          separator_um,
          best.geometry.thickness_um,
          [
            { words: 'separator', ohm: best.resistances.separator, x: null },
            { words: 'contact', ohm: best.resistances.contact, x: null },
            { words: '*x* = 1.625', ohm: best.resistances.cathode_ionic_third, x: BEST.x },
            { words: '*x* = 2.000', ohm: amorphous.resistances.cathode_ionic_third, x: AMORPHOUS.x },
          ],
          frame,
        ),
    },
    { key: 'tags', span: 'side', title: '**Inputs by their tag**', draw: (frame) => tagBars(counts, tuned, frame) },
  ],
  summary({ best, amorphous, list, counts }, { T }) {
    const a = best.resistances;
    return `Of **${list.length}** inputs ${counts[0]} are reported and ${counts[3]} assumed. At ${fixed(T, 0)} °C separator and contact weigh **[${fixed(a.separator + a.contact, 0)} Ω cm^2^]**, an evenly used cathode [${fixed(a.cathode_ionic_third, 0)} Ω cm^2^] with *x* = 1.625 and [${fixed(amorphous.resistances.cathode_ionic_third, 0)}] with *x* = 2.000.`;
  },
  table: ({ list }) => ({
    caption: 'Inputs of the cell model at its default state, named as in the halide command',
    columns: [{ name: 'Input', unit: '', align: 'left' }, { name: 'value', unit: '' }, { name: 'unit', unit: '' }, { name: 'tag', unit: '', align: 'left' }, { name: 'source', unit: '', align: 'left' }],
    rows: [
      ...list.map((i) => [i.name.replaceAll('_', ' '), i.value, i.unit, i.tuned ? `${i.provenance}, tuned` : i.provenance, i.source]),
      ['mesh', words(meshes.fine), '', 'assumed', MESH_SOURCE],
    ],
  }),
  compare: ({ best }, { thickness }) => [
    { quantity: 'Areal loading', reported: '1 mAh/cm^2^', here: `[${fixed(best.geometry.one_C_mA_cm2, 2)} mAh/cm^2^] at 120 mAh/g`, verdict: thickness === 1 ? 'agrees; the 10 mm die is assumed' : 'at another thickness' },
    { quantity: '1 C', reported: '120 mA/g “or 100 µA/cm^2^”', here: `[${fixed(best.geometry.one_C_mA_cm2, 2)} mA/cm^2^]`, verdict: 'E2: ten times the areal figure' },
    { quantity: 'Thickness of the cathode', reported: 'not in the text', here: `[${significant(best.geometry.thickness_um, 3)} µm]`, verdict: 'derived from masses, assumed densities and the reported porosity' },
  ],
});

interface Resistor {
  words: string;
  ohm: number;
  x: number | null;
}

function layers(separator_um: number, cathode_um: number, resistors: readonly Resistor[], { width, narrow }: Frame): Drawing {
  const margin = { left: 8, right: 64 };
  const sx = scaleLinear([0, 900], [margin.left, width - 8]);
  const left = narrow ? 84 : 100;
  const so = scaleLinear([0, 200], [left, width - margin.right]);
  const top = 150;
  const row = 34;
  const cut = (ohm: number): number => Math.min(200, ohm);
  return {
    width,
    height: top + resistors.length * row + 60,
    children: [
      label(margin.left, 16, `separator ${fixed(separator_um, 0)} µm`),
      label(sx(separator_um), 16, `cathode ${fixed(cathode_um, 0)} µm`),
      el('rect', { class: 'share', x: sx(0), y: 28, width: sx(separator_um) - sx(0), height: 52 }),
      el('rect', { class: 'share fref', x: sx(separator_um), y: 28, width: sx(separator_um + cathode_um) - sx(separator_um), height: 52 }),
      label(margin.left, 100, narrow ? 'to scale; the anode’s density is not given' : 'to scale; the anode is left out, since its density is not given'),
      label(margin.left, top - 12, 'resistance', { class: 'title' }),
      ...resistors.flatMap(({ words, ohm, x }, i) => {
        const y = top + i * row;
        return [
          label(left - 8, y + 16, words, { 'text-anchor': 'end', class: x === null ? '' : `strong ${fill(x)}` }),
          el('rect', { class: x === null ? 'share' : `share ${stroke(x)} ${fill(x)}`, x: left, y, width: so(cut(ohm)) - left, height: 22 }),
          label(so(cut(ohm)) + 7, y + 16, `${ohm > 200 ? '→ ' : ''}${fixed(ohm, 0)}`, { class: 'strong' }),
        ];
      }),
      horizontalAxis(top + resistors.length * row + 4, left, width - margin.right, 'below', { scale: so, ticks: [0, 50, 100, 150, 200], format: (v) => fixed(v, 0), title: 'Ω cm^2^' }),
    ],
  };
}

function tagBars(counts: readonly number[], tuned: number, { width, narrow }: Frame): Drawing {
  const left = 84;
  const row = narrow ? 40 : 62;
  const sx = scaleLinear([0, 24], [left, width - 40]);
  return {
    width,
    height: 80 + TAGS.length * row,
    children: [
      ...TAGS.flatMap((tag, i) => {
        const y = 20 + i * row;
        const bar = el('rect', { class: 'share', x: left, y, width: sx(counts[i]!) - left, height: 24 });
        const count = label(sx(counts[i]!) + 8, y + 17, String(counts[i]), { class: 'strong' });
        const part = tag === 'assumed' ? [el('rect', { class: 'share fref', x: left, y, width: sx(tuned) - left, height: 24 })] : [];
        return [label(left - 8, y + 17, tag, { 'text-anchor': 'end' }), bar, ...part, count];
      }),
      label(left, 32 + TAGS.length * row, `filled: tuned, six values in ${tuned} inputs`),
    ],
  };
}
