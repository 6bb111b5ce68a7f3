/**
 * The line of one quadrupolar site at infinite MAS in plain JavaScript, line by line from assembly/lineshape.ts, powder.ts, legendre.ts, fft.ts and spline.ts:
 * powder sum on a grid, transform, row of the signal, damping, transform to the axis, images subtracted. A complex number is two neighbouring doubles.
 */

const DEPTH = 12.5;
const GAUSS = (Math.PI * Math.PI) / (4 * Math.LN2);
const MOST_TIMES = 1 << 20;
const MIDDLE = -0.0365;
const STEP = 0.2 / 0.0732;
const LONGEST = 7680;
const BEFORE = 3;
const KEPT = 32768;
const STEPS = 31;
const SMALLEST = 8;

export interface QuadrupolarSite {
  iso_ppm: number;
  CQ_MHz: number;
  eta: number;
  lb_Hz: number;
  gb_Hz: number;
  area: number;
}

// ── Roots of unity and transforms ──
let table: Float64Array | undefined;

function roots(): Float64Array {
  if (table) return table;
  table = new Float64Array(2 * KEPT);
  const quarter = KEPT >> 2;
  for (let k = 0; k < quarter; k++) {
    const angle = (2.0 * Math.PI * k) / KEPT;
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    table.set([c, s], 2 * k);
    table.set([-s, c], 2 * (k + quarter));
    table.set([-c, -s], 2 * (k + 2 * quarter));
    table.set([s, -c], 2 * (k + 3 * quarter));
  }
  return table;
}

/** Radix-4 Stockham with the positive sign; returns the buffer that holds the result. */
function fft(first: Float64Array, second: Float64Array, n: number): Float64Array {
  const root = roots();
  let [x, y] = [first, second];
  let length = n;
  let stride = 1;
  while (length >= 4) {
    const quarter = length >> 2;
    const leap = 2 * stride * quarter;
    const pace = 2 * (KEPT / length);
    const hop = 2 * stride;
    for (let p = 0; p < quarter; p++) {
      const w1r = root[p * pace]!;
      const w1i = root[p * pace + 1]!;
      const w2r = w1r * w1r - w1i * w1i;
      const w2i = w1i * w1r + w1r * w1i;
      const w3r = w2r * w1r - w2i * w1i;
      const w3i = w2i * w1r + w2r * w1i;
      let from = 2 * stride * p;
      let to = 8 * stride * p;
      for (let q = 0; q < stride; q++) {
        const ar = x[from]!;
        const ai = x[from + 1]!;
        const br = x[from + leap]!;
        const bi = x[from + leap + 1]!;
        const cr = x[from + 2 * leap]!;
        const ci = x[from + 2 * leap + 1]!;
        const dr = x[from + 3 * leap]!;
        const di = x[from + 3 * leap + 1]!;
        const acr = ar + cr;
        const aci = ai + ci;
        const bdr = br + dr;
        const bdi = bi + di;
        const er = ar - cr;
        const ei = ai - ci;
        // i (b - d)
        const fr = -(bi - di);
        const fi = br - dr;
        y[to] = acr + bdr;
        y[to + 1] = aci + bdi;
        const gr = er + fr;
        const gi = ei + fi;
        y[to + hop] = gr * w1r - gi * w1i;
        y[to + hop + 1] = gi * w1r + gr * w1i;
        const hr = acr - bdr;
        const hi = aci - bdi;
        y[to + 2 * hop] = hr * w2r - hi * w2i;
        y[to + 2 * hop + 1] = hi * w2r + hr * w2i;
        const kr = er - fr;
        const ki = ei - fi;
        y[to + 3 * hop] = kr * w3r - ki * w3i;
        y[to + 3 * hop + 1] = ki * w3r + kr * w3i;
        from += 2;
        to += 2;
      }
    }
    [x, y] = [y, x];
    length = quarter;
    stride <<= 2;
  }
  if (length === 2) {
    const leap = 2 * stride;
    for (let q = 0; q < leap; q++) {
      const a = x[q]!;
      const b = x[q + leap]!;
      y[q] = a + b;
      y[q + leap] = a - b;
    }
    return y;
  }
  return x;
}

