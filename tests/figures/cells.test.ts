import { describe, expect, it } from 'vitest';
import { readLedger } from '../../src/content/ledger.ts';
import fig5a from '../../src/figures/5a/index.ts';
import fig5b from '../../src/figures/5b/index.ts';
import fig6a from '../../src/figures/6a/index.ts';
import fig6b from '../../src/figures/6b/index.ts';
import fig6c from '../../src/figures/6c/index.ts';
import fig6d, { retained, ROUNDING_percent } from '../../src/figures/6d/index.ts';
import cellset, { inputs } from '../../src/figures/cellset/index.ts';
import fig6e from '../../src/figures/6e/index.ts';
import figS12 from '../../src/figures/s12/index.ts';
import { AMORPHOUS, BEST, cellWith, HEATED, WHOLE_SODIUM_mAh_g } from '../../src/figures/parts/cell-params.ts';
import { spread, thin } from '../../src/figures/parts/cell-plot.ts';
import { onsetsAt, READ_AT, sweepPeaks, SWEEP_T_K } from '../../src/figures/parts/sweep-model.ts';
import { loadFigure } from '../../src/figures/registry.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { cellParameters, na9sn4_range_V } from '../../src/physics/cell-parameters.ts';
import { cathodeWindows, computed, excess, QUOTED_X0_V, sweepReport } from '../../src/physics/windows.ts';
import { defaults, type AnyFigure, type AnyValues } from '../../src/runtime/figure.ts';
import { toMarkup } from '../../src/runtime/svg.ts';

const kernels = await nodeKernels(['cell', 'transport', 'impedance']);
const IDS = ['5a', '5b', 'cellset', '6a', '6b', '6c', '6d', '6e', 's12'] as const;
const WIDTHS = { main: 781, side: 378, third: 378, half: 580, wide: 1184 } as const;
const RATES = [0.1, 0.2, 0.5, 1, 0.1];
const rates = (c: typeof BEST, T = 23, thickness = 1): number[] => kernels.cell.rate(cellWith(c, T, thickness, RATES)).rates.map((r) => r.discharge.capacity_mAh_g);
const farthest = (a: readonly number[], b: readonly number[]): number => Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));

/** Default, and every parameter at both ends or at every option, one at a time; then all numbers at one end together. */
function states(figure: AnyFigure): AnyValues[] {
  const base: AnyValues = defaults(figure.params);
  const out = [base];
  const [low, high]: [AnyValues, AnyValues] = [{ ...base }, { ...base }];
  for (const [name, param] of Object.entries(figure.params)) {
    const values = param.kind === 'number' ? [param.min, param.max] : param.kind === 'choice' ? param.options.map((o) => o.value) : [true, false];
    for (const value of values) out.push({ ...base, [name]: value });
    if (param.kind === 'number') [low[name], high[name]] = [param.min, param.max];
  }
  return [...out, low, high];
}

describe.each(IDS)('figure %s', (id) => {
  it('draws, says and tabulates without a hole at the ends of every parameter, in both frames', async () => {
    const figure = await loadFigure(id);
    expect(figure.id).toBe(id);
    for (const values of states(figure)) {
      const result = figure.compute(kernels, values);
      const at = JSON.stringify(values);
      const words = [figure.summary(result, values), JSON.stringify(figure.table(result, values)), JSON.stringify(figure.compare(result, values))].join(' ');
      expect(words, at).not.toMatch(/\bNaN\b|undefined|Infinity/);
      for (const panel of figure.view(result, values)) {
        for (const frame of [{ width: WIDTHS[panel.span], narrow: false }, { width: 350, narrow: true }]) {
          const drawing = panel.draw(frame);
          const markup = drawing.children.map(toMarkup).join('');
          expect(markup, at).not.toMatch(/\bNaN\b|undefined|Infinity/);
          expect(drawing.width, at).toBe(frame.width);
          expect(drawing.height, at).toBeGreaterThan(100);
          expect(drawing.height, at).toBeLessThan(900);
        }
      }
    }
  }, 30_000);

  it('stays below 60 kB of markup', async () => {
    const figure = await loadFigure(id);
    const values = defaults(figure.params);
    const result = figure.compute(kernels, values);
    const size = figure.view(result, values).reduce((sum, panel) => sum + [{ width: WIDTHS[panel.span], narrow: false }, { width: 350, narrow: true }].reduce((s, frame) => s + panel.draw(frame).children.map(toMarkup).join('').length, 0), 0);
    expect(size).toBeLessThan(60_000);
  });
});

