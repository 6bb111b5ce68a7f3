/** The state of the NMR lab: a spectrum, the sites of its model, and what the last fit said. Plain JSON; every number has its unit in its name. */
import type { NmrKernel } from '../../kernels/nmr.ts';
import { axisValues } from '../../kernels/nmr.ts';
import { SITE_FIELDS, type NmrModel, type SiteModel, type Value } from '../../physics/nmr-model.ts';
import { X_MAX } from '../../physics/composition.ts';
import { normal } from '../../physics/random.ts';
import type { NmrSpectrumRead } from '../readers/nmr-spectrum.ts';

/** Height of the tallest point as it is stored: intensities are whole numbers of at most five digits. */
export const FULL_SCALE = 99_999;
/** Most points that are kept: a link and the browser's storage hold them. */
const MOST_KEPT = 4096;

export interface Spectrum {
  label: string;
  provenance: 'yours' | 'reconstructed';
  /** Shifts of the first and the last point; evenly spaced between, from high to low. */
  from_ppm: number;
  to_ppm: number;
  /** FULL_SCALE is the largest magnitude. */
  real: number[];
  imaginary: number[] | null;
  /** What was done to the file: averaged, resampled; '' for nothing. */
  note: string;
}

export type SiteKind = 'line' | 'quadrupolar' | 'czjzek';
export type SiteField = 'iso_ppm' | 'CQ_MHz' | 'eta' | 'czjzek_sigma_MHz' | 'csd_fwhm_ppm' | 'lb_Hz' | 'gb_Hz' | 'area';

export interface Site {
  name: string;
  kind: SiteKind;
  values: Record<SiteField, number>;
  free: SiteField[];
}

/** Fields that each kind of site has, in the order of the controls. */
export const KIND_FIELDS: Record<SiteKind, readonly SiteField[]> = {
  line: ['iso_ppm', 'lb_Hz', 'gb_Hz', 'area'],
  quadrupolar: ['iso_ppm', 'CQ_MHz', 'eta', 'csd_fwhm_ppm', 'lb_Hz', 'area'],
  czjzek: ['iso_ppm', 'czjzek_sigma_MHz', 'csd_fwhm_ppm', 'lb_Hz', 'area'],
};

export interface FitReport {
  parameters: { name: string; unit: string; value: number; stderr: number | null; determined: boolean }[];
  covariance: (number | null)[][];
  noise_sd: number;
  n_points: number;
  verdict: string;
  message: string;
}

export interface NmrState {
  spectrum: Spectrum;
  larmor_MHz: number;
  /** null: infinite; 0: static. */
  mas_Hz: number | null;
  /** What is fitted and shown, ppm. */
  window: [high: number, low: number];
  phase0_deg: number;
  phase1_deg: number;
  baseline: 'none' | 'constant' | 'line';
  sites: Site[];
  /** Nominal x, for the quantification. */
  x: number;
  satellites: boolean;
  fit: FitReport | null;
}

const ZERO: Record<SiteField, number> = { iso_ppm: 0, CQ_MHz: 0, eta: 0, czjzek_sigma_MHz: 0, csd_fwhm_ppm: 0, lb_Hz: 0, gb_Hz: 0, area: 0 };

/** A site with the fields of its kind; the rest stay at values that the kind may need later. */
export const makeSite = (name: string, kind: SiteKind, values: Partial<Record<SiteField, number>>, free: readonly SiteField[] = KIND_FIELDS[kind]): Site => ({
  name,
  kind,
  values: { ...ZERO, CQ_MHz: 1, eta: 0.5, czjzek_sigma_MHz: 0.5, csd_fwhm_ppm: 2, lb_Hz: 100, gb_Hz: 0, ...values },
  free: [...free],
});

/** Shifts of every point of a spectrum. */
export const shiftsOf = ({ from_ppm, to_ppm, real }: Spectrum): Float64Array => axisValues({ from_ppm, to_ppm, n: real.length });