function hermitianToReal(half: Float64Array, work: Float64Array, n: number): Float64Array {
  const root = roots();
  const m = n >> 1;
  const pace = 2 * (KEPT / n);
  const first = half[0]!;
  const last = half[2 * m]!;
  half[0] = first + last;
  half[1] = first - last;
  for (let k = 1; 2 * k <= m; k++) {
    const at = 2 * k;
    const mirror = 2 * (m - k);
    const ar = half[at]!;
    const ai = half[at + 1]!;
    const br = half[mirror]!;
    const bi = -half[mirror + 1]!;
    const sr = ar + br;
    const si = ai + bi;
    const dr = ar - br;
    const di = ai - bi;
    const wr = root[k * pace]!;
    const wi = root[k * pace + 1]!;
    const tr = -(di * wr + dr * wi);
    const ti = dr * wr - di * wi;
    half[at] = sr + tr;
    half[at + 1] = si + ti;
    half[mirror] = sr - tr;
    half[mirror + 1] = -(si - ti);
  }
  return fft(half, work, m);
}

function realToHermitian(x: Float64Array, work: Float64Array, out: Float64Array, n: number): void {
  const root = roots();
  const m = n >> 1;
  const pace = 2 * (KEPT / n);
  const z = fft(x, work, m);
  out[0] = z[0]! + z[1]!;
  out[1] = 0;
  out[2 * m] = z[0]! - z[1]!;
  out[2 * m + 1] = 0;
  for (let k = 1; k < m; k++) {
    const ar = z[2 * k]!;
    const ai = z[2 * k + 1]!;
    const br = z[2 * (m - k)]!;
    const bi = -z[2 * (m - k) + 1]!;
    const odr = -(bi - ai);
    const odi = br - ar;
    const wr = root[k * pace]!;
    const wi = root[k * pace + 1]!;
    out[2 * k] = 0.5 * (ar + br + (odr * wr - odi * wi));
    out[2 * k + 1] = 0.5 * (ai + bi + (odi * wr + odr * wi));
  }
}

// ── Gauss–Legendre rules ──
const sizeOf = (step: number): number => (SMALLEST << (step >> 2)) + ((SMALLEST << (step >> 2)) >> 2) * (step & 3);
const ladder = new Map<number, Float64Array>();

function ruleStep(wanted: number): number {
  let step = 0;
  while (step < STEPS - 1 && sizeOf(step) < wanted) step++;
  return step;
}

function ruleAt(step: number): Float64Array {
  let rule = ladder.get(step);
  if (!rule) ladder.set(step, (rule = makeRule(sizeOf(step))));
  return rule;
}

function makeRule(n: number): Float64Array {
  const rule = new Float64Array(2 * n);
  const order = 2 * n;
  const shrink = 1.0 - 1.0 / (8.0 * order * order) + 1.0 / (8.0 * order * order * order);
  for (let k = 0; k < n; k++) {
    let x = shrink * Math.cos((Math.PI * (k + 0.75)) / (order + 0.5));
    let slope = 1;
    for (let pass = 0; pass < 3; pass++) {
      let before = 1;
      let here = x;
      for (let j = 2; j <= 2 * n; j++) {
        const xp = x * here;
        const next = xp + (1.0 - 1.0 / j) * (xp - before);
        before = here;
        here = next;
      }
      slope = (order * (x * here - before)) / (x * x - 1);
      x -= here / slope;
    }
    rule[k] = x;
    rule[n + k] = 2.0 / ((1 - x * x) * (slope * slope));
  }
  return rule;
}

// ── Splines ──
function quintic0(u: number): number {
  const v = 1 - u;
  const w = v * v;
  return (w * w * v) / 120.0;
}
const quintic1 = (u: number): number => (26 + u * (-50 + u * (20 + u * (20 + u * (-20 + 5 * u))))) / 120.0;
function quintic2(u: number): number {
  const w = u * u;
  return (66 + w * (-60 + w * (30 - 10 * u))) / 120.0;
}
function sinc(f: number): number {
  const x = Math.PI * f;
  return x < 1e-4 && x > -1e-4 ? 1.0 - (x * x) / 6.0 : Math.sin(x) / x;
}

