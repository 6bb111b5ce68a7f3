/**
 * Czjzek-disordered central transition of spin 3/2 (G. Czjzek et al., Phys. Rev. B 23 (1981) 2513): closed forms in time.
 *
 * The five independent components r of the field-gradient tensor are equal Gaussians; with
 * p(CQ, eta) ~ CQ^4 eta (1 - eta^2/9) exp(-CQ^2 (1 + eta^2/3) / (2 sigma^2)) each has variance 3 sigma^2 / 2 (MHz^2), because |D|^2 = 3/2 (1 + eta^2/3).
 * The second-order frequency is a quadratic form in r, so its average is a determinant (Gaussian integral):
 *     G(t) = det(1 - 6 pi i (sigma^2 / nu0) M(t))^(-1/2),   M(t) = integral of the form from 0 to t.
 *   Infinite MAS: eigenvalues -1/24, 0, 0, -1/48, -1/48:  G = (1 + i X)^(-1/2) (1 + i X/2)^(-1),  X = pi sigma^2 t / (4 nu0).
 *   Static: -1/12 twice, 0, 1/24 twice:                    G = (1 + 2 i X)^(-1) (1 - i X)^(-1).
 *   Finite MAS: isotropy of the distribution leaves neither powder nor rotor-phase average (see masSignal).
 */

/** Principal square root of a complex number with positive real part. */
// @ts-ignore: decorator
@inline
function squareRoot(re: f64, im: f64): v128 {
  const r = Math.sqrt(re * re + im * im);
  const a = Math.sqrt(0.5 * (r + re));
  return f64x2(a, (0.5 * im) / a);
}

/** G at infinite MAS for X = k dX, k = 0..count-1, two at a time: writes one more when count is odd. */
export function infiniteSignal(dX: f64, count: i32, out: usize): void {
  const one = f64x2.splat(1);
  const half = f64x2.splat(0.5);
  for (let k = 0; k < count; k += 2) {
    const X = f64x2(dX * <f64>k, dX * <f64>(k + 1));
    const halfX = v128.mul<f64>(half, X);
    // sqrt(1 + iX) = a + ib
    const a = v128.sqrt<f64>(v128.mul<f64>(half, v128.add<f64>(one, v128.sqrt<f64>(v128.add<f64>(one, v128.mul<f64>(X, X))))));
    const b = v128.div<f64>(halfX, a);
    // 1 / ((a + ib)(1 + iX/2))
    const re = v128.sub<f64>(a, v128.mul<f64>(b, halfX));
    const im = v128.add<f64>(b, v128.mul<f64>(a, halfX));
    const over = v128.div<f64>(one, v128.add<f64>(v128.mul<f64>(re, re), v128.mul<f64>(im, im)));
    const gr = v128.mul<f64>(re, over);
    const gi = v128.neg<f64>(v128.mul<f64>(im, over));
    v128.store(out + (<usize>k << 4), v128.shuffle<f64>(gr, gi, 0, 2));
    v128.store(out + (<usize>k << 4) + 16, v128.shuffle<f64>(gr, gi, 1, 3));
  }
}

/** G static for X = k dX, k = 0..count-1. */
export function staticSignal(dX: f64, count: i32, out: usize): void {
  for (let k = 0; k < count; k++) {
    const X = dX * <f64>k;
    // 1 / ((1 + 2iX)(1 - iX))
    const re = 1 + 2 * X * X;
    const over = 1.0 / (re * re + X * X);
    v128.store(out + (<usize>k << 4), f64x2(re * over, -X * over));
  }
}

/**
 * G at finite MAS: the frequency of one tensor r = (r0, r1c, r1s, r2c, r2s) (orthonormal components about the rotor axis) at rotor
 * phase psi, from h = tr(v^2)/24 - b.v^2.b/4 + 3/16 (b.v.b)^2 with b the field in the rotor frame, is
 *   h = -r0^2/24 - (r2c^2 + r2s^2)/48
 *     - r0 (r1c cos + r1s sin)/(6 sqrt 6) - sqrt 2/24 [(r1c r2c + r1s r2s) cos + (r1c r2s - r1s r2c) sin]
 *     + r0 (r2c cos 2 + r2s sin 2)/(6 sqrt 3) + sqrt 2/24 [(r1c r2c - r1s r2s) cos 3 + (r1c r2s + r1s r2c) sin 3]
 *     + (r2c^2 - r2s^2)/48 cos 4 + r2c r2s/24 sin 4.
 * r1 never meets r1, so r1 is eliminated exactly and a 3 x 3 complex symmetric determinant is left. Its real part is positive definite, so every pivot of
 * the factorisation has a positive real part and the product of principal roots is the continuous branch.
 * In: a = 6 pi sigma^2 / nu0 (per second), rotor frequency (Hz, > 0), times k dt, k = 0..count-1.
 */
