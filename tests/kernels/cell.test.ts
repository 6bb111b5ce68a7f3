import { describe, expect, it } from 'vitest';
import { cellKernel, deriveCell, type CellResult, type Peak } from '../../src/kernels/cell.ts';
import { loadKernel } from '../../src/kernels/node.ts';
import { cellParameters, defaultCellParameters, meshes, na9sn4_range_V, na9sn4_V, numberSpecs, listSpecs, tunedTo, type CellParameters, type Mesh } from '../../src/physics/cell-parameters.ts';
import { faraday, gasConstant } from '../../src/physics/constants.ts';
import { hasShared, readShared } from '../shared-data.ts';

const kernel = cellKernel(loadKernel('cell'));
const discharges = (result: CellResult): number[] => result.rates.map((r) => r.discharge.capacity_mAh_g);
const capacities = (result: CellResult): number[] => result.rates.flatMap((r) => [r.charge.capacity_mAh_g, r.discharge.capacity_mAh_g]);
const largest = (a: readonly number[], b: readonly number[]): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));
};
const twiceFiner = { cells: 2 * meshes.fine.cells, shells: 2 * meshes.fine.shells, steps: 2 * meshes.fine.steps };
/** Capacity of one sodium a formula unit, mAh/g. */
const wholeSodium = (p: CellParameters): number => faraday.value / p.active_molar_mass_g_mol / 3.6;
/** MSMR written out a second time, as the textbook has it. */
const msmr = (p: CellParameters, U_V: number): number =>
  p.ocv.reduce((y, g) => y + g.X / (1 + Math.exp((-(U_V - g.U_V) * faraday.value) / (g.omega * gasConstant.value * p.T_K))), 0);

describe('mesh', () => {
  const fine = kernel.rate(cellParameters());

  it('fine mesh lies within 0.2 mAh/g of one twice as fine at every rate, web mesh within 1', () => {
    const finer = capacities(kernel.rate(cellParameters({ mesh: twiceFiner })));
    expect(largest(capacities(fine), finer)).toBeLessThan(0.2);
    expect(largest(capacities(kernel.rate(cellParameters({ mesh: 'web' }))), finer)).toBeLessThan(1);
    // The tolerances bite: 3 shells and 20 steps miss the first, a diffusion coefficient 5 % off too.
    expect(largest(capacities(kernel.rate(cellParameters({ mesh: { cells: 4, shells: 3, steps: 20 } }))), finer)).toBeGreaterThan(0.2);
    expect(largest(capacities(kernel.rate(cellParameters({ D_cm2_s: 1.05 * numberSpecs.D_cm2_s.value }))), finer)).toBeGreaterThan(0.2);
  });

  /** Cells far from the default that a reader may ask for, each hard on the mesh in its way. */
  const hard: Record<string, object> = {
    'thick, poorly conducting, cold': { sigma_mS_cm: 0.04, Ea_meV: 450, thickness_factor: 2, T_K: 288.15 },
    'poorly conducting': { sigma_mS_cm: 0.02 },
    'four times as thick, σ = 0.04': { thickness_factor: 4, sigma_mS_cm: 0.04 },
    '3 C': { c_rates: [3] },
    'a fast cycle first': { c_rates: [2, 1, 0.05] },
    'slow diffusion': { D_cm2_s: 1e-12 },
    cold: { T_K: 278.15 },
    'large grains': { particles: [{ fraction: 1, radius_um: 5 }] },
    'three sizes': { particles: [{ fraction: 0.3, radius_um: 0.5 }, { fraction: 0.4, radius_um: 2 }, { fraction: 0.3, radius_um: 8 }] },
    'wide window': { cutoff_V: [1.2, 4.2] },
    'a flat curve in a thick cathode': { ocv: [{ X: 0.5, U_V: 3, omega: 0.1 }], thickness_factor: 3, sigma_mS_cm: 0.1, c_rates: [0.1, 0.5] },
  };
  it.each(Object.entries(hard))('%s: fine within 0.2 mAh/g of twice as fine (0.12 here), web within 1', (_name, over) => {
    const finer = capacities(kernel.rate(cellParameters({ ...over, mesh: twiceFiner })));
    expect(largest(capacities(kernel.rate(cellParameters(over))), finer)).toBeLessThan(0.12);
    expect(largest(capacities(kernel.rate(cellParameters({ ...over, mesh: 'web' }))), finer)).toBeLessThan(1);
  });

  it('web keeps the plain rules only where they hold 1 mAh/g, and both meshes take more cells for a narrow front: without either the web mesh is out', () => {
    const error = (over: object, mesh: Mesh): number => {
      const finer = capacities(kernel.rate(cellParameters({ ...over, mesh: twiceFiner })));
      return largest(capacities(kernel.rate({ ...cellParameters(over), mesh })), finer);
    };
    const { cells, shells, steps } = meshes.web;
    const front = hard['a flat curve in a thick cathode']!;
    // With 8 cells the front jumps from cell to cell, whatever the rules.
    expect(error(front, { cells, shells, steps })).toBeGreaterThan(5);
    expect(error(front, { cells, shells, steps, least: true })).toBeLessThan(0.3);
    // Slow diffusion: 10 shells by the better rules are good to 0.2; the web mesh gives exactly that, and at the default the plain rules.
    const run = (over: object, mesh: Mesh): number[] => capacities(kernel.rate({ ...cellParameters(over), mesh }));
    expect(run(hard['slow diffusion']!, meshes.web)).toEqual(run(hard['slow diffusion']!, { cells, shells, steps }));
    expect(error(hard['slow diffusion']!, { cells, shells, steps })).toBeLessThan(0.2);
    expect(largest(run({}, meshes.web), run({}, { cells, shells, steps }))).toBeGreaterThan(0.5);
  });

  it('converges with second order in the steps and faster than that in the shells', () => {
    const limit = capacities(kernel.rate(cellParameters({ mesh: { cells: 8, shells: 80, steps: 1920 } })));
    const error = (shells: number, steps: number): number => largest(capacities(kernel.rate(cellParameters({ mesh: { cells: 8, shells, steps } }))), limit);
    // Four times fewer steps: 16 times the error at second order, 4 at first.
    expect(error(80, 60) / error(80, 240)).toBeGreaterThan(8);
    expect(error(5, 1920) / error(10, 1920)).toBeGreaterThan(4);
    expect(error(10, 120)).toBeLessThan(0.05);
  });

  it('gives the same bits when it is advanced piece by piece, and reports progress', () => {
    const p = cellParameters({ mesh: 'web' });
    for (const piece of [1, 7, 1000]) {
      const run = kernel.start(p, { profiles: true });
      let before = 0;
      while (!run.advance(piece)) {
        expect(run.progress()).toBeGreaterThanOrEqual(before);
        before = run.progress();
      }
      expect(run.progress()).toBe(1);
      expect(run.result()).toEqual(kernel.rate(p, { profiles: true }));
    }
  });

  it('takes an odd number of cells like its neighbours', () => {
    const [below, odd, above] = [20, 21, 22].map((cells) => kernel.rate(cellParameters({ mesh: { cells, shells: 20, steps: 240 } })));
    capacities(odd!).forEach((q, i) => {
      const [a, b] = [capacities(below!)[i]!, capacities(above!)[i]!];
      expect(q).toBeGreaterThan(Math.min(a, b) - 0.01);
      expect(q).toBeLessThan(Math.max(a, b) + 0.01);
    });
    expect(Math.abs(odd!.charge_balance.passed - odd!.charge_balance.stored)).toBeLessThan(1e-10);
  });

  it('lets two simulations be advanced in turn', () => {
    const sets = [cellParameters({ mesh: 'web' }), cellParameters({ mesh: 'web', sigma_mS_cm: 0.12 })];
    const runs = sets.map((p) => kernel.start(p));
    const done = [false, false];
    while (!done.every(Boolean)) runs.forEach((run, i) => (done[i] ||= run.advance(13)));
    runs.forEach((run, i) => expect(run.result()).toEqual(kernel.rate(sets[i]!)));
  });
});

