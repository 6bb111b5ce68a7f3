/** Typed binding of validation.wasm: what a spectrum says before any circuit. Pure: takes an instance, keeps no state. */
import { Arena, type ArenaExports } from './arena.ts';
import { checkSpectrum, type Spectrum } from './impedance.ts';

interface ValidationExports extends ArenaExports {
  kramersKronig(...args: number[]): number;
}

export interface KramersKronig {
  valid: boolean;
  /** sqrt(mean of all real and imaginary residuals squared), % of |Z|. */
  rmsResidual_percent: number;
  /** One sigma of Re or of Im, % of |Z|, from fits to Re and Im apart: it does not suppose that they agree. */
  noiseEstimate_percent: number;
  /** Number of relaxation terms, chosen by AICc. */
  m: number;
  /** The sum was fitted to Z (elements in series) or to Y (in parallel). */
  representation: 'impedance' | 'admittance';
  inductance: boolean;
  capacitance: boolean;
  /** rms of what Re and Im contradict each other by, % of |Z|, noise taken off; and its normal deviate. */
  contradiction_percent: number;
  contradictionDeviate: number;
  contradicts: boolean;
  /** 0-based, in the order of the spectrum. */
  outliers: number[];
  /** (Z - Zfit)/|Z| in %. */
  residualReal_percent: Float64Array;
  residualImag_percent: Float64Array;
  message: string;
}

/** Fewest points from which Re and Im can be compared at all. */
const FEWEST_POINTS = 6;

/** The functions of validation.wasm. */
export function validationKernel(instance: WebAssembly.Instance) {
  const wasm = instance.exports as unknown as ValidationExports;
  const arena = new Arena(wasm);

  /**
   * Does the spectrum obey the Kramers-Kronig relations? Points in any order, at least 6. Throws RangeError on bad input.
   * Contradictions above 0.25 % of |Z| (rms) and single points off by 2 % count, when they stand out of the spectrum's own noise.
   */
  function kramersKronig(spectrum: Spectrum): KramersKronig {
    checkSpectrum(spectrum);
    const n = spectrum.frequency_Hz.length;
    if (n < FEWEST_POINTS) throw new RangeError(`the spectrum has ${n} points: expected at least ${FEWEST_POINTS} for a Kramers-Kronig test`);
    return arena.scope(() => {
      const [re, im] = [arena.zerosF64(n), arena.zerosF64(n)];
      const flags = arena.zerosI32(n);
      const scalars = arena.zerosF64(12);
      const omega = Float64Array.from(spectrum.frequency_Hz, (f) => 2 * Math.PI * f);
      const valid = wasm.kramersKronig(arena.putF64(omega), arena.putF64(spectrum.zReal_ohm), arena.putF64(spectrum.zImag_ohm), n, re, im, flags, scalars) === 1;
      const s = arena.getF64(scalars, 12);
      const result: KramersKronig = {
        valid,
        rmsResidual_percent: 100 * s[0]!,
        noiseEstimate_percent: 100 * s[1]!,
        m: s[2]!,
        representation: s[3] === 1 ? 'admittance' : 'impedance',
        inductance: (s[4]! & 1) !== 0,
        capacitance: (s[4]! & 2) !== 0,
        contradiction_percent: 100 * s[7]!,
        contradictionDeviate: s[6]!,
        contradicts: s[9] === 1,
        outliers: [...arena.getI32(flags, n).entries()].filter(([, flag]) => flag !== 0).map(([k]) => k),
        residualReal_percent: arena.getF64(re, n).map((x) => 100 * x),
        residualImag_percent: arena.getF64(im, n).map((x) => 100 * x),
        message: '',
      };
      result.message = verdictOf(result);
      return result;
    });
  }

  return { kramersKronig };
}

export type ValidationKernel = ReturnType<typeof validationKernel>;

const percent = (x: number): string => `${Number(x.toPrecision(2))} %`;

function verdictOf(kk: KramersKronig): string {
  const where = kk.representation === 'impedance' ? 'series' : 'parallel';
  const elements = [kk.capacitance ? `${where} capacitance` : '', kk.inductance ? `${where} inductance` : ''].filter((x) => x !== '');
  const model = `${kk.m} relaxation terms${elements.length > 0 ? `, ${elements.join(', ')}` : ''}`;
  if (kk.valid) return `obeys the Kramers-Kronig relations: residual ${percent(kk.rmsResidual_percent)} of |Z|, noise ${percent(kk.noiseEstimate_percent)} (${model})`;
  const { outliers } = kk;
  const few = outliers.slice(0, 8).join(', ');
  const reasons = [
    outliers.length > 0 ? `${outliers.length} point${outliers.length > 1 ? 's' : ''} out of line (${few}, counted from 0)` : '',
    kk.contradicts ? `Re and Im contradict each other by ${percent(kk.contradiction_percent)} of |Z|, beyond the noise of ${percent(kk.noiseEstimate_percent)}: drift, non-linearity or a wrong phase` : '',
  ].filter((x) => x !== '');
  return `violates the Kramers-Kronig relations: ${reasons.join('; ')} (${model})`;
}
