/** What a figure gives to take away: CSV and SVG, each with its provenance inside. Loaded when first asked for. */
import { figureName, type AnyFigure, type AnyValues, type Cell, type Table } from './figure.ts';
import { richToPlain } from './rich.ts';
import { escapeText } from './svg.ts';

/** Who made it, from what, and in which state: the head of every export. */
export function provenanceLines(figure: AnyFigure, values: AnyValues, address: string): string[] {
  const state = Object.entries(figure.params).map(([name, param]) => `${richToPlain(param.label)} = ${String(values[name])}${param.kind === 'number' && param.unit ? ` ${param.unit}` : ''}`);
  return [
    `${figureName(figure)}: ${richToPlain(figure.title)}`,
    `Provenance: ${figure.provenance.badge}. ${richToPlain(figure.provenance.pinned)} ${richToPlain(figure.provenance.free)}`,
    ...(figure.provenance.badge === 'reconstructed' ? ['Computed by a model; not the authors’ data, which are not public.'] : []),
    `State: ${state.join('; ')}`,
    `From: Less salt, more current, ${address}`,
    'Paper: Ridley et al., Amorphous and Nanocrystalline Halide Solid Electrolytes with Enhanced Sodium-ion Conductivity',
    'Licence of this file: CC BY 4.0',
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

const INHERITED = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity', 'font-family', 'font-size', 'font-style', 'font-weight', 'paint-order'];

/** A stand-alone SVG of what the page shows now: colours and type written out, provenance in <metadata>. */
export function svgFile(svg: SVGSVGElement, head: string[]): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [svg, ...svg.querySelectorAll('*')];
  const to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((source, i) => {
    const style = getComputedStyle(source);
    const target = to[i]!;
    for (const name of INHERITED) target.setAttribute(name, style.getPropertyValue(name));
    target.removeAttribute('class');
  });
  for (const bead of copy.querySelectorAll('[data-track]')) bead.remove();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const paper = getComputedStyle(svg.ownerDocument.documentElement).backgroundColor;
  const words = head.map(escapeText).join('\n');
  const source = new XMLSerializer().serializeToString(copy);
  const open = source.indexOf('>') + 1;
  return `${source.slice(0, open)}<title>${escapeText(head[0] ?? '')}</title><metadata>${words}</metadata><rect width="100%" height="100%" fill="${paper}"/>${source.slice(open)}`;
}

/** Offers `content` as a download. */
export function download(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
