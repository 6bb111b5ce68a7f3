/** Core Scientific Dataset Model, version 1.0 (Srivastava, Vosegaard, Massiot & Grandinetti, PLoS ONE 15 (2020) e0225953): one dimension, data inside the file. */
import { UnreadableFile } from './columns.ts';
import { quoted } from './bytes.ts';
import { isObject, type JsonObject } from './loose-json.ts';
import { MOST_SPECTRUM_POINTS, checkedSpectrum, isotope, usableFrequency, type NmrReadOptions, type NmrSpectrumRead } from './nmr-spectrum.ts';

export const isCsdm = (json: unknown): json is { csdm: JsonObject } => isObject(json) && isObject(json['csdm']);

/** Hertz per unit; ppm stands for itself. */
const UNITS: Record<string, { hertz: boolean; factor: number }> = {
  hz: { hertz: true, factor: 1 },
  khz: { hertz: true, factor: 1e3 },
  mhz: { hertz: true, factor: 1e6 },
  ghz: { hertz: true, factor: 1e9 },
  ppm: { hertz: false, factor: 1 },
};

interface Quantity {
  /** In Hz or ppm. */
  value: number;
  hertz: boolean;
}

/** "0.1 kHz" → 100 Hz. A megahertz is "MHz"; case matters nowhere else here. */
function quantity(value: unknown, name: string): Quantity {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*\*?\s*([^\d\s*]*)\s*$/.exec(typeof value === 'string' ? value : '');
  if (!match) throw new UnreadableFile(`${name} is ${quoted(String(value))}: expected a number with a unit, as in "100 Hz"`);
  const unit = UNITS[match[2]!.toLowerCase()];
  if (!unit) throw new UnreadableFile(`${name} is ${quoted(String(value))}: expected Hz, kHz, MHz or ppm, as an NMR spectrum has it`);
  return { value: Number(match[1]) * unit.factor, hertz: unit.hertz };
}

interface Axis {
  coordinates: Float64Array;
  hertz: boolean;
  origin_Hz: number | null;
  /** Coordinate of the carrier, for the ppm scale. */
  carrier: number;
}

function readDimension(dimension: JsonObject, n: number): Axis {
  const origin = dimension['origin_offset'] === undefined ? null : quantity(dimension['origin_offset'], 'origin_offset');
  const origin_Hz = origin?.hertz && origin.value > 0 ? origin.value : null;
  if (dimension['type'] === 'monotonic') {
    const list = dimension['coordinates'];
    if (!Array.isArray(list) || list.length !== n) throw new UnreadableFile(`the monotonic dimension has ${Array.isArray(list) ? list.length : 'no'} coordinates for ${n} points: expected one each`);
    const values = list.map((v, i) => quantity(v, `coordinate ${i + 1}`));
    if (values.some((v) => v.hertz !== values[0]!.hertz)) throw new UnreadableFile('the coordinates mix Hz and ppm: expected one unit');
    return { coordinates: Float64Array.from(values, (v) => v.value), hertz: values[0]!.hertz, origin_Hz, carrier: values[0]!.value };
  }
  if (dimension['type'] !== 'linear') throw new UnreadableFile(`the dimension is of type ${quoted(String(dimension['type']))}: expected "linear" or "monotonic"`);
  const count = dimension['count'];
  if (count !== n) throw new UnreadableFile(`the dimension counts ${String(count).slice(0, 20)} points, the data hold ${n}: the file is damaged`);
  const increment = quantity(dimension['increment'], 'increment');
  const offset = dimension['coordinates_offset'] === undefined ? { value: 0, hertz: increment.hertz } : quantity(dimension['coordinates_offset'], 'coordinates_offset');
  if (offset.hertz !== increment.hertz) throw new UnreadableFile('increment and coordinates_offset are in different units: expected both in Hz or both in ppm');
  const half = Math.floor(n / 2);
  const fft = dimension['complex_fft'] === true;
  const first = offset.value - (fft ? half * increment.value : 0);
  return {
    coordinates: Float64Array.from({ length: n }, (_, i) => first + i * increment.value),
    hertz: increment.hertz,
    origin_Hz,
    carrier: fft ? offset.value : offset.value + half * increment.value,
  };
}

const SIZES: Record<string, number> = { float32: 4, float64: 8, complex64: 8, complex128: 16, int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, int64: 8, uint64: 8 };

function fromBase64(text: string, type: string): number[] {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch {
    throw new UnreadableFile('the components are not valid base64: the file is damaged');
  }
  const size = SIZES[type]!;
  if (bytes.length % size !== 0) throw new UnreadableFile(`the components hold ${bytes.length} bytes: expected a multiple of ${size} for ${type}; the file is cut off`);
  const view = new DataView(bytes.buffer);
  const part = type.startsWith('complex') ? size / 2 : size;
  const read: Record<string, (at: number) => number> = {
    float32: (at) => view.getFloat32(at, true),
    complex64: (at) => view.getFloat32(at, true),
    float64: (at) => view.getFloat64(at, true),
    complex128: (at) => view.getFloat64(at, true),
    int8: (at) => view.getInt8(at),
    uint8: (at) => view.getUint8(at),
    int16: (at) => view.getInt16(at, true),
    uint16: (at) => view.getUint16(at, true),
    int32: (at) => view.getInt32(at, true),
    uint32: (at) => view.getUint32(at, true),
    int64: (at) => Number(view.getBigInt64(at, true)),
    uint64: (at) => Number(view.getBigUint64(at, true)),
  };
  return Array.from({ length: bytes.length / part }, (_, i) => read[type]!(i * part));
}

