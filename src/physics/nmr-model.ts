/**
 * The model of a ²³Na spectrum as it stands in MODEL.json: read, checked, and turned into sites and free parameters.
 * Every refusal is a RangeError of one sentence: which field, what was found, what was expected.
 */

/** A number is fixed; `start` makes it free within min…max; `same_as` gives it the value of another field. */
export type Value = number | { start: number; min?: number; max?: number } | { same_as: string };

/** Shifts in ppm, CQ = e²qQ/h, η = (Vxx − Vyy)/Vzz, widths full at half maximum; omitted widths, CQ, η, σ are 0. */
export interface SiteModel {
  name?: string;
  iso_ppm: Value;
  CQ_MHz?: Value;
  eta?: Value;
  czjzek_sigma_MHz?: Value;
  csd_fwhm_ppm?: Value;
  lb_Hz?: Value;
  gb_Hz?: Value;
  area: Value;
}

/** Two-site exchange, kex = kAB + kBA, pB = 1 − pA, area 1. */
export interface ExchangeModel {
  siteA_ppm: Value;
  siteB_ppm: Value;
  pA: Value;
  kex_per_s: Value;
  lbA_Hz?: Value;
  lbB_Hz?: Value;
}

export interface NmrAxis {
  from_ppm: number;
  to_ppm: number;
  n: number;
}

export interface NmrModel {
  larmor_MHz: number;
  /** null: infinite; 0: static. */
  mas_Hz: number | null;
  axis?: NmrAxis;
  sites?: SiteModel[];
  exchange?: ExchangeModel;
}

/** What each field may be. */
export interface FieldRule {
  unit: string;
  min: number;
  max: number;
  /** Without it the model is refused. */
  needed?: true;
}

const WIDTH: FieldRule = { unit: 'Hz', min: 0, max: 1e6 };
const SHIFT: FieldRule = { unit: 'ppm', min: -1e5, max: 1e5, needed: true };

export const SITE_FIELDS: Record<string, FieldRule> = {
  iso_ppm: SHIFT,
  CQ_MHz: { unit: 'MHz', min: 0, max: 20 },
  eta: { unit: '', min: 0, max: 1 },
  czjzek_sigma_MHz: { unit: 'MHz', min: 0, max: 10 },
  csd_fwhm_ppm: { unit: 'ppm', min: 0, max: 1e4 },
  lb_Hz: WIDTH,
  gb_Hz: WIDTH,
  area: { unit: '', min: -1e12, max: 1e12, needed: true },
};
export const EXCHANGE_FIELDS: Record<string, FieldRule> = {
  siteA_ppm: SHIFT,
  siteB_ppm: SHIFT,
  pA: { unit: '', min: 0, max: 1, needed: true },
  kex_per_s: { unit: '1/s', min: 0, max: 1e12, needed: true },
  lbA_Hz: WIDTH,
  lbB_Hz: WIDTH,
};
const MOST_POINTS = 262144;
const MOST_SITES = 32;

/** Line shapes by their kernel number (assembly/lineshape.ts). */
export const SITE_KIND = { line: 0, quadrupolar: 1, czjzek: 2, exchange: 3 } as const;
export type SiteKind = (typeof SITE_KIND)[keyof typeof SITE_KIND];

export interface FreeParameter {
  /** As in `sites.0.iso_ppm`. */
  name: string;
  field: string;
  unit: string;
  start: number;
  min: number;
  max: number;
}

/** Sites as the kernel reads them: 8 numbers each, and which parameter each follows (−1: fixed). */
export interface CompiledModel {
  kinds: SiteKind[];
  fields: Float64Array;
  map: Int32Array;
  parameters: FreeParameter[];
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: unknown): string => {
  const text = value === undefined ? 'missing' : typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};

function onlyFields(object: Fields, allowed: string[], where: string): void {
  const unknown = Object.keys(object).find((key) => !allowed.includes(key));
  if (unknown !== undefined) throw new RangeError(`${where} has an unknown field "${unknown}": expected ${allowed.join(', ')}`);
}

function finite(value: unknown, where: string, min: number, max: number, expected: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) throw new RangeError(`${where} is ${show(value)}: expected ${expected}`);
  return value;
}

const rangeWords = ({ unit, min, max }: FieldRule): string => {
  const of = unit ? ` in ${unit}` : '';
  if (max >= 1e5 && min < 0) return `a number${of}`;
  return max >= 1e6 ? `a number${of} of at least ${min}` : `a number${of} from ${min} to ${max}`;
};

/**
 * Checks parsed JSON and returns it as a model. `axis`: 'needed' (simulation), 'refused' (fit: it comes from the spectrum), 'optional'.
 * Throws RangeError.
 */
