import { scaleLinear, scaleLog } from 'd3';
import { SAMPLES } from '../../physics/composition.ts';
import { mobility, sodiumLeft_cm3 } from '../../physics/carriers.ts';
import { isReportedSigma, sigmaRoom } from '../../physics/transport-model.ts';
import { defineFigure, type Drawing, type Frame, type NumberParam } from '../../runtime/figure.ts';
import { fixed, scientific } from '../../runtime/format.ts';
import { decades, horizontalAxis, label, minorDecades, powerOfTen, verticalAxis } from '../../runtime/plot/axes.ts';
import { nameOf, step, strokeOf } from '../../runtime/plot/colours.ts';
import { curve, mark, type Point } from '../../runtime/plot/marks.ts';

const saltParam = (label: string): NumberParam => ({ kind: 'number', label, unit: 'wt %', min: 0, max: 5, step: 0.1, default: 0, decimals: 1, span: 6, assumed: true, note: 'the text gives only an average, about 4', ticks: [0, 2, 4, 5].map((value) => ({ value })) });

/** Equation 2: carriers times mobility, and how much the answer hangs on left-over salt. */
export default defineFigure({
  id: 'eq2',
  name: 'Equation 2',
  title: 'Carriers and mobility from the reported conductivities.',
  question: 'Does sodium become more mobile as it grows scarce?',
  technique: 'composition',
  version: 1,
  params: { salt1625: saltParam('Free NaCl in *x* = 1.625'), salt2000: saltParam('Free NaCl in *x* = 2.000') },
  kernels: [],
  provenance: {
    badge: 'derived',
    pinned: 'Diamonds: *µ* = *σ*/(*n e*) from the two reported conductivities.',
    free: '*n* is an upper estimate, from added volumes of the salts. The free NaCl of each sample is assumed; the dashed line joins what the hump of Figure 3c would give.',
    constraints: ['With no salt taken off: 6.5 and 4.4 × 10^−7^ cm^2^/(V s).', 'With 4 wt % taken off both: 9.1 × 10^−7^ and 1.26 × 10^−6^ cm^2^/(V s).', 'About 2 wt % at *x* = 2.000 makes both equal when *x* = 1.625 is left as it is.'],
    alternatives: 'Every pair of salt contents that averages about 4 wt % over the series is allowed by the text; the order of the two mobilities follows from which pair it is.',
  },
  compute: (_kernels, { salt1625, salt2000 }) => {
    const at = (x: number, salt: number) => {
      const n = sodiumLeft_cm3(x, salt);
      return { x, n, mu: mobility(sigmaRoom(x), n) };
    };
    return { best: at(1.625, salt1625), amorphous: at(2, salt2000), plain: SAMPLES.map((x) => at(x, 0)) };
  },
  view: (result) => [
    { key: 'mobility', span: 'main', title: '**Mobility** *σ*/(*n e*) at 25 °C', draw: (frame) => mobilityPlot(result, frame) },
    { key: 'carriers', span: 'side', title: '**Carriers** sodium per cm^3^', draw: (frame) => carrierPlot(result, frame) },
  ],
  summary({ best, amorphous }, { salt1625, salt2000 }) {
    const rises = amorphous.mu > best.mu;
    return `With [${fixed(salt1625, 1)} wt %] and [${fixed(salt2000, 1)} wt %] of free salt the mobility is **[${scientific(best.mu, 2)}]** at *x* = 1.625 and **[${scientific(amorphous.mu, 2)} cm^2^/(V s)]** at 2.000: it ${Math.abs(amorphous.mu / best.mu - 1) < 0.03 ? 'stays the same' : rises ? '**rises**' : '**falls**'} as sodium grows scarce.`;
  },
  table: ({ best, amorphous, plain }) => ({
    caption: 'Carriers and mobility with the chosen salt taken off, and with none',
    columns: [{ name: '*x*', unit: '' }, { name: '*n*, none off', unit: 'cm^−3^' }, { name: '*µ*, none off', unit: 'cm^2^/(V s)' }, { name: '*n*, chosen', unit: 'cm^−3^' }, { name: '*µ*, chosen', unit: 'cm^2^/(V s)' }],
    rows: plain.map((p) => {
      const chosen = p.x === 1.625 ? best : p.x === 2 ? amorphous : null;
      return [nameOf(p.x), scientific(p.n, 2), scientific(p.mu, 2), chosen ? scientific(chosen.n, 2) : '–', chosen ? scientific(chosen.mu, 2) : '–'];
    }),
  }),
  compare: ({ best, amorphous }) => [
    { quantity: 'Trend of mobility', reported: '“Na^+^ mobility increases at higher *x* values”, read from NMR', here: amorphous.mu > best.mu ? 'rises' : 'falls', verdict: 'a tension (E9): the order depends on the free salt, which the text gives only on average' },
    { quantity: 'Free NaCl', reported: 'about 4 wt % on average', here: 'your two sliders', verdict: 'the values per sample are in the supplement' },
  ],
});

