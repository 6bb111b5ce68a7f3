/** Answers of the chapter on sodium sites, by the kernel and the models that draw its figures. */
import type { Kernels } from '../kernels/all.ts';
import { LARMOR_MHz, LARMOR_PRINTED_MHz, OCTAHEDRAL_PPM, prismaticPeak_ppm } from '../figures/parts/nmr-series.ts';
import { ledgerOf } from '../figures/parts/nmr-ledger.ts';
import type { Answer } from './answers.ts';

/** Where `below` turns from true to false between low and high: 50 halvings. */
function turningPoint(low: number, high: number, below: (value: number) => boolean): number {
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Rate at which the dip between two equal sharp lines goes, 1/s, read from the kernel's spectrum. */
function mergingRate(kernels: Kernels, larmor_MHz: number): number {
  const [a, b] = [OCTAHEDRAL_PPM[1], prismaticPeak_ppm(1.625)];
  const middle = (a + b) / 2;
  const dips = (kex_per_s: number): boolean => {
    // A step of a fiftieth of the separation: small enough for the curvature, large enough for rounding.
    const step = (a - b) / 50;
    const exchange = { siteA_ppm: a, siteB_ppm: b, pA: 0.5, kex_per_s, lbA_Hz: 1, lbB_Hz: 1 };
    const { intensity } = kernels.nmr.simulate({ larmor_MHz, mas_Hz: null, exchange }, [middle + step, middle, middle - step]);
    return intensity[1]! < intensity[0]!;
  };
  return turningPoint(100, 1e5, dips);
}

const TWO_MAGNETS = { first_MHz: LARMOR_MHz, second_MHz: 132.29, difference_ppm: 15.49 - 10.93 };

/** CQ whose centre of gravity moves by as much between the two magnets, from the kernel's own lines. */
function couplingFromTwoMagnets(kernels: Kernels, eta: number): number {
  const centre = (CQ_MHz: number, larmor_MHz: number): number => {
    const { shift_ppm, intensity } = kernels.nmr.simulate({ larmor_MHz, mas_Hz: null, sites: [{ iso_ppm: 0, CQ_MHz, eta, gb_Hz: 200, area: 1 }] }, { from_ppm: 40, to_ppm: -80, n: 2401 });
    return intensity.reduce((s, v, i) => s + v * shift_ppm[i]!, 0) / intensity.reduce((s, v) => s + v, 0);
  };
  return turningPoint(0.5, 4, (CQ) => centre(CQ, TWO_MAGNETS.first_MHz) - centre(CQ, TWO_MAGNETS.second_MHz) < TWO_MAGNETS.difference_ppm);
}

const SALT = { x: 1.75, area: 0.25, selective: false, flip_deg: 30 };

export const LOCAL_STRUCTURE_ANSWERS: Record<string, Answer> = {
  'when-lines-merge': {
    kernels: ['nmr'],
    compute: (kernels) => mergingRate(kernels, LARMOR_MHz),
    traps: [
      { value: (kernels) => mergingRate(kernels, LARMOR_PRINTED_MHz), says: 'That is with 132.3 MHz as printed; at 18.8 T sodium-23 precesses at 211.65 MHz (E1).' },
      { value: (kernels) => mergingRate(kernels, LARMOR_MHz) / 2, says: 'That is the rate in one direction; *k*~ex~ counts both.' },
      { value: (kernels) => mergingRate(kernels, LARMOR_MHz) / (Math.SQRT2 * Math.PI), says: 'That is the separation in hertz; merging needs √2 π times as much.' },
    ],
  },
  'two-magnets': {
    kernels: ['nmr'],
    compute: (kernels) => couplingFromTwoMagnets(kernels, 0.5),
    traps: [{ value: (kernels) => couplingFromTwoMagnets(kernels, 0), says: 'Close, but *η* was left out: that is *C*~Q~ √(1 + *η*^2^/3), the quadrupolar product.' }],
  },
  'salt-by-counting': {
    kernels: [],
    compute: () => ledgerOf({ ...SALT, satellites: false }).wt_percent_NaCl,
    traps: [
      { value: () => ledgerOf({ ...SALT, satellites: true }).wt_percent_NaCl, says: 'That takes the areas as they are: the central lines hold only 4/10 of their sodium.' },
      { value: () => 100 * ledgerOf({ ...SALT, satellites: false }).na_fraction_NaCl, says: 'That is the share of the sodium, not of the weight.' },
    ],
  },
};