describe('closed forms', () => {
  /** No resistance but what a test asks for. */
  const bare = { separator_mg: 0, R_contact_ohm_cm2: 0, sigma_mS_cm: 1e4 };

  it('fast limit: the charge is that of the open-circuit curve, to 0.01 mAh/g', () => {
    const p = cellParameters({ ...bare, D_cm2_s: 1e-6, i0_mA_cm2: 1e3, c_rates: [0.01] });
    const expected = (msmr(p, p.cutoff_V[1] + p.E_anode_V) - p.initial_y) * wholeSodium(p);
    const [first] = kernel.rate(p).rates;
    expect(Math.abs(first!.charge.capacity_mAh_g - expected)).toBeLessThan(0.01);
    // 5 % in the width of one gallery is seen.
    const wrong = cellParameters({ ...p, mesh: 'fine', ocv: p.ocv.map((g, i) => (i === 3 ? { ...g, omega: 1.05 * g.omega } : g)) });
    expect(Math.abs(kernel.rate(wrong).rates[0]!.charge.capacity_mAh_g - expected)).toBeGreaterThan(0.01);
  });

  it('open-circuit potential inverts MSMR to 1e-10', () => {
    const p = cellParameters();
    const y = Array.from({ length: 58 }, (_, i) => 0.01 + i * 0.01);
    kernel.openCircuit(p, y).forEach((U, i) => expect(Math.abs(msmr(p, U) - y[i]!)).toBeLessThan(1e-10));
  });

  it('an instant of hardly any current shows the open-circuit potential to 1e-9 V, also where MSMR has its tangents', () => {
    for (const initial_y of [1e-5, 0.01, 0.2, 0.31, 0.59]) {
      const p = cellParameters({ initial_y });
      const [U] = kernel.openCircuit(p, [initial_y]);
      expect(Math.abs(kernel.voltageAfter(p, 1e-16, 1e-9)! + p.E_anode_V - U!)).toBeLessThan(1e-9);
    }
  });

  /** Resistance of the cathode for a small current on an even composition at t = 1/2, diffusion out of the way (Ω cm²). */
  const line = (over: object): { measured: number; closed: number; third: number; transfer: number } => {
    const p = cellParameters({ ...bare, D_cm2_s: 1e-7, Ea_i0_meV: 0, initial_y: 0.3, particles: [{ fraction: 1, radius_um: 1 }], mesh: 'fine', ...over });
    const d = deriveCell(p);
    const area = (3 * d.geometry.volume_fraction_active) / 1e-4;
    // A thousandth of the exchange current: linear to 1e-7, and far above rounding.
    const current = 1e-3 * d.i0 * area * d.length_cm;
    const nu = d.length_cm * Math.sqrt((area * d.i0) / (d.thermal_V * d.sigmaEff));
    return {
      measured: (kernel.voltageAfter(p, current, 1e-9)! - kernel.voltageAfter(p, -current, 1e-9)!) / (2 * current),
      closed: d.length_cm / d.sigmaEff / Math.tanh(nu) / nu,
      third: d.length_cm / (3 * d.sigmaEff),
      transfer: d.thermal_V / (area * d.length_cm * d.i0),
    };
  };

  it('transmission line: (L/σ) coth(ν)/ν to 0.1 %, for small, middling and large ν', () => {
    // ν = 0.3 and 1.5 on the fine mesh; ν = 3 needs cells of the same size in units of L/ν.
    for (const [sigma_mS_cm, cells] of [[10, 20], [0.4, 20], [0.1, 40]] as const) {
      const { measured, closed } = line({ sigma_mS_cm, i0_mA_cm2: 0.033, mesh: { cells, shells: meshes.fine.shells, steps: meshes.fine.steps } });
      expect(Math.abs(measured / closed - 1)).toBeLessThan(1e-3);
    }
    // The tolerance bites: 5 % in the conductivity is twenty times as much.
    expect(Math.abs(line({ sigma_mS_cm: 0.42 }).measured / line({ sigma_mS_cm: 0.4 }).closed - 1)).toBeGreaterThan(1e-2);
  });

  it('limits of the transmission line: charge transfer alone when the catholyte conducts, plus L/3σ when kinetics are slow', () => {
    const conducting = line({ sigma_mS_cm: 1e4 });
    expect(Math.abs(conducting.measured / conducting.transfer - 1)).toBeLessThan(1e-3);
    const slow = line({ sigma_mS_cm: 0.4, i0_mA_cm2: 1e-4 });
    expect(Math.abs((slow.measured - slow.transfer) / slow.third - 1)).toBeLessThan(0.01);
  });

  it('sphere: in steady flux the surface is J R/5D ahead of the mean, to 0.5 % (1e-4 here), also with two shells', () => {
    // One straight-ish gallery, so that all particles carry the same current.
    const p = cellParameters({ ...bare, i0_mA_cm2: 1e6, Ea_D_meV: 0, D_cm2_s: 1e-12, particles: [{ fraction: 1, radius_um: 1 }], ocv: [{ X: 1, U_V: 3, omega: 20 }], cutoff_V: [1.5, 4.5], c_rates: [0.5], initial_y: 0.2 });
    const d = deriveCell(p);
    const flux = (0.5 * d.geometry.one_C_mA_cm2) / 1000 / (((3 * d.geometry.volume_fraction_active) / 1e-4) * d.length_cm);
    const expected = (flux * p.active_molar_mass_g_mol * 1e-4) / (faraday.value * p.active_density_g_cm3 * 5 * d.diffusivity);
    const offset = (shells: number): number => {
      const { Q_mAh_g, V } = kernel.rate({ ...p, mesh: { cells: 20, shells, steps: 480 } }, { profiles: true }).rates[0]!.profiles!.charge;
      const i = 360; // 12 decay times after the start
      return msmr(p, V[i]! + p.E_anode_V) - (p.initial_y + Q_mAh_g[i]! / wholeSodium(p));
    };
    for (const shells of [2, 3, 40]) expect(Math.abs(offset(shells) / expected - 1)).toBeLessThan(1e-4);
    expect(Math.abs(offset(40) / (expected / 5) - 1)).toBeGreaterThan(5e-3); // not J R/25 D
  });

  it('conserves charge to 1e-6, and to rounding', () => {
    for (const over of [{}, { sigma_mS_cm: 0.01, c_rates: [2, 0.05, 5] }, { D_cm2_s: 1e-4, c_rates: [0.001] }]) {
      const { passed, stored } = kernel.rate(cellParameters({ ...over, mesh: 'web' })).charge_balance;
      expect(Math.abs(passed - stored)).toBeLessThan(1e-10);
    }
  });

  it('the losses account for the mean voltage of every half-cycle', () => {
    const p = cellParameters({ sigma_mS_cm: 0.12 });
    for (const { charge, discharge } of kernel.rate(p).rates) {
      for (const [half, sign] of [[charge, 1], [discharge, -1]] as const) {
        const sum = Object.values(half.losses_V!).reduce((s, v) => s + v, 0);
        expect(half.mean_open_circuit_V! - p.E_anode_V + sign * sum).toBeCloseTo(half.mean_V!, 9);
        for (const loss of Object.values(half.losses_V!)) expect(loss).toBeGreaterThan(0);
      }
    }
  });
});

