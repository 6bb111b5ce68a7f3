/** Binding of cell.wasm: the composite-cathode cell model and linear sweep voltammetry. Works in Node, page and worker alike. */
import { Arena, type ArenaExports } from './arena.ts';
import { boltzmann_eV, faraday, gasConstant } from '../physics/constants.ts';
import type { CellParameters, Mesh } from '../physics/cell-parameters.ts';

interface CellExports extends ArenaExports {
  cellBlockLength(nz: number, nr: number, classes: number, galleries: number, halves: number): number;
  cellResultOffset(classes: number, galleries: number, halves: number): number;
  cellStart(block: number): void;
  cellAdvance(block: number, count: number, trace: number): number;
  cellStatus(block: number): number;
  cellProbe(block: number, current: number, dt: number): number;
  cellStored(block: number): number;
  cellOpenCircuit(block: number, ys: number, n: number, out: number): void;
  sweepCurrents(potential: number, n: number, peak: number, peaks: number, thermal: number, rate: number, out: number): void;
  onsetArgument(fraction: number): number;
}

// As in assembly/composite-cathode.ts.
const HEADER = 64;
const TRACE = 9;
const RESULT = 8;
/** Longest piece with profiles: its trace is held in the kernel's memory. */
const TRACE_ROWS = 4096;
const AT = { half: 32, q: 34, yMean: 35, steps: 38, newton: 39 };
/** σ, D and i0 are stated at this temperature. */
const REFERENCE_K = 298.15;
/** Charge of a half-cycle that `Mesh.steps` divides, in C-rate hours: 138 mAh/g for 1 C = 120 mA/g. */
const MESH_HOURS = 1.15;
/** Largest error of a capacity (mAh/g) at which the plain rules are kept; what they are judged by is itself within 0.03 of the limit in ordinary sets, so that 1 is held. */
const PLAIN_ERROR = 0.97;
/** Charge (mAh/g) below which a half-cycle has no mean voltage. */
const NOTHING = 1e-9;

/** What the parameters say before any simulation. */
export interface CellGeometry {
  thickness_um: number;
  volume_fraction_active: number;
  volume_fraction_electrolyte: number;
  volume_fraction_carbon: number;
  active_mass_mg: number;
  one_C_mA_cm2: number;
}

export interface CellResistances {
  separator: number;
  contact: number;
  /** L/(3 σ_eff): the ionic resistance of an evenly used cathode. */
  cathode_ionic_third: number;
}

/**
 * Mean losses of a half-cycle in V, each positive when it costs voltage: charge V = U - E_anode + Σ, discharge V = U - E_anode - Σ, U the open-circuit
 * potential of the mean composition. `diffusion` is U(surface) - U(mean) and includes unequal states of charge of the particles.
 */
export interface Losses {
  separator: number;
  contact: number;
  catholyte: number;
  kinetics: number;
  diffusion: number;
}

export interface HalfCycle {
  capacity_mAh_g: number;
  /** ∫V dQ/Q, null at capacity 0, as are the next two. */
  mean_V: number | null;
  mean_open_circuit_V: number | null;
  losses_V: Losses | null;
}

/** Along one half-cycle; the first point is the first instant under current. */
export interface Profile {
  Q_mAh_g: number[];
  V: number[];
  /** Open-circuit potential of the mean composition, V vs the counter electrode. */
  open_circuit_V: number[];
  losses_V: Record<keyof Losses, number[]>;
}

export interface RateResult {
  c_rate: number;
  charge: HalfCycle;
  discharge: HalfCycle;
  profiles?: { charge: Profile; discharge: Profile };
}

export interface CellResult {
  geometry: CellGeometry;
  resistances_ohm_cm2: CellResistances;
  rates: RateResult[];
  /** First discharge over first charge, in percent; null when the first charge is 0. */
  first_cycle_efficiency_percent: number | null;
  /** Change of the mean composition y of all particles, and the charge passed as a change of y: equal when charge is conserved. */
  charge_balance: { passed: number; stored: number };
  time_steps: number;
  newton_iterations: number;
}

/** A simulation that is advanced piece by piece: a worker reports and can be cancelled between pieces. */
export interface CellRun {
  /** Advances by at most `points` time steps; true when the run is complete. Throws RangeError when the model has no solution. */
  advance(points: number): boolean;
  /** 0 … 1: half-cycles begun, and the part of the running one against the full charge of a mesh. */
  progress(): number;
  /** What is complete so far (every half-cycle begun); all of it once `advance` returned true. */
  result(): CellResult;
}