/** Real and, for complex data, imaginary part of the first component. */
function readComponents(variable: JsonObject): { real: Float64Array; imaginary: Float64Array | null } {
  if (variable['type'] !== 'internal') throw new UnreadableFile(`the data are ${quoted(String(variable['type']))}: expected "internal", data inside the file (.csdf)`);
  if (variable['sparse_sampling'] !== undefined) throw new UnreadableFile('the data are sampled sparsely: expected every point');
  const type = String(variable['numeric_type']);
  if (!(type in SIZES)) throw new UnreadableFile(`numeric_type is ${quoted(type)}: expected one of ${Object.keys(SIZES).join(', ')}`);
  const encoding = variable['encoding'] ?? 'base64';
  const components = variable['components'];
  if (!Array.isArray(components) || components.length === 0) throw new UnreadableFile('components is missing: expected the values of the spectrum');
  const [component] = components as unknown[];
  let flat: number[];
  if (encoding === 'base64') {
    if (typeof component !== 'string') throw new UnreadableFile('the components are said to be base64 but are no text: the file is damaged');
    flat = fromBase64(component, type);
  } else if (encoding === 'none') {
    if (!Array.isArray(component)) throw new UnreadableFile('the components are said to be plain numbers but are no list: the file is damaged');
    const bad = component.findIndex((v) => typeof v !== 'number');
    if (bad >= 0) throw new UnreadableFile(`value ${bad + 1} of the components is no finite number: the file is damaged`);
    flat = component as number[];
  } else throw new UnreadableFile(`the encoding is ${quoted(String(encoding))}: expected "base64" or "none"`);
  if (flat.length > 2 * MOST_SPECTRUM_POINTS) throw new UnreadableFile(`the components hold ${flat.length} numbers: expected at most ${2 * MOST_SPECTRUM_POINTS}`);
  if (!type.startsWith('complex')) return { real: Float64Array.from(flat), imaginary: null };
  if (flat.length % 2 !== 0) throw new UnreadableFile('the complex data hold an odd number of values: the file is cut off');
  const n = flat.length / 2;
  return { real: Float64Array.from({ length: n }, (_, i) => flat[2 * i]!), imaginary: Float64Array.from({ length: n }, (_, i) => flat[2 * i + 1]!) };
}

/** One spectrum for each dependent variable. ppm = offset / (origin_offset − carrier offset), as csdmpy converts. Throws UnreadableFile. */
export function readCsdm({ csdm }: { csdm: JsonObject }, options: NmrReadOptions = {}): NmrSpectrumRead[] {
  const dimensions = csdm['dimensions'];
  const variables = csdm['dependent_variables'];
  if (!Array.isArray(dimensions) || dimensions.length !== 1 || !isObject(dimensions[0])) throw new UnreadableFile(`the dataset has ${Array.isArray(dimensions) ? dimensions.length : 'no'} dimensions: expected one, a spectrum`);
  if (!Array.isArray(variables) || variables.length === 0 || !variables.every(isObject)) throw new UnreadableFile('the dataset has no dependent variable: expected the intensity of a spectrum');
  return variables.slice(0, 64).map((variable, i) => {
    const { real, imaginary } = readComponents(variable);
    const axis = readDimension(dimensions[0] as JsonObject, real.length);
    const zero_Hz = axis.origin_Hz === null ? null : axis.hertz ? axis.origin_Hz - axis.carrier : axis.origin_Hz;
    const stated = [zero_Hz === null ? null : zero_Hz / 1e6].find(usableFrequency) ?? null;
    const larmor = [stated, options.larmor_MHz].find(usableFrequency);
    if (axis.hertz && larmor === undefined) throw new UnreadableFile('the axis is in Hz and there is no origin_offset: give the Larmor frequency in MHz');
    const name = [variable['name'], csdm['description']].find((v): v is string => typeof v === 'string' && v !== '');
    const tags = Array.isArray(csdm['tags']) ? csdm['tags'].filter((t): t is string => typeof t === 'string').join(' ') : '';
    return checkedSpectrum({
      label: name ?? `spectrum ${i + 1}`,
      shift_ppm: axis.hertz ? axis.coordinates.map((v) => v / larmor!) : axis.coordinates,
      intensity: real,
      imaginary,
      larmor_MHz: stated,
      nucleus: isotope(`${tags} ${String((dimensions[0] as JsonObject)['label'] ?? '')}`),
        metadata: typeof csdm['description'] === 'string' ? { title: csdm['description'] } : {},
    });
  });
}
