/** Independent truths for the ²³Na kernel: brute force without any of its short cuts, exact diagonalisation, seeded noise. */

export type Matrix3 = number[][];

/** Field-gradient tensor over its largest eigenvalue, in its principal frame. */
export const principal = (eta: number, order: [number, number, number] = [0, 1, 2]): Matrix3 => {
  const values = [(eta - 1) / 2, (-eta - 1) / 2, 1];
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? values[order[i]!]! : 0)));
};

/** Rotation matrix of z-y-z Euler angles. */
export const rotation = (a: number, b: number, c: number): Matrix3 => {
  const z = (t: number): Matrix3 => [
    [Math.cos(t), -Math.sin(t), 0],
    [Math.sin(t), Math.cos(t), 0],
    [0, 0, 1],
  ];
  const y = [
    [Math.cos(b), 0, Math.sin(b)],
    [0, 1, 0],
    [-Math.sin(b), 0, Math.cos(b)],
  ];
  return times(times(z(a), y), z(c));
};

export const times = (a: Matrix3, b: Matrix3): Matrix3 => a.map((row) => [0, 1, 2].map((j) => row[0]! * b[0]![j]! + row[1]! * b[1]![j]! + row[2]! * b[2]![j]!));
const transpose = (a: Matrix3): Matrix3 => [0, 1, 2].map((i) => a.map((row) => row[i]!));
export const turned = (tensor: Matrix3, r: Matrix3): Matrix3 => times(times(r, tensor), transpose(r));

/** Second-order frequency of the central transition in units CQ²/ν0 for a tensor in the laboratory frame: −(vxz² + vyz²)/6 + ((vxx − vyy)² + 4 vxy²)/48. */
export const secondOrder = (v: Matrix3): number => -(v[0]![2]! ** 2 + v[1]![2]! ** 2) / 6 + ((v[0]![0]! - v[1]![1]!) ** 2 + 4 * v[0]![1]! ** 2) / 48;

/** Frequency of the central transition by diagonalising the 4 × 4 Hamiltonian −ν0 Iz + CQ/6 I·v·I (Jacobi on its real 8 × 8 form), minus ν0; Hz. */
export function exactShift(v: Matrix3, CQ: number, nu0: number): number {
  const m = [1.5, 0.5, -0.5, -1.5];
  const zero = (): number[][] => m.map(() => [0, 0, 0, 0]);
  const [xr, yi, z] = [zero(), zero(), zero()];
  m.forEach((a, i) => {
    z[i]![i] = a;
    if (i < 3) {
      const p = Math.sqrt(3.75 - a * (a - 1)) / 2;
      xr[i]![i + 1] = xr[i + 1]![i] = p;
      yi[i]![i + 1] = -p;
      yi[i + 1]![i] = p;
    }
  });
  type C = { r: number[][]; i: number[][] };
  const ops: C[] = [
    { r: xr, i: zero() },
    { r: zero(), i: yi },
    { r: z, i: zero() },
  ];
  const mul = (a: C, b: C): C => {
    const out = { r: zero(), i: zero() };
    for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) for (let k = 0; k < 4; k++) {
      out.r[i]![j]! += a.r[i]![k]! * b.r[k]![j]! - a.i[i]![k]! * b.i[k]![j]!;
      out.i[i]![j]! += a.r[i]![k]! * b.i[k]![j]! + a.i[i]![k]! * b.r[k]![j]!;
    }
    return out;
  };
  const h: C = { r: z.map((row) => row.map((x) => -nu0 * x)), i: zero() };
  for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) {
    const p = mul(ops[a]!, ops[b]!);
    for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) {
      h.r[i]![j]! += (CQ / 6) * v[a]![b]! * p.r[i]![j]!;
      h.i[i]![j]! += (CQ / 6) * v[a]![b]! * p.i[i]![j]!;
    }
  }
  const s = Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (_x, j) => (i < 4 === j < 4 ? h.r[i % 4]![j % 4]! : i < 4 ? -h.i[i % 4]![j % 4]! : h.i[i % 4]![j % 4]!)));
  for (let sweep = 0; sweep < 30; sweep++) for (let p = 0; p < 8; p++) for (let q = p + 1; q < 8; q++) {
    if (Math.abs(s[p]![q]!) < 1e-9) continue;
    const t = 0.5 * Math.atan2(2 * s[p]![q]!, s[q]![q]! - s[p]![p]!);
    const [c, d] = [Math.cos(t), Math.sin(t)];
    for (let k = 0; k < 8; k++) {
      const [a, b] = [s[p]![k]!, s[q]![k]!];
      s[p]![k] = c * a - d * b;
      s[q]![k] = d * a + c * b;
    }
    for (let k = 0; k < 8; k++) {
      const [a, b] = [s[k]![p]!, s[k]![q]!];
      s[k]![p] = c * a - d * b;
      s[k]![q] = d * a + c * b;
    }
  }
  const levels = s.map((row, i) => row[i]!).sort((a, b) => a - b);
  return levels[4]! - levels[2]! - nu0;
}

