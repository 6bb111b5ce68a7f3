/** The state of the impedance lab: plain JSON, never changed in place. */
import { readImpedance } from '../readers/impedance.ts';
import { decodeText } from '../readers/decode.ts';
import { temperatureOf } from '../readers/temperature.ts';
import { EXPONENT_RANGE, parseCircuit, type Circuit } from '../../physics/circuit-grammar.ts';
import type { Weight } from '../../kernels/impedance.ts';
import { resistanceIndex } from '../../kernels/temperature-series.ts';
import type { Disc } from '../../physics/conductivity.ts';
import type { Received } from '../shell/lab.ts';

export interface LabSpectrum {
  /** Name of the file, with the sweep where it holds several. */
  name: string;
  provenance: 'yours' | 'reconstructed';
  T_K: number | null;
  frequency_Hz: number[];
  zReal_ohm: number[];
  zImag_ohm: number[];
  /** Points left out of the fit: 0-based, ascending. */
  off: number[];
}

/** Sizes of the pellet; null where the reader has not given one. */
export interface PelletSize {
  thickness_cm: number | null;
  u_thickness_cm: number;
  /** The electrode's face, by its diameter or by its area. */
  face: 'diameter' | 'area';
  diameter_cm: number | null;
  u_diameter_cm: number;
  area_cm2: number | null;
  u_area_cm2: number;
}

export interface ImpedanceState {
  spectra: LabSpectrum[];
  /** Index of the spectrum in the plots. */
  shown: number;
  circuit: string;
  weight: Weight;
  /** Parameter values set by hand for the shown spectrum, in the circuit's order; null while the fit is shown. */
  hand: number[] | null;
  /** Values that the fit starts from beside those of the data; null for the data's alone. */
  start: number[] | null;
  /** Parameters held at a value, by name. */
  held: Record<string, number>;
  /** The resistances that make the conductivity, by name, added up. */
  resistance: string[];
  size: PelletSize;
}

export const WEIGHTS = ['modulus', 'proportional', 'unit'] as const;
/** Runs of the multi-start, and the seed of the drawn ones. */
export const STARTS = 16;
export const SEED = 1;
export const MOST_SPECTRA = 60;
/** Points of a spectrum: each is drawn in five pictures, and no sweep needs more. */
export const MOST_POINTS = 2000;

export const isOwn = (state: ImpedanceState): boolean => state.spectra.some((s) => s.provenance === 'yours');

/** Resistances named in the state that the circuit has; its usual one where none is left. */
export function resistancesOf(state: ImpedanceState, circuit: Circuit): string[] {
  const has = state.resistance.filter((name) => circuit.parameters.some((p) => p.name === name && p.unit === 'ohm'));
  if (has.length > 0) return has;
  return circuit.parameters.some((p) => p.unit === 'ohm') ? [circuit.parameters[resistanceIndex(circuit)]!.name] : [];
}

/** The pellet as a disc, an area turned into a diameter with its error (u_D/D = u_A/2A); null while a size is missing. */
export function discOf({ thickness_cm, u_thickness_cm, face, diameter_cm, u_diameter_cm, area_cm2, u_area_cm2 }: PelletSize): Disc | null {
  if (thickness_cm === null) return null;
  if (face === 'diameter') return diameter_cm === null ? null : { thickness_cm, u_thickness_cm, diameter_cm, u_diameter_cm };
  if (area_cm2 === null) return null;
  const diameter = Math.sqrt((4 * area_cm2) / Math.PI);
  return { thickness_cm, u_thickness_cm, diameter_cm: diameter, u_diameter_cm: (diameter * u_area_cm2) / (2 * area_cm2) };
}

/** Another circuit: values that belonged to the old one go. */
export const withCircuit = (state: ImpedanceState, text: string): ImpedanceState => ({ ...state, circuit: parseCircuit(text).text, hand: null, start: null, held: {} });

/** Another spectrum in the plots: what was set by hand belonged to the one before. */
export const withShown = (state: ImpedanceState, shown: number): ImpedanceState => ({ ...state, shown, hand: null });

