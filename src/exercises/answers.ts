/** What is right, computed by the functions and kernels that draw the figures. Keyed by the id of the exercise. */
import type { Kernels } from '../kernels/all.ts';
import type { KernelName } from '../kernels/names.ts';
import { boltzmann_eV, zeroCelsius_K } from '../physics/constants.ts';
import { polarisationCurrents } from '../physics/polarisation.ts';
import { BLOCKING, EA_DEFAULT_meV, ELECTRONIC_S_cm, kelvin, pelletAt, sigmaAt, sigmaRoom } from '../physics/transport-model.ts';
import { CELL_ANSWERS } from './cells-answers.ts';
import { LOCAL_STRUCTURE_ANSWERS } from './local-structure-answers.ts';
import { fitMeasurement, measure } from '../figures/parts/pellet-spectrum.ts';
import { STRUCTURE_ANSWERS } from './structure-answers.ts';

export interface Answer {
  kernels: readonly KernelName[];
  compute(kernels: Kernels): number;
  /** Wrong answers worth recognising, with what to say. */
  traps: readonly { value: (kernels: Kernels) => number; says: string }[];
}

/** Ea in eV as the Arrhenius kernel reads it from the drawn line. */
function fittedEnergy_eV(kernels: Kernels, x: number): number {
  const series = [10, 25, 40, 55, 70].map((t) => ({ T_K: kelvin(t), sigma_S_cm: sigmaAt(sigmaRoom(x), kelvin(t), EA_DEFAULT_meV) }));
  return kernels.transport.arrhenius(series).Ea_eV;
}

/** Temperature, °C, at which Equation 1 through σ(25 °C) reaches `target`: bisection, σ(T) rises throughout. */
function temperatureFor(sigmaRoom_S_cm: number, target_S_cm: number, Ea_eV: number): number {
  let [low, high] = [0, 200];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (sigmaAt(sigmaRoom_S_cm, kelvin(middle), 1000 * Ea_eV) < target_S_cm) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const PELLET = { x: 1.75, T_C: 25, Ea_meV: EA_DEFAULT_meV, mass_mg: 150, diameter_mm: 8, stray_pF: 100, permittivity: 10 };

function fittedPellet(kernels: Kernels): { r_ohm: number; thickness_cm: number; area_cm2: number } {
  const pellet = pelletAt(PELLET);
  const fit = fitMeasurement(kernels, measure(kernels, pellet, 1));
  return { ...pellet, r_ohm: fit.parameters[0]!.value };
}

/** The first ionic current of Figure S7 over a tenth of the electronic one, and the time constant of the decay. */
function ionsBesideElectrons(): { first: number; tau_s: number } {
  const pellet = pelletAt({ x: 1.625, T_C: 25, Ea_meV: EA_DEFAULT_meV, stray_pF: 0, permittivity: 10 });
  return { first: pellet.sigma_S_cm / (0.1 * ELECTRONIC_S_cm), tau_s: (pellet.r_ohm * BLOCKING.Q) ** (1 / BLOCKING.alpha) };
}

/** Time, s, at which the ionic current of Figure S7 has fallen to `share` of the electronic one: bisection in ln t, the current falls throughout. */
function waitFor(share: number): number {
  const pellet = pelletAt({ x: 1.625, T_C: 25, Ea_meV: EA_DEFAULT_meV, stray_pF: 0, permittivity: 10 });
  const cell = { bias_V: 0.05, rIonic_ohm: pellet.r_ohm, Q: BLOCKING.Q, alpha: BLOCKING.alpha, rElectronic_ohm: pellet.thickness_cm / (ELECTRONIC_S_cm * pellet.area_cm2), rLeak_ohm: 1e11 };
  let [low, high] = [1e-3, 1e6];
  for (let i = 0; i < 60; i++) {
    const middle = Math.sqrt(low * high);
    const { ionic_A, electronic_A } = polarisationCurrents(cell, [middle]);
    if (ionic_A[0]! > share * electronic_A) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}

export const ANSWERS: Record<string, Answer> = {
  ...CELL_ANSWERS,
  ...STRUCTURE_ANSWERS,
  ...LOCAL_STRUCTURE_ANSWERS,
  'warm-up-the-amorphous': {
    kernels: ['transport'],
    compute: (kernels) => temperatureFor(sigmaRoom(2), sigmaRoom(1.625), fittedEnergy_eV(kernels, 2)),
    traps: [
      {
        // Forgetting the 1/T of the prefactor.
        value: (kernels) => 1 / (1 / 298.15 - (boltzmann_eV.value / fittedEnergy_eV(kernels, 2)) * Math.log(sigmaRoom(1.625) / sigmaRoom(2))) - zeroCelsius_K.value,
        says: 'Close, but the factor 1/*T* in front of the exponential was left out; it costs a few tenths of a degree.',
      },
      { value: (kernels) => temperatureFor(sigmaRoom(2), sigmaRoom(1.625), fittedEnergy_eV(kernels, 2)) + zeroCelsius_K.value, says: 'That is the temperature in kelvin; the question asks for °C.' },
    ],
  },
  'wait-for-the-ions': {
    kernels: [],
    compute: () => waitFor(0.1),
    traps: [
      { value: () => waitFor(1), says: 'That is where the two currents are equal; the question asks for a tenth.' },
      {
        // An exponential with the time constant (RQ)^(1/α).
        value: () => ionsBesideElectrons().tau_s * Math.log(ionsBesideElectrons().first),
        says: 'That would be an exponential decay. A constant-phase element fades as a power of time, far more slowly.',
      },
      { value: () => waitFor(0.1) ** BLOCKING.alpha, says: 'That is *t* to the power 0.85; one more root to take.' },
    ],
  },
  'resistance-to-conductivity': {
    kernels: ['impedance'],
    compute(kernels) {
      const p = fittedPellet(kernels);
      return p.thickness_cm / (p.r_ohm * p.area_cm2);
    },
    traps: [
      {
        value(kernels) {
          const p = fittedPellet(kernels);
          return (p.r_ohm * p.area_cm2) / p.thickness_cm;
        },
        says: 'That is the resistivity in Ω cm; the conductivity is its reciprocal.',
      },
      {
        value(kernels) {
          const p = fittedPellet(kernels);
          return p.thickness_cm / (p.r_ohm * 4 * p.area_cm2);
        },
        says: 'The area looks four times too large: was the diameter taken for the radius?',
      },
    ],
  },
};