/** Nodes and weights of Gauss-Legendre on [0, 1]. */
export function gauss01(n: number): { x: number[]; w: number[] } {
  const x: number[] = [];
  const w: number[] = [];
  for (let i = 0; i < n; i++) {
    let t = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let d = 0;
    for (let pass = 0; pass < 20; pass++) {
      let [a, b] = [1, t];
      for (let k = 2; k <= n; k++) [a, b] = [b, ((2 * k - 1) * t * b - (k - 1) * a) / k];
      d = (n * (t * b - a)) / (t * t - 1);
      t -= b / d;
    }
    x.push((1 + t) / 2);
    w.push(1 / ((1 - t * t) * d * d));
  }
  return { x, w };
}

const MAGIC = Math.acos(Math.sqrt(1 / 3));

/** The tensor's laboratory form when the rotor axis has angles (θ, φ) in its frame and the rotor stands at ψ. */
export const rotorTensor = (tensor: Matrix3, theta: number, phi: number, psi: number): Matrix3 => turned(turned(tensor, transpose(rotation(phi, theta, 0))), rotation(0, MAGIC, psi));

/**
 * Powder line by brute force: every direction's Lorentzian (FWHM lb, Hz) summed on the ppm axis. mode 'static' or 'infinite' (rotor phases averaged numerically).
 * The tensor may be in any frame: directions cover the whole hemisphere.
 */
export function brutePowder(tensor: Matrix3, CQ_MHz: number, larmor_MHz: number, lb_Hz: number, ppm: ArrayLike<number>, mode: 'static' | 'infinite', nTheta: number, nPhi: number): Float64Array {
  const out = new Float64Array(ppm.length);
  const q = (CQ_MHz ** 2 * 1e6) / larmor_MHz;
  const { x, w } = gauss01(nTheta);
  for (let i = 0; i < nTheta; i++) for (let j = 0; j < nPhi; j++) {
    const theta = Math.acos(x[i]!);
    const phi = (2 * Math.PI * (j + 0.5)) / nPhi;
    let h = 0;
    if (mode === 'static') h = secondOrder(turned(tensor, transpose(rotation(phi, theta, 0))));
    else for (let k = 0; k < 9; k++) h += secondOrder(rotorTensor(tensor, theta, phi, (2 * Math.PI * k) / 9)) / 9;
    const centre = q * h;
    const half = lb_Hz / 2;
    for (let k = 0; k < ppm.length; k++) out[k]! += ((w[i]! / nPhi) * larmor_MHz * half) / Math.PI / ((ppm[k]! * larmor_MHz - centre) ** 2 + half * half);
  }
  return out;
}