export function parseModel(json: unknown, axis: 'needed' | 'refused' | 'optional' = 'optional'): NmrModel {
  if (!isObject(json)) throw new RangeError('the model is not an object: expected larmor_MHz, mas_Hz, axis and sites or exchange');
  onlyFields(json, ['larmor_MHz', 'mas_Hz', 'axis', 'sites', 'exchange'], 'the model');
  const larmor_MHz = finite(json['larmor_MHz'], 'larmor_MHz', 1, 1e4, 'the ²³Na frequency, a number in MHz from 1 to 10000 (211.6 at 18.8 T)');
  if (!('mas_Hz' in json)) throw new RangeError('mas_Hz is missing: expected the spinning rate in Hz, null for infinite, or 0 for static');
  const mas_Hz = json['mas_Hz'] === null ? null : finite(json['mas_Hz'], 'mas_Hz', 0, 1e7, 'the spinning rate in Hz, null for infinite, or 0 for static');
  const model: NmrModel = { larmor_MHz, mas_Hz };

  if (json['axis'] !== undefined) {
    if (axis === 'refused') throw new RangeError('the model has an axis: leave it out for a fit, where the axis comes from the spectrum');
    model.axis = parseAxis(json['axis']);
  } else if (axis === 'needed') throw new RangeError('axis is missing: expected {"from_ppm":…,"to_ppm":…,"n":…}');

  if ((json['sites'] === undefined) === (json['exchange'] === undefined)) {
    throw new RangeError(`the model has ${json['sites'] === undefined ? 'neither sites nor exchange' : 'both sites and exchange'}: expected exactly one of them`);
  }
  if (json['exchange'] !== undefined) {
    model.exchange = parseFields(json['exchange'], EXCHANGE_FIELDS, 'exchange', []) as unknown as ExchangeModel;
  } else {
    const sites = json['sites'];
    if (!Array.isArray(sites) || sites.length === 0 || sites.length > MOST_SITES) throw new RangeError(`sites is ${show(sites)}: expected a list of 1 to ${MOST_SITES} sites`);
    model.sites = sites.map((site: unknown, i) => parseSite(site, `sites.${i}`));
  }
  compileModel(model);
  return model;
}

/** Checks {from_ppm, to_ppm, n}. */
export function parseAxis(json: unknown): NmrAxis {
  if (!isObject(json)) throw new RangeError(`axis is ${show(json)}: expected {"from_ppm":…,"to_ppm":…,"n":…}`);
  onlyFields(json, ['from_ppm', 'to_ppm', 'n'], 'axis');
  const from_ppm = finite(json['from_ppm'], 'axis.from_ppm', -1e5, 1e5, 'a number in ppm');
  const to_ppm = finite(json['to_ppm'], 'axis.to_ppm', -1e5, 1e5, 'a number in ppm');
  const n = finite(json['n'], 'axis.n', 2, MOST_POINTS, `a whole number of points from 2 to ${MOST_POINTS}`);
  if (!Number.isInteger(n)) throw new RangeError(`axis.n is ${n}: expected a whole number of points`);
  if (from_ppm === to_ppm) throw new RangeError(`axis.from_ppm and axis.to_ppm are both ${from_ppm}: expected two different shifts`);
  return { from_ppm, to_ppm, n };
}

function parseSite(json: unknown, where: string): SiteModel {
  const site = parseFields(json, SITE_FIELDS, where, ['name']);
  if (site['name'] !== undefined && typeof site['name'] !== 'string') throw new RangeError(`${where}.name is ${show(site['name'])}: expected text`);
  if (site['czjzek_sigma_MHz'] !== undefined && (site['CQ_MHz'] !== undefined || site['eta'] !== undefined)) {
    throw new RangeError(`${where} has both czjzek_sigma_MHz and CQ_MHz or eta: expected a distribution or one tensor, not both`);
  }
  return site as unknown as SiteModel;
}

function parseFields(json: unknown, rules: Record<string, FieldRule>, where: string, more: string[]): Fields {
  if (!isObject(json)) throw new RangeError(`${where} is ${show(json)}: expected an object with ${Object.keys(rules).join(', ')}`);
  onlyFields(json, [...more, ...Object.keys(rules)], where);
  for (const [field, rule] of Object.entries(rules)) {
    if (json[field] === undefined) {
      if (rule.needed) throw new RangeError(`${where}.${field} is missing: expected ${rangeWords(rule)}`);
      continue;
    }
    checkValue(json[field], rule, `${where}.${field}`);
  }
  return json;
}

function checkValue(value: unknown, rule: FieldRule, where: string): void {
  if (!isObject(value)) {
    finite(value, where, rule.min, rule.max, `${rangeWords(rule)}, {"start":…} or {"same_as":…}`);
    return;
  }
  if ('same_as' in value) {
    onlyFields(value, ['same_as'], where);
    if (typeof value['same_as'] !== 'string') throw new RangeError(`${where}.same_as is ${show(value['same_as'])}: expected the path of another field, as in "sites.0.lb_Hz"`);
    return;
  }
  onlyFields(value, ['start', 'min', 'max'], where);
  const start = finite(value['start'], `${where}.start`, rule.min, rule.max, rangeWords(rule));
  const min = value['min'] === undefined ? -Infinity : finite(value['min'], `${where}.min`, rule.min, rule.max, rangeWords(rule));
  const max = value['max'] === undefined ? Infinity : finite(value['max'], `${where}.max`, rule.min, rule.max, rangeWords(rule));
  if (min > max) throw new RangeError(`${where} has min ${min} above max ${max}: expected min below max`);
  if (start < min || start > max) throw new RangeError(`${where}.start is ${start}: expected it between its min ${min} and max ${max}`);
}

