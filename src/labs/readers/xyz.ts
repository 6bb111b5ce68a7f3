/** Atom positions from an XYZ file: the count, a comment, then "element x y z" (angstrom) a line. */
import { reading } from './columns.ts';
import { elementOfType } from '../../physics/form-factors.ts';
import type { Cluster } from '../../physics/cluster.ts';

/** Reads the first frame. Further columns are passed over. Throws UnreadableFile (a RangeError) with one sentence that names the line. */
export const readXyz = (text: string): Cluster => reading(() => firstFrame(text));

function firstFrame(text: string): Cluster {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const count = Number(lines[0]?.trim() || NaN);
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`line 1 is "${(lines[0] ?? '').slice(0, 30)}": expected the number of atoms, as an XYZ file begins`);
  if (count > lines.length) throw new RangeError(`line 1 announces ${count} atoms and the file has ${lines.length} lines: expected one line an atom`);
  const elements: string[] = [];
  const xyz = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    const line = lines[i + 2];
    if (line === undefined || line.trim() === '') throw new RangeError(`line ${i + 3}: atom ${i + 1} of the ${count} that line 1 announces is missing: expected "element x y z"`);
    const [symbol = '', ...numbers] = line.trim().split(/\s+/);
    const element = elementOfType(symbol);
    if (!element) throw new RangeError(`line ${i + 3}: "${symbol.slice(0, 20)}" is no element with a form factor (H to Cf): expected a symbol such as Na`);
    elements.push(element);
    for (let axis = 0; axis < 3; axis++) {
      const word = numbers[axis];
      const value = word === undefined ? NaN : Number(word);
      if (!Number.isFinite(value)) throw new RangeError(`line ${i + 3}: coordinate ${'xyz'[axis]} is "${(word ?? '').slice(0, 30)}": expected a number in Å`);
      xyz[3 * i + axis] = value;
    }
  }
  return { elements, xyz };
}
