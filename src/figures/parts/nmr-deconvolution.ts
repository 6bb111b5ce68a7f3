/** Taking the model spectrum apart with shapes that are not its own, as one does with a measured one: how far the area of NaCl depends on the choice (E11). */
import type { NmrKernel } from '../../kernels/nmr.ts';
import type { SiteModel } from '../../physics/nmr-model.ts';
import { normal } from '../../physics/random.ts';
import { LARMOR_MHz, MAS_Hz, OCTAHEDRAL_MAX_X, OCTAHEDRAL_PPM, PAPER_LINES, prismaticPeak_ppm, seriesSpectrum, sodiumAt } from './nmr-series.ts';

export type LineShape = 'gauss' | 'lorentz';

export interface Deconvolution {
  shape: LineShape;
  /** NaCl over all areas: fitted, with one standard error, and as the model put it. */
  share: number;
  u_share: number | null;
  truth: number;
  message: string;
}

const AXIS = { from_ppm: 25, to_ppm: -35, n: 401 };
/** Peak over the standard deviation of the noise. */
export const SNR = 100;

/**
 * Fits one plain line to each place of the sodium at nominal x (1.375…2), windows about the reported shifts, to the model spectrum with seeded noise.
 * The standard error is that of the noise alone: it knows nothing of a wrong shape.
 */
export function deconvolve(nmr: NmrKernel, x: number, shape: LineShape, seed: number): Deconvolution {
  const { shift_ppm, total } = seriesSpectrum(nmr, x, PAPER_LINES, AXIS);
  const random = normal(seed);
  const sd = total.reduce((a, b) => Math.max(a, b), 0) / SNR;
  const intensity = total.map((v) => v + sd * random());
  const width = shape === 'gauss' ? 'gb_Hz' : 'lb_Hz';
  const site = (name: string, ppm: number, reach: number, fwhm_Hz: number, area: number): SiteModel => ({
    name,
    iso_ppm: { start: ppm, min: ppm - reach, max: ppm + reach },
    [width]: { start: fwhm_Hz, min: 50, max: 4000 },
    area: { start: area, min: 0 },
  });
  const sites = [
    ...(x < 2 ? [site('NaCl', 7.2, 0.5, 300, 0.3)] : []),
    ...(x <= OCTAHEDRAL_MAX_X + 1e-9 ? [site('octahedral 1', OCTAHEDRAL_PPM[0], 2, 800, 0.05), site('octahedral 2', OCTAHEDRAL_PPM[1], 1.7, 800, 0.05)] : []),
    site('prismatic', prismaticPeak_ppm(x), 2, 1200, 0.6),
  ];
  const fit = nmr.fit({ shift_ppm, intensity }, { larmor_MHz: LARMOR_MHz, mas_Hz: MAS_Hz, sites }, { starts: 2 });
  const areas = fit.parameters.map((p, i) => ({ ...p, i })).filter((p) => p.name.endsWith('.area'));
  const sum = areas.reduce((s, p) => s + p.value, 0);
  const first = x < 2 ? areas[0] : undefined;
  const share = first ? first.value / sum : 0;
  // First order: d(share) = (dA_NaCl − share Σ dA) / Σ A.
  let variance: number | null = first ? 0 : null;
  for (const a of areas) for (const b of areas) {
    const c = fit.covariance[a.i]?.[b.i] ?? null;
    const slope = (p: typeof a): number => ((p === first ? 1 : 0) - share) / sum;
    // An area at its bound of zero is held there and adds nothing.
    if (variance !== null && c !== null) variance += slope(a) * slope(b) * c;
  }
  return { shape, share, u_share: variance === null ? null : Math.sqrt(Math.max(0, variance)), truth: sodiumAt(x).NaCl, message: fit.message };
}
