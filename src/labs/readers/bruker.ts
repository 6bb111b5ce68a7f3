/** Processed Bruker spectra: the binary 1r (and 1i) with its procs, and acqus where it is there (TopSpin, Processing Commands and Parameters). */
import { UnreadableFile } from './columns.ts';
import { baseName, quoted, type NamedBytes } from './bytes.ts';
import { decodeText } from './decode.ts';
import { MOST_SPECTRUM_POINTS, checkedSpectrum, evenShifts, isotope, usableFrequency, type NmrSpectrumRead } from './nmr-spectrum.ts';

type Parameters = Map<string, string>;

/** "##$SI= 32768" → SI: 32768; arrays and text in angle brackets keep their first line. */
function readParameters(text: string): Parameters {
  const found: Parameters = new Map();
  for (const line of text.split(/\r\n|\n|\r/)) {
    const match = /^##\$?([A-Za-z0-9_]+)\s*=\s*(.*)$/.exec(line);
    if (match) found.set(match[1]!.toUpperCase(), match[2]!.trim().replace(/^<(.*)>$/, '$1'));
  }
  return found;
}

function needed(parameters: Parameters, name: string, file: string, check: (v: number) => boolean, expected: string, fallback?: number): number {
  const text = parameters.get(name);
  if (text === undefined && fallback !== undefined) return fallback;
  const value = text === undefined || text === '' ? NaN : Number(text);
  if (!Number.isFinite(value) || !check(value)) throw new UnreadableFile(`${file}: ${name} is ${text === undefined ? 'missing' : quoted(text)}: expected ${expected}`);
  return value;
}

/** Bytes of one value by DTYPP: 0 integers of 32 bits, 1 floats of 32, 2 floats of 64. */
const TYPES: Record<number, { size: number; read: (view: DataView, at: number, little: boolean) => number }> = {
  0: { size: 4, read: (view, at, little) => view.getInt32(at, little) },
  1: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  2: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

function readValues(file: NamedBytes, n: number, type: number, little: boolean, scale: number): Float64Array {
  const { size, read } = TYPES[type]!;
  if (file.bytes.length !== n * size) {
    throw new UnreadableFile(`${baseName(file.name)} holds ${file.bytes.length} bytes: expected ${n * size} for the ${n} points that procs names (SI); the file is cut off or belongs to another procs`);
  }
  const view = new DataView(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = read(view, size * i, little) * scale;
  return values;
}

const folderOf = (name: string): string => name.slice(0, name.length - baseName(name).length);

/** True when one of the files is a processed Bruker spectrum. */
export const isBruker = (files: readonly NamedBytes[]): boolean => files.some(({ name }) => /^1r$/i.test(baseName(name)));

/** Every 1r among the files, each with the procs beside it and the acqus two folders up (or the only one given). Throws UnreadableFile. */
export function readBruker(files: readonly NamedBytes[]): NmrSpectrumRead[] {
  const named = (pattern: RegExp): NamedBytes[] => files.filter(({ name }) => pattern.test(baseName(name)));
  return named(/^1r$/i).map((real, i) => {
    const folder = folderOf(real.name);
    const beside = (pattern: RegExp): NamedBytes | undefined => {
      const all = named(pattern);
      return all.find(({ name }) => folderOf(name) === folder) ?? (all.length === 1 && folderOf(all[0]!.name) === '' ? all[0] : undefined);
    };
    const procs = beside(/^procs$/i) ?? beside(/^proc$/i);
    if (!procs) throw new UnreadableFile(`${real.name}: there is no procs beside this Bruker spectrum: give 1r and procs together, or the whole folder`);
    const file = baseName(procs.name);
    const parameters = readParameters(decodeText(procs.bytes));
    const n = needed(parameters, 'SI', file, (v) => Number.isInteger(v) && v >= 2 && v <= MOST_SPECTRUM_POINTS, `the number of points, 2 to ${MOST_SPECTRUM_POINTS}`);
    const type = needed(parameters, 'DTYPP', file, (v) => v in TYPES, '0 (integers), 1 or 2 (floats of 32 or 64 bits)', 0);
    const little = needed(parameters, 'BYTORDP', file, (v) => v === 0 || v === 1, '0 (little endian) or 1 (big endian)', 0) === 0;
    const power = needed(parameters, 'NC_PROC', file, (v) => Number.isInteger(v) && Math.abs(v) <= 200, 'a whole power of two', 0);
    const larmor = needed(parameters, 'SF', file, usableFrequency, 'the frequency of 0 ppm in MHz');
    const width_Hz = needed(parameters, 'SW_P', file, (v) => v > 0, 'the spectral width in Hz');
    const offset_ppm = needed(parameters, 'OFFSET', file, (v) => Math.abs(v) < 1e6, 'the shift of the first point in ppm');
    const scale = 2 ** power;
    const imaginary = beside(/^1i$/i);
    const acqus = acquisition(files, folder);
    const title = beside(/^title$/i);
    const label = title ? decodeText(title.bytes).split(/\r\n|\n|\r/)[0]!.trim() : '';
    const metadata: Record<string, string | number> = { spectral_width_Hz: width_Hz };
    if (label !== '') metadata['title'] = label;
    const pulse = acqus.get('PULPROG');
    if (pulse) metadata['pulse_sequence'] = pulse;
    // Stored for liquids too: a hint, not the rate that was used.
    const masr_Hz = Number(acqus.get('MASR') ?? NaN);
    if (Number.isFinite(masr_Hz)) metadata['masr_Hz'] = masr_Hz;
    return checkedSpectrum({
      label: label || (folder === '' ? `spectrum ${i + 1}` : folder.replace(/[/\\]$/, '')),
      // The first point lies at OFFSET, the next lower by SW_p / (SI SF).
      shift_ppm: evenShifts(n, offset_ppm, -width_Hz / larmor / n),
      intensity: readValues(real, n, type, little, scale),
      imaginary: imaginary ? readValues(imaginary, n, type, little, scale) : null,
      larmor_MHz: larmor,
      nucleus: isotope(acqus.get('NUC1')) ?? isotope(parameters.get('AXNUC')),
      metadata,
    });
  });
}

/** acqus of the experiment that a pdata folder belongs to; empty when it is not given. */
function acquisition(files: readonly NamedBytes[], folder: string): Parameters {
  const all = files.filter(({ name }) => /^acqus?$/i.test(baseName(name)));
  const experiment = folder.replace(/pdata[/\\][^/\\]+[/\\]$/i, '');
  const found = all.find(({ name }) => folderOf(name) === experiment && /^acqus$/i.test(baseName(name))) ?? all.find(({ name }) => folderOf(name) === experiment) ?? (all.length === 1 ? all[0] : undefined);
  return found ? readParameters(decodeText(found.bytes)) : new Map();
}
