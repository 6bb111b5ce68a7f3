/** assembly/arrhenius.ts and what it needs of assembly/statistics.ts, line by line in plain JavaScript; sums are local, since engines box numbers of wider scope. */

const CHI2_TRUSTED = 3;
const BREAK_LEVEL = 0.01;

interface Line {
  slope: number;
  centreX: number;
  centreY: number;
  sumW: number;
  sumXX: number;
  sumResidual: number;
}

/** Line through points [from, to). */
function line(x: Float64Array, y: Float64Array, w: Float64Array, from: number, to: number): Line {
  let sumW = 0;
  let centreX = 0;
  let centreY = 0;
  for (let i = from; i < to; i++) {
    sumW += w[i]!;
    centreX += w[i]! * x[i]!;
    centreY += w[i]! * y[i]!;
  }
  centreX /= sumW;
  centreY /= sumW;
  let sumXX = 0;
  let sumXY = 0;
  for (let i = from; i < to; i++) {
    const dx = x[i]! - centreX;
    sumXX += w[i]! * dx * dx;
    sumXY += w[i]! * dx * (y[i]! - centreY);
  }
  const slope = sumXY / sumXX;
  let sumResidual = 0;
  for (let i = from; i < to; i++) {
    const r = y[i]! - centreY - slope * (x[i]! - centreX);
    sumResidual += w[i]! * r * r;
  }
  return { slope, centreX, centreY, sumW, sumXX, sumResidual };
}

/** The 16 numbers of `arrheniusFit`: temperatures (K) ascending, sigma and its standard deviation u (S/cm), Boltzmann's constant k (eV/K), reference (K). */
export function arrheniusTwin(temperature: Float64Array, sigma: Float64Array, u: Float64Array, k: number, reference: number): { out: Float64Array; residual: Float64Array } {
  const n = temperature.length;
  const [x, y, w] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const [out, residual] = [new Float64Array(16), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    x[i] = 1 / (k * temperature[i]!);
    y[i] = Math.log(sigma[i]! * temperature[i]!);
    const relative = u[i]! / sigma[i]!;
    w[i] = 1 / (relative * relative);
  }
  findBreak(temperature, x, y, w, n, out);
  const { slope, centreX, centreY, sumW, sumXX, sumResidual } = line(x, y, w, 0, n);
  const dof = n - 2;
  const chi2 = sumResidual / dof;
  const scatter = chi2 > CHI2_TRUSTED;
  const scale = scatter ? chi2 : 1;
  const varianceSlope = scale / sumXX;
  const varianceCentre = scale / sumW;
  const t = studentQuantile(0.95, dof);
  const energy = -slope;
  const uEnergy = Math.sqrt(varianceSlope);
  out[0] = energy;
  out[1] = uEnergy;
  out[2] = energy - t * uEnergy;
  out[3] = energy + t * uEnergy;
  out[4] = Math.exp(centreY + energy * centreX);
  out[5] = Math.sqrt(varianceCentre + centreX * centreX * varianceSlope);
  out[6] = centreX * varianceSlope;
  out[7] = chi2;
  out[8] = scatter ? 1 : 0;
  const dx = 1 / (k * reference) - centreX;
  const sigmaReference = Math.exp(centreY - energy * dx) / reference;
  out[11] = sigmaReference;
  out[12] = sigmaReference * Math.sqrt(varianceCentre + dx * dx * varianceSlope);
  out[13] = t;
  for (let i = 0; i < n; i++) residual[i] = y[i]! - centreY + energy * (x[i]! - centreX);
  return { out, residual };
}

function findBreak(temperature: Float64Array, x: Float64Array, y: Float64Array, w: Float64Array, n: number, out: Float64Array): void {
  out[9] = 1;
  out[10] = NaN;
  out[14] = NaN;
  out[15] = NaN;
  const { sumResidual: one, sumW } = line(x, y, w, 0, n);
  if (n < 6 || one / sumW < 1e-18) return;
  let least = Infinity;
  let below = 0;
  let above = 0;
  let broken = -1;
  let tried = 0;
  for (let split = 2; split <= n - 2; split++) {
    if (temperature[split] === temperature[split - 1] || temperature[0] === temperature[split - 1] || temperature[split] === temperature[n - 1]) continue;
    tried++;
    const first = line(x, y, w, 0, split);
    const second = line(x, y, w, split, n);
    if (first.sumResidual + second.sumResidual < least) {
      least = first.sumResidual + second.sumResidual;
      below = -first.slope;
      above = -second.slope;
      broken = split;
    }
  }
  if (broken < 0) return;
  const tail = Math.exp(0.5 * (n - 4) * Math.log(Math.max(least / one, 1e-300)));
  if (tail * tried > BREAK_LEVEL) return;
  out[9] = 0;
  out[10] = 0.5 * (temperature[broken - 1]! + temperature[broken]!);
  out[14] = below;
  out[15] = above;
}

function studentCentral(t: number, dof: number): number {
  const tangent = t / Math.sqrt(dof);
  const theta = Math.atan(tangent);
  const c = 1 / Math.sqrt(1 + tangent * tangent);
  const s = tangent * c;
  if (dof & 1) {
    let term = c;
    let sum = dof > 1 ? c : 0;
    for (let k = 3; k < dof; k += 2) {
      term *= (c * c * (k - 1)) / k;
      sum += term;
    }
    return (2 / Math.PI) * (theta + s * sum);
  }
  let term = 1;
  let sum = 1;
  for (let k = 2; k < dof; k += 2) {
    term *= (c * c * (k - 1)) / k;
    sum += term;
  }
  return s * sum;
}

export function studentQuantile(probability: number, dof: number): number {
  if (dof < 1) return Infinity;
  const d = dof > 100000 ? 100000 : dof;
  let low = 0;
  let high = 2;
  while (studentCentral(high, d) < probability && high < 1e9) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = 0.5 * (low + high);
    if (studentCentral(middle, d) < probability) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}
