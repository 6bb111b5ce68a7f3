/** Carriers × mobility. */
import { freeSalt, mobility, sodiumLeft_cm3 } from '../../physics/carriers.ts';
import { compositionAt, faceArea_cm2 } from '../../physics/composition.ts';
import { boltzmann_eV, elementaryCharge } from '../../physics/constants.ts';
import { ROOM_TEMPERATURE_K, sigmaRoom } from '../../physics/transport-model.ts';
import { closed, words, type Model } from '../model.ts';

const thermal_V = boltzmann_eV.value * ROOM_TEMPERATURE_K;
/** Mobility of the amorphous over that of the best sample, each with its free salt taken off. */
const balance = (salt1625: number, salt2000: number): number => mobility(sigmaRoom(2), sodiumLeft_cm3(2, salt2000)) / mobility(sigmaRoom(1.625), sodiumLeft_cm3(1.625, salt1625));
/** Free salt at x = 2.000, wt %, that makes the mobilities equal: bisection, the ratio rises with it. */
function breakEven(salt1625: number): number {
  let [low, high] = [0, 5];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (balance(salt1625, middle) < 1) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export const MODELS: Record<string, Model> = {
  'count-the-carriers': closed(({ x }) => {
    const { sodiumDensity_cm3, atoms, molarMass_g_mol, density_g_cm3 } = compositionAt(x!);
    return { answer: sodiumDensity_cm3, traps: { formula: sodiumDensity_cm3 / atoms.Na, mass: sodiumDensity_cm3 * molarMass_g_mol }, shown: { na: atoms.Na, M: molarMass_g_mol, rho: density_g_cm3 } };
  }),
  'drift-mobility': closed(({ sigma, n }) => {
    const answer = mobility(sigma! * 1e-4, n! * 1e21);
    return { answer, traps: { chargeless: answer * elementaryCharge.value, resistivity: 1 / (sigma! * 1e-4) / (n! * 1e21) / elementaryCharge.value }, shown: { nm: 1e7 * answer } };
  }),
  'diffusion-from-conductivity': closed(({ sigma, n }) => {
    const mu = mobility(sigma! * 1e-4, n! * 1e21);
    return { answer: mu * thermal_V, traps: { mobility: mu, celsius: mu * boltzmann_eV.value * 25 }, shown: { mu, volts: 1000 * thermal_V } };
  }),
  'jump-rate': closed(({ D, a }) => {
    const base = (D! * 1e-8) / (a! * 1e-8) ** 2;
    return { answer: 6 * base, traps: { oneD: 2 * base, twoD: 4 * base, none: base }, shown: { square: a! * a! } };
  }),
  'haven-ratio': closed(({ tracer, charge }) => ({ answer: tracer! / charge!, traps: { inverse: charge! / tracer! } })),
  'electronic-leak': closed(({ sigma, d, bias }) => {
    const area = faceArea_cm2(1);
    const answer = (sigma! * 1e-9 * area * (bias! / 1000)) / (d! / 10);
    return { answer: answer * 1e9, traps: { radius: 4 * answer * 1e9, millimetre: (answer * 1e9) / 10 }, shown: { area } };
  }),
  'electronic-share': closed(({ electronic, ionic }) => {
    const [e, i] = [electronic! * 1e-9, ionic! * 1e-4];
    return { answer: e / (e + i), traps: { inverse: (e + i) / e, ions: i / (e + i) } };
  }),
  'salt-hides-sodium': closed(({ x, weight }) => {
    const free = freeSalt(x!, weight!);
    return { answer: x! + free, traps: { wrongWay: x! - free, grams: x! + weight! / 100 }, shown: { free, M: compositionAt(x!).molarMass_g_mol, share: (100 * free) / (2.25 - x!) } };
  }),
  'equal-mobilities': {
    kernels: [],
    dial: 'salt2000',
    solve: (_kernels, { salt }) => ({ goal: [0.97, 1.03], shown: { ratio: balance(salt!, 0), even: breakEven(salt!) } }),
    measures: (_kernels, v, { salt }) => (Math.abs((v['salt1625'] as number) - salt!) < 0.01 ? balance(v['salt1625'] as number, v['salt2000'] as number) : NaN),
  },
  'what-nmr-sees': words(),
};
