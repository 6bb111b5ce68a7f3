import { scaleLinear } from 'd3';
import { compositionAt, SALT_MASS, SAMPLES } from '../../physics/composition.ts';
import type { Quantification } from '../../physics/nmr-quantify.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, significant } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { fillOf, nameOf, strokeOf } from '../../runtime/plot/colours.ts';
import { curve, handle, mark, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { factorOf, ledgerOf } from '../parts/nmr-ledger.ts';
import { deconvolve, SNR, type Deconvolution, type LineShape } from '../parts/nmr-deconvolution.ts';
import { sodiumAt } from '../parts/nmr-series.ts';
import { xParam } from '../parts/params.ts';

const FROM = SAMPLES[0];
const TO = SAMPLES[5];
const GRID = Array.from({ length: 26 }, (_, i) => FROM + ((TO - FROM) * i) / 25);

const SEED = 1;

interface Result {
  ledger: Quantification;
  /** The same share of the line in every sample. */
  yours: { x: number; adjusted: number }[];
  samples: { x: number; area: number; ledger: Quantification }[];
  share4: number;
  /** The model spectrum taken apart with other shapes, when asked for. */
  apart: Deconvolution | null;
}

const FOUR = 4;
/** Adjusted x when 4 wt % of the sample is free NaCl. */
const withFour = (x: number): number => x + ((FOUR / 100) * compositionAt(x).molarMass_g_mol) / SALT_MASS.NaCl;

/** Figure S4 and Table S2: from areas to composition. Derived: arithmetic on an area that nobody printed. */
export default defineFigure({
  id: 's4',
  name: 'Figure S4',
  title: 'Adjusted *x* against nominal *x*, and every step from a line area to it (beside it, in the table, what Table S2 would hold).',
  question: 'How much salt is left, and does the answer depend on how the lines were counted?',
  technique: 'nmr',
  version: 1,
  params: {
    x: xParam,
    area: { kind: 'number', label: 'NaCl line, share of all areas', unit: '%', min: 0, max: 80, step: 0.5, default: 34, decimals: 1, span: 6, assumed: true, note: 'no area is printed', ticks: [0, 20, 34, 60, 80].map((value) => ({ value })) },
    satellites: {
      kind: 'choice',
      label: 'Other sites show',
      options: [
        { value: 'all', label: 'all, 10/10' },
        { value: 'central', label: 'central line, 4/10' },
      ],
      default: 'all',
      span: 6,
      assumed: true,
      note: 'not said in the text',
    },
    flip: { kind: 'number', label: 'Flip angle', unit: '°', min: 0, max: 80, step: 1, default: 30, decimals: 0, span: 3, note: 'the paper: π/6', ticks: [0, 30, 60, 80].map((value) => ({ value })) },
    selective: { kind: 'toggle', label: 'Pulse turns the central line alone', default: false, span: 3, assumed: true },
    apart: {
      kind: 'choice',
      label: 'Deconvolution',
      options: [
        { value: 'none', label: 'none' },
        { value: 'gauss', label: 'Gaussians' },
        { value: 'lorentz', label: 'Lorentzians' },
      ],
      default: 'none',
      span: 12,
      note: `Figure 3a’s model, noise 1 : ${SNR}, fitted (E11)`,
    },
  },
  kernels: ['nmr'],
  provenance: {
    badge: 'derived',
    pinned: 'Arithmetic by the steps beside the plot; the masses of a formula unit follow from *x*.',
    free: 'The areas are assumed: the paper prints an average of 4 wt % and no area. ◇ marks the model of Figure 3a.',
    constraints: [
      'With plain areas, the six model samples average 4 wt % NaCl.',
      'Adjusted *x* is never below nominal *x*, and rises with it in nearly a straight line.',
      'A share of 10 % of the areas is 4.3 % of the sodium once the factor 2.5 is counted.',
      'Sodium is conserved: (2.25 − *x*) = NaCl + sodium of the phase.',
    ],
    alternatives: 'Any set of areas that falls with *x* and averages 4 wt % would do. Half of the area with full counting says the same as the whole with 4/10 would at another *x*: without the procedure the printed average fixes neither.',
  },
  compute({ nmr }, v): Result {
    const options = { satellites: v.satellites === 'all', selective: v.selective, flip_deg: v.flip };
    return {
      ledger: ledgerOf({ x: v.x, area: v.area / 100, ...options }),
      yours: GRID.map((x) => ({ x, adjusted: ledgerOf({ x, area: v.area / 100, ...options }).adjusted_x })),
      samples: SAMPLES.map((x) => {
        const area = sodiumAt(x).NaCl;
        return { x, area, ledger: ledgerOf({ x, area, ...options }) };
      }),
      share4: (withFour(v.x) - v.x) / (2.25 - v.x),
      apart: v.apart === 'none' ? null : deconvolve(nmr, v.x, v.apart as LineShape, SEED),
    };
  },
  view: (result, v) => [
    { key: 'adjusted', span: 'main', title: '**Adjusted against nominal *x*** drag the point', draw: (frame) => adjusted(result, v.x, frame) },
    { key: 'ledger', span: 'side', title: `**The ledger** for *x* = ${nameOf(v.x)}`, draw: (frame) => ledger(result.ledger, frame) },
  ],
  summary({ ledger: q, share4, apart }, v) {
    const plain = q.uncorrected;
    const counted = v.satellites === 'all' ? 'Counted alike' : `With the factor ${significant(factorOf(q), 3)}`;
    return `${counted}, a NaCl line of [${fixed(v.area, 1)} %] is **[${fixed(q.wt_percent_NaCl, 1)} wt %]** of NaCl and adjusted *x* is **${fixed(q.adjusted_x, 3)}**${
      v.satellites === 'all' ? '' : `; the plain areas would say [${fixed(plain.wt_percent_NaCl, 1)} wt %] and ${fixed(plain.adjusted_x, 3)}`
    }. ${apart ? words(apart) : `Four weight per cent would hold ${fixed(100 * share4, 0)} % of all sodium at this *x*.`}`;
  },
  table: ({ samples }) => ({
    caption: 'NaCl in the six samples of the model (Table S2 of the paper is not in the text)',
    columns: [
      { name: '*x*', unit: '' },
      { name: 'NaCl line', unit: '% of areas' },
      { name: 'Sodium in NaCl', unit: '%' },
      { name: 'NaCl per formula unit', unit: 'mol' },
      { name: 'Molar mass', unit: 'g/mol' },
      { name: 'NaCl', unit: 'wt %' },
      { name: 'Adjusted *x*', unit: '' },
      { name: 'NaCl, plain areas', unit: 'wt %' },
    ],
    rows: samples.map(({ x, area, ledger: q }) => [
      nameOf(x),
      fixed(100 * area, 1),
      fixed(100 * q.na_fraction_NaCl, 1),
      fixed(q.NaCl_per_formula, 3),
      fixed(q.molar_mass_g_mol, 1),
      fixed(q.wt_percent_NaCl, 2),
      fixed(q.adjusted_x, 3),
      fixed(q.uncorrected.wt_percent_NaCl, 2),
    ]),
  }),
  compare({ samples, ledger: q, share4, apart }, v) {
    const mean = samples.reduce((s, { ledger: l }) => s + l.wt_percent_NaCl, 0) / samples.length;
    return [
      { quantity: 'NaCl, average of the series', reported: 'about 4 wt %', here: `${fixed(mean, 1)} wt % from the model’s areas, counted as chosen`, verdict: v.satellites === 'all' ? 'was put in' : 'the same lines, counted with a factor: the answer falls by more than half' },
      { quantity: 'Adjusted *x*', reported: '“slightly higher” than nominal, “generally vary linearly” with it; values in Figure S4', here: `${fixed(q.adjusted_x, 3)} at ${nameOf(v.x)} for your area`, verdict: 'above nominal and linear; an average of 4 wt % makes the difference some 0.17, which is not slight' },
      { quantity: 'The same 4 wt % in every sample', reported: '“on average”', here: `${fixed(100 * share4, 0)} % of all sodium at ${nameOf(v.x)}`, verdict: 'impossible to hold everywhere (E12)' },
      { quantity: 'NaCl from a deconvolution', reported: 'areas by ssNake; line shapes not in the text', here: apart ? words(apart) : 'choose a line shape above', verdict: 'a wrong shape costs more than the noise does, and the standard error does not show it (E11)' },
      { quantity: 'Which intensities were integrated', reported: 'not in the text', here: v.satellites === 'all' ? '10/10 of every site' : '4/10 of quadrupolar sites', verdict: 'this is why the slider is here' },
    ];
  },
});

/** What a deconvolution says beside what was put in. */
const words = ({ shape, share, u_share, truth }: Deconvolution): string =>
  u_share === null
    ? 'There is no NaCl line at this *x* to take apart.'
    : `${shape === 'gauss' ? 'Gaussian' : 'Lorentzian'} lines read **[${fixed(100 * share, 1)} ± ${fixed(100 * u_share, 1)} %]** of the areas as NaCl where the model has ${fixed(100 * truth, 1)} %.`;

function adjusted({ yours, samples, ledger: q }: Result, x: number, { width, narrow }: Frame): Drawing {
  const margin = { left: 56, right: narrow ? 14 : 150, top: 42, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = narrow ? 300 : 400;
  const bottom = margin.top + plotHeight;
  const sx = scaleLinear([1.34, 2.035], [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([1.3, 2.27], [bottom, margin.top]);
  const at = (a: number, b: number): Point => [sx(a), sy(b)];
  const mine = yours.map((p) => at(p.x, p.adjusted));
  const here = at(x, q.adjusted_x);
  const names = (points: readonly (readonly [number, string])[]): El[] => (narrow ? [] : points.map(([y, text]) => label(margin.left + plotWidth + 8, sy(y) + 4, text, {})));
  const last = yours.at(-1)!.adjusted;
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: [1.375, 1.5, 1.625, 1.75, 1.875, 2], format: (t) => fixed(t, 3), title: 'nominal *x*' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [1.4, 1.6, 1.8, 2, 2.2], format: (t) => fixed(t, 1), title: 'adjusted *x*', grid: plotWidth }),
      curve([at(FROM, FROM), at(TO, TO)], { colour: 'sref' }),
      label(...at(1.66, 1.6), narrow ? 'no free salt' : 'no free salt: adjusted = nominal', { class: 'halo', dy: 12, dx: narrow ? 16 : 10 }),
      curve(GRID.map((g) => at(g, withFour(g))), { colour: 'sref', certainty: 'assumed', ghost: true }),
      ...names([
        [Math.max(2.2, withFour(TO) + 0.045), '4 wt % in each'],
        [last > 2.1 && last < 2.22 ? last - 0.02 : last, 'your share in each'],
      ]),
      curve(mine, { colour: strokeOf(x), certainty: 'assumed' }),
      ...samples.map((s) => mark('derived', at(s.x, s.ledger.adjusted_x), { colour: fillOf(s.x), title: `model of Figure 3a at ${nameOf(s.x)}` })),
      narrow ? label(margin.left + 6, margin.top + 8, 'thin dashes: 4 wt % in each', {}) : el('g'),
      narrow ? label(margin.left + 6, margin.top + 26, 'thick dashes: your share in each', {}) : el('g'),
      el('path', { class: 'guide', d: `M${here[0].toFixed(1)} ${bottom}V${here[1].toFixed(1)}H${margin.left}` }),
      handle('x', here, yours.map((p) => [p.x, sx(p.x), sy(p.adjusted)] as const)),
    ],
  };
}

