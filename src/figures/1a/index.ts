import { chargeBalance, compositionAt, formulaParts, pelletThickness_cm, SAMPLES, type Composition } from '../../physics/composition.ts';
import { defineFigure } from '../../runtime/figure.ts';
import { fixed, formula, scientific } from '../../runtime/format.ts';
import { strokeOf } from '../../runtime/plot/colours.ts';
import { shareBars } from '../parts/share-bars.ts';
import { fractionsAt, ternary, type Basis } from '../parts/ternary.ts';

const X_SAMPLES = SAMPLES.map((value) => ({ value, colour: strokeOf(value) }));

/** Figure 1a: where the samples lie. Exact: everything follows from x by counting atoms. */
export default defineFigure({
  id: '1a',
  title: 'Six mixtures on one line through the NaCl corner.',
  question: 'Which mixtures can be made by taking salt out, and what is in a gram of each?',
  technique: 'composition',
  version: 1,
  params: {
    x: { kind: 'number', label: 'NaCl taken out, *x*', unit: '', min: 0, max: 2.25, step: 0.005, default: 1.625, decimals: 3, linked: 'x', span: 8, ticks: [{ value: 0 }, ...X_SAMPLES.filter((t) => [1.375, 1.625, 2].includes(t.value))] },
    basis: {
      kind: 'choice',
      label: 'Fractions by',
      options: [
        { value: 'mole', label: 'amount' },
        { value: 'weight', label: 'weight' },
      ],
      default: 'mole',
      span: 4,
    },
  },
  kernels: [],
  provenance: {
    badge: 'derived',
    pinned: 'Exact: the series is (2.25 − *x*) NaCl + 0.25 YCl~3~ + 0.75 ZrCl~4~, so fractions and masses follow from *x* and the atomic weights.',
    free: 'Density and sodium density are upper estimates, from volumes of the crystalline salts added up.',
    constraints: ['Y : Zr is 1 : 3 at every *x*: the points lie on one straight line through the NaCl corner.', 'Charge is balanced at every *x*.', '*x* = 2.25 leaves no sodium.'],
    alternatives: 'Nothing else fits: counting atoms leaves no freedom. The amounts are nominal, as weighed; what reacted is another question (Figure 3a).',
  },
  compute: (_kernels, { x, basis }) => ({ composition: compositionAt(x), fractions: fractionsAt(x, basis as Basis) }),
  view: (_result, { x, basis }) => [
    { key: 'ternary', span: 'main', title: `**Ternary diagram** ${basis === 'mole' ? 'mole' : 'weight'} fractions; drag the point along the broken line`, draw: (frame) => ternary({ x, basis: basis as Basis, from: 0, to: 2.25 }, frame) },
    { key: 'shares', span: 'side', title: '**The same powder** by amount and by weight', draw: (frame) => shareBars(x, frame) },
  ],
  summary({ composition: c, fractions }, { basis }) {
    const unit = basis === 'mole' ? 'mol %' : 'wt %';
    const charge = chargeBalance(c.atoms);
    return `*x* = **${fixed(c.x, 3)}** is ${formula(formulaParts(c.atoms))}, [${fixed(c.molarMass_g_mol, 2)} g/mol]: **[${percent(fractions.NaCl)} ${unit}]** NaCl, [${percent(fractions.YCl3)} ${unit}] YCl~3~, [${percent(fractions.ZrCl4)} ${unit}] ZrCl~4~. Charge: +${fixed(charge.cations, 3)} and −${fixed(charge.anions, 3)}, balanced.`;
  },
  table(_result, { basis }) {
    const rows = [0, ...SAMPLES].map(compositionAt);
    const share = basis === 'mole' ? 'mol %' : 'wt %';
    return {
      caption: 'Composition of the reference (*x* = 0) and of the six samples',
      columns: [
        { name: '*x*', unit: '' },
        { name: 'Formula', unit: '', align: 'left' },
        { name: 'NaCl', unit: share },
        { name: 'YCl~3~', unit: share },
        { name: 'ZrCl~4~', unit: share },
        { name: 'Molar mass', unit: 'g/mol' },
        { name: 'Density, estimate', unit: 'g/cm^3^' },
        { name: 'Na, estimate', unit: 'cm^−3^' },
        { name: '100 mg pellet', unit: 'mm' },
      ],
      rows: rows.map((c) => [fixed(c.x, 3), formula(formulaParts(c.atoms)), ...salts(c, basis as Basis), fixed(c.molarMass_g_mol, 2), fixed(c.density_g_cm3, 2), scientific(c.sodiumDensity_cm3, 2), fixed(10 * pelletThickness_cm(c.density_g_cm3), 2)]),
    };
  },
  compare: ({ composition: c }) => [
    { quantity: 'Lowest *x* of the series', reported: '1.375 in the abstract and the captions, 1.325 in three sentences', here: '1.375', verdict: 'a slip in the text (E3); the samples start at 1.375' },
    { quantity: 'Best sample', reported: '[Na~0.625~Y~0.25~Zr~0.75~Cl~4.375~]', here: formula(formulaParts(compositionAt(1.625).atoms)), verdict: 'agrees: the formula follows from *x* = 1.625' },
    { quantity: 'Your point', reported: SAMPLES.some((s) => Math.abs(s - c.x) < 1e-9) ? 'one of the six samples' : 'not a sample of the paper', here: formula(formulaParts(c.atoms)), verdict: 'exact arithmetic' },
  ],
});

const percent = (fraction: number): string => fixed(100 * fraction, 1);
const salts = (c: Composition, basis: Basis): string[] => {
  const f = fractionsAt(c.x, basis);
  return [percent(f.NaCl), percent(f.YCl3), percent(f.ZrCl4)];
};
