/** Arrhenius, and what Ea does (not) tell. */
import { boltzmann_eV, zeroCelsius_K } from '../../physics/constants.ts';
import { EA_DEFAULT_meV, kelvin, ROOM_TEMPERATURE_K, sigmaAt, sigmaRoom, sigmaZero } from '../../physics/transport-model.ts';
import { closed, words, type Model } from '../model.ts';

const k_meV = 1000 * boltzmann_eV.value;

/** Temperature, °C, at which Equation 1 through σ(25 °C) reaches `target`: bisection, σ(T) rises throughout. */
function temperatureFor(room_S_cm: number, target_S_cm: number, Ea_meV: number): number {
  let [low, high] = [0, 200];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (sigmaAt(room_S_cm, kelvin(middle), Ea_meV) < target_S_cm) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const inverse = (low_C: number, high_C: number): number => 1 / kelvin(low_C) - 1 / kelvin(high_C);

export const MODELS: Record<string, Model> = {
  'warm-up-the-amorphous': {
    kernels: ['transport'],
    solve(kernels, { Ea }) {
      const series = [10, 25, 40, 55, 70].map((t) => ({ T_K: kelvin(t), sigma_S_cm: sigmaAt(sigmaRoom(2), kelvin(t), Ea!) }));
      // As the kernel reads it from the drawn line.
      const read_meV = 1000 * kernels.transport.arrhenius(series).Ea_eV;
      const answer = temperatureFor(sigmaRoom(2), sigmaRoom(1.625), read_meV);
      const without_K = 1 / (1 / ROOM_TEMPERATURE_K - (k_meV / read_meV) * Math.log(sigmaRoom(1.625) / sigmaRoom(2)));
      return { answer, traps: { prefactor: without_K - zeroCelsius_K.value, kelvin: kelvin(answer) }, shown: { slope: Ea! / k_meV, without: without_K, T: kelvin(answer) } };
    },
  },
  'two-temperatures': {
    kernels: ['transport'],
    solve(kernels, { Ea, sigma, low, high }) {
      const at = (t: number): number => sigmaAt(sigma! * 1e-4, kelvin(t), Ea!);
      const points = [low!, (low! + high!) / 2, high!].map((t) => ({ T_K: kelvin(t), sigma_S_cm: at(t) }));
      const answer = 1000 * kernels.transport.arrhenius(points).Ea_eV;
      const ratio = at(high!) / at(low!);
      return {
        answer,
        traps: { withoutT: (k_meV * Math.log(ratio)) / inverse(low!, high!), decades: answer / Math.LN10, celsius: (k_meV * Math.log((ratio * high!) / low!)) / (1 / low! - 1 / high!) },
        shown: { cold: at(low!), warm: at(high!), T1: kelvin(low!), T2: kelvin(high!), logs: Math.log((ratio * kelvin(high!)) / kelvin(low!)), inverse: 1e4 * inverse(low!, high!) },
      };
    },
  },
  'two-conventions': closed(({ T }) => ({ answer: k_meV * kelvin(T!), traps: { celsius: k_meV * T!, half: (k_meV * kelvin(T!)) / 2 }, shown: { K: kelvin(T!) } })),
  'conductivity-when-warm': closed(({ T, Ea }) => {
    const answer = sigmaAt(sigmaRoom(1.625), kelvin(T!), Ea!);
    return {
      answer: 1000 * answer,
      traps: { prefactor: (1000 * answer * kelvin(T!)) / ROOM_TEMPERATURE_K, unmoved: 1000 * sigmaRoom(1.625) },
      shown: { K: kelvin(T!), exponent: (Ea! / k_meV) * inverse(25, T!), factor: Math.exp((Ea! / k_meV) * inverse(25, T!)), shrink: ROOM_TEMPERATURE_K / kelvin(T!) },
    };
  }),
  'prefactor': closed(({ sigma, Ea }) => {
    const answer = sigmaZero(sigma! * 1e-4, ROOM_TEMPERATURE_K, Ea!);
    return { answer, traps: { withoutT: answer / ROOM_TEMPERATURE_K, celsius: (answer / ROOM_TEMPERATURE_K) * 25 }, shown: { hill: Ea! / (k_meV * ROOM_TEMPERATURE_K), boost: Math.exp(Ea! / (k_meV * ROOM_TEMPERATURE_K)) } };
  }),
  'where-lines-cross': closed(({ steep, flat, sigma }) => {
    const [a, b] = [6.6e-5, sigma! * 1e-4];
    // Equal σ where the difference of the two exponents makes up for the ratio; both lines have the same 1/T.
    const T_K = 1 / (1 / ROOM_TEMPERATURE_K - (k_meV * Math.log(b / a)) / (steep! - flat!));
    return { answer: T_K - zeroCelsius_K.value, traps: { kelvin: T_K, single: 1 / (1 / ROOM_TEMPERATURE_K - (k_meV * Math.log(b / a)) / steep!) - zeroCelsius_K.value }, shown: { T: T_K, gap: steep! - flat!, ratio: b / a } };
  }),
  'read-the-factor': closed(({ T, Ea }) => {
    const answer = sigmaAt(1, kelvin(T!), Ea!);
    return { answer, traps: { prefactor: (answer * kelvin(T!)) / ROOM_TEMPERATURE_K }, shown: { K: kelvin(T!), shrink: ROOM_TEMPERATURE_K / kelvin(T!), factor: (answer * kelvin(T!)) / ROOM_TEMPERATURE_K } };
  }),
  'close-the-gap': {
    kernels: [],
    dial: 'gain',
    solve: (_kernels, { factor }) => ({ goal: [0.97 * factor!, 1.03 * factor!], shown: { gain: (k_meV * Math.log(10 / factor!)) / inverse(25, 70) } }),
    measures(_kernels, v) {
      if (v['T'] !== 70 || v['factor'] !== 10) return NaN;
      const room = sigmaRoom(Number(v['sample']));
      return sigmaAt(room, kelvin(70), EA_DEFAULT_meV) / sigmaAt(room / (v['factor'] as number), kelvin(70), EA_DEFAULT_meV + (v['gain'] as number));
    },
  },
  'same-slope': words(),
};
