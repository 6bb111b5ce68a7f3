/** Where to start a fit of peaks: from the look of a pattern, or from the reflections of a structure. */
import type { Reflection } from '../kernels/diffraction.ts';
import type { Peak } from '../kernels/peaks.ts';

export interface FoundPeaks {
  peaks: Peak[];
  /** Height of the background, in the intensity of the pattern. */
  background: number;
}

/** Median of values. */
const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  return n === 0 ? 0 : 0.5 * (sorted[(n - 1) >> 1]! + sorted[n >> 1]!);
};

/** Running mean over 2 r + 1 points. */
function smoothed(values: ArrayLike<number>, r: number): number[] {
  const n = values.length;
  const sums = [0];
  for (let i = 0; i < n; i++) sums.push(sums[i]! + values[i]!);
  return Array.from({ length: n }, (_, i) => {
    const [a, b] = [Math.max(0, i - r), Math.min(n - 1, i + r)];
    return (sums[b + 1]! - sums[a]!) / (b - a + 1);
  });
}

/**
 * The strongest maxima (at most `most`) that stand more than six times the noise, and 1.5 % of the tallest, above the background; angles must rise.
 * The noise is the median change between neighbours, the background the lower fifth of the heights. In the order of their angles.
 */
export function findPeaks(two_theta_deg: ArrayLike<number>, intensity: ArrayLike<number>, most = 12): FoundPeaks {
  const n = intensity.length;
  if (n < 5) return { peaks: [], background: 0 };
  const flat = smoothed(intensity, n > 60 ? 1 : 0);
  const changes: number[] = [];
  for (let i = 1; i < n; i++) changes.push(Math.abs(intensity[i]! - intensity[i - 1]!));
  const noise = median(changes) / 0.954;
  const heights = [...flat].sort((a, b) => a - b);
  const background = heights[Math.floor(0.2 * n)]!;
  const threshold = Math.max(6 * noise, 0.015 * (heights[n - 1]! - background));
  const found: (Peak & { height: number })[] = [];
  for (let i = 1; i < n - 1; i++) {
    const height = flat[i]! - background;
    if (!(height > threshold && flat[i]! >= flat[i - 1]! && flat[i]! > flat[i + 1]!)) continue;
    const half = background + 0.5 * height;
    let [a, b] = [i, i];
    let dip = flat[i]!;
    while (a > 0 && flat[a]! > half) a--;
    while (b < n - 1 && flat[b]! > half) b++;
    // A maximum on the flank of a taller one counts when the valley between them is deeper than the noise.
    const last = found.at(-1);
    if (last) {
      for (let k = i; k > 0 && two_theta_deg[k]! > last.position_deg; k--) dip = Math.min(dip, flat[k]!);
      const lower = Math.min(height, last.height);
      if (background + lower - dip < Math.max(4 * noise, 0.05 * lower)) {
        if (height <= last.height) continue;
        found.pop();
      }
    }
    const fwhm_deg = Math.max(two_theta_deg[b]! - two_theta_deg[a]!, 2 * Math.abs(two_theta_deg[i + 1]! - two_theta_deg[i]!));
    found.push({ position_deg: two_theta_deg[i]!, fwhm_deg, eta: 0.5, area: 1.25 * height * fwhm_deg, height });
  }
  const strongest = [...found].sort((p, q) => q.height - p.height).slice(0, most);
  return { peaks: strongest.sort((p, q) => p.position_deg - q.position_deg).map(({ height: _, ...peak }) => peak), background };
}

/**
 * Peaks at the reflections of a structure (rising 2θ) that reach `least` percent of the strongest; reflections nearer than half of `fwhm_deg` are one
 * peak at their common centre. `scale`: area of the strongest reflection.
 */
export function peaksOfReflections(reflections: readonly Reflection[], fwhm_deg: number, scale: number, least = 2): Peak[] {
  const groups: { weight: number; moment: number; first: number }[] = [];
  for (const { two_theta_deg, intensity } of reflections) {
    const last = groups.at(-1);
    if (last && two_theta_deg - last.first < 0.5 * fwhm_deg) {
      last.weight += intensity;
      last.moment += intensity * two_theta_deg;
    } else groups.push({ weight: intensity, moment: intensity * two_theta_deg, first: two_theta_deg });
  }
  return groups.filter((g) => g.weight >= least).map((g) => ({ position_deg: g.moment / g.weight, fwhm_deg, eta: 0.5, area: (scale * g.weight) / 100 }));
}