interface Balance {
  best: { x: number; n: number; mu: number };
  amorphous: { x: number; n: number; mu: number };
  plain: readonly { x: number; n: number; mu: number }[];
}

const X_DOMAIN = [1.32, 2.08] as const;

function mobilityPlot({ best, amorphous, plain }: Balance, { width, narrow }: Frame): Drawing {
  const margin = { left: 56, right: 24, top: 42, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const bottom = margin.top + (narrow ? 240 : 300);
  const [low, high] = [1e-7, 4e-6];
  const sx = scaleLinear(X_DOMAIN, [margin.left, margin.left + plotWidth]);
  const sy = scaleLog([low, high], [bottom, margin.top]);
  const named = (p: { x: number; mu: number }) => [
    mark('derived', [sx(p.x), sy(p.mu)], { colour: strokeOf(p.x), r: 7 }),
    label(sx(p.x) - 12, sy(p.mu) - 12, `${scientific(p.mu, 2)}`, { 'text-anchor': 'end', class: `strong f${step(p.x)} halo` }),
  ];
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: narrow ? [1.375, 1.625, 2] : [...SAMPLES], format: nameOf, title: 'NaCl taken out, *x*' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: decades(low, high), minor: minorDecades(low, high), format: powerOfTen, title: '*µ* / cm^2^ V^−1^ s^−1^', grid: plotWidth }),
      curve(plain.map((p): Point => [sx(p.x), sy(p.mu)]), { colour: 'sref', certainty: 'assumed', ghost: true }),
      ...plain.filter((p) => isReportedSigma(p.x)).map((p) => mark('derived', [sx(p.x), sy(p.mu)], { colour: 'sref', r: 4, title: 'no salt taken off' })),
      label(sx(1.375), sy(plain[0]!.mu) + 22, 'no salt taken off, by the hump', { class: 'halo' }),
      curve([[sx(best.x), sy(best.mu)], [sx(amorphous.x), sy(amorphous.mu)]], { colour: 'sref', ghost: true }),
      ...named(best),
      ...named(amorphous),
    ],
  };
}

function carrierPlot({ best, amorphous, plain }: Balance, { width, narrow }: Frame): Drawing {
  const margin = { left: 56, right: 24, top: 42, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const bottom = margin.top + (narrow ? 200 : 300);
  const sx = scaleLinear(X_DOMAIN, [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([0, 6e21], [bottom, margin.top]);
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: [1.375, 1.625, 2], format: nameOf, title: 'NaCl taken out, *x*' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [0, 2e21, 4e21, 6e21], format: (v) => fixed(v / 1e21, 0), title: '*n* / 10^21^ cm^−3^', grid: plotWidth }),
      curve(plain.map((p): Point => [sx(p.x), sy(p.n)]), { colour: 'sref', ghost: true }),
      ...[best, amorphous].map((p) => mark('derived', [sx(p.x), sy(Math.max(0, p.n))], { colour: strokeOf(p.x), r: 6 })),
    ],
  };
}