// ── Powder sum ──
function rowSteps(s: number): number {
  let steps = 128;
  while (steps < LONGEST && steps * STEP < s) steps += steps >> 1;
  return Math.min(steps, LONGEST);
}

function directionCounts(eta: number, steps: number, finer: number): { rule: number; nPhi: number } {
  const s = steps * STEP;
  return {
    rule: ruleStep(finer * (12.0 + 2.4 * (s * (0.0535 + 0.02 * eta)))),
    nPhi: eta === 0 ? 1 : Math.ceil(finer * (7.0 + 1.5 * (s * 0.031 * eta))),
  };
}

function fillRow(eta: number, steps: number, finer: number): Float64Array {
  let n = 512;
  while (n < 2 * (steps + 4) + (steps >> 1)) n <<= 1;
  const left = new Float64Array(n);
  const right = new Float64Array(n);
  const { rule, nPhi } = directionCounts(eta, steps, finer);
  const nTheta = sizeOf(rule);
  const nodes = ruleAt(rule);

  const a = -1.0 / 48.0;
  const b = 1.0 / 24.0;
  const c = -7.0 / 96.0;
  const dx = 0.5 * (eta - 1);
  const dy = -0.5 * (eta + 1);
  const trace = 1.5 + 0.5 * eta * eta;
  const scale = n * STEP;
  const offset = 0.5 * n - scale * MIDDLE;
  for (let j = 0; j < nPhi; j++) {
    const cos2 = Math.cos((Math.PI * (j + 0.5)) / nPhi);
    const z0 = 0.5 * (dx + dy) + 0.5 * (dx - dy) * cos2;
    const y0 = 0.5 * (dx * dx + dy * dy) + 0.5 * (dx * dx - dy * dy) * cos2;
    const z1 = 1 - z0;
    const y1 = 1 - y0;
    const p0 = offset + scale * (a * trace + b * y0 + c * z0 * z0);
    const p1 = scale * (b * y1 + 2 * c * z0 * z1);
    const p2 = scale * (c * z1 * z1);
    const share = 1.0 / nPhi;
    for (let i = 0; i < nTheta; i += 2) {
      deposit(left, nodes[i]!, share * nodes[nTheta + i]!, p0, p1, p2, n);
      deposit(right, nodes[i + 1]!, share * nodes[nTheta + i + 1]!, p0, p1, p2, n);
    }
  }
  for (let i = 0; i < n; i++) left[i]! += right[i]!;
  const spectrum = new Float64Array(n + 2);
  realToHermitian(left, right, spectrum, n);
  const row = new Float64Array(2 * (steps + 2 * BEFORE + 2));
  for (let k = 0; k < steps + BEFORE + 1; k++) {
    const f = sinc(k / n);
    const square = f * f;
    const factor = (k & 1 ? -1 : 1) / (square * square);
    const re = spectrum[2 * k]! * factor;
    const im = spectrum[2 * k + 1]! * factor;
    row[2 * (k + BEFORE)] = re;
    row[2 * (k + BEFORE) + 1] = im;
    if (k <= BEFORE) {
      row[2 * (BEFORE - k)] = re;
      row[2 * (BEFORE - k) + 1] = -im;
    }
  }
  return row;
}

function deposit(grid: Float64Array, u: number, share: number, p0: number, p1: number, p2: number, n: number): void {
  const x = u * u;
  const p = p0 + x * (p1 + x * p2);
  const f0 = Math.PI * (p / n - 0.5);
  const y = f0 * f0;
  const weight = share * (1 + y * (1 + y * (0.5333333333333333 + y * (0.2021164021164021 + y * 0.0611640211640212))));
  const i = Math.trunc(p);
  const f = p - i;
  const v = 1 - f;
  const w0 = ((v * v * v) / 6.0) * weight;
  const w1 = ((4 + f * f * (3 * f - 6)) / 6.0) * weight;
  const w3 = ((f * f * f) / 6.0) * weight;
  grid[i - 1]! += w0;
  grid[i]! += w1;
  grid[i + 1]! += weight - w0 - w1 - w3;
  grid[i + 2]! += w3;
}

