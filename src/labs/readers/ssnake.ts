/** Spectra saved by ssNake as JSON (van Meerten, Franssen & Kentgens, J. Magn. Reson. 301 (2019) 56). */
import { UnreadableFile } from './columns.ts';
import { isObject, type JsonObject } from './loose-json.ts';
import { MOST_SPECTRUM_POINTS, checkedSpectrum, evenShifts, usableFrequency, type NmrSpectrumRead } from './nmr-spectrum.ts';

export const isSsnake = (json: unknown): json is JsonObject => isObject(json) && 'dataReal' in json && 'freq' in json && 'sw' in json;

/** A list of numbers; ssNake wraps it in one more list where it counts hypercomplex parts. */
function numbers(value: unknown, name: string): number[] {
  let list: unknown = value;
  while (Array.isArray(list) && list.length === 1 && Array.isArray(list[0])) list = list[0];
  if (!Array.isArray(list)) throw new UnreadableFile(`${name} is no list of numbers: expected a spectrum in one dimension`);
  if (list.some(Array.isArray)) throw new UnreadableFile(`${name} has several rows: expected a spectrum in one dimension`);
  if (list.length > MOST_SPECTRUM_POINTS) throw new UnreadableFile(`${name} has ${list.length} points: expected at most ${MOST_SPECTRUM_POINTS}`);
  const bad = list.findIndex((v) => typeof v !== 'number');
  if (bad >= 0) throw new UnreadableFile(`${name}, point ${bad + 1}, is no finite number: the file is damaged`);
  return list as number[];
}

/** First entry of a list of one entry a dimension (or the bare value). */
const firstOf = (json: JsonObject, field: string): unknown => {
  const value = json[field];
  if (!Array.isArray(value)) return value;
  if (value.length !== 1) throw new UnreadableFile(`${field} has ${value.length} entries: expected one, a spectrum in one dimension`);
  return value[0];
};

/** The spectrum; ppm = offset / ref with ref the frequency of 0 ppm (the carrier where there is none). Throws UnreadableFile. */
export function readSsnake(json: JsonObject): NmrSpectrumRead {
  const intensity = numbers(json['dataReal'], 'dataReal');
  const imaginary = 'dataImag' in json ? numbers(json['dataImag'], 'dataImag') : null;
  if (imaginary && imaginary.length !== intensity.length) throw new UnreadableFile(`dataReal has ${intensity.length} points and dataImag ${imaginary.length}: the file is damaged`);
  const spec = firstOf(json, 'spec');
  if (spec === false || spec === 0) throw new UnreadableFile('the data are a time signal ("spec" is false): expected a spectrum; Fourier-transform it in ssNake first');
  const freq = firstOf(json, 'freq');
  const sw = firstOf(json, 'sw');
  if (typeof freq !== 'number' || !usableFrequency(freq / 1e6)) throw new UnreadableFile('freq is no positive frequency: expected the carrier in Hz');
  if (typeof sw !== 'number' || !(sw > 0) || !Number.isFinite(sw)) throw new UnreadableFile('sw is no positive number: expected the spectral width in Hz');
  const ref = firstOf(json, 'ref');
  const reference = typeof ref === 'number' && usableFrequency(ref / 1e6) ? ref : freq;
  const n = intensity.length;
  const stored = json['xaxArray'];
  const axis = Array.isArray(stored) && stored.length === 1 ? numbers(stored, 'xaxArray') : null;
  if (axis && axis.length !== n) throw new UnreadableFile(`xaxArray has ${axis.length} points and dataReal ${n}: the file is damaged`);
  const toPpm = 1e6 / reference;
  // Without a stored axis: the shifted axis of a discrete Fourier transform, point floor(n/2) on the carrier.
  const shift_ppm = axis ? Float64Array.from(axis, (v) => v * toPpm) : evenShifts(n, (freq - reference - (Math.floor(n / 2) * sw) / n) * toPpm, (sw / n) * toPpm);
  const name = json['name'];
  return checkedSpectrum({
    label: typeof name === 'string' && name !== '' ? name : 'spectrum 1',
    shift_ppm,
    intensity: Float64Array.from(intensity),
    imaginary: imaginary && Float64Array.from(imaginary),
    larmor_MHz: reference / 1e6,
    nucleus: null,
    metadata: { carrier_Hz: freq, spectral_width_Hz: sw },
  });
}