/** A spectrum as it is kept: from high to low shift, evenly spaced, at most 4096 points (neighbours are averaged), scaled to its tallest point. */
export function keepSpectrum(read: Pick<NmrSpectrumRead, 'label' | 'shift_ppm' | 'intensity' | 'imaginary'>, provenance: Spectrum['provenance']): Spectrum {
  const notes: string[] = [];
  const order = Array.from(read.shift_ppm, (_, i) => i).sort((a, b) => read.shift_ppm[b]! - read.shift_ppm[a]!);
  let x = order.map((i) => read.shift_ppm[i]!);
  let columns = [read.intensity, read.imaginary].map((column) => column && order.map((i) => column[i]!));
  if (!isEven(x)) {
    const even = axisValues({ from_ppm: x[0]!, to_ppm: x.at(-1)!, n: Math.min(x.length, MOST_KEPT) });
    columns = columns.map((column) => column && interpolate(x, column, even));
    x = [...even];
    notes.push('points were not evenly spaced and were interpolated');
  }
  const group = Math.ceil(x.length / MOST_KEPT);
  if (group > 1) {
    x = means(x, group);
    columns = columns.map((column) => column && means(column, group));
    notes.push(`${group} neighbours were averaged into one point`);
  }
  const top = columns.reduce((most, column) => (column ?? []).reduce((m, v) => Math.max(m, Math.abs(v)), most), 0) || 1;
  // + 0: a negative zero would not survive JSON.
  const whole = (column: number[] | null): number[] | null => column && column.map((v) => Math.round((FULL_SCALE * v) / top) + 0);
  return { label: read.label.slice(0, 80), provenance, from_ppm: x[0]!, to_ppm: x.at(-1)!, real: whole(columns[0]!)!, imaginary: whole(columns[1]!), note: notes.join('; ') };
}

function isEven(x: readonly number[]): boolean {
  const step = (x[0]! - x.at(-1)!) / (x.length - 1);
  return x.every((v, i) => Math.abs(x[0]! - i * step - v) < 1e-3 * step);
}

/** Means of runs of `group` neighbours; a shorter rest at the end is left out. */
const means = (column: readonly number[], group: number): number[] => Array.from({ length: Math.floor(column.length / group) }, (_, i) => column.slice(i * group, (i + 1) * group).reduce((s, v) => s + v, 0) / group);

function interpolate(x: readonly number[], y: readonly number[], at: Float64Array): number[] {
  let k = 0;
  return Array.from(at, (v) => {
    while (k < x.length - 2 && x[k + 1]! > v) k++;
    const [a, b] = [x[k]!, x[k + 1]!];
    return a === b ? y[k]! : y[k]! + ((v - a) / (b - a)) * (y[k + 1]! - y[k]!);
  });
}

/** A state for a new spectrum: the experiment as the file names it, one site at its tallest point. */
export function stateFor(read: NmrSpectrumRead, before: NmrState): NmrState {
  const spectrum = keepSpectrum(read, 'yours');
  const shifts = shiftsOf(spectrum);
  const peak = spectrum.real.reduce((best, v, i) => (v > spectrum.real[best]! ? i : best), 0);
  const step = Math.abs(spectrum.from_ppm - spectrum.to_ppm) / (spectrum.real.length - 1);
  const area = (spectrum.real.reduce((s, v) => s + v, 0) / FULL_SCALE) * step;
  const { masr_Hz } = read.metadata;
  return {
    ...before,
    spectrum,
    larmor_MHz: read.larmor_MHz ?? before.larmor_MHz,
    mas_Hz: typeof masr_Hz === 'number' && masr_Hz >= 1000 && masr_Hz <= 2e5 ? masr_Hz : before.mas_Hz,
    window: [spectrum.from_ppm, spectrum.to_ppm],
    phase0_deg: 0,
    phase1_deg: 0,
    baseline: 'none',
    sites: [makeSite('site 1', 'czjzek', { iso_ppm: Number(shifts[peak]!.toFixed(2)), area: Number(Math.max(area, step).toPrecision(4)) }, KIND_FIELDS.czjzek.filter((field) => field !== 'lb_Hz'))],
    fit: null,
  };
}

