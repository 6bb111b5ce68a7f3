/**
 * The reconstructed ²³Na spectra of the series: where the sodium sits at each x, and the line of each place.
 * Reported numbers pin the positions, which lines exist, and how they move with x (Ridley et al. 2024); couplings, widths, rates and shares are free.
 */
import { SAMPLES, X_MAX } from '../../physics/composition.ts';
import { fractionFromWeight, NACL_PPM } from '../../physics/nmr-quantify.ts';
import { remember } from '../../physics/remember.ts';
import { axisValues, type NmrKernel } from '../../kernels/nmr.ts';
import type { NmrAxis, SiteModel } from '../../physics/nmr-model.ts';

/** ²³Na frequency in MHz beside protons at 800.13 MHz (26.4519 %), the paper's 18.8 T; and what the paper prints. */
export const LARMOR_MHz = 211.65;
export const LARMOR_PRINTED_MHz = 132.3;
/** The paper's spinning rate, Hz. */
export const MAS_Hz = 12000;

/** Magnets: ²³Na frequency in MHz, 26.4519 % of the protons' 400.13, 500.13, 600.13, 800.13 and 1200.13 MHz. */
export const MAGNETS: readonly { value: string; label: string; words: string; larmor_MHz: number }[] = [
  { value: '9.4T', label: '9.4', words: '9.4 T', larmor_MHz: 105.84 },
  { value: '11.74T', label: '11.74', words: '11.74 T', larmor_MHz: 132.29 },
  { value: '14.1T', label: '14.1', words: '14.1 T', larmor_MHz: 158.75 },
  { value: '18.8T', label: '18.8', words: '18.8 T', larmor_MHz: LARMOR_MHz },
  { value: '28T', label: '28', words: '28 T', larmor_MHz: 317.46 },
  { value: 'printed', label: 'as printed', words: '132.3 MHz, as printed', larmor_MHz: LARMOR_PRINTED_MHz },
];

/** The magnet by its name. */
export const magnet = (value: string): (typeof MAGNETS)[number] => MAGNETS.find((m) => m.value === value)!;

/**
 * What a sodium of the chloride phase adds to its central line: 0.4 with spin 3/2 (a cubic site shows all of it), or 1 where the reported 4 wt % is taken to rest on
 * line areas compared as they are. The text does not say which was done; only the second leaves the prismatic line as intense as it is described.
 */
export const CENTRAL = { alike: 1, factor: 0.4 } as const;
export type Counted = keyof typeof CENTRAL;

/** Largest x with octahedral lines in the paper's spectra. */
export const OCTAHEDRAL_MAX_X = 1.75;

/** Where all the sodium of a sample is, as shares of one. */
export interface SodiumPlaces {
  NaCl: number;
  octahedralA: number;
  octahedralB: number;
  prismatic: number;
}

/** wt % of free NaCl: a straight fall to nothing at x = 2, whose mean over the six samples is 4. */
export const saltWeight_percent = (x: number): number => 12.8 * (2 - x);

/** Share of the chloride phase's sodium on octahedral sites: assumed, falling with x, and below detection above x = 1.750. */
export const octahedralShare = (x: number): number => (x <= OCTAHEDRAL_MAX_X + 1e-9 ? 0.8 * (1.8 - x) : 0);

/** As-milled sample at nominal x, 1.375 ≤ x ≤ 2. */
export function sodiumAt(x: number): SodiumPlaces {
  const NaCl = fractionFromWeight(saltWeight_percent(x), x);
  const octahedral = octahedralShare(x) * (1 - NaCl);
  return { NaCl, octahedralA: 0.4 * octahedral, octahedralB: 0.6 * octahedral, prismatic: 1 - NaCl - octahedral };
}

/** After 2 h at 100 °C: NaCl consumed, `octahedral` of the sodium (0…1) on octahedral sites. */
export const heatedSodium = (octahedral: number): SodiumPlaces => ({ NaCl: 0, octahedralA: 0.4 * octahedral, octahedralB: 0.6 * octahedral, prismatic: 1 - octahedral });

/** Position of the prismatic maximum at 18.8 T, ppm: more positive with more sodium, within the reported −10…−13. */
export const prismaticPeak_ppm = (x: number): number => -10.4 - 3.6 * (x - 1.375);
/** Spread of chemical shift of the prismatic line, full width at half height, ppm: wider with more sodium. */
export const prismaticSpread_ppm = (x: number): number => 6.4 - 4 * (x - 1.375);
/** Centres of the two octahedral lines at 18.8 T, ppm, within the reported −2.5…8. */
export const OCTAHEDRAL_PPM = [4.2, -0.8] as const;
export const OCTAHEDRAL_SPREAD_ppm = 3.2;