function powderSignal(eta: number, ds: number, count: number, finer: number, out: Float64Array): number {
  const steps = rowSteps(ds * (count - 1));
  const row = fillRow(eta, steps, finer);
  const pace = ds / STEP;
  for (let k = 0; k < count; k++) {
    const p = pace * k;
    const i = Math.trunc(p);
    const u = p - i;
    const at = 2 * (BEFORE + i);
    const w0 = quintic0(u);
    const w1 = quintic1(u);
    const w2 = quintic2(u);
    const w3 = quintic2(1 - u);
    const w4 = quintic1(1 - u);
    const w5 = quintic0(1 - u);
    out[2 * k] = w0 * row[at - 4]! + w1 * row[at - 2]! + w2 * row[at]! + w3 * row[at + 2]! + w4 * row[at + 4]! + w5 * row[at + 6]!;
    out[2 * k + 1] = w0 * row[at - 3]! + w1 * row[at - 1]! + w2 * row[at + 1]! + w3 * row[at + 3]! + w4 * row[at + 5]! + w5 * row[at + 7]!;
  }
  const { rule, nPhi } = directionCounts(eta, steps, finer);
  return sizeOf(rule) * nPhi;
}

/**
 * Intensity per ppm on a descending even axis, and the number of orientations in the powder sum. finer: as `setFineness` of the kernel.
 * Throws RangeError for a line that the kernel would damp or put on another grid: this twin is for lines that need neither.
 */
export function quadrupolarTwin(site: QuadrupolarSite, larmor_MHz: number, ppm: Float64Array, finer = 1): { intensity: Float64Array; orientations: number } {
  // plan
  const points = ppm.length;
  const nu0 = larmor_MHz;
  const top = ppm[0]! * nu0;
  const bottom = ppm[points - 1]! * nu0;
  const spacing = (top - bottom) / (points - 1);
  const { lb_Hz: lb, gb_Hz: gauss, area, eta } = site;
  const q = (site.CQ_MHz * site.CQ_MHz * 1e6) / nu0;
  const damping = Math.PI * lb;
  const until = (2 * DEPTH) / (damping + Math.sqrt(damping * damping + 4 * GAUSS * gauss * gauss * DEPTH));
  const iso = site.iso_ppm * nu0;
  const low = iso - 2.2 * gauss - 0.073 * q;
  const high = iso + 2.2 * gauss;
  const distance = Math.max(high - bottom, top - low);
  const reach = Math.max(1.25 * distance + 10 * lb, Math.max(1.9 * (top - bottom) + 12 * spacing, 20 * lb));
  let grid = 64;
  while (grid * spacing < reach) grid <<= 1;
  if (!(lb > 0) || until > MOST_TIMES / (8 * points * spacing) || until > (LONGEST * STEP) / q || 2 * grid > KEPT) throw new RangeError('this line is outside of what the plain JavaScript computes: take a wider line or a shorter axis');
  const period = grid * spacing;
  const origin = top;
  const qis = (q / 40) * (1 + (eta * eta) / 3);
  const shiftMean = iso - qis;
  const variance = (gauss * gauss) / (8 * Math.LN2) + 0.25 * qis * qis;
  const shiftSpread = (3 * variance - 0.25 * lb * lb) / (period * period);
  const times = Math.ceil(until * period) + 1;

  const signal = new Float64Array(2 * (times + 1));
  const orientations = powderSignal(eta, q * (1.0 / period), times, finer, signal);
  dress(signal, times, iso + q * MIDDLE - origin, 1.0 / period, lb, gauss, area);
  const intensity = transform(signal, times, grid, points, nu0, period);
  subtractImages(intensity, ppm, nu0 * ((area * lb) / (2 * Math.PI * period * period)), nu0, period, shiftMean, shiftSpread);
  return { intensity, orientations };
}

