/** Times of the circuit kernels, of the same fit in plain JavaScript, and of a slider step of each figure. */
import { FIGURE_IDS, loadFigure } from '../../src/figures/registry.ts';
import { measure } from '../../src/figures/parts/pellet-spectrum.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { normal } from '../../src/physics/random.ts';
import { logFrequencies, pelletAt } from '../../src/physics/transport-model.ts';
import { defaults, type AnyValues } from '../../src/runtime/figure.ts';
import { frameOf } from '../../src/runtime/render.ts';
import { fitArcAndTail } from './twins/impedance.ts';
import { time, type BenchRow } from './timing.ts';

const FIVE = 'p(R1,CPE1)-CPE2';
const NINE = 'R0-p(R1,CPE1)-p(R2,CPE2)-CPE3';

/** All rows; throws when plain JavaScript finds another minimum than the kernel. */
export async function bench(): Promise<BenchRow[]> {
  const kernels = await nodeKernels(['impedance', 'transport']);
  const { impedance } = kernels;
  const five = measure(kernels, pelletAt({ x: 1.625, T_C: 25, Ea_meV: 359, stray_pF: 100, permittivity: 10 }), 1);
  const start5 = [120, 1e-9, 0.9, 1e-6, 0.8];
  const truth9 = [12, 480, 2e-9, 0.95, 2100, 3e-7, 0.88, 5e-6, 0.8];
  const frequency_Hz = logFrequencies(7e6, 1, 70);
  const z = impedance.impedance(NINE, truth9, frequency_Hz);
  const next = normal(2);
  const noisy = (values: Float64Array): number[] => [...values].map((v, i) => v + 0.002 * Math.hypot(z.zReal_ohm[i]!, z.zImag_ohm[i]!) * next());
  const nine = { frequency_Hz, zReal_ohm: noisy(z.zReal_ohm), zImag_ohm: noisy(z.zImag_ohm) };
  const start9 = truth9.map((v, i) => (v < 1 && v > 0.5 ? 0.9 * v : v * (i % 2 ? 1.4 : 0.7)));

  const mine = impedance.fit(FIVE, five, { start: start5, starts: 1, compareSimpler: false });
  const plain = fitArcAndTail(five, start5);
  const apart = Math.max(...mine.parameters.map((p, i) => Math.abs(plain.values[i]! / p.value - 1)));
  if (!(apart < 1e-6) || !(Math.abs(plain.sumOfSquares / mine.sumOfSquares - 1) < 1e-9)) throw new Error(`the fit in plain JavaScript differs from the kernel: parameters by ${apart}, sums of squares ${plain.sumOfSquares} and ${mine.sumOfSquares}`);

  const one = time('one start, 5 parameters', `70 points, ${mine.evaluations} evaluations, with covariance and outliers; goal 0.3 ms`, () => impedance.fit(FIVE, five, { start: start5, starts: 1, compareSimpler: false }));
  const js = time('one start, 5 parameters, plain JavaScript', `same algorithm, ${plain.evaluations} evaluations, parameters equal to ${apart.toExponential(0)}`, () => fitArcAndTail(five, start5));
  return [
    time('impedance, 5 parameters', '70 points, one call', () => impedance.impedance(FIVE, start5, frequency_Hz)),
    time('impedance, 9 parameters', '70 points, one call', () => impedance.impedance(NINE, truth9, frequency_Hz)),
    one,
    js,
    { name: 'plain JavaScript / WebAssembly', unit: 'ratio', min: js.min / one.min, median: js.median / one.median, sd: (js.median / one.median) * Math.hypot(js.sd / js.median, one.sd / one.median), note: 'one start' },
    time('one start, 9 parameters', '70 points, 0.2 % noise; goal 0.3 ms', () => impedance.fit(NINE, nine, { start: start9, starts: 1, compareSimpler: false })),
    time('full answer, 5 parameters', '16 starts from the data, covariance, verdict, simpler circuits; goal 6 ms', () => impedance.fit(FIVE, five)),
    time('full answer, 9 parameters', '16 starts from the data, covariance, verdict, simpler circuits; goal 6 ms', () => impedance.fit(NINE, nine)),
    ...(await figureRows()),
  ];
}

/** Compute, view and words of each figure per step of its first slider: all but the browser's own painting. */
async function figureRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const id of FIGURE_IDS) {
    const figure = await loadFigure(id);
    const kernels = await nodeKernels(figure.kernels);
    const [name, param] = Object.entries(figure.params).find(([, p]) => p.kind === 'number') ?? [];
    if (!name || param?.kind !== 'number') continue;
    const paper = defaults(figure.params) as AnyValues;
    let step = 0;
    rows.push(
      time(`figure ${id}, a step of ${name}`, 'compute, wide picture and words, in Node; goal for the whole frame 16 ms at a quarter of the speed', () => {
        step = (step + 1) % 50;
        const values = { ...paper, [name]: param.min + ((param.max - param.min) * step) / 50 };
        const result = figure.compute(kernels, values);
        return [figure.view(result, values).map((panel) => panel.draw(frameOf(panel, false))), figure.summary(result, values)];
      }),
    );
  }
  return rows;
}