/** One irreversible peak. */
export interface Peak {
  peak_V: number;
  alpha: number;
  /** Height, any unit, > 0. */
  current: number;
  direction: 'oxidation' | 'reduction';
}

export interface Sweep {
  /** One array a peak, reduction negative. */
  peaks: Float64Array[];
  total: Float64Array;
}

interface Derived {
  geometry: CellGeometry;
  resistances: CellResistances;
  sigmaEff: number;
  length_cm: number;
  thermal_V: number;
  i0: number;
  diffusivity: number;
}

const volt = (T_K: number): number => (gasConstant.value * T_K) / faraday.value;

/** exp(-Ea/k (1/T - 1/298.15 K)). */
const arrhenius = (Ea_meV: number, T_K: number): number => Math.exp((-Ea_meV / 1000 / boltzmann_eV.value) * (1 / T_K - 1 / REFERENCE_K));
/** σ(T)/σ(298.15 K) with σT ∝ exp(-Ea/kT). */
const conductivityRatio = (Ea_meV: number, T_K: number): number => (REFERENCE_K / T_K) * arrhenius(Ea_meV, T_K);

/** Geometry and resistances by arithmetic on the parameters. */
export function deriveCell(p: CellParameters): Derived {
  const parts = p.active_parts + p.electrolyte_parts + p.carbon_parts;
  const mass_g = (p.composite_mg * p.thickness_factor) / 1000;
  const active_g = (mass_g * p.active_parts) / parts;
  const active = active_g / p.active_density_g_cm3;
  const electrolyte = (mass_g * p.electrolyte_parts) / parts / p.electrolyte_density_g_cm3;
  const carbon = (mass_g * p.carbon_parts) / parts / p.carbon_density_g_cm3;
  const volume = (active + electrolyte + carbon) / (1 - p.porosity);
  const length_cm = volume / p.area_cm2;
  const sigmaEff = (p.sigma_mS_cm / 1000) * conductivityRatio(p.Ea_meV, p.T_K) * (electrolyte / volume) ** p.tortuosity_exponent;
  const separator_cm = p.separator_mg / 1000 / p.separator_density_g_cm3 / p.area_cm2;
  return {
    geometry: {
      thickness_um: length_cm * 1e4,
      volume_fraction_active: active / volume,
      volume_fraction_electrolyte: electrolyte / volume,
      volume_fraction_carbon: carbon / volume,
      active_mass_mg: active_g * 1000,
      one_C_mA_cm2: (p.one_C_mA_g * active_g) / p.area_cm2,
    },
    resistances: {
      separator: separator_cm / ((p.separator_sigma_mS_cm / 1000) * conductivityRatio(p.separator_Ea_meV, p.T_K)),
      contact: p.R_contact_ohm_cm2,
      cathode_ionic_third: length_cm / (3 * sigmaEff),
    },
    sigmaEff,
    length_cm,
    thermal_V: volt(p.T_K),
    i0: (p.i0_mA_cm2 / 1000) * arrhenius(p.Ea_i0_meV, p.T_K),
    diffusivity: p.D_cm2_s * arrhenius(p.Ea_D_meV, p.T_K),
  };
}

/** The block of assembly/composite-cathode.ts before `cellStart`. */
function newBlock(wasm: CellExports, p: CellParameters, d: Derived): Float64Array {
  const { cells, shells, steps } = p.mesh;
  const halves = 2 * p.c_rates.length;
  const block = new Float64Array(wasm.cellBlockLength(cells, shells, p.particles.length, p.ocv.length, halves));
  const charge = faraday.value / p.active_molar_mass_g_mol; // C/g at y = 1
  block.set([
    cells, shells, p.particles.length, p.ocv.length, halves,
    d.sigmaEff, d.length_cm, d.resistances.separator, d.resistances.contact, d.thermal_V, d.i0, d.diffusivity,
    1 / (charge * p.active_density_g_cm3), p.E_anode_V, p.cutoff_V[0], p.cutoff_V[1], d.geometry.one_C_mA_cm2 / 1000, p.one_C_mA_g,
    (MESH_HOURS * p.one_C_mA_g) / steps, charge / 3.6, p.initial_y, p.mesh.plain ? 1 : 0,
  ]);
  block.set(p.ocv.flatMap((g) => [g.X, g.U_V, g.omega]), HEADER);
  block.set(p.particles.flatMap((c) => [c.fraction * d.geometry.volume_fraction_active, c.radius_um * 1e-4]), HEADER + 3 * p.ocv.length);
  block.set(p.c_rates, HEADER + 3 * p.ocv.length + 2 * p.particles.length);
  return block;
}

