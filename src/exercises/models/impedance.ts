/** Impedance of a cell with blocking electrodes. */
import { fitMeasurement, measure } from '../../figures/parts/pellet-spectrum.ts';
import { faceArea_cm2 } from '../../physics/composition.ts';
import { conductivity } from '../../physics/conductivity.ts';
import { vacuumPermittivity } from '../../physics/constants.ts';
import { polarisationCurrents } from '../../physics/polarisation.ts';
import { BLOCKING, EA_DEFAULT_meV, ELECTRONIC_S_cm, INSTRUMENT, pelletAt } from '../../physics/transport-model.ts';
import type { AnyValues } from '../../runtime/figure.ts';
import { closed, words, type Draw, type Model } from '../model.ts';

const pelletOf = ({ x, mass, diameter }: Draw) => pelletAt({ x: x!, T_C: 25, Ea_meV: EA_DEFAULT_meV, mass_mg: mass!, diameter_mm: diameter!, stray_pF: 100, permittivity: 10 });

/** Apex of the arc that Figure 3b shows, MHz. */
const apex_MHz = (v: AnyValues): number =>
  pelletAt({ x: v['x'] as number, T_C: v['T'] as number, Ea_meV: EA_DEFAULT_meV, mass_mg: v['mass'] as number, diameter_mm: v['diameter'] as number, stray_pF: v['stray'] as number, permittivity: v['permittivity'] as number }).apex_Hz / 1e6;

/** Temperature, °C, at which the top of the arc stands at `target`: bisection, it rises throughout. */
function whenAt(target_MHz: number, top_MHz: (T_C: number) => number): number {
  let [low, high] = [-40, 100];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (top_MHz(middle) < target_MHz) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const BIAS_V = 0.05;

/** Figure S7 with electrodes of `Q` (µΩ⁻¹ s^α): the pellet, its electronic conductance, and when the ionic current has fallen to a share of the electronic one. */
function transient(Q: number) {
  const pellet = pelletAt({ x: 1.625, T_C: 25, Ea_meV: EA_DEFAULT_meV, stray_pF: 0, permittivity: 10 });
  const G = (ELECTRONIC_S_cm * pellet.area_cm2) / pellet.thickness_cm;
  const cell = { bias_V: BIAS_V, rIonic_ohm: pellet.r_ohm, Q: Q * 1e-6, alpha: BLOCKING.alpha, rElectronic_ohm: 1 / G, rLeak_ohm: 1e11 };
  /** Bisection in ln t, s: the current falls throughout. */
  const fallenTo = (share: number): number => {
    let [low, high] = [1e-3, 1e6];
    for (let i = 0; i < 60; i++) {
      const middle = Math.sqrt(low * high);
      const { ionic_A, electronic_A } = polarisationCurrents(cell, [middle]);
      if (ionic_A[0]! > share * electronic_A) low = middle;
      else high = middle;
    }
    return low;
  };
  return { pellet, G, tau_s: (pellet.r_ohm * cell.Q) ** (1 / cell.alpha), fallenTo };
}

export const MODELS: Record<string, Model> = {
  'pellet-resistance': closed(({ sigma, d, D }) => {
    const area = faceArea_cm2(D! / 10);
    const answer = d! / 10 / ((sigma! / 1000) * area);
    return { answer, traps: { radius: answer / 4, inverse: 1000 / answer }, shown: { area, cm: d! / 10 } };
  }),
  'resistance-to-conductivity': {
    kernels: ['impedance'],
    solve(kernels, p) {
      const pellet = pelletOf(p);
      const r_ohm = fitMeasurement(kernels, measure(kernels, pellet, 1)).parameters[0]!.value;
      const disc = { thickness_cm: pellet.thickness_cm, u_thickness_cm: 0, diameter_cm: p['diameter']! / 10, u_diameter_cm: 0 };
      const answer = conductivity(r_ohm, 0, disc).sigma_S_cm;
      return { answer, traps: { resistivity: 1 / answer, radius: answer / 4 }, shown: { R: r_ohm, area: pellet.area_cm2, cm: pellet.thickness_cm, mm: 10 * pellet.thickness_cm } };
    },
  },
  'top-of-the-arc': closed(({ R, C }) => {
    const omega = 1 / (R! * C! * 1e-12);
    return { answer: omega / (2 * Math.PI) / 1e6, traps: { angular: omega / 1e6 }, shown: { tau: R! * C! * 1e-3 } };
  }),
  'relaxation-of-the-bulk': closed(({ sigma, eps }) => {
    const omega = sigma! / 1000 / (vacuumPermittivity.value * eps!);
    return { answer: omega / (2 * Math.PI) / 1e6, traps: { angular: omega / 1e6, vacuum: (omega * eps!) / (2 * Math.PI) / 1e6 } };
  }),
  'half-an-arc': {
    kernels: [],
    dial: 'T',
    solve(_kernels, { stray }) {
      const top = (T_C: number): number => pelletAt({ x: 1.625, T_C, Ea_meV: EA_DEFAULT_meV, stray_pF: stray!, permittivity: 10 }).apex_Hz / 1e6;
      return { goal: [0.93 * (INSTRUMENT.max_Hz / 1e6), 1.07 * (INSTRUMENT.max_Hz / 1e6)], shown: { warm: top(25), T: whenAt(INSTRUMENT.max_Hz / 1e6, top) } };
    },
    // All else as the link sets it: otherwise another capacitance would do as well.
    measures: (_kernels, v, p) => (v['stray'] === p['stray'] && v['x'] === 1.625 && v['sample'] === 'milled' ? apex_MHz(v) : NaN),
  },
  'slope-of-the-tail': closed(({ alpha }) => ({ answer: 90 * alpha!, traps: { fromVertical: 90 * (1 - alpha!), vertical: 90 } })),
  'where-is-the-resistance': words(),
  'whose-capacitance': closed(({ R, f }) => {
    const C = 1 / (2 * Math.PI * R! * f! * 1e3);
    return { answer: C * 1e9, traps: { angular: 2 * Math.PI * C * 1e9 } };
  }),
  'wait-for-the-ions': closed(({ Q, share }) => {
    const { pellet, G, tau_s, fallenTo } = transient(Q!);
    const part = share! / 100;
    const answer = fallenTo(part);
    const exponential = tau_s * Math.log(1 / (pellet.r_ohm * part * G));
    return { answer, traps: { equal: fallenTo(1), exponential, root: answer ** BLOCKING.alpha }, shown: { d: pellet.thickness_cm, part, G, power: answer ** BLOCKING.alpha } };
  }),
};
