import { compositionAt, formulaParts, SAMPLES } from '../../physics/composition.ts';
import { EA_DEFAULT_meV, EA_RANGE_meV, INSTRUMENT, isReportedSigma, pelletAt } from '../../physics/transport-model.ts';
import { defineFigure } from '../../runtime/figure.ts';
import { conductivity, fixed, formula, scientific, significant } from '../../runtime/format.ts';
import { nameOf } from '../../runtime/plot/colours.ts';
import { arrheniusPlot, printedMarks } from '../parts/arrhenius-plot.ts';
import { nyquist } from '../parts/nyquist.ts';
import { xParamWithSigma } from '../parts/params.ts';
import { extentFor, otherTraces, traceOf } from '../parts/pellet-spectrum.ts';
import { ternary } from '../parts/ternary.ts';

const conditions = (x: number) => ({ x, T_C: 25, Ea_meV: EA_DEFAULT_meV, stray_pF: 100, permittivity: 10 });

/** The claim of the paper as one live picture: composition, impedance and conductivity of one sample, one control. */
export default defineFigure({
  id: 'first',
  name: 'The claim in one picture',
  title: 'One composition, three views: where it lies, what a pellet of it would show, how it conducts.',
  question: 'Take salt out: what happens to the current?',
  technique: 'impedance',
  version: 1,
  params: { x: { ...xParamWithSigma, span: 12 } },
  kernels: ['impedance'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'Pinned by the two reported conductivities (discs) and by exact composition ([◇ derived]).',
    free: 'Dashed where the height is a guess, dotted above the 7 MHz of the instrument.',
    constraints: ['4.0 × 10^−4^ S/cm at *x* = 1.625 and 1.2 × 10^−4^ at 2.000.', 'More than 1.0 × 10^−4^ S/cm at every *x*.', '348 to 370 meV at every *x*.'],
    alternatives: 'Between the two discs any smooth or broken curve above the floor would do; the capacitances and the tail are typical values that nobody reported.',
  },
  compute(kernels, { x }) {
    const pellet = pelletAt(conditions(x));
    return { composition: compositionAt(x), pellet, selected: traceOf(kernels, conditions(x), pellet), others: otherTraces(kernels, conditions(x)) };
  },
  view: ({ selected, others }, { x }) => [
    { key: 'ternary', span: 'third', title: '**Composition** mole fractions', draw: (frame) => ternary({ x, basis: 'mole', from: 1.375, to: 2 }, frame) },
    { key: 'nyquist', span: 'third', title: '**Impedance** 25 °C, 7 MHz to 1 Hz', draw: (frame) => nyquist({ selected, others: [], feet: others, max_Hz: INSTRUMENT.max_Hz, extent_ohm: extentFor(conditions(x)) }, frame) },
    { key: 'arrhenius', span: 'third', title: '**Conductivity** against temperature', draw: (frame) => arrheniusPlot({ x, T_C: 25, Ea_meV: EA_DEFAULT_meV, others: SAMPLES.filter((s) => s !== x && isReportedSigma(s)), marks: printedMarks(x), range_meV: EA_RANGE_meV }, frame) },
  ],
  summary({ composition: c, pellet }, { x }) {
    const rank = x === 1.625 ? ', the most of the six' : x === 2 ? ', the least that is printed' : isReportedSigma(x) ? '' : ' by the dashed guess; the text says only that it is more than 1.0 × 10^−4^';
    return `At *x* = **${nameOf(x)}** the powder is ${formula(formulaParts(c.atoms))}, [${fixed(100 * c.moleFraction.NaCl, 1)} mol %] salt. It conducts **${conductivity(pellet.sigma_S_cm)}** at 25 °C${rank}; a pellet of 100 mg then shows about **[${significant(pellet.r_ohm, 3)} Ω]**.`;
  },
  table: () => ({
    caption: 'The six samples',
    columns: [
      { name: '*x*', unit: '' },
      { name: 'NaCl', unit: 'mol %' },
      { name: '*σ* at 25 °C', unit: 'S/cm' },
      { name: '100 mg pellet', unit: 'Ω' },
      { name: 'Conductivity is', unit: '', align: 'left' },
    ],
    rows: SAMPLES.map((s) => {
      const pellet = pelletAt(conditions(s));
      return [nameOf(s), fixed(100 * compositionAt(s).moleFraction.NaCl, 1), scientific(pellet.sigma_S_cm, 2), significant(pellet.r_ohm, 3), isReportedSigma(s) ? 'reported' : 'assumed, above the reported floor'];
    }),
  }),
  compare: ({ pellet }, { x }) => [
    { quantity: `*σ* at 25 °C, *x* = ${nameOf(x)}`, reported: x === 1.625 ? '4.0 × 10^−4^ S/cm' : x === 2 ? '1.2 × 10^−4^ S/cm' : 'only a floor, 1.0 × 10^−4^ S/cm', here: conductivity(pellet.sigma_S_cm), verdict: isReportedSigma(x) ? 'was put in' : 'assumed' },
    { quantity: 'Best composition', reported: '*x* = 1.625', here: '*x* = 1.625', verdict: 'was put in' },
  ],
});