/** Sites, free parameters and ties of a checked model. Throws RangeError where a tie leads nowhere or round in a circle. */
export function compileModel(model: NmrModel): CompiledModel {
  const parts = model.exchange ? [{ path: 'exchange', fields: model.exchange as unknown as Fields, rules: EXCHANGE_FIELDS }] : (model.sites ?? []).map((site, i) => ({ path: `sites.${i}`, fields: site as unknown as Fields, rules: SITE_FIELDS }));
  const rules = new Map<string, FieldRule>();
  const values = new Map<string, Value>();
  for (const { path, fields, rules: of } of parts) {
    for (const [field, rule] of Object.entries(of)) {
      rules.set(`${path}.${field}`, rule);
      values.set(`${path}.${field}`, (fields[field] as Value | undefined) ?? 0);
    }
  }
  const source = (path: string): string => {
    const seen = [path];
    for (;;) {
      const value = values.get(seen.at(-1)!)!;
      if (typeof value === 'number' || 'start' in value) return seen.at(-1)!;
      const next = value.same_as;
      if (!values.has(next)) throw new RangeError(`${seen.at(-1)}.same_as is "${next}": expected the path of a field of this model, as in "${[...values.keys()][0]}"`);
      if (seen.includes(next)) throw new RangeError(`${path}.same_as goes round in a circle through ${next}: expected it to end at a number or a free value`);
      seen.push(next);
    }
  };

  const parameters: FreeParameter[] = [];
  const index = new Map<string, number>();
  for (const [path, value] of values) {
    if (typeof value === 'number' || !('start' in value)) continue;
    const field = path.slice(path.lastIndexOf('.') + 1);
    const rule = rules.get(path)!;
    // A site's area is not negative unless its window says so.
    index.set(path, parameters.length);
    parameters.push({ name: path, field, unit: rule.unit, start: value.start, min: value.min ?? (field === 'area' ? Math.min(0, value.start) : rule.min), max: value.max ?? rule.max });
  }
  const fields = new Float64Array(8 * parts.length);
  const map = new Int32Array(8 * parts.length).fill(-1);
  parts.forEach(({ path, rules: of }, i) => {
    Object.keys(of).forEach((field, k) => {
      const from = source(`${path}.${field}`);
      const value = values.get(from) as number | { start: number };
      fields[8 * i + k] = typeof value === 'number' ? value : value.start;
      const parameter = index.get(from);
      const rule = of[field]!;
      if (parameter !== undefined) {
        map[8 * i + k] = parameter;
        // A tied field passes its own limits on.
        const p = parameters[parameter]!;
        p.min = Math.max(p.min, rule.min);
        p.max = Math.min(p.max, rule.max);
      }
      if (fields[8 * i + k]! < rule.min || fields[8 * i + k]! > rule.max) throw new RangeError(`${path}.${field} is the same as ${from}, ${fields[8 * i + k]}: expected ${rangeWords(rule)}`);
    });
    if (model.exchange) fields[8 * i + 7] = 1;
  });
  const kinds = parts.map((_, i): SiteKind => {
    if (model.exchange) return SITE_KIND.exchange;
    if (fields[8 * i + 3]! > 0 || map[8 * i + 3]! >= 0) return SITE_KIND.czjzek;
    return fields[8 * i + 1]! > 0 || map[8 * i + 1]! >= 0 ? SITE_KIND.quadrupolar : SITE_KIND.line;
  });
  return { kinds, fields, map, parameters };
}

/** The model with every value as a number: free values from `values` (as in CompiledModel.parameters), ties resolved. */
export function withValues(model: NmrModel, compiled: CompiledModel, values: ArrayLike<number>): NmrModel {
  const number = (i: number, k: number): number => (compiled.map[8 * i + k]! >= 0 ? values[compiled.map[8 * i + k]!]! : compiled.fields[8 * i + k]!);
  const fill = (fields: Fields, rules: Record<string, FieldRule>, i: number): Fields =>
    Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, field in rules ? number(i, Object.keys(rules).indexOf(field)) : value]));
  const { larmor_MHz, mas_Hz } = model;
  if (model.exchange) return { larmor_MHz, mas_Hz, exchange: fill(model.exchange as unknown as Fields, EXCHANGE_FIELDS, 0) as unknown as ExchangeModel };
  return { larmor_MHz, mas_Hz, sites: (model.sites ?? []).map((site, i) => fill(site as unknown as Fields, SITE_FIELDS, i) as unknown as SiteModel) };
}
