/**
 * From the areas of a ²³Na spectrum to the composition of the sample, step by step.
 *
 * A cubic site (CQ = 0, NaCl) shows all of its intensity in one line; of a site with CQ the line holds the central transition alone, 4/10, unless the
 * satellite sidebands were integrated too (spin 3/2, short pulse: A. Abragam, Principles of Nuclear Magnetism, 1961).
 * With θ the flip angle of the cubic site, a central transition that alone feels the pulse (ν_Q ≫ ν_rf) turns by 2θ and gives sin 2θ where
 * the cubic site gives 5 sin θ: the factor is then 2.5/cos θ (D. Freude, J. Haase, NMR Basic Princ. Prog. 29 (1993) 1).
 */
import { SALT_MASS, X_MAX, compositionAt } from './composition.ts';

export interface QuantifySite {
  name: string;
  iso_ppm: number;
  area: number;
  /** Its line holds the central transition of a quadrupolar site alone. */
  quadrupolar: boolean;
  /** Standard error of the area; null when unknown. */
  u_area: number | null;
}

export interface QuantifyOptions {
  /** Nominal x of the sample, 0 ≤ x < 2.25. */
  x: number;
  /** Name or 0-based index of the NaCl site; null: there is none; absent: found by name, else the cubic site within 0.5 ppm of 7.2 ppm. */
  nacl?: string | number | null;
  /** True: satellite sidebands are part of the areas, no factor is due. */
  satellites?: boolean;
  /** Flip angle of the cubic site in degrees; with `selective` it enters the factor. */
  flip_deg?: number;
  /** True: the pulse turns the central transition of quadrupolar sites alone. */
  selective?: boolean;
  /** Covariance of the areas, in the order of the sites, when a fit gave it. */
  covariance?: (number | null)[][] | null;
}

export interface QuantifyStep {
  step: string;
  equation: string;
  value: number;
  unit: string;
}

export interface Quantification {
  x: number;
  nacl_site: string | null;
  satellites_integrated: boolean;
  flip_deg: number | null;
  selective: boolean;
  sites: { name: string; area: number; signal_fraction: number; factor: number; sodium: number; na_fraction: number }[];
  na_fraction_NaCl: number;
  u_na_fraction_NaCl: number | null;
  na_per_formula: number;
  NaCl_per_formula: number;
  molar_mass_g_mol: number;
  wt_percent_NaCl: number;
  u_wt_percent_NaCl: number | null;
  adjusted_x: number;
  u_adjusted_x: number | null;
  /** The same with every factor 1: what the plain areas would say. */
  uncorrected: { na_fraction_NaCl: number; wt_percent_NaCl: number; adjusted_x: number };
  steps: QuantifyStep[];
}

/** Shift of solid NaCl against 1 M NaCl(aq), ppm: where the paper finds it. */
export const NACL_PPM = 7.2;

/** Intensity of all sodium over the intensity of the line. θ in degrees matters only for a selective pulse. */
export const lineFactor = (quadrupolar: boolean, satellites: boolean, flip_deg: number | undefined, selective: boolean): number => {
  if (!quadrupolar || satellites) return 1;
  return selective ? 2.5 / Math.cos(((flip_deg ?? 0) * Math.PI) / 180) : 2.5;
};

/** Share f of the sodium in NaCl → NaCl per formula unit, wt % NaCl, x of the phase. Sample mass and sodium are those of the nominal x. */
export function fromFraction(f: number, x: number): { NaCl_per_formula: number; wt_percent_NaCl: number; adjusted_x: number } {
  const amount = f * (X_MAX - x);
  return { NaCl_per_formula: amount, wt_percent_NaCl: (100 * amount * SALT_MASS.NaCl) / compositionAt(x).molarMass_g_mol, adjusted_x: x + amount };
}

/** wt % NaCl → share of all sodium that is in NaCl, at nominal x (above 1 the weight cannot be). */
export const fractionFromWeight = (wt_percent: number, x: number): number => ((wt_percent / 100) * compositionAt(x).molarMass_g_mol) / SALT_MASS.NaCl / (X_MAX - x);

function findNaCl(sites: QuantifySite[], wanted: string | number | null | undefined): number {
  if (wanted === null) return -1;
  if (wanted !== undefined) {
    const index = typeof wanted === 'number' ? wanted : sites.findIndex((site) => site.name === wanted);
    if (!sites[index]) throw new RangeError(`there is no NaCl site "${wanted}": expected one of ${sites.map((site) => site.name).join(', ')}, or none`);
    return index;
  }
  const named = sites.findIndex((site) => /nacl|halite/i.test(site.name));
  if (named >= 0) return named;
  let best = -1;
  sites.forEach((site, i) => {
    const off = Math.abs(site.iso_ppm - NACL_PPM);
    if (!site.quadrupolar && off <= 0.5 && (best < 0 || off < Math.abs(sites[best]!.iso_ppm - NACL_PPM))) best = i;
  });
  return best;
}

