/** Typed binding of transport.wasm: conductivity against temperature. Pure: takes an instance, keeps no state. */
import { Arena, type ArenaExports } from './arena.ts';
import { boltzmann_eV } from '../physics/constants.ts';

interface TransportExports extends ArenaExports {
  arrheniusFit(temperature: number, sigma: number, u: number, n: number, k: number, reference: number, uGeometry: number, out: number, residual: number): void;
}

/** One conductivity: u_sigma is its own (statistical) standard deviation, without the geometry that all points share. */
export interface ConductivityPoint {
  T_K: number;
  sigma_S_cm: number;
  u_sigma_S_cm?: number;
}

export interface ArrheniusOptions {
  /** Relative standard deviation of thickness over area, common to all points: enters sigma0 and sigma_298, never Ea. Default 0. */
  uGeometryRelative?: number;
  /** Ignore u_sigma and give every point the same weight. Default false. */
  unweighted?: boolean;
  /** Temperature of `sigma_298_S_cm`, K. Default 298.15. */
  reference_K?: number;
}

export interface ArrheniusResult {
  Ea_eV: number;
  u_Ea_eV: number;
  interval95_Ea_eV: [number, number];
  sigma0_S_K_cm: number;
  u_ln_sigma0: number;
  cov_Ea_ln_sigma0: number;
  /** Null when the points carry no errors. */
  reduced_chi2: number | null;
  error_from: 'fit' | 'scatter';
  single_line: boolean;
  break_T_K: number | null;
  /** Activation energies below and above the break, when there is one. */
  Ea_below_eV: number | null;
  Ea_above_eV: number | null;
  sigma_298_S_cm: number;
  u_sigma_298_S_cm: number;
  /** ln(sigma T) minus the line, in the order of `T_K`. */
  residual_ln_sigma_T: number[];
  T_K: number[];
}

/** The functions of transport.wasm. */
export function transportKernel(instance: WebAssembly.Instance) {
  const wasm = instance.exports as unknown as TransportExports;
  const arena = new Arena(wasm);

  /**
   * Weighted regression of ln(sigma T) on 1/T: sigma T = sigma0 exp(-Ea/kT). At least 3 points at 2 temperatures; T in K, sigma in S/cm, both
   * positive; all points with errors, or none. Internal errors while reduced chi2 <= 3, else scaled by its root. Throws RangeError.
   */
  function arrhenius(points: readonly ConductivityPoint[], options: ArrheniusOptions = {}): ArrheniusResult {
    const { uGeometryRelative = 0, unweighted = false, reference_K = 298.15 } = options;
    if (points.length < 3) throw new RangeError(`an activation energy with its error needs at least 3 points, but there ${points.length === 1 ? 'is' : 'are'} ${points.length}: add temperatures`);
    const withErrors = points.filter((p) => p.u_sigma_S_cm !== undefined).length;
    if (withErrors !== 0 && withErrors !== points.length) throw new RangeError(`u_sigma_S_cm is given for ${withErrors} of ${points.length} points: expected all or none`);
    points.forEach((p, i) => {
      for (const [name, value] of [['T_K', p.T_K], ['sigma_S_cm', p.sigma_S_cm], ...(p.u_sigma_S_cm === undefined ? [] : [['u_sigma_S_cm', p.u_sigma_S_cm]])] as [string, number][]) {
        if (!(value > 0) || !Number.isFinite(value)) throw new RangeError(`${name} of point ${i + 1} is ${value}: expected a positive number`);
      }
    });
    const sorted = [...points].sort((a, b) => a.T_K - b.T_K);
    if (sorted[0]!.T_K === sorted.at(-1)!.T_K) throw new RangeError(`all points are at ${sorted[0]!.T_K} K: expected at least two temperatures`);
    const n = sorted.length;
    return arena.scope(() => {
      const out = arena.zerosF64(16);
      const residual = arena.zerosF64(n);
      const u = unweighted || withErrors === 0 ? 0 : arena.putF64(sorted.map((p) => p.u_sigma_S_cm!));
      wasm.arrheniusFit(arena.putF64(sorted.map((p) => p.T_K)), arena.putF64(sorted.map((p) => p.sigma_S_cm)), u, n, boltzmann_eV.value, reference_K, uGeometryRelative, out, residual);
      const o = arena.getF64(out, 16);
      const orNull = (x: number): number | null => (Number.isFinite(x) ? x : null);
      return {
        Ea_eV: o[0]!,
        u_Ea_eV: o[1]!,
        interval95_Ea_eV: [o[2]!, o[3]!],
        sigma0_S_K_cm: o[4]!,
        u_ln_sigma0: o[5]!,
        cov_Ea_ln_sigma0: o[6]!,
        reduced_chi2: orNull(o[7]!),
        error_from: o[8] === 1 ? 'scatter' : 'fit',
        single_line: o[9] === 1,
        break_T_K: orNull(o[10]!),
        Ea_below_eV: orNull(o[14]!),
        Ea_above_eV: orNull(o[15]!),
        sigma_298_S_cm: o[11]!,
        u_sigma_298_S_cm: o[12]!,
        residual_ln_sigma_T: Array.from(arena.getF64(residual, n)),
        T_K: sorted.map((p) => p.T_K),
      };
    });
  }

  return { arrhenius };
}

export type TransportKernel = ReturnType<typeof transportKernel>;