describe('figures 6a to 6c: what the text reports of the cells', () => {
  const best = rates(BEST);
  const amorphous = rates(AMORPHOUS);

  it('x = 1.625 gives about 126, 105, 97 mAh/g, within 2', () => {
    const tuned = (values: readonly number[]): number => farthest([values[0]!, values[2]!, values[3]!], [126, 105, 97]);
    expect(tuned(best)).toBeLessThan(2);
    // A tenfold smaller conductivity is seen, and so is a cell 5 K colder.
    expect(tuned(rates(HEATED))).toBeGreaterThan(2);
    expect(tuned(rates(BEST, 18))).toBeGreaterThan(2);
  });

  it('both catholytes stay within 2 mAh/g of each other at every rate, twice as thick they do not', () => {
    expect(farthest(best, amorphous)).toBeLessThan(2);
    expect(farthest(rates(BEST, 23, 2), rates(AMORPHOUS, 23, 2))).toBeGreaterThan(10);
  });

  it('the second 0.1 C gives back the first within 1 mAh/g', () => {
    for (const run of [best, amorphous]) expect(Math.abs(run[4]! - run[0]!)).toBeLessThan(1);
  });

  it('first-cycle efficiency above 96 % for both, and below it in the cold', () => {
    const result = fig6a.compute(kernels, defaults(fig6a.params));
    for (const { cell } of [result.best, result.amorphous]) expect(cell.first_cycle_efficiency_percent).toBeGreaterThan(96);
    expect(fig6a.compute(kernels, { ...defaults(fig6a.params), T: 0 }).best.cell.first_cycle_efficiency_percent).toBeLessThan(96);
  });

  it('charges end at 3.4 V, discharges at 1.7 V, capacity falls with the rate', () => {
    for (const catholyte of ['best', 'amorphous', 'heated']) {
      const { rates: run } = fig6b.compute(kernels, { ...defaults(fig6b.params), catholyte });
      for (const r of run) {
        expect(r.profiles!.charge.V.at(-1)).toBeCloseTo(3.4, 6);
        expect(r.profiles!.discharge.V.at(-1)).toBeCloseTo(1.7, 6);
      }
      for (let i = 1; i < 4; i++) expect(run[i]!.discharge.capacity_mAh_g).toBeLessThan(run[i - 1]!.discharge.capacity_mAh_g);
    }
  });

  it('shows the same capacity at 1 C in 6b and 6c', () => {
    const b = fig6b.compute(kernels, { ...defaults(fig6b.params), catholyte: 'best' });
    const c = fig6c.compute(kernels, defaults(fig6c.params));
    expect(b.selected.discharge.capacity_mAh_g).toBe(c.best.cell.rates[3]!.discharge.capacity_mAh_g);
  });

  it('a rate between those of the study is run and lies between them', () => {
    const { selected } = fig6b.compute(kernels, { ...defaults(fig6b.params), rate: 0.7 });
    expect(selected.c_rate).toBe(0.7);
    expect(selected.discharge.capacity_mAh_g).toBeLessThan(amorphous[2]!);
    expect(selected.discharge.capacity_mAh_g).toBeGreaterThan(amorphous[3]!);
  });

  it('losses add up to the distance between open circuit and discharge', () => {
    for (const { discharge } of fig6c.compute(kernels, defaults(fig6c.params)).best.cell.rates) {
      const { separator, contact, catholyte, kinetics, diffusion } = discharge.losses_V!;
      // Sums over the steps of a half-cycle; a term left out would miss by millivolts.
      expect(discharge.mean_open_circuit_V! - 0.12 - discharge.mean_V!).toBeCloseTo(separator + contact + catholyte + kinetics + diffusion, 6);
    }
  });

  it('runs the model’s own default at 23 °C and thickness 1', () => {
    expect(cellWith(BEST, 23, 1, RATES)).toEqual(cellParameters());
  });

  it('the axis switch moves words only', () => {
    const draw = (scale: string): string[] => {
      const values = { ...defaults(fig6b.params), scale };
      return fig6b.view(fig6b.compute(kernels, values), values)[0]!.draw({ width: 781, narrow: false }).children.map(toMarkup).filter((m) => /class="(curve|ghost) (s1|s2)/.test(m));
    };
    expect(draw('sodium')).toEqual(draw('alloy'));
    expect(draw('alloy').length).toBeGreaterThan(8);
  });

  it('names half and whole sodium as E7 does', () => {
    expect(WHOLE_SODIUM_mAh_g).toBeCloseTo(250.5, 1);
    expect(WHOLE_SODIUM_mAh_g / 2).toBeCloseTo(125.2, 0);
  });
});

describe('the inputs of the model', () => {
  it('each carry one of four tags and a source; what was tuned is called assumed', () => {
    const list = inputs();
    expect(list.map((i) => i.name)).toEqual(Object.keys(cellParameters()).filter((name) => name !== 'mesh').sort((a, b) => list.findIndex((i) => i.name === a) - list.findIndex((i) => i.name === b)));
    for (const { name, provenance, source, tuned } of list) {
      expect(['reported', 'literature', 'derived', 'assumed'], name).toContain(provenance);
      expect(source.length, name).toBeGreaterThan(3);
      if (tuned) expect(provenance, name).toBe('assumed');
    }
    // D, i0, contact, shares of the grains, last gallery (its place and its width): six knobs in five inputs.
    expect(list.filter((i) => i.tuned).length).toBe(5);
  });

  it('give the reported loading, and ten times the printed areal current', () => {
    const { best } = cellset.compute(kernels, defaults(cellset.params));
    expect(Math.abs(best.geometry.one_C_mA_cm2 - 1)).toBeLessThan(0.05);
    expect(best.geometry.one_C_mA_cm2 / 0.1).toBeCloseTo(10, 0);
  });
});

describe('figure 6d: efficiency to the 500th power', () => {
  it('has both reported retentions inside the rounding bands, and not inside bands ten times narrower', () => {
    for (const [efficiency, retention] of [[99.95, 78], [99.96, 83]] as const) {
      expect(retained(efficiency - ROUNDING_percent, 500)).toBeLessThan(retention);
      expect(retained(efficiency + ROUNDING_percent, 500)).toBeGreaterThan(retention);
    }
    expect(retained(99.96 + ROUNDING_percent / 10, 500)).toBeLessThan(83);
  });

  it('finds the sodium of the anode as the ledger does', () => {
    const { anode_mAh, cathode_mAh } = fig6d.compute(kernels, defaults(fig6d.params));
    expect(anode_mAh).toBeCloseTo(12.4, 1);
    expect(cathode_mAh).toBeCloseTo(0.834, 3);
    expect(anode_mAh / cathode_mAh).toBeCloseTo(14.8, 0);
  });
});

describe('figure 6e: growing resistance', () => {
  const left = (growth: number): number => {
    const { first, last } = fig6e.compute(kernels, { ...defaults(fig6e.params), growth });
    return (100 * last.run.discharge.capacity_mAh_g) / first.run.discharge.capacity_mAh_g;
  };

  it('leaves 83 % at its default, within 1; 5 % less growth does not', () => {
    const { default: growth } = fig6e.params.growth;
    expect(Math.abs(left(growth) - 83)).toBeLessThan(1);
    expect(Math.abs(left(0.95 * growth) - 83)).toBeGreaterThan(1);
    expect(left(0)).toBe(100);
  });
});

describe('figures S11 and S12: pores and contact', () => {
  const at = (pores: number, contact: number): number[] => figS12.compute(kernels, { pores, contact }).chosen.rates.map((r) => r.discharge.capacity_mAh_g);
  const whole = at(0.2, 100);

  it('is the cell of 6c at its default, and draws the reported porosities of the ledger', () => {
    expect(whole).toEqual(rates(BEST).slice(0, 4));
    const ledger = readLedger();
    const markup = figS12.view(figS12.compute(kernels, defaults(figS12.params)), defaults(figS12.params))[0]!.draw({ width: 378, narrow: false }).children.map(toMarkup).join('');
    for (const id of ['porosity-heat-treated', 'porosity-as-milled']) expect(markup).toContain(`reported: ${String(ledger.get(id)!.value)} %`);
  });

  it('finds what the chapter says: five per cent of pores cost no tenth of a mAh/g, half of the contact costs most at slow rates, nine tenths also at 1 C', () => {
    expect(farthest(at(4.9, 100), whole)).toBeLessThan(0.1);
    const half = at(0.2, 50).map((q, i) => whole[i]! - q);
    expect(half[0]).toBeGreaterThan(1.5);
    expect(half[3]).toBeLessThan(0.6);
    expect(whole[3]! - at(0.2, 10)[3]!).toBeGreaterThan(7);
    expect(whole[3]! - at(0.2, 5)[3]!).toBeGreaterThan(20);
  });

  it('a layer with pores is thicker and winds more, by the arithmetic of volumes', () => {
    const { third_ohm_cm2 } = figS12.compute(kernels, { pores: 4.9, contact: 100 });
    // L grows as 1/(1 - p), the catholyte's share falls as 1 - p, its conductivity with that to the power 1.5.
    expect(third_ohm_cm2.chosen / third_ohm_cm2.whole).toBeCloseTo(((1 - 0.002) / (1 - 0.049)) ** 2.5, 9);
  });
});

describe('figure 5a: sweeps', () => {
  const peaks = sweepPeaks(kernels.cell);

  it('reads the reported onsets at 5 %, and others at 1 %', () => {
    const { best_V, amorphous_V, reduction_V } = onsetsAt(kernels.cell, peaks, READ_AT);
    expect(best_V).toBeCloseTo(4.0, 9);
    expect(amorphous_V).toBeCloseTo(4.1, 9);
    expect(reduction_V).toBeGreaterThanOrEqual(1.8);
    expect(reduction_V).toBeLessThanOrEqual(2.0);
    expect(onsetsAt(kernels.cell, peaks, 0.01).best_V).toBeLessThan(3.8);
  });

  it('peaks where the text says', () => {
    const V = Array.from({ length: 5201 }, (_, i) => i / 1000);
    const at = (list: Parameters<typeof kernels.cell.sweep>[1], sign: 1 | -1, from: number, to: number): number => {
      const total = kernels.cell.sweep(V, list, SWEEP_T_K).total;
      return V.filter((v) => v >= from && v <= to).reduce((top, v) => (sign * total[Math.round(v * 1000)]! > sign * total[Math.round(top * 1000)]! ? v : top), from);
    };
    // Neighbouring waves pull a maximum by millivolts at most.
    expect(Math.abs(at([peaks.best, peaks.zirconium, peaks.yttrium], 1, 3, 5.2) - 4.6)).toBeLessThan(0.005);
    expect(Math.abs(at([peaks.amorphous, peaks.zirconium, peaks.yttrium], 1, 3, 5.2) - 4.7)).toBeLessThan(0.005);
    expect(Math.abs(at([peaks.best, peaks.zirconium, peaks.yttrium], -1, 1, 2) - 1.4)).toBeLessThan(0.005);
    expect(Math.abs(at([peaks.best, peaks.zirconium, peaks.yttrium], -1, 0.2, 0.9) - 0.55)).toBeLessThan(0.005);
  });

  it('says how far the cut-off lies below the onset (E17)', () => {
    const values = defaults(fig5a.params);
    expect(fig5a.summary(fig5a.compute(kernels, values), values)).toContain('0.20 V');
  });
});

describe('figure 5b: windows', () => {
  const ledger = readLedger();

  it('holds the ledger’s windows and capacities, second-hand every one', () => {
    expect(cathodeWindows.length).toBe(14);
    for (const { id, window_V, capacity_mAh_g } of cathodeWindows) {
      const window = ledger.get(`window-${id}`)!;
      expect(window.value, id).toEqual({ min: window_V[0], max: window_V[1] });
      expect(window.secondHand, id).toBe(true);
      expect(ledger.get(`capacity-${id}`)!.value, id).toBe(capacity_mAh_g);
    }
    expect(ledger.get('jang-window')!.value).toEqual({ min: computed.window_V[0], max: computed.window_V[1] });
    expect(ledger.get('jang-kinetic-limit')!.value).toBe(computed.kinetic_V);
    expect(ledger.get('stable-x0')!.value).toBe(QUOTED_X0_V);
    expect(ledger.get('cutoff-window')!.value).toEqual({ min: sweepReport.cells_V[0], max: sweepReport.cells_V[1] });
  });

  it('keeps NaCrO2 below the oxidation limit by every choice of window, rule and alloy', () => {
    for (const window of ['sweep', 'computed', 'kinetic']) {
      for (const fraction of [0.5, 5, 20]) for (const alloy of na9sn4_range_V) expect(fig5b.compute(kernels, { window, fraction, alloy }).rows[0]!.above_V).toBe(0);
    }
  });

  it('measures how far a window sticks out', () => {
    expect(excess([1.5, 4.3], [2, 4])).toEqual({ below_V: 0.5, above_V: expect.closeTo(0.3, 9) });
    expect(excess([2.1, 3.9], [2, 4])).toEqual({ below_V: 0, above_V: 0 });
  });
});

describe('drawing parts', () => {
  it('thins a curve to within its tolerance and keeps its ends and corners', () => {
    const points = Array.from({ length: 400 }, (_, i) => [i, i < 200 ? i : 400 - i + 20 * Math.sin(i / 30)] as const);
    const kept = thin(points, 0.3);
    expect(kept.length).toBeLessThan(100);
    expect(kept[0]).toEqual(points[0]);
    expect(kept.at(-1)).toEqual(points.at(-1));
    for (const [x, y] of points) {
      const k = Math.max(1, kept.findIndex((p) => p[0] >= x));
      const [[x0, y0], [x1, y1]] = [kept[k - 1]!, kept[k]!];
      // The distance is measured across the line; a steep line makes its height differ more.
      expect(Math.abs(y0 + ((y1 - y0) * (x - x0)) / (x1 - x0) - y)).toBeLessThan(0.5);
    }
  });

  it('spreads labels apart without leaving their room', () => {
    const out = spread([100, 101, 102, 300], 17, 60, 310);
    const sorted = [...out].sort((a, b) => a - b);
    for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThan(16.9);
    expect(Math.min(...out)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...out)).toBeLessThanOrEqual(310);
    expect(out[0]).toBeLessThan(out[1]!);
  });
});