/** What the example was made of; the fit has to find it again. */
export const EXAMPLE_TRUTH: readonly Site[] = [
  makeSite('NaCl', 'line', { iso_ppm: 7.2, gb_Hz: 300, lb_Hz: 60, area: 0.09 }),
  makeSite('octahedral', 'quadrupolar', { iso_ppm: 3.5, CQ_MHz: 1.5, eta: 0.4, csd_fwhm_ppm: 2, lb_Hz: 150, area: 0.16 }),
  makeSite('prismatic', 'czjzek', { iso_ppm: -9.5, czjzek_sigma_MHz: 0.9, csd_fwhm_ppm: 5, lb_Hz: 150, area: 0.75 }),
];

const EXAMPLE_AXIS = { from_ppm: 60, to_ppm: -80, n: 1024 };
/** Standard deviation of the example's noise, of the tallest point. */
export const EXAMPLE_NOISE = 0.004;

/** The lab's own spectrum: three sites at 18.8 T and 12 kHz with seeded noise, and a model that is deliberately off. */
export function exampleState(nmr: NmrKernel): NmrState {
  const experiment = { larmor_MHz: 211.65, mas_Hz: 12000 };
  const { shift_ppm, intensity } = nmr.simulate({ ...experiment, sites: EXAMPLE_TRUTH.map((s) => plainSite(s)) }, EXAMPLE_AXIS);
  const top = intensity.reduce((m, v) => Math.max(m, v), 0);
  const noise = normal(20241);
  const noisy = intensity.map((v) => v + EXAMPLE_NOISE * top * noise());
  const off = (site: Site, values: Partial<Record<SiteField, number>>, free: readonly SiteField[]): Site => ({ ...site, values: { ...site.values, ...values }, free: [...free] });
  const [salt, octahedral, prismatic] = EXAMPLE_TRUTH as [Site, Site, Site];
  const unit = 1 / top;
  return {
    spectrum: keepSpectrum({ label: 'example: three sites, made by the lab', shift_ppm, intensity: noisy, imaginary: null }, 'reconstructed'),
    ...experiment,
    window: [60, -80],
    phase0_deg: 0,
    phase1_deg: 0,
    baseline: 'none',
    sites: [
      off(salt, { iso_ppm: 7, area: Number((0.07 * unit).toPrecision(3)) }, ['iso_ppm', 'gb_Hz', 'area']),
      off(octahedral, { iso_ppm: 3, CQ_MHz: 1.2, eta: 0.5, area: Number((0.2 * unit).toPrecision(3)) }, ['iso_ppm', 'CQ_MHz', 'area']),
      off(prismatic, { iso_ppm: -8, czjzek_sigma_MHz: 0.7, csd_fwhm_ppm: 6, area: Number((0.7 * unit).toPrecision(3)) }, ['iso_ppm', 'czjzek_sigma_MHz', 'csd_fwhm_ppm', 'area']),
    ],
    x: 1.625,
    satellites: false,
    fit: null,
  };
}

/** A site as plain numbers for the kernel. */
export function plainSite({ name, kind, values }: Site): SiteModel {
  return { name, ...Object.fromEntries(KIND_FIELDS[kind].map((field) => [field, values[field]])) } as unknown as SiteModel;
}

/** The smallest start of a value that multiplies: a fit cannot leave 0 where the slope is 0. */
const SMALLEST_START: Partial<Record<SiteField, number>> = { CQ_MHz: 0.05, czjzek_sigma_MHz: 0.05, csd_fwhm_ppm: 0.05, lb_Hz: 1, gb_Hz: 5 };

