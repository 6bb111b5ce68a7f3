/** What a figure gives to take away as text: CSV, JSON and the words that travel inside every file. Loaded when first asked for. */
import { figureName, type AnyFigure, type AnyValues, type Cell, type Column, type Table } from './figure.ts';
import { richToPlain } from './rich.ts';

const SITE = 'Less salt, more current';
const PAPER = 'Ridley et al., Amorphous and Nanocrystalline Halide Solid Electrolytes with Enhanced Sodium-ion Conductivity';
const LICENCE = 'CC BY 4.0';
const CAUTION = 'Computed by a model; not the authors’ data, which are not public.';

/** Who made it, from what, and in which state: the head of every export. */
export function provenanceLines(figure: AnyFigure, values: AnyValues, address: string): string[] {
  const state = Object.entries(figure.params).map(([name, param]) => `${richToPlain(param.label)} = ${String(values[name])}${param.kind === 'number' && param.unit ? ` ${param.unit}` : ''}`);
  return [
    `${figureName(figure)}: ${richToPlain(figure.title)}`,
    `Provenance: ${figure.provenance.badge}. ${richToPlain(figure.provenance.pinned)} ${richToPlain(figure.provenance.free)}`,
    ...(figure.provenance.badge === 'reconstructed' ? [CAUTION] : []),
    `State: ${state.join('; ')}`,
    `From: ${SITE}, ${address}`,
    `Paper: ${PAPER}`,
    `Licence of this file: ${LICENCE}`,
  ];
}

const csvCell = (cell: Cell): string => {
  if (cell === null) return '';
  // At least nine significant digits survive; text cells lose their typesetting.
  const text = typeof cell === 'number' ? String(Number(cell.toPrecision(12))) : richToPlain(cell);
  return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};

/** CSV of all points (or of the table when it is whole), under a commented head. */
export function tableToCsv(table: Table, head: string[]): string {
  const { columns, rows } = table.full ?? table;
  const names = columns.map(({ name, unit }) => csvCell(unit ? `${richToPlain(name)} (${richToPlain(unit)})` : richToPlain(name)));
  return [...head.map((line) => `# ${line}`), names.join(','), ...rows.map((row) => row.map(csvCell).join(','))].join('\r\n') + '\r\n';
}

const plainTable = ({ columns, rows }: { columns: Column[]; rows: Cell[][] }): { columns: { name: string; unit: string }[]; rows: Cell[][] } => ({
  columns: columns.map(({ name, unit }) => ({ name: richToPlain(name), unit: richToPlain(unit) })),
  rows: rows.map((row) => row.map((cell) => (typeof cell === 'string' ? richToPlain(cell) : cell))),
});

/** Everything that a figure says in one state, as JSON: values with units, provenance, words, table, all points, address. Numbers keep all their digits. */
export function figureToJson(figure: AnyFigure, values: AnyValues, result: unknown, address: string): string {
  const table = figure.table(result, values);
  const p = figure.provenance;
  return `${JSON.stringify(
    {
      figure: figure.id,
      name: figureName(figure),
      title: richToPlain(figure.title),
      question: richToPlain(figure.question),
      version: figure.version,
      permalink: address,
      provenance: {
        badge: p.badge,
        pinned: richToPlain(p.pinned),
        free: richToPlain(p.free),
        constraints: p.constraints.map(richToPlain),
        alternatives: richToPlain(p.alternatives),
        ...(p.badge === 'reconstructed' ? { caution: CAUTION } : {}),
      },
      values: Object.entries(figure.params).map(([name, param]) => ({
        name,
        label: richToPlain(param.label),
        value: values[name],
        unit: param.kind === 'number' ? richToPlain(param.unit) : '',
        default: param.default,
        assumed: param.assumed ?? false,
      })),
      summary: richToPlain(figure.summary(result, values)),
      table: { caption: richToPlain(table.caption), ...plainTable(table) },
      ...(table.full ? { points: plainTable(table.full) } : {}),
      comparison: figure.compare(result, values).map(({ quantity, reported, here, verdict }) => ({ quantity: richToPlain(quantity), reported: richToPlain(reported), here: richToPlain(here), verdict: richToPlain(verdict) })),
      from: SITE,
      paper: PAPER,
      licence: LICENCE,
    },
    null,
    1,
  )}\n`;
}