describe.skipIf(!hasShared('references/cell'))('reference outputs', () => {
  const read = <T>(name: string): T => JSON.parse(readShared(`references/cell/${name}`)) as T;
  interface RateCases {
    params: Record<string, number> & { w: [number, number, number]; rho: [number, number, number]; classes: [number, number][] };
    GAL_X_U_omega: [number, number, number][];
    cases: Record<string, { input: { sigma_mS: number; Ea_meV: number }; derived: Record<string, number>; rate: [number, number, number][] }>;
  }
  const { params: r, GAL_X_U_omega, cases } = hasShared('references/cell') ? read<RateCases>('rate_cases.json') : ({} as RateCases);
  /** The whole parameter set of the reference, in this project's names. */
  const mapped = (over: object = {}): CellParameters => {
    expect([r['T_ref'], r['alpha'], r['a_frac'], r['y_lo']]).toEqual([298.15, 0.5, 1, 0]); // fixed in this model; the reference starts at y = 0.001
    return cellParameters({
      area_cm2: r['area_cm2'],
      composite_mg: r['m_comp_mg'],
      active_parts: r.w[0],
      electrolyte_parts: r.w[1],
      carbon_parts: r.w[2],
      active_density_g_cm3: r.rho[0],
      electrolyte_density_g_cm3: r.rho[1],
      carbon_density_g_cm3: r.rho[2],
      porosity: r['porosity'],
      tortuosity_exponent: r['tau_exp'],
      sigma_mS_cm: r['sigma_mS'],
      Ea_meV: r['Ea_meV'],
      T_K: r['T'],
      R_contact_ohm_cm2: r['R_contact'],
      separator_mg: r['sep_mg'],
      separator_density_g_cm3: r['rho_sep'],
      separator_sigma_mS_cm: r['sigma_sep_mS'],
      separator_Ea_meV: r['Ea_sep_meV'],
      E_anode_V: r['E_anode'],
      active_molar_mass_g_mol: r['M'],
      D_cm2_s: r['D'],
      Ea_D_meV: r['Ea_D_meV'],
      i0_mA_cm2: r['k_i0'],
      Ea_i0_meV: r['Ea_k_meV'],
      cutoff_V: [r['V_lo'], r['V_hi']],
      particles: r.classes.map(([fraction, times]) => ({ fraction, radius_um: times * r['Rp_um']! })),
      ocv: GAL_X_U_omega.map(([X, U_V, omega]) => ({ X, U_V, omega })),
      ...over,
    });
  };
  const pairs = (rates: readonly [number, number, number][]): number[] => rates.flatMap(([, charge, discharge]) => [charge, discharge]);

  it('fine mesh: every rate within 0.2 mAh/g (0.05 here), first-cycle efficiency', () => {
    const { fine, ICE_percent } = read<{ fine: [number, number, number][]; ICE_percent: number }>('analytic.json');
    const result = kernel.rate(mapped());
    expect(largest(capacities(result), pairs(fine))).toBeLessThan(0.05);
    expect(Math.abs(result.first_cycle_efficiency_percent! - ICE_percent)).toBeLessThan(0.05);
    expect(largest(capacities(kernel.rate(mapped({ D_cm2_s: 1.05 * r['D']! }))), pairs(fine))).toBeGreaterThan(0.2);
    expect(largest(capacities(kernel.rate(mapped({ separator_sigma_mS_cm: 0.95 * r['sigma_sep_mS']! }))), pairs(fine))).toBeGreaterThan(0.05);
  });

  it('web mesh: every rate within 1 mAh/g for both catholytes; geometry and resistances to their digits', () => {
    for (const { input, rate, derived } of Object.values(cases)) {
      const result = kernel.rate(mapped({ sigma_mS_cm: input.sigma_mS, Ea_meV: input.Ea_meV, mesh: 'web' }));
      expect(largest(capacities(result), pairs(rate))).toBeLessThan(1);
      // Nine of ten cycles agree to 0.15. The 0.5 C cycle at σ = 0.12 does not (0.92 and 0.67): there the reference stands alone, 1.3 mAh/g below any finer
      // mesh, while the cycles before and after it agree. The better rules on the same mesh, which are within 0.05 of the limit, lie 1.35 off.
      const others = (values: readonly number[]): number[] => values.filter((_, i) => !(input.sigma_mS === 0.12 && (i === 4 || i === 5)));
      expect(largest(others(capacities(result)), others(pairs(rate)))).toBeLessThan(0.15);
      expect(result.geometry.thickness_um / 1e4).toBeCloseTo(derived['L_cm']!, 6);
      expect(result.geometry.volume_fraction_active).toBeCloseTo(derived['eps_AM']!, 6);
      expect(result.geometry.volume_fraction_electrolyte).toBeCloseTo(derived['eps_SE']!, 6);
      expect(result.geometry.active_mass_mg).toBeCloseTo(derived['m_AM_mg']!, 6);
      expect(result.geometry.one_C_mA_cm2).toBeCloseTo(derived['i1C_mA_cm2']!, 5);
      expect(result.resistances_ohm_cm2.separator).toBeCloseTo(derived['R_sep']!, 6);
      expect(result.resistances_ohm_cm2.cathode_ionic_third).toBeCloseTo(derived['R_cath_third']!, 6);
    }
  });

  it('web mesh: V(Q) of all ten half-cycles follows the reference to 1.5 mV (root mean square), the first to 0.05 mV at every point', () => {
    const rows = readShared('references/cell/x1.625_23C.profiles.csv').trim().split(/\r?\n/).slice(1).map((line) => line.split(','));
    const result = kernel.rate(mapped({ Ea_meV: 359, mesh: 'web' }), { profiles: true });
    let at = 0;
    let compared = 0;
    for (const { c_rate, profiles } of result.rates) {
      for (const half of ['charge', 'discharge'] as const) {
        const start = at;
        while (rows[at]?.[0] === String(c_rate.toFixed(1)) && rows[at]![1] === half) at++;
        // The last row of each is the cut-off; before it a discharge plunges, and 0.01 mAh/g is a tenth of a volt.
        const reference = rows.slice(start, half === 'charge' ? at - 1 : at - 2);
        const rms = (ahead: number): number => Math.sqrt(reference.reduce((sum, row, i) => sum + (profiles![half].V[i + 1 + ahead]! - Number(row[3])) ** 2, 0) / reference.length);
        reference.forEach((row, i) => {
          expect(profiles![half].Q_mAh_g[i + 1]).toBeCloseTo(Number(row[2]), 6);
          if (start === 0) expect(Math.abs(profiles![half].V[i + 1]! - Number(row[3]))).toBeLessThan(5e-5);
        });
        expect(rms(0)).toBeLessThan(1.5e-3);
        // Bites: the same curve one step later.
        expect(rms(1)).toBeGreaterThan(5e-3);
        compared += reference.length;
      }
    }
    expect([at, compared]).toEqual([rows.length, rows.length - 15]);
  });

  it('analytic outputs: fast limit, transmission line, sphere', () => {
    const a = read<{ fast_limit: { Q_from_OCV: number }; transmission_line: Record<string, number> }>('analytic.json');
    const fast = mapped({ separator_mg: 0, R_contact_ohm_cm2: 0, sigma_mS_cm: 1e4, D_cm2_s: 1e-6, i0_mA_cm2: 1e3, c_rates: [0.01] });
    expect(Math.abs(kernel.rate(fast).rates[0]!.charge.capacity_mAh_g - a.fast_limit.Q_from_OCV)).toBeLessThan(0.01);
    const t = a.transmission_line;
    const p = mapped({ separator_mg: 0, R_contact_ohm_cm2: 0, D_cm2_s: 1e-5, Ea_i0_meV: 0, i0_mA_cm2: t['i0_A_cm2']! * 1000, initial_y: 0.3, particles: [{ fraction: 1, radius_um: 1 }], mesh: { cells: 400, shells: 2, steps: 20 } });
    const R = (kernel.voltageAfter(p, 1e-5, 1e-9)! - kernel.voltageAfter(p, -1e-5, 1e-9)!) / 2e-5;
    // The closed form to 0.1 %, and a numerical solution on the same 400 cells to 1e-5.
    expect(Math.abs(R / t['R_analytic_ohm_cm2']! - 1)).toBeLessThan(1e-3);
    expect(Math.abs(R / t['R_numeric_N400']! - 1)).toBeLessThan(1e-5);
  });

  it('linear sweeps: every column within 2e-5 of its peak (the file has 6 digits)', () => {
    const header = readShared('references/cell/lsv.csv').trim().split(/\r?\n/);
    const names = header[0]!.split(',');
    const rows = header.slice(1).map((line) => line.split(',').map(Number));
    const potential = rows.map((row) => row[0]!);
    const peaks = read<Record<string, { Ep: number; onset5pct: number; alpha_eff: number; FWHM_V: number }>>('lsv.json');
    const T_K = 296.15;
    for (const sample of ['1.625', '2.0']) {
      const made = ['ox', 'r1', 'r2'].map((name): Peak => {
        const { Ep, onset5pct, alpha_eff, FWHM_V } = peaks[`${sample} ${name}`]!;
        const alpha = kernel.alphaFromOnset(Ep, onset5pct, 0.05, T_K);
        expect(alpha).toBeCloseTo(alpha_eff, 4);
        expect((2.446 * gasConstant.value * T_K) / (alpha * faraday.value)).toBeCloseTo(FWHM_V, 3);
        return { peak_V: Ep, alpha, current: name === 'r2' ? 0.8 : 1, direction: name === 'ox' ? 'oxidation' : 'reduction' };
      });
      const misses = (list: Peak[]): number => {
        const sweep = kernel.sweep(potential, list, T_K);
        return Math.max(...[...sweep.peaks, sweep.total].map((column, i) => {
          const at = names.indexOf(`${sample}_${['ox', 'r1', 'r2', 'total'][i]}`);
          return largest([...column], rows.map((row) => row[at]!));
        }));
      };
      expect(misses(made)).toBeLessThan(2e-5);
      expect(misses(made.map((peak) => ({ ...peak, alpha: 1.05 * peak.alpha })))).toBeGreaterThan(1e-2);
      expect(misses(made.map((peak) => ({ ...peak, peak_V: peak.peak_V + 0.01 })))).toBeGreaterThan(1e-2);
      expect(misses(made.map((peak) => ({ ...peak, direction: peak.direction === 'oxidation' ? 'reduction' : 'oxidation' })))).toBeGreaterThan(0.5);
    }
  });
});