/**
 * The ledger from areas to adjusted x. Throws RangeError on negative or all-zero areas, x outside [0, 2.25), a flip angle outside [0, 90) degrees, or an unknown NaCl site.
 */
export function quantify(sites: QuantifySite[], options: QuantifyOptions): Quantification {
  const { x, satellites = false, flip_deg, selective = false } = options;
  if (!(x >= 0 && x < X_MAX)) throw new RangeError(`x is ${x}: expected a number from 0 to below ${X_MAX}, where sodium is left`);
  if (flip_deg !== undefined && !(flip_deg >= 0 && flip_deg < 90)) throw new RangeError(`the flip angle is ${flip_deg} degrees: expected 0 to below 90`);
  if (selective && flip_deg === undefined) throw new RangeError('a selective pulse needs its flip angle: expected flip-deg, 30 for pi/6');
  if (sites.length === 0) throw new RangeError('there are no sites: expected at least one with an area');
  for (const site of sites) if (!(site.area >= 0 && Number.isFinite(site.area))) throw new RangeError(`area of ${site.name} is ${site.area}: expected a number of at least 0`);

  const signal = sites.reduce((s, site) => s + site.area, 0);
  if (!(signal > 0)) throw new RangeError('all areas are 0: expected at least one above 0');
  const factors = sites.map((site) => lineFactor(site.quadrupolar, satellites, flip_deg, selective));
  const sodium = sites.map((site, i) => site.area * factors[i]!);
  const total = sodium.reduce((s, v) => s + v, 0);
  const index = findNaCl(sites, options.nacl);
  const f = index < 0 ? 0 : sodium[index]! / total;
  const u_f = index < 0 ? null : fractionError(sites, factors, total, f, index, options.covariance);
  const { molarMass_g_mol, atoms } = compositionAt(x);
  const result = fromFraction(f, x);
  const plain = index < 0 ? 0 : sites[index]!.area / signal;
  const { NaCl_per_formula: _, ...uncorrected } = fromFraction(plain, x);
  const u = u_f === null ? null : fromFraction(u_f, x);
  return {
    x,
    nacl_site: sites[index]?.name ?? null,
    satellites_integrated: satellites,
    flip_deg: flip_deg ?? null,
    selective,
    sites: sites.map((site, i) => ({ name: site.name, area: site.area, signal_fraction: site.area / signal, factor: factors[i]!, sodium: sodium[i]!, na_fraction: sodium[i]! / total })),
    na_fraction_NaCl: f,
    u_na_fraction_NaCl: u_f,
    na_per_formula: atoms.Na,
    NaCl_per_formula: result.NaCl_per_formula,
    molar_mass_g_mol: molarMass_g_mol,
    wt_percent_NaCl: result.wt_percent_NaCl,
    u_wt_percent_NaCl: u?.wt_percent_NaCl ?? null,
    adjusted_x: result.adjusted_x,
    u_adjusted_x: u?.NaCl_per_formula ?? null,
    uncorrected: { na_fraction_NaCl: plain, ...uncorrected },
    steps: [
      { step: 'signal in the NaCl line', equation: 'area(NaCl) / sum of areas', value: plain, unit: '' },
      { step: 'sodium in NaCl', equation: 'area(NaCl) factor / sum of area factor', value: f, unit: '' },
      { step: 'sodium per formula unit', equation: '2.25 - x', value: atoms.Na, unit: 'mol' },
      { step: 'NaCl per formula unit', equation: 'fraction (2.25 - x)', value: result.NaCl_per_formula, unit: 'mol' },
      { step: 'mass of a formula unit', equation: 'M(x)', value: molarMass_g_mol, unit: 'g/mol' },
      { step: 'weight of NaCl', equation: '100 NaCl per formula unit x M(NaCl) / M(x)', value: result.wt_percent_NaCl, unit: 'wt %' },
      { step: 'adjusted x', equation: 'x + NaCl per formula unit', value: result.adjusted_x, unit: '' },
    ],
  };
}

/** Standard error of f = s_N / Σs to first order, from the areas' covariance or, without one, their separate errors; null when any is unknown. */
function fractionError(sites: QuantifySite[], factors: number[], total: number, f: number, index: number, covariance: QuantifyOptions['covariance']): number | null {
  const slope = sites.map((_, i) => (factors[i]! * ((i === index ? 1 : 0) - f)) / total);
  let variance = 0;
  for (let i = 0; i < sites.length; i++) {
    for (let j = 0; j < sites.length; j++) {
      const u = sites[i]!.u_area;
      const c = covariance ? (covariance[i]?.[j] ?? null) : i !== j ? 0 : u === null ? null : u * u;
      if (c === null) return null;
      variance += slope[i]! * slope[j]! * c;
    }
  }
  return Math.sqrt(Math.max(0, variance));
}