/** Carrier, damping and scale, two times at a step, recurrences renewed every 64. */
function dress(signal: Float64Array, times: number, offset: number, dt: number, lb: number, gauss: number, scale: number): void {
  const turn = offset * dt;
  const angle = (turns: number): number => 2 * Math.PI * (turns - Math.floor(turns));
  const dr = Math.cos(angle(2 * turn));
  const di = Math.sin(angle(2 * turn));
  const fade = Math.exp(-2 * Math.PI * lb * dt);
  const g = GAUSS * gauss * gauss * dt * dt;
  const fall = Math.exp(-8 * g);
  let [r0, r1, s0, s1, er, ei, or, oi] = [1, 1, 1, 1, 1, 0, 1, 0];
  for (let k = 0; k < times; k += 2) {
    if ((k & 63) === 0) {
      const n = k;
      const m = n + 1;
      er = Math.cos(angle(turn * n));
      ei = Math.sin(angle(turn * n));
      or = Math.cos(angle(turn * m));
      oi = Math.sin(angle(turn * m));
      s0 = scale * Math.exp(-Math.PI * lb * dt * n - g * n * n);
      s1 = scale * Math.exp(-Math.PI * lb * dt * m - g * m * m);
      r0 = fade * Math.exp(-4 * g * (n + 1));
      r1 = fade * Math.exp(-4 * g * (m + 1));
    }
    const at = 2 * k;
    const ar = signal[at]!;
    const ai = signal[at + 1]!;
    signal[at] = s0 * (ar * er - ai * ei);
    signal[at + 1] = s0 * (ai * er + ar * ei);
    const br = signal[at + 2]!;
    const bi = signal[at + 3]!;
    signal[at + 2] = s1 * (br * or - bi * oi);
    signal[at + 3] = s1 * (bi * or + br * oi);
    [er, ei] = [er * dr - ei * di, ei * dr + er * di];
    [or, oi] = [or * dr - oi * di, oi * dr + or * di];
    s0 *= r0;
    s1 *= r1;
    r0 *= fall;
    r1 *= fall;
  }
}

/** The folded signal, transformed to the axis. */
function transform(signal: Float64Array, times: number, grid: number, points: number, nu0: number, period: number): Float64Array {
  const half = grid >> 1;
  const spectrum = new Float64Array(2 * (half + 1));
  const work = new Float64Array(2 * (half + 1));
  const scale = 1.0 / period;
  for (let k = 0, r = 0; k < times; k++) {
    let re = signal[2 * k]! * scale;
    let im = signal[2 * k + 1]! * scale;
    if ((r === 0 && k > 0) || r === half) {
      re *= 2;
      im = 0;
    }
    const at = 2 * (r <= half ? r : grid - r);
    spectrum[at]! += re;
    spectrum[at + 1]! += r > half ? -im : im;
    if (++r === grid) r = 0;
  }
  const line = hermitianToReal(spectrum, work, grid);
  const out = new Float64Array(points);
  for (let j = 0; j < points; j++) out[j] = nu0 * line[j]!;
  return out;
}

function subtractImages(out: Float64Array, ppm: Float64Array, size: number, nu0: number, period: number, shiftMean: number, shiftSpread: number): void {
  const inverse = 1.0 / period;
  for (let j = 0; j < out.length; j++) {
    const x = inverse * (nu0 * ppm[j]! - shiftMean);
    const y = x * x;
    const gap = 1 - y;
    const near = 2 / (gap * gap);
    let second = 14 * 0.00407735619794434 + y * (18 * 0.00099457512781809);
    second = 10 * 0.01734306198444914 + y * second;
    second = 6 * 0.08232323371113819 + y * second;
    second = 2 * 0.6449340668482264 + y * second;
    second += near * (1 + y);
    let fourth = 20 * 0.01734306198444914 + y * (70 * 0.00407735619794434);
    fourth = 2 * 0.08232323371113819 + y * fourth;
    fourth += 0.5 * near * near * (1 + y * (6 + y));
    out[j]! -= size * (second + shiftSpread * fourth);
  }
}