describe('the default set', () => {
  const result = kernel.rate(cellParameters());
  const amorphous = kernel.rate(cellParameters({ sigma_mS_cm: 0.12 }));

  it('meets the three numbers that it was tuned to, within 2 mAh/g, on both meshes', () => {
    for (const rates of [result, kernel.rate(cellParameters({ mesh: 'web' }))]) {
      for (const { index, capacity_mAh_g } of tunedTo) expect(Math.abs(discharges(rates)[index]! - capacity_mAh_g)).toBeLessThan(2);
    }
    // It bites: with one particle size the set leaves the band at 0.5 C.
    expect(Math.abs(discharges(kernel.rate(cellParameters({ particles: [{ fraction: 1, radius_um: 1 }] })))[2]! - 105)).toBeGreaterThan(2);
  });

  it('meets the constraints that the text reports: first-cycle efficiency above 96 %, no more than about 126 mAh/g, recovery at the last 0.1 C', () => {
    for (const r of [result, amorphous]) {
      expect(r.first_cycle_efficiency_percent!).toBeGreaterThan(96);
      expect(r.first_cycle_efficiency_percent!).toBeLessThan(100);
      for (const q of discharges(r)) expect(q).toBeLessThan(128);
      expect(Math.abs(discharges(r)[4]! - discharges(r)[0]!)).toBeLessThan(0.5);
    }
  });

  it('E8: a conductivity 3.3 times smaller moves the capacity at 1 C by less than 2 mAh/g, as L/3σ is small beside the other resistances', () => {
    expect(0.4 / 0.12).toBeCloseTo(3.3, 1);
    expect(Math.abs(discharges(result)[3]! - discharges(amorphous)[3]!)).toBeLessThan(2);
    const { separator, contact, cathode_ionic_third } = amorphous.resistances_ohm_cm2;
    expect(cathode_ionic_third).toBeCloseTo((0.4 / 0.12) * result.resistances_ohm_cm2.cathode_ionic_third, 9);
    expect(cathode_ionic_third).toBeLessThan(0.5 * (separator + contact)); // 37 beside 106 Ω cm²
    // … and when it does matter: ten times smaller in a cathode twice as thick.
    const thick = kernel.rate(cellParameters({ sigma_mS_cm: 0.04, thickness_factor: 2 }));
    expect(discharges(thick)[3]!).toBeLessThan(discharges(result)[3]! - 20);
  });

  it('E2: 16.54 mg × 11/27.5 on 0.785 cm² makes 1 C = 1.01 mA/cm², so 100 µA/cm² is 0.1 C', () => {
    const { active_mass_mg, one_C_mA_cm2 } = result.geometry;
    expect(active_mass_mg).toBeCloseTo((16.54 * 11) / 27.5, 9);
    expect(active_mass_mg).toBeCloseTo(6.616, 9);
    expect((120 * active_mass_mg) / 1000).toBeCloseTo(0.794, 3);
    expect(one_C_mA_cm2).toBeCloseTo(1.011, 3);
    expect(0.1 / one_C_mA_cm2).toBeCloseTo(0.1, 2);
  });

  it('E7: 126, 120, 105 and 97 mAh/g are 0.503, 0.479, 0.419 and 0.387 of the 250.5 of all sodium', () => {
    const whole = wholeSodium(defaultCellParameters());
    expect(whole).toBeCloseTo(250.5, 1);
    expect([126, 120, 105, 97].map((q) => Number((q / whole).toFixed(3)))).toEqual([0.503, 0.479, 0.419, 0.387]);
    expect(whole / 2).toBeCloseTo(125.2, 0);
  });

  it('every sensitivity has its sign: better transport or warmth gives capacity, thickness takes it', () => {
    const at1C = (over: object): number => discharges(kernel.rate(cellParameters({ mesh: 'web', ...over })))[3]!;
    const base = at1C({});
    for (const over of [{ sigma_mS_cm: 4 }, { T_K: 333.15 }, { thickness_factor: 0.5 }, { i0_mA_cm2: 0.3 }, { D_cm2_s: 6e-11 }, { R_contact_ohm_cm2: 0 }]) expect(at1C(over)).toBeGreaterThan(base);
    for (const over of [{ sigma_mS_cm: 0.04 }, { T_K: 283.15 }, { thickness_factor: 2 }, { i0_mA_cm2: 0.003 }, { D_cm2_s: 6e-13 }, { R_contact_ohm_cm2: 200 }]) expect(at1C(over)).toBeLessThan(base);
  });

  it('has one Na9Sn4 potential, inside its range, and a provenance and a source for every parameter', () => {
    expect(numberSpecs.E_anode_V).toBe(na9sn4_V);
    expect(na9sn4_V.provenance).toBe('assumed');
    expect(na9sn4_V.value).toBeGreaterThanOrEqual(na9sn4_range_V[0]);
    expect(na9sn4_V.value).toBeLessThanOrEqual(na9sn4_range_V[1]);
    for (const spec of [...Object.values(numberSpecs), ...Object.values(listSpecs)]) {
      expect(['reported', 'literature', 'derived', 'assumed']).toContain(spec.provenance);
      expect(spec.source.length).toBeGreaterThan(3);
    }
    for (const spec of Object.values(numberSpecs)) {
      expect(spec.value).toBeGreaterThanOrEqual(spec.min);
      expect(spec.value).toBeLessThanOrEqual(spec.max);
    }
  });
});