/** A mesh with `least` is as it stands as long as the cathode is no longer than this many decay lengths of the reaction … */
const DECAY_LENGTHS = 3;
/** … and the largest grain's radius no more than this many times the depth that diffusion reaches in 1/(C-rate) hours; beyond, it grows in proportion … */
const DIFFUSION_DEPTHS = 8;
/** … up to this many times. With these three no capacity of 24 sets far from the default was more than 0.06 mAh/g from its limit on the fine mesh. */
const MOST_TIMES = 4;

/**
 * The mesh that a run takes. The length of the reaction zone is the larger of that of the linear transmission line, sqrt(σ RT/(a F i0)), and that of Tafel kinetics,
 * 2RTσ/(F I).
 */
function meshFor(p: CellParameters): Mesh {
  const { cells, shells, steps, least } = p.mesh;
  if (!least) return { cells, shells, steps };
  const d = deriveCell(p);
  const fastest = Math.max(...p.c_rates);
  const area = p.particles.reduce((sum, c) => sum + (3 * c.fraction * d.geometry.volume_fraction_active) / (c.radius_um * 1e-4), 0);
  const linear = d.length_cm * Math.sqrt((area * d.i0) / (d.thermal_V * d.sigmaEff));
  const tafel = (d.length_cm * fastest * d.geometry.one_C_mA_cm2) / (2000 * d.thermal_V * d.sigmaEff);
  const depths = (Math.max(...p.particles.map((c) => c.radius_um)) * 1e-4) / Math.sqrt((d.diffusivity * 3600) / fastest);
  const times = (demand: number): number => Math.min(MOST_TIMES, Math.max(1, demand));
  return { cells: Math.ceil(cells * times(Math.min(linear, tafel) / DECAY_LENGTHS)), shells: Math.ceil(shells * times(depths / DIFFUSION_DEPTHS)), steps };
}

const capacities = (result: CellResult): number[] => result.rates.flatMap((r) => [r.charge.capacity_mAh_g, r.discharge.capacity_mAh_g]);

/** Two runs of one cell, one after the other; the result is that of the first unless a capacity of the second differs by more than PLAIN_ERROR. */
function checked(plain: CellRun, better: CellRun): CellRun {
  let done = false; // the first
  return {
    advance: (points) => (done ? better.advance(points) : ((done = plain.advance(points)), false)),
    progress: () => (plain.progress() + better.progress()) / 2,
    result() {
      const [first, second] = [plain.result(), better.result()];
      const exact = capacities(second);
      return capacities(first).every((q, i) => Math.abs(q - exact[i]!) <= PLAIN_ERROR) ? first : second;
    },
  };
}

const STOPPED: Record<number, string> = {
  2: 'the cell model found no solution with these parameters: move conductivity, exchange current, cut-offs or C-rate towards their defaults',
  3: 'a half-cycle of the cell model did not reach its cut-off: bring cutoff_V nearer to the open-circuit curve',
};

const TERMS = ['separator', 'contact', 'catholyte', 'kinetics', 'diffusion'] as const;