/** The model of a state for the fit: free values as starts, and at least one of them. */
export function fitModel({ larmor_MHz, mas_Hz, sites }: NmrState): NmrModel {
  const free = (site: Site, field: SiteField): Value => {
    const value = Math.max(site.values[field], SMALLEST_START[field] ?? -Infinity);
    const rule = SITE_FIELDS[field]!;
    return field === 'area' ? { start: value, min: Math.min(0, value) } : { start: value, min: Math.max(rule.min, field === 'iso_ppm' ? value - 60 : rule.min), max: Math.min(rule.max, field === 'iso_ppm' ? value + 60 : rule.max) };
  };
  return {
    larmor_MHz,
    mas_Hz,
    sites: sites.map((site) => ({ name: site.name, ...Object.fromEntries(KIND_FIELDS[site.kind].map((field) => [field, site.free.includes(field) ? free(site, field) : site.values[field]])) }) as unknown as SiteModel),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks a state that comes from a link, a file or an earlier visit. Throws RangeError with one sentence. */
export function parseState(data: unknown): NmrState {
  const fail = (what: string): never => {
    throw new RangeError(`the state of the NMR lab is damaged (${what})`);
  };
  const number = (value: unknown, what: string, min: number, max: number): number => (typeof value === 'number' && value >= min && value <= max ? value : fail(what));
  const counts = (value: unknown, what: string): number[] => {
    if (!Array.isArray(value) || value.length < 2 || value.length > MOST_KEPT) return fail(what);
    return value.map((v) => number(v, what, -FULL_SCALE, FULL_SCALE));
  };
  if (!isObject(data) || !isObject(data['spectrum'])) return fail('no spectrum');
  const s = data['spectrum'];
  const real = counts(s['real'], 'intensities');
  const imaginary = s['imaginary'] === null ? null : counts(s['imaginary'], 'imaginary part');
  if (imaginary && imaginary.length !== real.length) fail('imaginary part');
  const from_ppm = number(s['from_ppm'], 'axis', -1e5, 1e5);
  const to_ppm = number(s['to_ppm'], 'axis', -1e5, from_ppm - 1e-9);
  const window = Array.isArray(data['window']) ? data['window'] : fail('window');
  const high = number(window[0], 'window', to_ppm, 1e5);
  const sites = Array.isArray(data['sites']) && data['sites'].length <= 16 ? data['sites'] : fail('sites');
  return {
    spectrum: { label: String(s['label']).slice(0, 80), provenance: s['provenance'] === 'yours' ? 'yours' : 'reconstructed', from_ppm, to_ppm, real, imaginary, note: String(s['note'] ?? '').slice(0, 200) },
    larmor_MHz: number(data['larmor_MHz'], 'larmor_MHz', 1, 1e4),
    mas_Hz: data['mas_Hz'] === null ? null : number(data['mas_Hz'], 'mas_Hz', 0, 1e7),
    window: [high, number(window[1], 'window', -1e5, high)],
    phase0_deg: number(data['phase0_deg'], 'phase', -1e4, 1e4),
    phase1_deg: number(data['phase1_deg'], 'phase', -1e5, 1e5),
    baseline: (['none', 'constant', 'line'] as const).find((b) => b === data['baseline']) ?? fail('baseline'),
    sites: sites.map((site: unknown): Site => {
      if (!isObject(site) || !isObject(site['values'])) return fail('a site');
      const kind = (['line', 'quadrupolar', 'czjzek'] as const).find((k) => k === site['kind']) ?? fail('kind of a site');
      const values = site['values'];
      const read = Object.keys(ZERO).map((field) => [field, number(values[field], field, SITE_FIELDS[field]!.min, SITE_FIELDS[field]!.max)]);
      const free = Array.isArray(site['free']) ? KIND_FIELDS[kind].filter((f) => (site['free'] as unknown[]).includes(f)) : [];
      return { name: String(site['name']).slice(0, 40), kind, values: Object.fromEntries(read) as Site['values'], free: [...free] };
    }),
    x: number(data['x'], 'x', 0, X_MAX),
    satellites: data['satellites'] === true,
    fit: parseFit(data['fit']),
  };
}

function parseFit(fit: unknown): FitReport | null {
  if (!isObject(fit) || !Array.isArray(fit['parameters']) || !Array.isArray(fit['covariance'])) return null;
  const numeric = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v);
  const parameters = fit['parameters'].filter((p): p is FitReport['parameters'][number] => isObject(p) && typeof p['name'] === 'string' && typeof p['unit'] === 'string' && numeric(p['value']) && (p['stderr'] === null || numeric(p['stderr'])));
  const square = fit['covariance'].length === parameters.length && fit['covariance'].every((row) => Array.isArray(row) && row.length === parameters.length && row.every((v) => v === null || numeric(v)));
  if (!square || !numeric(fit['noise_sd']) || !numeric(fit['n_points'])) return null;
  return { parameters, covariance: fit['covariance'] as (number | null)[][], noise_sd: fit['noise_sd'], n_points: fit['n_points'], verdict: String(fit['verdict']).slice(0, 40), message: String(fit['message']).slice(0, 1000) };
}