/** What the sliders set. */
export interface LineOptions {
  larmor_MHz: number;
  /** Hz; null: infinite. */
  mas_Hz: number | null;
  /** Octahedral sites. */
  CQ_MHz: number;
  eta: number;
  /** Czjzek width of the prismatic site. */
  sigma_MHz: number;
  /** Signal of a sodium in a quadrupolar line, see CENTRAL. */
  central: number;
  /** Rate of exchange between the lower octahedral and the prismatic site, 1/s; null: none. */
  kex_per_s: number | null;
}

export const PAPER_LINES: LineOptions = { larmor_MHz: LARMOR_MHz, mas_Hz: MAS_Hz, CQ_MHz: 0.8, eta: 0.5, sigma_MHz: 0.4, central: CENTRAL.alike, kex_per_s: null };

/** Mean second-order shift in ppm of one tensor: −(1 + η²/3)/40 (CQ/ν0)². */
export const tensorShift_ppm = (CQ_MHz: number, eta: number, larmor_MHz: number): number => (-1e6 * (1 + (eta * eta) / 3) * (CQ_MHz / larmor_MHz) ** 2) / 40;
/** The same over a Czjzek distribution, where CQ²(1 + η²/3) is 5σ² on average. */
export const czjzekShift_ppm = (sigma_MHz: number, larmor_MHz: number): number => (-1e6 * 5 * (sigma_MHz / larmor_MHz) ** 2) / 40;

/** Homogeneous width of the lines of the chloride phase, Hz. */
const LB_Hz = 150;
/** Salt ground to nanometres: 1.4 ppm at 18.8 T, assumed. */
const NACL_GB_Hz = 300;
/** The maximum of a Czjzek line lags behind its mean, whose tail goes to low ppm. */
const MAXIMUM_OVER_MEAN = 0.65;

export interface SpreadOptions {
  prismatic_ppm: number;
  prismaticSpread_ppm: number;
}

/**
 * Sites of a sample for the kernel, areas as the central lines show them. Isotropic shifts are those that put the lines where the paper finds them at 18.8 T,
 * whatever the coupling; in another magnet they move.
 */
export function sitesOf(sodium: SodiumPlaces, { CQ_MHz, eta, sigma_MHz, central }: LineOptions, { prismatic_ppm, prismaticSpread_ppm }: SpreadOptions): SiteModel[] {
  const lift = -tensorShift_ppm(CQ_MHz, eta, LARMOR_MHz);
  const octahedral = (name: string, ppm: number, share: number): SiteModel => ({ name, iso_ppm: ppm + lift, CQ_MHz, eta, csd_fwhm_ppm: OCTAHEDRAL_SPREAD_ppm, lb_Hz: LB_Hz, area: central * share });
  return [
    { name: 'NaCl', iso_ppm: NACL_PPM, gb_Hz: NACL_GB_Hz, area: sodium.NaCl },
    octahedral('octahedral 1', OCTAHEDRAL_PPM[0], sodium.octahedralA),
    octahedral('octahedral 2', OCTAHEDRAL_PPM[1], sodium.octahedralB),
    {
      name: 'prismatic',
      iso_ppm: prismatic_ppm - MAXIMUM_OVER_MEAN * czjzekShift_ppm(sigma_MHz, LARMOR_MHz),
      czjzek_sigma_MHz: sigma_MHz,
      csd_fwhm_ppm: prismaticSpread_ppm,
      lb_Hz: LB_Hz,
      area: central * sodium.prismatic,
    },
  ].filter((site) => (site.area as number) > 0);
}

export interface SeriesSpectrum {
  shift_ppm: Float64Array;
  total: Float64Array;
  /** Named parts that add up to the total; an exchanging pair is one part. */
  parts: { name: string; intensity: Float64Array }[];
}

