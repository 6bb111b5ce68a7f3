/** What every reader of NMR spectra gives, and what they share. */
import { UnreadableFile } from './columns.ts';

export interface NmrSpectrumRead {
  label: string;
  /** Chemical shift, ppm, in the order of the file. */
  shift_ppm: Float64Array;
  intensity: Float64Array;
  /** The imaginary part where the file holds one: phasing needs it. */
  imaginary: Float64Array | null;
  /** Frequency of 0 ppm in MHz, where the file states it. */
  larmor_MHz: number | null;
  /** As in "23Na". */
  nucleus: string | null;
  metadata: Record<string, string | number>;
}

/** What a reader may be told that the file leaves out. */
export interface NmrReadOptions {
  /** Frequency of 0 ppm, for files whose axis is in Hz and that name no frequency; what a file states goes first. */
  larmor_MHz?: number;
}

/** More points than any 1-D spectrum has; a longer one is a damaged count. */
export const MOST_SPECTRUM_POINTS = 4_194_304;

/** A spectrum after the last check: at least two points, all finite. Throws UnreadableFile. */
export function checkedSpectrum(spectrum: NmrSpectrumRead): NmrSpectrumRead {
  const { shift_ppm, intensity, imaginary } = spectrum;
  const n = shift_ppm.length;
  if (n < 2) throw new UnreadableFile(`the spectrum has ${n} points: expected at least two`);
  for (const [name, values] of [['shift', shift_ppm], ['intensity', intensity], ['imaginary part', imaginary]] as const) {
    if (values === null) continue;
    const bad = values.findIndex((v) => !Number.isFinite(v));
    if (bad >= 0) throw new UnreadableFile(`the ${name} of point ${bad + 1} is no finite number: the file is damaged or its scale is missing`);
  }
  if (shift_ppm[0] === shift_ppm[n - 1] && shift_ppm.every((v) => v === shift_ppm[0])) throw new UnreadableFile(`all points are at ${shift_ppm[0]} ppm: expected an axis of chemical shifts`);
  return spectrum;
}

/** "<23Na>", "^23Na", "Na23" → "23Na"; null for what is no isotope. */
export function isotope(text: string | undefined): string | null {
  const match = /(\d{1,3})\s*([A-Z][a-z]?)(?![a-z])|([A-Z][a-z]?)-?(\d{1,3})/.exec(text ?? '');
  if (!match) return null;
  return `${match[1] ?? match[4]}${match[2] ?? match[3]}`;
}

/** n shifts from `first` by `step`. */
export function evenShifts(n: number, first: number, step: number): Float64Array {
  const shifts = new Float64Array(n);
  for (let i = 0; i < n; i++) shifts[i] = first + step * i;
  return shifts;
}

/** A frequency that can be divided by: positive, finite. */
export const usableFrequency = (value: number | null | undefined): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0 && value < 1e5;
