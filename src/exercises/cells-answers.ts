/** Answers of the window and the cells chapter. */
import { deriveCell } from '../kernels/cell.ts';
import type { Kernels } from '../kernels/all.ts';
import { defaultCellParameters, na9sn4_V } from '../physics/cell-parameters.ts';
import { QUOTED_X0_V, sweepReport, toSodium } from '../physics/windows.ts';
import { faraday, gasConstant } from '../physics/constants.ts';
import { BEST, cellWith } from '../figures/parts/cell-params.ts';
import { sweepPeaks, SWEEP_T_K } from '../figures/parts/sweep-model.ts';
import type { Answer } from './answers.ts';

const LONG_TEST_C = 0.33;

function longTestCurrent_mA(): number {
  const p = defaultCellParameters();
  return LONG_TEST_C * deriveCell(p).geometry.one_C_mA_cm2 * p.area_cm2;
}

/** Discharge capacity at 1 C of the rate study, mAh/g. */
const atOneC = (kernels: Kernels, sigma_mS_cm: number): number =>
  kernels.cell.rate(cellWith({ ...BEST, sigma_mS_cm }, 23, 1, [0.1, 0.2, 0.5, 1])).rates[3]!.discharge.capacity_mAh_g;

/** Conductivity at which the cell gives `loss` less than that of x = 1.625 at 1 C: bisection of log σ, capacity rises throughout. */
function hurtingSigma(kernels: Kernels, loss_mAh_g: number): number {
  const target = atOneC(kernels, BEST.sigma_mS_cm) - loss_mAh_g;
  let [low, high] = [Math.log(0.01), Math.log(BEST.sigma_mS_cm)];
  for (let i = 0; i < 11; i++) {
    const middle = (low + high) / 2;
    if (atOneC(kernels, Math.exp(middle)) < target) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

function onsetShift_V(kernels: Kernels): number {
  const peak = sweepPeaks(kernels.cell).best;
  return kernels.cell.onset(peak, 0.05, SWEEP_T_K) - kernels.cell.onset(peak, 0.01, SWEEP_T_K);
}

/** RT/F at the temperature of the sweeps, V. */
const THERMAL_V = (gasConstant.value * SWEEP_T_K) / faraday.value;
/** How far a peak of x = 1.625 moves when the sweep goes `times` as fast, V. */
const scanShift_V = (kernels: Kernels, times: number): number => (THERMAL_V / sweepPeaks(kernels.cell).best.alpha) * Math.log(times);

/** Percent of what is left that every cycle loses when `kept` is left after `cycles`. */
const lossInACycle_percent = (kept: number, cycles: number): number => 100 * (1 - kept ** (1 / cycles));

export const CELL_ANSWERS: Record<string, Answer> = {
  'onset-at-one-percent': {
    kernels: ['cell'],
    compute: onsetShift_V,
    traps: [
      { value: (kernels) => kernels.cell.onset(sweepPeaks(kernels.cell).best, 0.01, SWEEP_T_K), says: 'That is the onset by the 1 % rule; the question asks how far it has moved.' },
      { value: (kernels) => onsetShift_V(kernels) * sweepPeaks(kernels.cell).best.alpha, says: 'This would hold for *α* = 1. The wave is broader than that: divide by its *α*.' },
    ],
  },
  'one-c-current': {
    kernels: [],
    compute: longTestCurrent_mA,
    traps: [
      { value: () => LONG_TEST_C * 0.1 * defaultCellParameters().area_cm2, says: 'That follows from “100 µA/cm^2^”, which for these masses is 0.1 C and not 1 C (E2).' },
      { value: () => LONG_TEST_C * 120 * 16.54e-3, says: 'That counts the whole composite; only its NaCrO~2~ stores sodium.' },
    ],
  },
  'sigma-that-hurts': {
    kernels: ['cell'],
    compute: (kernels) => hurtingSigma(kernels, 10),
    traps: [{ value: (kernels) => 1000 * hurtingSigma(kernels, 10), says: 'That is in µS/cm; the question asks for mS/cm.' }],
  },
  'loss-in-one-cycle': {
    kernels: [],
    compute: () => lossInACycle_percent(0.83, 500),
    traps: [
      { value: () => (100 - 83) / 500, says: 'That shares the 17 % out evenly. A cycle loses a part of what is left, not of the first capacity.' },
      { value: () => 100 - lossInACycle_percent(0.83, 500), says: 'That is what a cycle keeps; the question asks what it loses.' },
    ],
  },
  'against-sodium': {
    kernels: [],
    compute: () => toSodium(sweepReport.oxidation.best.onset_V) - QUOTED_X0_V,
    traps: [
      { value: () => sweepReport.oxidation.best.onset_V - QUOTED_X0_V, says: 'That subtracts a voltage against one electrode from a voltage against another. Bring both to sodium first.' },
      { value: () => sweepReport.oxidation.best.onset_V - na9sn4_V.value - QUOTED_X0_V, says: 'The alloy lies above sodium, so a voltage against sodium is the larger number.' },
    ],
  },
  'ten-times-faster': {
    kernels: ['cell'],
    compute: (kernels) => scanShift_V(kernels, 10),
    traps: [
      { value: () => THERMAL_V * Math.log(10), says: 'This would hold for *α* = 1. The wave is broader than that: divide by its *α*.' },
      { value: (kernels) => scanShift_V(kernels, Math.E), says: 'That is one unit of *u*; ten times faster makes ln 10 of them, not 1.' },
    ],
  },
};