/** Intensities per ppm and per sodium of the sample; the integral is the signal in the central lines. */
export function spectrumOf(nmr: NmrKernel, sodium: SodiumPlaces, options: LineOptions, spread: SpreadOptions, axis: NmrAxis): SeriesSpectrum {
  const shift_ppm = axisValues(axis);
  const { larmor_MHz, mas_Hz, kex_per_s } = options;
  const all = sitesOf(sodium, options, spread);
  const partner = all.find((site) => site.name === 'octahedral 2');
  const paired = kex_per_s !== null && partner !== undefined;
  const alone = paired ? all.filter((site) => site.name !== 'octahedral 2' && site.name !== 'prismatic') : all;
  const parts = alone.map((site) => ({ name: site.name!, intensity: nmr.simulate({ larmor_MHz, mas_Hz, sites: [site] }, shift_ppm).intensity }));
  if (paired) {
    const pair = sodium.octahedralB + sodium.prismatic;
    // Frozen Lorentzian spreads of the two shifts act in the Bloch-McConnell equations as line widths do, exactly.
    const width = (spread_ppm: number): number => spread_ppm * larmor_MHz + LB_Hz;
    const exchange = {
      siteA_ppm: OCTAHEDRAL_PPM[1] + tensorShift_ppm(options.CQ_MHz, options.eta, larmor_MHz) - tensorShift_ppm(options.CQ_MHz, options.eta, LARMOR_MHz),
      siteB_ppm: spread.prismatic_ppm + MAXIMUM_OVER_MEAN * (czjzekShift_ppm(options.sigma_MHz, larmor_MHz) - czjzekShift_ppm(options.sigma_MHz, LARMOR_MHz)),
      pA: sodium.octahedralB / pair,
      kex_per_s,
      lbA_Hz: width(OCTAHEDRAL_SPREAD_ppm),
      lbB_Hz: width(spread.prismaticSpread_ppm),
    };
    const { intensity } = nmr.simulate({ larmor_MHz, mas_Hz, exchange }, shift_ppm);
    parts.push({ name: 'octahedral 2 ⇌ prismatic', intensity: intensity.map((v) => options.central * pair * v) });
  }
  const total = new Float64Array(shift_ppm.length);
  for (const { intensity } of parts) for (let i = 0; i < total.length; i++) total[i]! += intensity[i]!;
  return { shift_ppm, total, parts };
}

/** The as-milled sample at nominal x. Callers do not write into it: those of late are kept. */
export const seriesSpectrum = (nmr: NmrKernel, x: number, options: LineOptions, axis: NmrAxis): SeriesSpectrum =>
  spectra(JSON.stringify([x, options, axis]), () => spectrumOf(nmr, sodiumAt(x), options, { prismatic_ppm: prismaticPeak_ppm(x), prismaticSpread_ppm: prismaticSpread_ppm(x) }, axis));
const spectra = remember<SeriesSpectrum>(16);

/** Mean of the model's wt % over the six samples. */
export const meanWeight_percent = (): number => SAMPLES.reduce((s, x) => s + saltWeight_percent(x), 0) / SAMPLES.length;

/** x of the chloride phase once the free salt is taken off: sodium left per formula unit is (2.25 − x)(1 − f). */
export const modelAdjusted_x = (x: number): number => X_MAX - (X_MAX - x) * (1 - sodiumAt(x).NaCl);

/** Position and full width at half height of the tallest line between two shifts, ppm; null where nothing stands. */
export function tallest({ shift_ppm, intensity }: { shift_ppm: ArrayLike<number>; intensity: ArrayLike<number> }, from_ppm: number, to_ppm: number): { ppm: number; fwhm_ppm: number; height: number } | null {
  let best = -1;
  for (let i = 0; i < shift_ppm.length; i++) if (shift_ppm[i]! >= from_ppm && shift_ppm[i]! <= to_ppm && (best < 0 || intensity[i]! > intensity[best]!)) best = i;
  if (best < 0 || !(intensity[best]! > 0)) return null;
  const half = intensity[best]! / 2;
  const cross = (stepBy: 1 | -1): number => {
    let i = best;
    while (i + stepBy >= 0 && i + stepBy < shift_ppm.length && intensity[i + stepBy]! > half) i += stepBy;
    const j = i + stepBy;
    if (j < 0 || j >= shift_ppm.length) return shift_ppm[i]!;
    const t = (intensity[i]! - half) / (intensity[i]! - intensity[j]!);
    return shift_ppm[i]! + t * (shift_ppm[j]! - shift_ppm[i]!);
  };
  return { ppm: shift_ppm[best]!, fwhm_ppm: Math.abs(cross(-1) - cross(1)), height: intensity[best]! };
}