/** A point left out of the fit, or taken back. */
export function withPointToggled(state: ImpedanceState, index: number): ImpedanceState {
  const spectra = state.spectra.map((s, i) => {
    if (i !== state.shown) return s;
    return { ...s, off: s.off.includes(index) ? s.off.filter((k) => k !== index) : [...s.off, index].sort((a, b) => a - b) };
  });
  return { ...state, spectra, hand: null };
}

/**
 * Spectra of files as they came, and one sentence for each file that could not be read or was read with a guess. Several sweeps of a file
 * are several spectra, each named with its own.
 */
export function spectraOf(files: readonly Received[]): { spectra: LabSpectrum[]; sentences: string[] } {
  const spectra: LabSpectrum[] = [];
  const sentences: string[] = [];
  for (const { name, bytes } of files) {
    try {
      const text = decodeText(bytes);
      const { spectra: read, warnings } = readImpedance(text);
      for (const s of read) {
        if (s.frequency_Hz.length === 0) continue;
        if (s.frequency_Hz.length > MOST_POINTS) throw new RangeError(`the spectrum has ${s.frequency_Hz.length} points: expected at most ${MOST_POINTS}, keep fewer in each decade`);
        const label = read.length > 1 ? `${name}, ${s.label}` : name;
        spectra.push({ name: label, provenance: 'yours', T_K: temperatureOf(label, text), frequency_Hz: s.frequency_Hz, zReal_ohm: s.zReal_ohm, zImag_ohm: s.zImag_ohm, off: [] });
      }
      for (const warning of warnings) sentences.push(`${name}: ${warning}.`);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      sentences.push(`${name}: ${error.message}.`);
    }
  }
  return { spectra, sentences };
}

/** The state with further spectra: an example makes room, one of the same name is replaced; by temperature where all have one. */
export function withSpectra(state: ImpedanceState, added: readonly LabSpectrum[]): ImpedanceState {
  const kept = isOwn(state) ? state.spectra.filter((s) => !added.some((a) => a.name === s.name)) : [];
  const spectra = [...kept, ...added];
  if (spectra.length > MOST_SPECTRA) throw new RangeError(`${spectra.length} spectra are more than this lab takes: expected at most ${MOST_SPECTRA}, drop fewer at a time`);
  if (spectra.every((s) => s.T_K !== null)) spectra.sort((a, b) => a.T_K! - b.T_K!);
  const size = isOwn(state) ? state.size : NO_SIZE;
  return { ...state, spectra, shown: Math.max(0, spectra.indexOf(added[0]!)), hand: null, start: null, size };
}

/** Nothing is assumed of a reader's pellet. */
export const NO_SIZE: PelletSize = { thickness_cm: null, u_thickness_cm: 0, face: 'diameter', diameter_cm: null, u_diameter_cm: 0, area_cm2: null, u_area_cm2: 0 };

const refuse = (what: string): never => {
  throw new RangeError(`${what}; the state is damaged or not from this lab`);
};
const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);
const positive = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x) && x > 0;

function numbers(x: unknown, what: string, most = MOST_POINTS): number[] {
  if (!Array.isArray(x) || x.length > most || !x.every((v) => typeof v === 'number' && Number.isFinite(v))) return refuse(`${what} is no list of finite numbers`);
  return x as number[];
}

