//! kernel
/** Kernel of the 23Na line shapes: simulation of sites, and their fit. */
import { prepareRoots } from './fft';
import { prepareRules } from './legendre';
import { FIELDS, TOO_SLOW, addedBroadening, setHasty, siteSpectrum } from './lineshape';
import { prepareRows } from './powder';

export * from './arena';
export { setAxis } from './lineshape';
export { fit } from './nmr-fit';
export { forgetRows, setFineness } from './powder';

/** Allocates what is kept between calls; must be called once, before any arena scope. */
export function prepare(): void {
  prepareRoots();
  prepareRules();
  prepareRows();
}

/**
 * Sum of `n` sites (8 f64 each at `sites`, kinds as i32 at `kinds`) on the axis of `setAxis`, intensity per ppm, at `out`;
 * the Gaussian width (Hz) that had to be added to each site at `added`. Returns -1, or 2 i (window too far from site i, or its points too close) or 2 i + 1 (spinning too slow for its coupling).
 */
export function simulate(sites: usize, kinds: usize, n: i32, out: usize, added: usize, points: i32): i32 {
  setHasty(false);
  memory.fill(out, 0, <usize>points << 3);
  for (let i = 0; i < n; i++) {
    const refusal = siteSpectrum(sites + <usize>(i * FIELDS) * 8, load<i32>(kinds + (<usize>i << 2)), out, true);
    if (refusal) return 2 * i + (refusal == TOO_SLOW ? 1 : 0);
    store<f64>(added + (<usize>i << 3), addedBroadening());
  }
  return -1;
}