/** Finite-speed line by brute force: phases integrated step by step for every direction and starting rotor phase, then a plain Fourier sum. */
export function bruteSpinning(eta: number, CQ_MHz: number, larmor_MHz: number, mas_Hz: number, lb_Hz: number, ppm: ArrayLike<number>, nTheta: number, nPhi: number): Float64Array {
  const q = (CQ_MHz ** 2 * 1e6) / larmor_MHz;
  const steps = 32;
  const dt = 1 / (mas_Hz * steps);
  const count = Math.ceil(11 / (Math.PI * lb_Hz) / dt);
  const [re, im] = [new Float64Array(count), new Float64Array(count)];
  const { x, w } = gauss01(nTheta);
  const tensor = principal(eta);
  for (let i = 0; i < nTheta; i++) for (let j = 0; j < nPhi; j++) {
    const theta = Math.acos(x[i]!);
    const phi = (Math.PI * (j + 0.5)) / nPhi;
    // h has harmonics up to 4 only: its running integral is summed exactly from 16 samples of it.
    const h = Array.from({ length: 16 }, (_, k) => q * secondOrder(rotorTensor(tensor, theta, phi, (2 * Math.PI * k) / 16)));
    const mean = h.reduce((s, v) => s + v, 0) / 16;
    const integral = (psi: number): number => {
      let sum = 0;
      for (let m = 1; m <= 4; m++) {
        const c = h.reduce((s, v, k) => s + v * Math.cos((2 * Math.PI * m * k) / 16), 0) / 8;
        const d = h.reduce((s, v, k) => s + v * Math.sin((2 * Math.PI * m * k) / 16), 0) / 8;
        sum += (c * Math.sin(m * psi) - d * Math.cos(m * psi)) / (m * mas_Hz);
      }
      return sum;
    };
    const table = Array.from({ length: steps }, (_, k) => integral((2 * Math.PI * k) / steps));
    // Mean over starting phases of exp(i (Phi(start + t) - Phi(start))): periodic in t.
    const echo = table.map((_, k) => table.reduce((s, from, start) => { const a = table[(start + k) % steps]! - from; return [s[0]! + Math.cos(a) / steps, s[1]! + Math.sin(a) / steps]; }, [0, 0]));
    const [c, s] = [Math.cos(2 * Math.PI * mean * dt), Math.sin(2 * Math.PI * mean * dt)];
    let [a, b] = [w[i]! / nPhi, 0];
    for (let k = 0; k < count; k++) {
      const e = echo[k % steps]!;
      re[k]! += a * e[0]! - b * e[1]!;
      im[k]! += a * e[1]! + b * e[0]!;
      [a, b] = [a * c - b * s, a * s + b * c];
    }
  }
  return Float64Array.from(ppm, (shift) => {
    const angle = -2 * Math.PI * shift * larmor_MHz * dt;
    let sum = 0;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    let [a, b] = [1, 0];
    for (let k = 0; k < count; k++) {
      const damp = Math.exp(-Math.PI * lb_Hz * dt * k) * (k === 0 ? 0.5 : 1);
      sum += damp * (re[k]! * a - im[k]! * b);
      [a, b] = [a * c - b * s, a * s + b * c];
    }
    return 2 * sum * dt * larmor_MHz;
  });
}

/** Seeded uniform numbers in [0, 1) (mulberry32). */
export function uniform(seed: number): () => number {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Seeded standard normal numbers (Box and Muller 1958). */
export const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

export const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((m, v) => Math.max(m, Math.abs(v)), 0);

/** max |a − b| over the peak of b. */
export const offPeak = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((m, v, i) => Math.max(m, Math.abs(v - b[i]!)), 0) / largest(b);

/** Inverse of a symmetric positive matrix by Gauss-Jordan. */
export function inverse(matrix: number[][]): number[][] {
  const n = matrix.length;
  const a = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    const p = a.reduce((best, row, k) => (k >= i && Math.abs(row[i]!) > Math.abs(a[best]![i]!) ? k : best), i);
    [a[i], a[p]] = [a[p]!, a[i]!];
    const pivot = a[i]![i]!;
    a[i] = a[i]!.map((v) => v / pivot);
    for (let k = 0; k < n; k++) if (k !== i) {
      const f = a[k]![i]!;
      a[k] = a[k]!.map((v, j) => v - f * a[i]![j]!);
    }
  }
  return a.map((row) => row.slice(n));
}
