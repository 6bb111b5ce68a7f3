/** Quadrupolar NMR and exchange. */
import type { Kernels } from '../../kernels/all.ts';
import { LARMOR_MHz, LARMOR_PRINTED_MHz, tensorShift_ppm } from '../../figures/parts/nmr-series.ts';
import { ledgerOf } from '../../figures/parts/nmr-ledger.ts';
import { bestMixing_s, exsyPeaks } from '../../physics/exsy.ts';
import { GAMMA_NA23_MHz_T, GAMMA_PROTON_MHz_T } from '../../physics/nuclei.ts';
import { closed, words, type Model } from '../model.ts';

/** Where `below` turns from true to false between low and high: 50 halvings. */
function turningPoint(low: number, high: number, below: (value: number) => boolean): number {
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Rate at which the dip between two equal sharp lines `gap_ppm` apart goes, 1/s, read from the kernel's spectrum. */
function mergingRate(kernels: Kernels, gap_ppm: number, larmor_MHz: number): number {
  const dips = (kex_per_s: number): boolean => {
    // A step of a fiftieth of the separation: small enough for the curvature, large enough for rounding.
    const step = gap_ppm / 50;
    const exchange = { siteA_ppm: gap_ppm / 2, siteB_ppm: -gap_ppm / 2, pA: 0.5, kex_per_s, lbA_Hz: 1, lbB_Hz: 1 };
    const { intensity } = kernels.nmr.simulate({ larmor_MHz, mas_Hz: null, exchange }, [step, 0, -step]);
    return intensity[1]! < intensity[0]!;
  };
  return turningPoint(100, 1e5, dips);
}

/** Centre of gravity of the kernel's own central line, ppm, isotropic shift zero. */
function centre_ppm(kernels: Kernels, CQ_MHz: number, eta: number, larmor_MHz: number): number {
  const { shift_ppm, intensity } = kernels.nmr.simulate({ larmor_MHz, mas_Hz: null, sites: [{ iso_ppm: 0, CQ_MHz, eta, gb_Hz: 200, area: 1 }] }, { from_ppm: 60, to_ppm: -140, n: 2401 });
  return intensity.reduce((s, v, i) => s + v * shift_ppm[i]!, 0) / intensity.reduce((s, v) => s + v, 0);
}

const LOW_MHz = 132.29;

export const MODELS: Record<string, Model> = {
  'larmor-frequency': closed(({ B }) => ({ answer: GAMMA_NA23_MHz_T * B!, traps: { proton: GAMMA_PROTON_MHz_T * B!, angular: 2 * Math.PI * GAMMA_NA23_MHz_T * B! } })),
  'printed-frequency': closed(() => ({ answer: LARMOR_MHz, traps: { printed: LARMOR_PRINTED_MHz, proton: 800.13 } })),
  'sideband-spacing': closed(({ mas, nu }) => ({ answer: (1000 * mas!) / nu!, traps: { inverse: nu! / mas!, proton: (1000 * mas!) / (nu! / 0.264519) } })),
  'second-order-shift': closed(({ CQ, eta, nu }) => {
    const answer = tensorShift_ppm(CQ!, eta!, nu!);
    return { answer, traps: { symmetric: tensorShift_ppm(CQ!, 0, nu!), linear: (-1e6 / 40) * (1 + (eta! * eta!) / 3) * (CQ! / nu!) }, shown: { product: 1 + (eta! * eta!) / 3, ratio: (CQ! / nu!) ** 2 } };
  }),
  'two-magnets': {
    kernels: ['nmr'],
    solve(kernels, { CQ, eta }) {
      const gap = centre_ppm(kernels, CQ!, eta!, LARMOR_MHz) - centre_ppm(kernels, CQ!, eta!, LOW_MHz);
      const from = (asymmetry: number): number => turningPoint(0.3, 5, (q) => centre_ppm(kernels, q, asymmetry, LARMOR_MHz) - centre_ppm(kernels, q, asymmetry, LOW_MHz) < gap);
      const iso = -8;
      return { answer: from(eta!), traps: { symmetric: from(0) }, shown: { high: iso + centre_ppm(kernels, CQ!, eta!, LARMOR_MHz), low: iso + centre_ppm(kernels, CQ!, eta!, LOW_MHz), gap, product: 1 + (eta! * eta!) / 3, square: CQ! * CQ! } };
    },
  },
  'when-lines-merge': {
    kernels: ['nmr'],
    solve(kernels, { gap }) {
      const answer = mergingRate(kernels, gap!, LARMOR_MHz);
      return { answer, traps: { printed: mergingRate(kernels, gap!, LARMOR_PRINTED_MHz), oneWay: answer / 2, hertz: gap! * LARMOR_MHz }, shown: { Hz: gap! * LARMOR_MHz, slipped: mergingRate(kernels, gap!, LARMOR_PRINTED_MHz) } };
    },
  },
  'salt-by-counting': closed(({ area, x }) => {
    const salt = { x: x!, area: area! / 100, selective: false, flip_deg: 30 };
    const right = ledgerOf({ ...salt, satellites: false });
    const naive = ledgerOf({ ...salt, satellites: true }).wt_percent_NaCl;
    const M = { 1.5: 267.43, 1.625: 260.12, 1.75: 252.81 }[x!]!;
    return { answer: right.wt_percent_NaCl, traps: { areas: naive, sodium: 100 * right.na_fraction_NaCl }, shown: { M, rest: 100 - area!, weighted: 2.5 * (100 - area!), share: 100 * right.na_fraction_NaCl, na: 2.25 - x!, free: right.na_fraction_NaCl * (2.25 - x!), naive } };
  }),
  'wait-for-the-cross-peak': {
    kernels: [],
    dial: 'mixing',
    solve: (_kernels, { k, T1 }) => ({ goal: [0.985, 1.0001], shown: { best: 1000 * bestMixing_s(k!, T1!) } }),
    measures(_kernels, v, { k, T1 }) {
      if (v['kex'] !== k || v['T1'] !== T1) return NaN;
      const at = (mixing_s: number): number => exsyPeaks({ pA: (v['pA'] as number) / 100, kex_per_s: k!, mixing_s, T1_s: T1! }).AB;
      const best = bestMixing_s(k!, T1!);
      const share = at((v['mixing'] as number) / 1000) / at(best);
      // Beyond the best time the same height means too long: told apart by going above one.
      return (v['mixing'] as number) / 1000 <= best || share >= 0.985 ? share : 2 - share;
    },
  },
  'what-spinning-cannot-do': words(),
};