export function masSignal(a: f64, rotor: f64, dt: f64, count: i32, out: usize): void {
  const omega = 2 * Math.PI * rotor;
  const k01 = 1.0 / (12.0 * Math.sqrt(6.0));
  const k02 = 1.0 / (12.0 * Math.sqrt(3.0));
  const k12 = Math.sqrt(2.0) / 48.0;
  // cos and sin of the rotor phase by recurrence, renewed every 64 steps.
  const stepC = Math.cos(omega * dt);
  const stepS = Math.sin(omega * dt);
  let c1: f64 = 1;
  let s1: f64 = 0;
  for (let k = 0; k < count; k++) {
    const t = dt * <f64>k;
    if ((k & 63) == 0) {
      c1 = Math.cos(omega * t);
      s1 = Math.sin(omega * t);
    }
    const c2 = c1 * c1 - s1 * s1;
    const s2 = 2 * c1 * s1;
    const c3 = c2 * c1 - s2 * s1;
    const s3 = s2 * c1 + c2 * s1;
    const c4 = c2 * c2 - s2 * s2;
    const s4 = 2 * c2 * s2;
    const g = a / omega;
    const C1 = g * s1;
    const S1 = g * (1 - c1);
    const C2 = 0.5 * g * s2;
    const S2 = 0.5 * g * (1 - c2);
    const C3 = (g * s3) / 3.0;
    const S3 = (g * (1 - c3)) / 3.0;
    const C4 = 0.25 * g * s4;
    const S4 = 0.25 * g * (1 - c4);
    // Rows of r1 against (r0, r2c, r2s).
    const n10 = -k01 * C1;
    const n1c = k12 * (C3 - C1);
    const n1s = k12 * (S3 - S1);
    const m10 = -k01 * S1;
    const m1c = k12 * (S3 + S1);
    const m1s = -k12 * (C3 + C1);
    // Real part 1 + N^T N, imaginary part -M.
    const at = a * t;
    const r00 = 1 + n10 * n10 + m10 * m10;
    const r01 = n10 * n1c + m10 * m1c;
    const r02 = n10 * n1s + m10 * m1s;
    const r11 = 1 + n1c * n1c + m1c * m1c;
    const r12 = n1c * n1s + m1c * m1s;
    const r22 = 1 + n1s * n1s + m1s * m1s;
    const i00 = at / 24.0;
    const i01 = -k02 * C2;
    const i02 = -k02 * S2;
    const i11 = (at - C4) / 48.0;
    const i12 = -S4 / 48.0;
    const i22 = (at + C4) / 48.0;
    // First pivot, then the 2 x 2 rest, by hand.
    const over = 1.0 / (r00 * r00 + i00 * i00);
    const p1r = (r01 * r00 + i01 * i00) * over;
    const p1i = (i01 * r00 - r01 * i00) * over;
    const p2r = (r02 * r00 + i02 * i00) * over;
    const p2i = (i02 * r00 - r02 * i00) * over;
    const q11r = r11 - (p1r * r01 - p1i * i01);
    const q11i = i11 - (p1r * i01 + p1i * r01);
    const q12r = r12 - (p1r * r02 - p1i * i02);
    const q12i = i12 - (p1r * i02 + p1i * r02);
    const q22r = r22 - (p2r * r02 - p2i * i02);
    const q22i = i22 - (p2r * i02 + p2i * r02);
    const over1 = 1.0 / (q11r * q11r + q11i * q11i);
    const sr = (q12r * q11r + q12i * q11i) * over1;
    const si = (q12i * q11r - q12r * q11i) * over1;
    const d2r = q22r - (sr * q12r - si * q12i);
    const d2i = q22i - (sr * q12i + si * q12r);
    const ra = squareRoot(r00, i00);
    const rb = squareRoot(q11r, q11i);
    const rc = squareRoot(d2r, d2i);
    const ar = f64x2.extract_lane(ra, 0) * f64x2.extract_lane(rb, 0) - f64x2.extract_lane(ra, 1) * f64x2.extract_lane(rb, 1);
    const ai = f64x2.extract_lane(ra, 0) * f64x2.extract_lane(rb, 1) + f64x2.extract_lane(ra, 1) * f64x2.extract_lane(rb, 0);
    const br = ar * f64x2.extract_lane(rc, 0) - ai * f64x2.extract_lane(rc, 1);
    const bi = ar * f64x2.extract_lane(rc, 1) + ai * f64x2.extract_lane(rc, 0);
    const overAll = 1.0 / (br * br + bi * bi);
    v128.store(out + (<usize>k << 4), f64x2(br * overAll, -bi * overAll));
    const next = c1 * stepC - s1 * stepS;
    s1 = s1 * stepC + c1 * stepS;
    c1 = next;
  }
}
