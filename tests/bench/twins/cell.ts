/**
 * assembly/composite-cathode.ts as a whole, line by line in plain JavaScript: the same equations, mesh, Newton, line search and steps,
 * by its better rules.
 * Particles one at a time where the kernel takes two; exp and log are the engine's own. What changes for each particle is passed on,
 * since engines box numbers of wider scope.
 */
import { deriveCell } from '../../../src/kernels/cell.ts';
import type { CellParameters } from '../../../src/physics/cell-parameters.ts';
import { faraday } from '../../../src/physics/constants.ts';

const GRADING = 0.6;
const Y_EDGE = 4e-5;
const SLOPE_EDGE = 1.2e-3;
const T_EDGE = 1e-5;
const TOLERANCE = 1e-5;
const TOLERANCE_TIGHT = 1e-7;
const INNER = 2e-3;
const INNER_TIGHT = 1e-10;
const LARGEST_MOVE = 0.5;
const ITERATIONS = 400;
const TERMS = 7;
const RESULT = 1 + TERMS;
/** Charge of a half-cycle that `Mesh.steps` divides, in C-rate hours (src/kernels/cell.ts). */
const MESH_HOURS = 1.15;

export interface PlainRun {
  /** Of each half-cycle: Q (mAh/g), ∫V dQ, ∫U(mean y) dQ, ∫loss dQ × 5. */
  results: Float64Array;
  steps: number;
  newton: number;
}

