/** What limits a solid-state cell. */
import { deriveCell } from '../../kernels/cell.ts';
import type { Kernels } from '../../kernels/all.ts';
import { AMORPHOUS, BEST, cellWith, WHOLE_SODIUM_mAh_g } from '../../figures/parts/cell-params.ts';
import { READ_AT, sweepPeaks, SWEEP_T_K } from '../../figures/parts/sweep-model.ts';
import { retained } from '../../figures/6d/index.ts';
import { cellParameters, defaultCellParameters } from '../../physics/cell-parameters.ts';
import { faraday, gasConstant } from '../../physics/constants.ts';
import { QUOTED_X0_V, sweepReport, toSodium } from '../../physics/windows.ts';
import { closed, words, type Model } from '../model.ts';

const ONE_C_mA_g = 120;
/** RT/F at the temperature of the sweeps, V. */
const THERMAL_V = (gasConstant.value * SWEEP_T_K) / faraday.value;
const AREA_cm2 = defaultCellParameters().area_cm2;

/** Current density of 1 C, mA/cm², of a cell with `composite` mg at 11 : 16 : 0.5. */
const oneC = (composite: number): number => deriveCell(cellParameters({ composite_mg: composite })).geometry.one_C_mA_cm2;

/** Discharge capacity at 1 C of the rate study, mAh/g. */
const atOneC = (kernels: Kernels, sigma_mS_cm: number): number => kernels.cell.rate(cellWith({ ...BEST, sigma_mS_cm }, 23, 1, [0.1, 0.2, 0.5, 1])).rates[3]!.discharge.capacity_mAh_g;

/** Conductivity at which the cell gives `loss` less than that of x = 1.625 at 1 C: bisection of log σ, capacity rises throughout. */
function hurtingSigma(kernels: Kernels, loss_mAh_g: number): number {
  const target = atOneC(kernels, BEST.sigma_mS_cm) - loss_mAh_g;
  let [low, high] = [Math.log(0.01), Math.log(BEST.sigma_mS_cm)];
  for (let i = 0; i < 14; i++) {
    const middle = (low + high) / 2;
    if (atOneC(kernels, Math.exp(middle)) < target) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
const heavy = new Map<number, number>();
/** One bisection for each loss: the model of the cell is the slowest of all. */
const hurting = (kernels: Kernels, loss: number): number => heavy.get(loss) ?? (heavy.set(loss, hurtingSigma(kernels, loss)), heavy.get(loss)!);

export const MODELS: Record<string, Model> = {
  'areal-loading': closed(({ mass }) => {
    const loading = oneC(mass!);
    return { answer: loading, traps: { composite: (mass! * 0.12) / AREA_cm2, noArea: loading * AREA_cm2 }, shown: { active: (mass! * 11) / 27.5, charge: loading * AREA_cm2 } };
  }),
  'one-c-current': closed(({ rate, mass }) => {
    const answer = rate! * oneC(mass!) * AREA_cm2;
    return { answer, traps: { printed: rate! * 0.1 * AREA_cm2, composite: rate! * ONE_C_mA_g * mass! * 1e-3 }, shown: { active: (mass! * 11) / 27.5, density: answer / AREA_cm2, oneC: oneC(mass!) } };
  }),
  'two-definitions': closed(() => ({ answer: oneC(16.54), traps: { printed: 0.1, noArea: oneC(16.54) * AREA_cm2 } })),
  'sodium-moved': closed(({ capacity }) => ({ answer: capacity! / WHOLE_SODIUM_mAh_g, traps: { left: 1 - capacity! / WHOLE_SODIUM_mAh_g, inverse: WHOLE_SODIUM_mAh_g / capacity! } })),
  'catholyte-layer': closed(({ sigma, L }) => {
    const p = cellWith({ ...BEST, sigma_mS_cm: 1 }, 25, 1, [1]);
    const { volume_fraction_electrolyte: phi } = deriveCell({ ...p, porosity: 0.002 }).geometry;
    const share = Number(phi.toFixed(2));
    const effective = (sigma! / 1000) * share ** 1.5;
    const answer = (L! * 1e-4) / (3 * effective);
    return { answer, traps: { whole: 3 * answer, straight: (L! * 1e-4) / (3 * (sigma! / 1000)), linear: (L! * 1e-4) / (3 * (sigma! / 1000) * share) }, shown: { phi: share, effective, cm: L! * 1e-4 } };
  }),
  'separator-drop': closed(({ rate, sigma }) => {
    const thickness = 0.05 / 1.1 / AREA_cm2;
    const R = thickness / (sigma! / 1000);
    return { answer: R * rate! * 1.01, traps: { current: R * rate! * 1.01 * AREA_cm2 }, shown: { um: 1e4 * thickness, R, j: rate! * 1.01 } };
  }),
  'sigma-that-hurts': {
    kernels: ['cell'],
    solve: (kernels, { loss }) => ({ answer: hurting(kernels, loss!), traps: { amorphous: AMORPHOUS.sigma_mS_cm }, shown: { micro: 1000 * hurting(kernels, loss!) } }),
  },
  'onset-at-one-percent': {
    kernels: ['cell'],
    solve(kernels, { percent }) {
      const peak = sweepPeaks(kernels.cell).best;
      const onset = kernels.cell.onset(peak, percent! / 100, SWEEP_T_K);
      const answer = kernels.cell.onset(peak, READ_AT, SWEEP_T_K) - onset;
      return { answer, traps: { place: onset, steep: answer * peak.alpha }, shown: { alpha: peak.alpha, unit: THERMAL_V / peak.alpha } };
    },
  },
  'five-hundred-cycles': closed(({ efficiency, cycles }) => ({ answer: retained(efficiency!, cycles!), traps: { linear: 100 - cycles! * (100 - efficiency!) }, shown: { ratio: efficiency! / 100 } })),
  'efficiency-for-a-fading': {
    kernels: [],
    dial: 'best',
    solve: (_kernels, { left }) => ({ goal: [left! - 0.5, left! + 0.5], shown: { efficiency: 100 * (left! / 100) ** (1 / 500) } }),
    measures: (_kernels, v) => retained(v['best'] as number, 500),
  },
  'why-alike': words(),
  'against-sodium': closed(({ alloy }) => {
    const onset = sweepReport.oxidation.best.onset_V;
    return { answer: toSodium(onset, alloy!) - QUOTED_X0_V, traps: { mixed: onset - QUOTED_X0_V, wrongWay: onset - alloy! - QUOTED_X0_V } };
  }),
  'ten-times-faster': {
    kernels: ['cell'],
    solve(kernels, { times }) {
      const slope = THERMAL_V / sweepPeaks(kernels.cell).best.alpha;
      return { answer: slope * Math.log(times!), traps: { steep: THERMAL_V * Math.log(times!), decades: slope * Math.log10(times!) }, shown: { log: Math.log(times!) } };
    },
  },
  'loss-in-one-cycle': closed(({ left, cycles }) => {
    const answer = 100 * (1 - (left! / 100) ** (1 / cycles!));
    return { answer, traps: { evenly: (100 - left!) / cycles!, kept: 100 - answer }, shown: { kept: 100 - answer, log: -Math.log(left! / 100) / cycles! } };
  }),
};