/** Typed functions over one instance of cell.wasm. */
export function cellKernel(instance: WebAssembly.Instance) {
  const wasm = instance.exports as unknown as CellExports;
  const arena = new Arena(wasm);

  /** Runs `work` on a copy of `block` in the kernel's memory and copies the block back. */
  const within = <T>(block: Float64Array, work: (at: number) => T): T =>
    arena.scope(() => {
      const at = arena.putF64(block);
      const answer = work(at);
      block.set(arena.getF64(at, block.length));
      return answer;
    });

  const started = (p: CellParameters): { block: Float64Array; derived: Derived } => {
    const derived = deriveCell(p);
    const block = newBlock(wasm, p, derived);
    within(block, (at) => wasm.cellStart(at));
    return { block, derived };
  };

  /** Starts a simulation of charge and discharge at each C-rate in turn, the state carried over. `p` from `cellParameters`. */
  function start(p: CellParameters, options: { profiles?: boolean } = {}): CellRun {
    const { cells, shells, steps, plain } = p.mesh;
    const better = simulate({ ...p, mesh: meshFor(p) }, options);
    return plain ? checked(simulate({ ...p, mesh: { cells, shells, steps, plain } }, options), better) : better;
  }

  function simulate(p: CellParameters, options: { profiles?: boolean }): CellRun {
    const { block, derived } = started(p);
    const halves = 2 * p.c_rates.length;
    const rows: Float64Array[] = [];
    return {
      advance(points) {
        if (!(points >= 1)) throw new RangeError(`advance(${points}): expected at least 1 time step`);
        const most = Math.floor(Math.min(points, options.profiles ? TRACE_ROWS : 1e9));
        const status = within(block, (at) => {
          const trace = options.profiles ? arena.zerosF64(most * TRACE) : 0;
          const count = wasm.cellAdvance(at, most, trace);
          if (trace) rows.push(arena.getF64(trace, count * TRACE));
          return wasm.cellStatus(at);
        });
        if (status > 1) throw new RangeError(STOPPED[status] ?? `the cell model stopped with status ${status}`);
        return status === 1;
      },
      progress: () => Math.min(1, (block[AT.half]! + Math.min(0.99, block[AT.q]! / (MESH_HOURS * p.one_C_mA_g))) / halves),
      result: () => summarise(p, derived, block, options.profiles ? profilesOf(rows, halves, p.E_anode_V) : undefined),
    };
  }

  function summarise(p: CellParameters, derived: Derived, block: Float64Array, profiles: Profile[] | undefined): CellResult {
    const offset = wasm.cellResultOffset(p.particles.length, p.ocv.length, 2 * p.c_rates.length);
    const half = (i: number): HalfCycle => halfCycle(block.subarray(offset + i * RESULT, offset + (i + 1) * RESULT));
    const rates = p.c_rates.map((c_rate, i): RateResult => {
      const base = { c_rate, charge: half(2 * i), discharge: half(2 * i + 1) };
      return profiles ? { ...base, profiles: { charge: profiles[2 * i]!, discharge: profiles[2 * i + 1]! } } : base;
    });
    const first = rates[0]!;
    return {
      geometry: derived.geometry,
      resistances_ohm_cm2: derived.resistances,
      rates,
      first_cycle_efficiency_percent: first.charge.capacity_mAh_g > NOTHING ? (100 * first.discharge.capacity_mAh_g) / first.charge.capacity_mAh_g : null,
      charge_balance: { passed: block[AT.yMean]! - p.initial_y, stored: within(block, (at) => wasm.cellStored(at)) - p.initial_y },
      time_steps: block[AT.steps]!,
      newton_iterations: block[AT.newton]!,
    };
  }

  return {
    start,

    /** A whole simulation in one call. */
    rate(p: CellParameters, options: { profiles?: boolean } = {}): CellResult {
      const run = start(p, options);
      while (!run.advance(Infinity));
      return run.result();
    },

    /** Open-circuit potential U(y) in V vs Na/Na+ at T_K; y = 1 - x in Na_x CrO2, from 0 to ΣX. */
    openCircuit(p: CellParameters, y: ArrayLike<number>): Float64Array {
      const { block } = started(p);
      return within(block, (at) => {
        const out = arena.zerosF64(y.length);
        wasm.cellOpenCircuit(at, arena.putF64(y), y.length, out);
        return arena.getF64(out, y.length);
      });
    },

    /** Cell voltage `dt_s` seconds after a current density (A/cm², > 0 charges) is switched on at uniform composition `initial_y`; null when there is none. */
    voltageAfter(p: CellParameters, current_A_cm2: number, dt_s: number): number | null {
      const { block } = started(p);
      const voltage = within(block, (at) => wasm.cellProbe(at, current_A_cm2, dt_s));
      return Number.isFinite(voltage) ? voltage : null;
    },

    /**
     * Currents at `potential_V` of irreversible peaks at T_K; `scan_ratio` v/v_0 shifts and scales them. Throws RangeError for α outside 0 … 1,
     * a height, ratio or temperature that is not positive, or a potential that is not finite.
     */
    sweep(potential_V: ArrayLike<number>, peaks: readonly Peak[], T_K: number, scan_ratio = 1): Sweep {
      positive(T_K, 'T_K');
      positive(scan_ratio, 'scan_ratio');
      for (let i = 0; i < potential_V.length; i++) {
        if (!Number.isFinite(potential_V[i])) throw new RangeError(`potential_V[${i}] is ${potential_V[i]}: expected a finite potential in V`);
      }
      const packed = peaks.flatMap((peak, i) => packPeak(peak, i));
      return arena.scope(() => {
        const n = potential_V.length;
        const out = arena.zerosF64((peaks.length + 1) * n);
        wasm.sweepCurrents(arena.putF64(potential_V), n, arena.putF64(packed), peaks.length, volt(T_K), scan_ratio, out);
        return { peaks: peaks.map((_, i) => arena.getF64(out + 8 * i * n, n)), total: arena.getF64(out + 8 * peaks.length * n, n) };
      });
    },

    /** α of the peak that has risen to `fraction` of its height |E_p - E_onset| before its maximum: |u(fraction)| RT/(F |E_p - E_onset|). */
    alphaFromOnset(peak_V: number, onset_V: number, fraction: number, T_K: number): number {
      fractionOfPeak(fraction);
      positive(T_K, 'T_K');
      if (!(Math.abs(peak_V - onset_V) > 0)) throw new RangeError(`onset_V is ${onset_V}: expected a potential other than that of the peak, ${peak_V} V`);
      return (-wasm.onsetArgument(fraction) * volt(T_K)) / Math.abs(peak_V - onset_V);
    },

    /** Potential at which one peak has risen to `fraction` of its height: the onset, by that definition. */
    onset(peak: Peak, fraction: number, T_K: number): number {
      fractionOfPeak(fraction);
      packPeak(peak, 0);
      positive(T_K, 'T_K');
      const distance = (wasm.onsetArgument(fraction) * volt(T_K)) / peak.alpha;
      return peak.peak_V + (peak.direction === 'oxidation' ? distance : -distance);
    },
  };
}

