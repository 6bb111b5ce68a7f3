/** The curves of a figure, read from its own table: what walking along a chart and listening to it need. Pure. */
import type { Cell, Column, Table } from '../figure.ts';
import { parseQuantity } from '../quantity.ts';
import { richToPlain } from '../rich.ts';

export interface Series {
  /** Plain text: "x = 1.625", "C-rate 0.5, charge: voltage". */
  name: string;
  x: { name: string; unit: string };
  y: { name: string; unit: string };
  points: { x: number; y: number }[];
}

/** A table with more groups than this is a map, not a set of curves: its landmarks are walked instead. */
const MOST_GROUPS = 24;

/** Number in a cell, or null. Cells are numbers or typeset ones such as 2.3 × 10^−4^. */
const numberIn = (cell: Cell | undefined): number | null => {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  if (typeof cell !== 'string') return null;
  return parseQuantity(richToPlain(cell).replace('^', ''), '');
};

const plainHead = ({ name, unit }: Column): { name: string; unit: string } => ({ name: richToPlain(name), unit });

/** Every curve of a table: of all its points where it has them, else of its rows. Empty when it holds no two numbers in a row. */
export function seriesOf(table: Table): Series[] {
  const found = table.full ? curves(table.full.columns, table.full.rows) : null;
  return found ?? curves(table.columns, table.rows) ?? [];
}

/** Null when the rows are a map. */
function curves(columns: readonly Column[], rows: readonly Cell[][]): Series[] | null {
  const numeric = columns.map((_, i) => rows.filter((row) => numberIn(row[i]) !== null).length >= 0.6 * rows.length);
  const numbers = columns.flatMap((_, i) => (numeric[i] ? [i] : []));
  const labels = columns.flatMap((_, i) => (!numeric[i] && isGrouping(rows, i) ? [i] : []));
  const groupedBy = [...labels];
  // A number that stays while the next one runs is a label too: x or the C-rate of a family of curves.
  while (numbers.length > 2 && isGrouping(rows, numbers[0]!)) groupedBy.push(numbers.shift()!);
  const [xColumn, ...yColumns] = numbers;
  if (xColumn === undefined || yColumns.length === 0) return [];
  const groups = new Map<string, Cell[][]>();
  for (const row of rows) {
    const key = groupedBy.map((i) => labelOf(columns[i]!, row[i])).join(', ');
    (groups.get(key) ?? groups.set(key, []).get(key)!).push(row);
  }
  if (groups.size > MOST_GROUPS) return null;
  const list = [...groups].flatMap(([group, members]) =>
    yColumns.map((yColumn): Series => {
      const y = plainHead(columns[yColumn]!);
      const points = members.flatMap((row) => {
        const [px, py] = [numberIn(row[xColumn]), numberIn(row[yColumn])];
        return px === null || py === null ? [] : [{ x: px, y: py }];
      });
      return { name: [group, groups.size > 1 && yColumns.length === 1 ? '' : y.name].filter(Boolean).join(': '), x: plainHead(columns[xColumn]!), y, points };
    }),
  );
  return list.filter((series, i) => series.points.length > 1 && list.findIndex((other) => other.name === series.name) === i);
}

/** A column whose values come in runs of at least two rows. */
function isGrouping(rows: readonly Cell[][], column: number): boolean {
  let runs = 0;
  for (let i = 0; i < rows.length; i++) if (i === 0 || rows[i]![column] !== rows[i - 1]![column]) runs++;
  return runs >= 1 && 2 * runs <= rows.length;
}

const labelOf = (column: Column, cell: Cell | undefined): string => (typeof cell === 'number' ? `${richToPlain(column.name)} ${cell}${column.unit ? ` ${column.unit}` : ''}` : richToPlain(String(cell ?? '')));