describe('awkward input', () => {
  const refusals: [string, unknown, RegExp][] = [
    ['zero thickness', { thickness_factor: 0 }, /^thickness_factor is 0: expected a number from/],
    ['negative conductivity', { sigma_mS_cm: -0.4 }, /^sigma_mS_cm is -0.4/],
    ['zero conductivity', { sigma_mS_cm: 0 }, /^sigma_mS_cm is 0/],
    ['crossed cut-offs', { cutoff_V: [3.4, 1.7] }, /^cutoff_V is \[3.4, 1.7\]: expected the lower cut-off below the upper one/],
    ['a C-rate of 1e6', { c_rates: [0.1, 1e6] }, /^c_rates\[1\] is 1000000/],
    ['a C-rate of 0', { c_rates: [0] }, /^c_rates\[0\] is 0/],
    ['no C-rate', { c_rates: [] }, /^c_rates is \[\]/],
    ['an unknown field', { sigma: 0.4 }, /^unknown cell parameter "sigma"/],
    ['a prototype field', JSON.parse('{"__proto__":1}'), /^unknown cell parameter "__proto__"/],
    ['an inherited name', { toString: 1 }, /^unknown cell parameter "toString"/],
    ['text for a number', { T_K: '300' }, /^T_K is "300": expected a number/],
    ['NaN', { T_K: NaN }, /^T_K is NaN/],
    ['infinity', { D_cm2_s: Infinity }, /^D_cm2_s is Infinity/],
    ['null', { T_K: null }, /^T_K is null/],
    ['an unknown mesh', { mesh: 'ultra' }, /^mesh is "ultra": expected "web" or "fine"/],
    ['shares that do not add up', { particles: [{ fraction: 0.5, radius_um: 1 }] }, /^particles have fractions that add up to 0.5/],
    ['a particle without size', { particles: [{ fraction: 1 }] }, /^particles\[0\].radius_um is null/],
    ['a particle with a spare field', { particles: [{ fraction: 1, radius_um: 1, colour: 2 }] }, /^particles\[0\] has an unknown field "colour"/],
    ['too much sodium', { ocv: [{ X: 0.7, U_V: 3, omega: 1 }, { X: 0.7, U_V: 3.2, omega: 1 }] }, /^ocv has galleries whose X add up to 1.4/],
    ['a start beyond the curve', { initial_y: 0.7 }, /^initial_y is 0.7/],
    ['a list', [1], /^cell parameters are \[1\]/],
  ];
  it.each(refusals)('%s is refused in one sentence', (_name, input, sentence) => {
    let message = '';
    try {
      cellParameters(input);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      message = (error as RangeError).message;
    }
    expect(message).toMatch(sentence);
    expect(message.length).toBeLessThan(300);
    expect(message).not.toContain('\n');
  });

  it('a rate that meets the cut-off at once has capacity 0, no mean voltage, and the cell goes on', () => {
    const [flash, slow] = kernel.rate(cellParameters({ c_rates: [1000, 0.1] })).rates;
    for (const half of [flash!.charge, flash!.discharge]) expect(half).toEqual({ capacity_mAh_g: 0, mean_V: null, mean_open_circuit_V: null, losses_V: null });
    expect(slow).toEqual(kernel.rate(cellParameters({ c_rates: [0.1] })).rates[0]);
  });

  it('a narrow gallery takes up no more than its room, to 0.3 mAh/g a volt beyond it', () => {
    for (const omega of [0.02, 0.1, 1]) {
      const p = cellParameters({ ocv: [{ X: 0.5, U_V: 3, omega }], c_rates: [0.01], i0_mA_cm2: 1, D_cm2_s: 1e-9 });
      const room = 0.5 * wholeSodium(p);
      const { charge, discharge } = kernel.rate(p).rates[0]!;
      expect(charge.capacity_mAh_g).toBeLessThan(room - p.initial_y * wholeSodium(p) + 0.3 * 0.52);
      expect(discharge.capacity_mAh_g).toBeLessThan(room + 0.3 * (0.52 + 1.18));
      expect(discharge.capacity_mAh_g).toBeGreaterThan(room - 0.3);
    }
  });

  it('finds an answer at both ends of every parameter that is one number', () => {
    for (const [name, { min, max }] of Object.entries(numberSpecs)) {
      for (const value of [min, name === 'initial_y' ? 0.59 : max]) {
        const result = kernel.rate(cellParameters({ [name]: value, c_rates: [0.1, 1], mesh: 'web' }));
        for (const q of capacities(result)) expect(q, `${name} = ${value}`).toBeGreaterThanOrEqual(0);
        expect(Math.abs(result.charge_balance.passed - result.charge_balance.stored), `${name} = ${value}`).toBeLessThan(1e-6);
      }
    }
  });

  it('finds an answer, finite and with charge conserved, in 300 seeded cells far from the default', () => {
    let state = 12345;
    const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
    const decades = (low: number, high: number): number => low * (high / low) ** random();
    for (let i = 0; i < 300; i++) {
      const over = {
        mesh: 'web',
        sigma_mS_cm: decades(1e-4, 100),
        T_K: 230 + 150 * random(),
        thickness_factor: decades(0.05, 10),
        D_cm2_s: decades(1e-15, 1e-8),
        i0_mA_cm2: decades(1e-5, 10),
        R_contact_ohm_cm2: decades(0.1, 1e4),
        initial_y: decades(1e-4, 0.4),
        c_rates: [decades(1e-3, 100), decades(1e-3, 100)],
        cutoff_V: random() < 0.5 ? [1.7, 3.4] : [2.8 * random(), 2.9 + 2 * random()],
        ...(random() < 0.3 ? { ocv: [{ X: 0.5, U_V: 3, omega: decades(0.05, 5) }], particles: [{ fraction: 1, radius_um: decades(0.05, 20) }] } : {}),
      };
      const result = kernel.rate(cellParameters(over));
      for (const q of capacities(result)) expect(q, JSON.stringify(over)).toBeGreaterThanOrEqual(0);
      for (const { charge, discharge } of result.rates) for (const { mean_V } of [charge, discharge]) if (mean_V !== null) expect(Number.isFinite(mean_V)).toBe(true);
      expect(Math.abs(result.charge_balance.passed - result.charge_balance.stored), JSON.stringify(over)).toBeLessThan(1e-8);
    }
  });

  it('the sweep refuses what has no meaning', () => {
    const peak: Peak = { peak_V: 4.6, alpha: 0.17, current: 1, direction: 'oxidation' };
    expect(() => kernel.sweep([1, NaN], [peak], 296)).toThrow(/potential_V\[1\] is NaN/);
    expect(() => kernel.sweep([1], [{ ...peak, alpha: 0 }], 296)).toThrow(/peak 1: alpha is 0/);
    expect(() => kernel.sweep([1], [{ ...peak, current: -1 }], 296)).toThrow(/peak 1: current is -1/);
    expect(() => kernel.sweep([1], [peak], 0)).toThrow(/T_K is 0/);
    expect(() => kernel.onset(peak, 1, 296)).toThrow(/onset fraction is 1/);
    expect(() => kernel.alphaFromOnset(4.6, 4.6, 0.05, 296)).toThrow(/onset_V is 4.6/);
    expect(kernel.sweep([-1e6, 1e6], [peak], 296).total.every(Number.isFinite)).toBe(true);
  });
});