/** Charge and discharge at each C-rate in turn. Throws where the kernel stops. */
export function cellTwin(p: CellParameters): PlainRun {
  const d = deriveCell(p);
  const { cells: nz, shells: nr } = p.mesh;
  const classes = p.particles.length;
  const galleries = p.ocv.length;
  const halves = 2 * p.c_rates.length;
  const charge = faraday.value / p.active_molar_mass_g_mol;
  const { sigmaEff: sigma, length_cm: length, thermal_V: thermal, i0, diffusivity } = d;
  const rSeparator = d.resistances.separator;
  const rContact = d.resistances.contact;
  const volume = 1 / (charge * p.active_density_g_cm3);
  const eAnode = p.E_anode_V;
  const [vLow, vHigh] = p.cutoff_V;
  const iOneC = d.geometry.one_C_mA_cm2 / 1000;
  const oneC = p.one_C_mA_g;
  const stepQ = (MESH_HOURS * p.one_C_mA_g) / p.mesh.steps;
  const full = charge / 3.6;
  const yStart = p.initial_y;
  const galleryX = Float64Array.from(p.ocv, (g) => g.X);
  const galleryU = Float64Array.from(p.ocv, (g) => g.U_V);
  const galleryWidth = Float64Array.from(p.ocv, (g) => g.omega * thermal);
  const perWidth = galleryWidth.map((w) => 1 / w);
  const xPerWidth = galleryX.map((x, g) => x / galleryWidth[g]!);
  const share = Float64Array.from(p.particles, (c) => c.fraction * d.geometry.volume_fraction_active);
  const radius = Float64Array.from(p.particles, (c) => c.radius_um * 1e-4);

  const results = new Float64Array(RESULT * halves);
  const now = new Float64Array(TERMS);
  const [psi, psiKept] = [new Float64Array(nz), new Float64Array(nz)];
  const [surface, surfaceKept] = [new Float64Array(classes * nz), new Float64Array(classes * nz)];
  const [fill, fillKept] = [new Float64Array(classes * nr * nz), new Float64Array(classes * nr * nz)];
  const free = new Float64Array(classes * nr * nz);
  const [response, pivot, upper, lower] = [new Float64Array(classes * nr), new Float64Array(classes * nr), new Float64Array(classes * nr), new Float64Array(classes * nr)];
  const [rise, shares] = [new Float64Array(classes), new Float64Array(classes)];
  const [flow, flowSlope, gap, gapSlope] = [new Float64Array(classes * nz), new Float64Array(classes * nz), new Float64Array(classes * nz), new Float64Array(classes * nz)];
  const [direction, residual, inverse, source, sourceSlope, base] = [new Float64Array(nz), new Float64Array(nz), new Float64Array(nz), new Float64Array(nz), new Float64Array(nz), new Float64Array(nz)];

  let sumX = 0;
  let uFloor = 0;
  let yFloor = 0;
  let yCeiling = 0;
  let slopeFloor = 0;
  let uCeiling = 0;
  let slopeCeiling = 0;
  let tLow = 0;
  let tHigh = 0;
  let half = 0;
  let begun = false;
  let q = 0;
  let yMean = yStart;
  let uMean = 0;
  let status = 0;
  let steps = 0;
  let newton = 0;
  let streak = 0;
  let stepBefore = 0;
  let factoredFor = -1;
  let freeFor = -1;

  // ── Open-circuit curve ──
  let occupied = 0;
  let occupiedSlope = 0;

  function msmr(u: number): void {
    let y = 0;
    let slope = 0;
    for (let g = 0; g < galleries; g++) {
      const width = galleryWidth[g]!;
      const e = Math.exp(Math.min(Math.max((galleryU[g]! - u) / width, -300), 300));
      const part = 1 / (1 + e);
      const held = galleryX[g]! * part;
      y += held;
      slope += (held * (e * part)) / width;
    }
    occupied = y;
    occupiedSlope = slope;
  }

  function occupation(u: number): void {
    if (u < uFloor) {
      occupiedSlope = slopeFloor;
      occupied = yFloor + (u - uFloor) * occupiedSlope;
    } else if (u > uCeiling) {
      occupiedSlope = slopeCeiling;
      occupied = yCeiling + (u - uCeiling) * occupiedSlope;
    } else msmr(u);
  }

  function invertMsmr(y: number): number {
    let low = -2;
    let high = 10;
    for (let i = 0; i < 70; i++) {
      const middle = 0.5 * (low + high);
      msmr(middle);
      if (occupied < y) low = middle;
      else high = middle;
    }
    return 0.5 * (low + high);
  }

  function edge(end: number, inward: number): number {
    let u = invertMsmr(end + inward * Y_EDGE);
    msmr(u);
    if (occupiedSlope > SLOPE_EDGE) {
      u = invertMsmr(end + (inward * Y_EDGE * SLOPE_EDGE) / occupiedSlope);
      msmr(u);
    }
    return u;
  }

  function openCircuit(y: number, guess: number): number {
    if (y < yFloor) return uFloor + (y - yFloor) / slopeFloor;
    if (y > yCeiling) return uCeiling + (y - yCeiling) / slopeCeiling;
    let low = uFloor;
    let high = uCeiling;
    let u = guess;
    for (let i = 0; i < 80; i++) {
      if (!(u > low && u < high)) u = 0.5 * (low + high);
      msmr(u);
      const miss = occupied - y;
      if (miss > 0) high = u;
      else low = u;
      const step = miss / occupiedSlope;
      u -= step;
      if (Math.abs(step) < 1e-12) break;
    }
    return u;
  }

  // ── Particles ──
  const face = (i: number): number => (i / nr) * (1 + GRADING * (1 - i / nr));
  const cubic = (a: number, b: number): number => b * b + a * b + a * a;
  const meanSquare = (a: number, b: number): number => (0.6 * (a ** 4 + b ** 4 + a * b * cubic(a, b))) / cubic(a, b);
  const meanFourth = (a: number, b: number): number => (3 / 7) * ((a ** 6 + b ** 6 + a * b * (a ** 4 + b ** 4) + a * a * b * b * cubic(a, b)) / cubic(a, b));

  function factor(dt: number): void {
    if (factoredFor === dt) return;
    factoredFor = dt;
    freeFor = -1;
    for (let c = 0; c < classes; c++) {
      const o = c * nr;
      const scale = (diffusivity * dt) / (radius[c]! * radius[c]!);
      let excess = 0;
      let inner = 0;
      let inward = 0;
      let shell = 0;
      for (let i = 0; i < nr; i++) {
        const outer = face(i + 1);
        shell = ((outer - inner) * cubic(inner, outer)) / 3;
        const outward = i < nr - 1 ? (scale * outer * outer) / ((meanSquare(outer, face(i + 2)) - meanSquare(inner, outer)) / (2 * outer)) : 0;
        const down = -inward / shell;
        const up = -outward / shell;
        excess = 1 - (i > 0 ? down * excess * pivot[o + i - 1]! : 0);
        const diagonal = excess - up;
        lower[o + i] = down;
        pivot[o + i] = 1 / diagonal;
        upper[o + i] = up / diagonal;
        inner = outer;
        inward = outward;
      }
      let value = ((dt * volume) / (shell * radius[c]!)) * pivot[o + nr - 1]!;
      response[o + nr - 1] = value;
      for (let i = nr - 2; i >= 0; i--) {
        value = -upper[o + i]! * value;
        response[o + i] = value;
      }
      const last = face(nr - 1);
      const before = face(nr - 2);
      const squareOuter = 1 - meanSquare(last, 1);
      const squareNext = 1 - meanSquare(before, last);
      const bendOuter = 2 * squareOuter - (1 - meanFourth(last, 1));
      const bendNext = 2 * squareNext - (1 - meanFourth(before, last));
      const outerShare = bendNext / (bendNext - bendOuter);
      const ahead = (0.5 * (bendNext * squareOuter - bendOuter * squareNext)) / (bendNext - bendOuter);
      shares[c] = outerShare;
      rise[c] = outerShare * response[o + nr - 1]! + (1 - outerShare) * response[o + nr - 2]! + (ahead * radius[c]! * volume) / diffusivity;
    }
  }

  function relax(dt: number): void {
    const ratio = stepBefore > 0 ? dt / stepBefore : 0;
    const past = -(ratio * ratio) / (1 + 2 * ratio);
    factor((dt * (1 + ratio)) / (1 + 2 * ratio));
    if (freeFor === dt) return;
    freeFor = dt;
    for (let c = 0; c < classes; c++) {
      const o = c * nr;
      for (let i = 0; i < nr; i++) {
        const down = lower[o + i]!;
        const inversePivot = pivot[o + i]!;
        const at = (o + i) * nz;
        for (let k = 0; k < nz; k++) {
          const y = (1 - past) * fill[at + k]! + past * fillKept[at + k]!;
          free[at + k] = (i > 0 ? y - down * free[at - nz + k]! : y) * inversePivot;
        }
      }
      for (let i = nr - 2; i >= 0; i--) {
        const up = upper[o + i]!;
        const at = (o + i) * nz;
        for (let k = 0; k < nz; k++) free[at + k]! -= up * free[at + nz + k]!;
      }
    }
  }

  function commit(): void {
    fillKept.set(fill);
    for (let c = 0; c < classes; c++) {
      for (let i = 0; i < nr; i++) {
        const answer = response[c * nr + i]!;
        const at = (c * nr + i) * nz;
        for (let k = 0; k < nz; k++) fill[at + k] = free[at + k]! + answer * flow[c * nz + k]!;
      }
    }
    freeFor = -1;
  }

  const fourI0 = 4 * i0;
  const twoThermal = 2 * thermal;

  function evaluate(at: number, u: number, drive: number, still: number, lowest: number, highest: number, perDrive: number): number {
    let y = 0;
    let ySlope = 0;
    if (u < uFloor) {
      y = yFloor + (u - uFloor) * slopeFloor;
      ySlope = slopeFloor;
    } else if (u > uCeiling) {
      y = yCeiling + (u - uCeiling) * slopeCeiling;
      ySlope = slopeCeiling;
    } else {
      for (let g = 0; g < galleries; g++) {
        const e = Math.exp(Math.min(300, Math.max(-300, (galleryU[g]! - u) * perWidth[g]!)));
        const part = 1 / (1 + e);
        y += galleryX[g]! * part;
        ySlope += xPerWidth[g]! * part * (e * part);
      }
    }
    const slope = ySlope * perDrive;
    const j = (y - still) * perDrive;
    const perSum = 1 / sumX;
    const t = y * perSum;
    const inside = Math.min(highest, Math.max(lowest, t));
    const perExchange = 1 / (fourI0 * Math.sqrt(inside * (1 - inside)));
    const ratio = j * perExchange;
    const perRoom = fourI0 * perExchange * (fourI0 * perExchange);
    const exchangeSlope = inside === t ? (0.5 - t) * ySlope * (perSum * perRoom) : 0;
    const size = Math.abs(ratio);
    const root = Math.sqrt(1 + ratio * ratio);
    const arc = size < 1e-3 ? size * (1 - size * size * (1 / 6)) : Math.log(size + root);
    const g = u + twoThermal * (ratio < 0 ? -arc : arc) - drive;
    gap[at] = g;
    gapSlope[at] = 1 + (twoThermal / root) * (slope * perExchange - ratio * exchangeSlope);
    flow[at] = j;
    flowSlope[at] = slope;
    return g;
  }

  function approach(at: number, start: number, first: number, drive: number, still: number, lowest: number, highest: number, perDrive: number, inner: number): number {
    let u = start;
    let g = first;
    const reach = Math.abs(g) + 1e-9;
    let low = u - reach;
    let high = u + reach;
    for (let n = 0; n < 60; n++) {
      if (!(Math.abs(g) > inner)) break;
      if (g > 0) high = Math.min(high, u);
      else low = Math.max(low, u);
      const step = u - g / gapSlope[at]!;
      u = step > low && step < high ? step : 0.5 * (low + high);
      g = evaluate(at, u, drive, still, lowest, highest, perDrive);
    }
    surface[at] = u;
    return g;
  }

  function sources(inner: number): number {
    const depth = length / nz;
    let worst = 0;
    source.fill(0);
    sourceSlope.fill(0);
    for (let c = 0; c < classes; c++) {
      const area = (3 * share[c]! * depth) / radius[c]!;
      const perDrive = 1 / rise[c]!;
      const outermost = ((c + 1) * nr - 1) * nz;
      for (let k = 0; k < nz; k++) {
        const at = c * nz + k;
        const still = shares[c]! * free[outermost + k]! + (1 - shares[c]!) * free[outermost - nz + k]!;
        const lowest = Math.min(0.5, Math.max(tLow, -still / sumX));
        const highest = Math.max(0.5, Math.min(tHigh, 2 - still / sumX));
        const drive = psi[k]!;
        const u = surface[at]!;
        let g = evaluate(at, u, drive, still, lowest, highest, perDrive);
        if (Math.abs(g) > inner) g = approach(at, u, g, drive, still, lowest, highest, perDrive, inner);
        worst = Math.max(worst, Math.abs(g));
        const along = flowSlope[at]! / gapSlope[at]!;
        source[k]! += area * (flow[at]! - along * g);
        sourceSlope[k]! += area * along;
      }
    }
    return worst;
  }

  // ── One time step ──
  function solve(dt: number, current: number, clamp: boolean, voltage: number, wanted: number): number {
    relax(dt);
    const tolerance = Math.max(wanted, (thermal * 1e-14) / (Math.min(...rise) * i0));
    const depth = length / nz;
    const link = sigma / depth;
    const series = rSeparator + rContact + 0.5 / link;
    const leak = clamp ? 1 / series : 0;
    const fixed = voltage + eAnode;
    let slopeAtBase = 0;
    let fraction = 1;
    let searching = false;
    let inner = INNER;
    for (let n = 0; n < ITERATIONS; n++) {
      const worst = sources(inner);
      for (let k = 0; k < nz; k++) {
        const here = psi[k]!;
        let r = -source[k]!;
        let diagonal = sourceSlope[k]! + 1e-14;
        if (k > 0) {
          r += link * (psi[k - 1]! - here);
          diagonal += link;
        } else {
          r += clamp ? leak * (fixed - here) : current;
          diagonal += leak;
        }
        if (k < nz - 1) {
          r -= link * (here - psi[k + 1]!);
          diagonal += link;
        }
        residual[k] = r;
        inverse[k] = diagonal;
      }
      if (searching) {
        let slope = 0;
        for (let k = 0; k < nz; k++) slope += residual[k]! * direction[k]!;
        if (slope < -0.5 * slopeAtBase && fraction > 1e-4) {
          if (inner === INNER) {
            inner = INNER_TIGHT;
            searching = false;
            psi.set(base);
            continue;
          }
          fraction *= Math.max(0.1, Math.min(0.9, slopeAtBase / (slopeAtBase - slope)));
          for (let k = 0; k < nz; k++) psi[k] = base[k]! + fraction * direction[k]!;
          continue;
        }
      }
      let pivotInverse = 1 / inverse[0]!;
      inverse[0] = pivotInverse;
      let carried = residual[0]!;
      direction[0] = carried;
      for (let k = 1; k < nz; k++) {
        const m = link * pivotInverse;
        pivotInverse = 1 / (inverse[k]! - m * link);
        inverse[k] = pivotInverse;
        carried = residual[k]! + m * carried;
        direction[k] = carried;
      }
      let largest = 0;
      carried = 0;
      for (let k = nz - 1; k >= 0; k--) {
        carried = (direction[k]! + link * carried) * inverse[k]!;
        direction[k] = carried;
        largest = Math.max(largest, Math.abs(carried));
      }
      const shrink = largest > LARGEST_MOVE ? LARGEST_MOVE / largest : 1;
      slopeAtBase = 0;
      for (let k = 0; k < nz; k++) {
        const move = shrink * direction[k]!;
        direction[k] = move;
        slopeAtBase += move * residual[k]!;
        base[k] = psi[k]!;
        psi[k]! += move;
        for (let c = 0; c < classes; c++) {
          const at = c * nz + k;
          const change = (move - gap[at]!) / gapSlope[at]!;
          surface[at]! += change;
          flow[at]! += flowSlope[at]! * change;
        }
      }
      searching = true;
      fraction = 1;
      newton++;
      if (largest * shrink < tolerance && worst < tolerance) return clamp ? leak * (fixed - psi[0]!) : current;
      if (!clamp && (psi[0]! - fixed > 2 + vHigh - vLow || fixed - psi[0]! > 2 + vHigh - vLow)) return NaN;
    }
    return NaN;
  }

  const cellVoltage = (current: number): number => psi[0]! + current * (length / (2 * nz) / sigma + rSeparator + rContact) - eAnode;

  function predict(foreseen: boolean): void {
    lead(psi, psiKept, foreseen);
    lead(surface, surfaceKept, foreseen);
  }

  function lead(present: Float64Array, before: Float64Array, foreseen: boolean): void {
    for (let k = 0; k < present.length; k++) {
      const here = present[k]!;
      if (foreseen) present[k] = here + here - before[k]!;
      before[k] = here;
    }
  }

  function restore(): void {
    psi.set(psiKept);
    surface.set(surfaceKept);
  }

  function record(current: number, sign: number, voltage: number, dq: number, first: boolean): void {
    const meanU = openCircuit(yMean, uMean);
    uMean = meanU;
    const depth = length / nz;
    const solid = psi[0]! + (current * depth) / (2 * sigma);
    let catholyte = 0;
    let kinetics = 0;
    let surfaceU = 0;
    let total = 0;
    for (let c = 0; c < classes; c++) {
      const area = (3 * share[c]! * depth) / radius[c]!;
      for (let k = 0; k < nz; k++) {
        const at = c * nz + k;
        const part = area * flow[at]!;
        total += part;
        catholyte += part * (solid - psi[k]!);
        kinetics += part * (psi[k]! - surface[at]!);
        surfaceU += part * surface[at]!;
      }
    }
    const weight = first ? 0 : 0.5 * dq;
    point(0, voltage, weight);
    point(1, meanU, weight);
    point(2, sign * current * rSeparator, weight);
    point(3, sign * current * rContact, weight);
    point(4, (sign * catholyte) / total, weight);
    point(5, (sign * kinetics) / total, weight);
    point(6, sign * (surfaceU / total - meanU), weight);
    results[half * RESULT] = q;
  }

  function point(term: number, value: number, weight: number): void {
    results[half * RESULT + 1 + term]! += weight * (value + now[term]!);
    now[term] = value;
  }

  function nextHalf(): void {
    half++;
    begun = false;
    streak = 0;
    stepBefore = 0;
    q = 0;
    if (half >= halves) status = 1;
  }

  function book(current: number, sign: number, dt: number, voltage: number): void {
    commit();
    stepBefore = dt;
    const dq = (sign * current * dt * oneC) / (3600 * iOneC);
    q += dq;
    yMean += (sign * dq) / full;
    steps++;
    record(current, sign, voltage, dq, false);
  }

  function bookFull(current: number, sign: number, dt: number): void {
    book(current, sign, dt, cellVoltage(current));
    streak++;
  }

  function finish(dt: number, current: number, sign: number, limit: number): boolean {
    restore();
    let long = 1;
    let drawn = solve(dt, 0, true, limit, TOLERANCE_TIGHT);
    let missLong = sign * (drawn - current);
    if (Number.isNaN(drawn)) {
      status = 2;
      return true;
    }
    if (missLong >= 0) return false;
    let short = 0;
    let missShort = NaN;
    let part = 0.5;
    const enough = 1e-10 * Math.abs(current);
    for (let n = 0; n < 80; n++) {
      drawn = solve(part * dt, 0, true, limit, TOLERANCE_TIGHT);
      if (Number.isNaN(drawn)) {
        status = 2;
        return true;
      }
      const miss = sign * (drawn - current);
      if (Math.abs(miss) <= enough || long - short < 1e-11) break;
      if (miss > 0) {
        short = part;
        missShort = miss;
      } else {
        long = part;
        missLong = miss;
      }
      const falsi = (short * missLong - long * missShort) / (missLong - missShort);
      part = Number.isNaN(falsi) || n % 3 === 2 ? 0.5 * (short + long) : falsi;
    }
    book(drawn, sign, part * dt, limit);
    return true;
  }

  function firstVoltage(dt: number, current: number, sign: number, limit: number): number {
    let answer = solve(dt, current, false, limit, TOLERANCE);
    if (Number.isNaN(answer)) {
      restore();
      const drawn = solve(dt, 0, true, limit, TOLERANCE_TIGHT);
      if (sign * (drawn - current) <= 0) return NaN;
      answer = Number.isNaN(drawn) ? NaN : solve(dt, current, false, limit, TOLERANCE);
      if (Number.isNaN(answer)) status = 2;
    }
    return cellVoltage(current);
  }

  // cellStart
  for (let g = 0; g < galleries; g++) sumX += galleryX[g]!;
  uFloor = edge(0, 1);
  [yFloor, slopeFloor] = [occupied, occupiedSlope];
  uCeiling = edge(sumX, -1);
  [yCeiling, slopeCeiling] = [occupied, occupiedSlope];
  occupation(vLow + eAnode);
  tLow = Math.min(0.5, Math.max(T_EDGE, -occupied / sumX));
  occupation(vHigh + eAnode);
  tHigh = 1 - Math.min(0.5, Math.max(T_EDGE, occupied / sumX - 1));
  uMean = openCircuit(yStart, 0.5 * (uFloor + uCeiling));
  psi.fill(uMean);
  surface.fill(uMean);
  fill.fill(yStart);

  // cellAdvance
  while (status === 0) {
    const sign = half & 1 ? -1 : 1;
    const rate = p.c_rates[half >> 1]!;
    const current = sign * rate * iOneC;
    const limit = half & 1 ? vLow : vHigh;
    const dt = (stepQ / (rate * oneC)) * 3600;
    predict(streak >= 2);
    if (!begun) {
      const voltage = firstVoltage(1e-9 * dt, current, sign, limit);
      if (status !== 0) continue;
      if (!(sign * (voltage - limit) < 0)) {
        restore();
        nextHalf();
        continue;
      }
      begun = true;
      record(current, sign, voltage, 0, true);
      continue;
    }
    let answer = solve(dt, current, false, limit, TOLERANCE);
    const solved = !Number.isNaN(answer);
    if (solved && sign * (cellVoltage(current) - limit) < 0) bookFull(current, sign, dt);
    else if (finish(dt, current, sign, limit)) {
      if (status === 0) nextHalf();
      continue;
    } else {
      answer = solve(dt, current, false, limit, TOLERANCE);
      if (Number.isNaN(answer)) status = 2;
      else bookFull(current, sign, dt);
    }
    if (q > 2 * sumX * full) status = 3;
  }
  if (status !== 1) throw new Error(`the cell in plain JavaScript stopped with status ${status}`);
  return { results, steps, newton };
}