export type CellKernel = ReturnType<typeof cellKernel>;

const positive = (value: number, what: string): void => {
  if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${what} is ${value}: expected a positive number`);
};
const fractionOfPeak = (fraction: number): void => {
  if (!(fraction > 0 && fraction < 1)) throw new RangeError(`the onset fraction is ${fraction}: expected a number between 0 and 1, such as 0.05`);
};

function packPeak(peak: Peak, i: number): number[] {
  if (!Number.isFinite(peak.peak_V)) throw new RangeError(`peak ${i + 1}: peak_V is ${peak.peak_V}: expected a finite potential in V`);
  if (!(peak.alpha > 0 && peak.alpha <= 1)) throw new RangeError(`peak ${i + 1}: alpha is ${peak.alpha}: expected a number above 0 and at most 1`);
  positive(peak.current, `peak ${i + 1}: current`);
  return [peak.peak_V, peak.alpha, peak.current, peak.direction === 'oxidation' ? 1 : -1];
}

function halfCycle(values: Float64Array): HalfCycle {
  const Q = values[0]!;
  if (!(Q > NOTHING)) return { capacity_mAh_g: 0, mean_V: null, mean_open_circuit_V: null, losses_V: null };
  const losses = Object.fromEntries(TERMS.map((name, i) => [name, values[3 + i]! / Q])) as unknown as Losses;
  return { capacity_mAh_g: Q, mean_V: values[1]! / Q, mean_open_circuit_V: values[2]! / Q, losses_V: losses };
}

function profilesOf(pieces: readonly Float64Array[], halves: number, E_anode_V: number): Profile[] {
  const empty = (): Profile => ({ Q_mAh_g: [], V: [], open_circuit_V: [], losses_V: { separator: [], contact: [], catholyte: [], kinetics: [], diffusion: [] } });
  const profiles = Array.from({ length: halves }, empty);
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += TRACE) {
      const profile = profiles[piece[at]!]!;
      profile.Q_mAh_g.push(piece[at + 1]!);
      profile.V.push(piece[at + 2]!);
      profile.open_circuit_V.push(piece[at + 3]! - E_anode_V);
      TERMS.forEach((name, i) => profile.losses_V[name].push(piece[at + 4 + i]!));
    }
  }
  return profiles;
}