const ROWS = (q: Quantification): readonly (readonly [string, string, string])[] => [
  ['NaCl line over all areas', 'area(NaCl) / Σ area', `${fixed(100 * q.sites[0]!.signal_fraction, 1)} %`],
  ['factor of the other sites', q.satellites_integrated ? 'all intensity counted' : q.selective ? '2.5 / cos(flip angle)' : '10/4 for spin 3/2', `× ${significant(factorOf(q), 3)}`],
  ['sodium in NaCl', 'Σ area × factor', `${fixed(100 * q.na_fraction_NaCl, 1)} %`],
  ['sodium of a formula unit', '2.25 − *x*', fixed(q.na_per_formula, 3)],
  ['free NaCl of a formula unit', 'share × (2.25 − *x*)', fixed(q.NaCl_per_formula, 3)],
  ['free NaCl by weight', '× 58.44 / *M*(*x*)', `${fixed(q.wt_percent_NaCl, 2)} %`],
  ['adjusted *x*', '*x* + free NaCl', fixed(q.adjusted_x, 3)],
];

/** Steps as lines of an account. */
function ledger(q: Quantification, { width, narrow }: Frame): Drawing {
  const step = narrow ? 48 : 60;
  const rows = ROWS(q);
  return {
    width,
    height: 26 + rows.length * step,
    children: rows.flatMap(([name, equation, value], i) => {
      const y = 26 + i * step;
      const last = i === rows.length - 1;
      return [
        el('path', { class: last ? 'axis' : 'gridl', d: `M4 ${y - 8}H${width - 4}` }),
        label(4, y + 12, name, { class: last ? 'strong' : 'title' }),
        label(4, y + 30, equation, {}),
        label(width - 4, y + 12, value, { 'text-anchor': 'end', class: 'strong' }),
      ];
    }),
  };
}

