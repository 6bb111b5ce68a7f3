/**
 * Electron diffraction of a powder of few or many grains: spots, and the mean over azimuth against g = 1/d.
 *
 * A grain in random orientation shows the reflection g when the Ewald plane cuts its shape transform: weight exp(-pi (s D)^2), s = g_z - lambda g^2/2
 * the excitation error, D the grain size (Gaussian of unit peak for a grain of coherent length D; kinematic theory, Hirsch et al. 1965).
 * Its mean over orientations is 1/(2 D g), so spread over the circle 2 pi g the mean over azimuth is proportional to |F|^2/g^2 = |F|^2 d^2,
 * the ring intensity of a fine powder.
 */
import { arenaAlloc } from './arena';

// @ts-ignore: decorator
@inline
function f(base: usize, i: i32): f64 {
  return load<f64>(base + (<usize>i << 3));
}

/** State of the random numbers: SplitMix64 (Steele, Lea & Flood 2014). */
let state: u64 = 0;

/** Uniform in [0, 1), 53 bits. */
function uniform(): f64 {
  state += 0x9e3779b97f4a7c15;
  let z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  z ^= z >> 31;
  return <f64>(z >> 11) / 9007199254740992.0;
}

/** Writes a rotation matrix (9 f64) uniform over all orientations (Shoemake 1992, from a random unit quaternion). */
function randomRotation(out: usize): void {
  const u = uniform(), v = 2 * Math.PI * uniform(), w = 2 * Math.PI * uniform();
  const p = Math.sqrt(1 - u), q = Math.sqrt(u);
  const x = p * Math.sin(v), y = p * Math.cos(v), z = q * Math.sin(w), c = q * Math.cos(w);
  store<f64>(out, 1 - 2 * (y * y + z * z));
  store<f64>(out, 2 * (x * y - z * c), 8);
  store<f64>(out, 2 * (x * z + y * c), 16);
  store<f64>(out, 2 * (x * y + z * c), 24);
  store<f64>(out, 1 - 2 * (x * x + z * z), 32);
  store<f64>(out, 2 * (y * z - x * c), 40);
  store<f64>(out, 2 * (x * z - y * c), 48);
  store<f64>(out, 2 * (y * z + x * c), 56);
  store<f64>(out, 1 - 2 * (x * x + y * y), 64);
}

/**
 * Spots of nGrains randomly turned grains.
 * vectors: nVectors x 4 f64: Cartesian g (1/angstrom) and |F|^2; size: grain size D (angstrom); lambda (angstrom); seed: any number.
 * Keeps a spot when its weight exp(-pi (s D)^2) exceeds 1e-3. spots: room for `capacity` x 3 f64, written as g_x, g_y, |F|^2 weight.
 * Returns the number of spots; more than `capacity` means that only the first `capacity` were written.
 */
export function grainSpots(vectors: usize, nVectors: i32, nGrains: i32, size: f64, lambda: f64, seed: f64, spots: usize, capacity: i32): i32 {
  state = reinterpret<u64>(seed);
  const rotation = arenaAlloc(72);
  // exp(-pi x^2) > 1e-3 within |x| < 1.483
  const reach = 1.483 / size;
  let n = 0;
  for (let grain = 0; grain < nGrains; grain++) {
    randomRotation(rotation);
    for (let i = 0; i < nVectors; i++) {
      const x = f(vectors, 4 * i), y = f(vectors, 4 * i + 1), z = f(vectors, 4 * i + 2);
      const height = f(rotation, 6) * x + f(rotation, 7) * y + f(rotation, 8) * z - 0.5 * lambda * (x * x + y * y + z * z);
      if (Math.abs(height) > reach) continue;
      if (n < capacity) {
        const spot = spots + <usize>(24 * n);
        const offset = height * size;
        store<f64>(spot, f(rotation, 0) * x + f(rotation, 1) * y + f(rotation, 2) * z);
        store<f64>(spot, f(rotation, 3) * x + f(rotation, 4) * y + f(rotation, 5) * z, 8);
        store<f64>(spot, f(vectors, 4 * i + 3) * Math.exp(-Math.PI * offset * offset), 16);
      }
      n++;
    }
  }
  return n;
}

/**
 * Mean over azimuth against g: every spot (g_x, g_y, weight) counts weight/(2 pi g) as a Gaussian in g of full width `fwhm` (1/angstrom),
 * on n points from `start` by `step`. `out` must be zeroed. Spots at g = 0 are left out.
 */
export function radialProfile(spots: usize, nSpots: i32, fwhm: f64, start: f64, step: f64, n: i32, out: usize): void {
  const a = (4 * Math.LN2) / (fwhm * fwhm);
  const peak = Math.sqrt(a / Math.PI);
  for (let i = 0; i < nSpots; i++) {
    const x = f(spots, 3 * i), y = f(spots, 3 * i + 1);
    const g = Math.sqrt(x * x + y * y);
    if (g == 0) continue;
    const first = <i32>Math.max(0, Math.ceil((g - 3 * fwhm - start) / step));
    const last = <i32>Math.min(<f64>(n - 1), Math.floor((g + 3 * fwhm - start) / step));
    if (first > last) continue;
    const from = start + step * <f64>first - g;
    let value = (peak * f(spots, 3 * i + 2) * Math.exp(-a * from * from)) / (2 * Math.PI * g);
    let ratio = Math.exp(-a * step * (2 * from + step));
    const change = Math.exp(-2 * a * step * step);
    for (let k = first; k <= last; k++) {
      const at = out + (<usize>k << 3);
      store<f64>(at, load<f64>(at) + value);
      value *= ratio;
      ratio *= change;
    }
  }
}