function parseSpectrum(x: unknown, i: number): LabSpectrum {
  if (!isObject(x)) return refuse(`spectrum ${i + 1} is missing`);
  const frequency_Hz = numbers(x['frequency_Hz'], `frequency_Hz of spectrum ${i + 1}`);
  const zReal_ohm = numbers(x['zReal_ohm'], `zReal_ohm of spectrum ${i + 1}`);
  const zImag_ohm = numbers(x['zImag_ohm'], `zImag_ohm of spectrum ${i + 1}`);
  const n = frequency_Hz.length;
  if (n === 0 || zReal_ohm.length !== n || zImag_ohm.length !== n) refuse(`spectrum ${i + 1} has columns of different lengths`);
  if (!frequency_Hz.every((f) => f > 0)) refuse(`spectrum ${i + 1} has a frequency that is not positive`);
  const off = [...new Set(numbers(x['off'], `the points left out of spectrum ${i + 1}`))].sort((a, b) => a - b);
  if (!off.every((k) => Number.isInteger(k) && k >= 0 && k < n)) refuse(`spectrum ${i + 1} leaves out points that it does not have`);
  const { name, provenance, T_K } = x;
  if (typeof name !== 'string' || (provenance !== 'yours' && provenance !== 'reconstructed')) return refuse(`spectrum ${i + 1} has no name or no provenance`);
  if (T_K !== null && !positive(T_K)) return refuse(`the temperature of spectrum ${i + 1} is not a positive number`);
  return { name: name.slice(0, 300), provenance, T_K, frequency_Hz, zReal_ohm, zImag_ohm, off };
}

function parseSize(x: unknown): PelletSize {
  if (!isObject(x)) return refuse('the sizes of the pellet are missing');
  const size = (name: string): number | null => {
    const value = x[name];
    return value === null || positive(value) ? value : refuse(`${name} is not a positive number`);
  };
  const error = (name: string): number => {
    const value = x[name];
    return value === 0 || positive(value) ? value : refuse(`${name} is not a number from 0`);
  };
  const face = x['face'];
  if (face !== 'diameter' && face !== 'area') return refuse('the face of the pellet is neither a diameter nor an area');
  return { thickness_cm: size('thickness_cm'), u_thickness_cm: error('u_thickness_cm'), face, diameter_cm: size('diameter_cm'), u_diameter_cm: error('u_diameter_cm'), area_cm2: size('area_cm2'), u_area_cm2: error('u_area_cm2') };
}

/** A state from a link, a file or an earlier visit, checked in every part. Throws RangeError with one sentence. */
export function parseState(x: unknown): ImpedanceState {
  if (!isObject(x) || !Array.isArray(x['spectra']) || x['spectra'].length === 0 || x['spectra'].length > MOST_SPECTRA) return refuse('there are no spectra');
  const spectra = x['spectra'].map(parseSpectrum);
  const { shown, circuit: text, weight, resistance } = x;
  if (typeof shown !== 'number' || !Number.isInteger(shown) || shown < 0 || shown >= spectra.length) return refuse('the spectrum to show does not exist');
  if (typeof text !== 'string') return refuse('there is no circuit');
  const circuit = parseCircuit(text);
  if (!WEIGHTS.some((w) => w === weight)) return refuse('the weighting is unknown');
  const held = isObject(x['held']) ? x['held'] : refuse('the held parameters are missing');
  for (const [name, value] of Object.entries(held)) {
    const parameter = circuit.parameters.find((p) => p.name === name) ?? refuse(`a parameter is held that ${circuit.text} does not have`);
    if (!usable(parameter.kind, value)) refuse(`${name} is held at a value that it cannot have`);
  }
  if (!Array.isArray(resistance) || !resistance.every((name) => typeof name === 'string') || resistance.length > 40) return refuse('the resistances are no list of names');
  const values = (name: 'hand' | 'start'): number[] | null => {
    if (x[name] === null) return null;
    const list = numbers(x[name], name, 40);
    if (list.length !== circuit.parameters.length || !list.every((value, i) => usable(circuit.parameters[i]!.kind, value))) refuse(`the values of ${circuit.text} are not ones that it can have`);
    return list;
  };
  return { spectra, shown, circuit: circuit.text, weight: weight as Weight, hand: values('hand'), start: values('start'), held: held as Record<string, number>, resistance: resistance as string[], size: parseSize(x['size']) };
}

/** A value that a parameter of this kind can take. */
export const usable = (kind: 'positive' | 'exponent', value: unknown): boolean => positive(value) && (kind === 'positive' || (value >= EXPONENT_RANGE.lower && value <= EXPONENT_RANGE.upper));