describe('voltammetry', () => {
  const T_K = 296.15;
  const oxidation: Peak = { peak_V: 4.6, alpha: kernel.alphaFromOnset(4.6, 4.0, 0.05, T_K), current: 2, direction: 'oxidation' };
  const reduction: Peak = { peak_V: 1.4, alpha: kernel.alphaFromOnset(1.4, 1.9, 0.05, T_K), current: 1, direction: 'reduction' };

  it('the current at the onset is the stated part of the peak, and the onset moves with its definition', () => {
    for (const peak of [oxidation, reduction]) {
      const sign = peak.direction === 'oxidation' ? 1 : -1;
      for (const fraction of [0.001, 0.01, 0.05, 0.5, 0.99]) {
        const { total } = kernel.sweep([kernel.onset(peak, fraction, T_K), peak.peak_V], [peak], T_K);
        expect(total[0]! / (sign * peak.current)).toBeCloseTo(fraction, 10);
        expect(total[1]).toBeCloseTo(sign * peak.current, 12);
      }
    }
    expect(kernel.onset(oxidation, 0.05, T_K)).toBeCloseTo(4.0, 9);
    expect(kernel.onset(reduction, 0.05, T_K)).toBeCloseTo(1.9, 9);
    const moved = kernel.onset(oxidation, 0.05, T_K) - kernel.onset(oxidation, 0.01, T_K);
    expect(moved).toBeGreaterThan(0.16);
    expect(moved).toBeLessThan(0.25);
  });

  it('holds the same charge at any scan rate, and shifts by RT/αF a factor e', () => {
    const potential = Array.from({ length: 20001 }, (_, i) => 2 + i * 2e-4);
    const area = (ratio: number): number => kernel.sweep(potential, [oxidation], T_K, ratio).total.reduce((s, i) => s + (i * 2e-4) / ratio, 0);
    expect(area(10) / area(1)).toBeCloseTo(1, 6);
    // ∫ exp(1 + u - e^u) du = e, so the charge is e i_p RT/(αF).
    const width = (gasConstant.value * T_K) / (faraday.value * oxidation.alpha);
    expect(area(1)).toBeCloseTo(Math.E * oxidation.current * width, 5);
    const { total } = kernel.sweep(potential, [oxidation], T_K, Math.E);
    expect(potential[total.indexOf(Math.max(...total))]).toBeCloseTo(4.6 + width, 3);
  });
});
