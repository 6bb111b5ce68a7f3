import { scaleLinear } from 'd3';
import { SAMPLES } from '../../physics/composition.ts';
import { rememberOf } from '../../physics/remember.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, scientific, significant } from '../../runtime/format.ts';
import { horizontalAxis, label } from '../../runtime/plot/axes.ts';
import { nameOf, strokeOf } from '../../runtime/plot/colours.ts';
import { curve } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { countedParam, CQParam, etaParam, fieldParam, kexParam, lineOptions, masParam, sigmaParam } from '../parts/nmr-params.ts';
import { baseline, spectrumPoints, standing, windowMark } from '../parts/nmr-plot.ts';
import { meanWeight_percent, octahedralShare, saltWeight_percent, seriesSpectrum, sodiumAt, tallest, LARMOR_MHz, magnet, type SeriesSpectrum } from '../parts/nmr-series.ts';
import { fromFraction } from '../../physics/nmr-quantify.ts';
import { xParam } from '../parts/params.ts';

const NEAR = { from_ppm: 25, to_ppm: -35, n: 601 };
const FAR = { from_ppm: 160, to_ppm: -160, n: 801 };

interface Result {
  selected: SeriesSpectrum;
  far: SeriesSpectrum;
  others: { x: number; spectrum: SeriesSpectrum }[];
  prismatic: { ppm: number; fwhm_ppm: number };
  /** Tallest intensity of the whole stack, per ppm. */
  top: number;
  spacing_ppm: number;
}

/** Figure 3a: ²³Na spectra of the six samples. Reconstructed: reported positions, and free couplings. */
export default defineFigure({
  id: '3a',
  title: '^23^Na spectra of the six samples, one above the other, the ppm axis reversed as usual.',
  question: 'Where is the sodium, and what would a wrong frequency do to the answer?',
  technique: 'nmr',
  version: 1,
  params: {
    x: xParam,
    counted: countedParam,
    field: fieldParam,
    CQ: CQParam,
    eta: etaParam,
    sigma: sigmaParam,
    mas: masParam,
    kex: kexParam,
    exchange: { kind: 'toggle', label: 'Exchange octahedral ⇌ prismatic', default: false, span: 6, assumed: true, note: 'the lower octahedral line with the prismatic one' },
    sites: { kind: 'toggle', label: 'Show the sites', default: true, span: 3 },
  },
  kernels: ['nmr'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'Pinned: the NaCl line at 7.2 ppm, the windows of the other lines at 18.8 T, which samples show them, and an average of 4 wt % NaCl.',
    free: 'Free: every coupling, width and rate, and the share of octahedral sodium. Satellite transitions are not drawn. One scale for all six: signal per sodium.',
    constraints: [
      'NaCl at 7.2 ppm; it falls with *x* and is gone at *x* = 2.000 (“almost all of the samples” show it).',
      'Free NaCl of the six samples is 4 wt % on average, and adjusted *x* is linear in *x*.',
      'Two weak octahedral lines within −2.5 to 8 ppm, for *x* ≤ 1.750 only.',
      'The prismatic line has its maximum within −10 to −13 ppm at every *x*, for every *σ* of the slider, at 18.8 T without exchange.',
      'With more sodium the prismatic line moves to positive shift and widens.',
    ],
    alternatives:
      'A spread of shifts and a spread of couplings make the same width at one field: *σ* = 0.1 with a little more spread cannot be told from 0.4 MHz here, but two magnets would tell. Exchange near 5000 s^−1^ moves and widens the prismatic line much as a shift that changes with the structure does, as the paper says itself. Octahedral shares twice as large or half as large would meet the same words.',
  },
  compute({ nmr }, v): Result {
    const options = lineOptions(v, v.exchange ? v.kex : null);
    const selected = seriesSpectrum(nmr, v.x, options, NEAR);
    const others = SAMPLES.filter((x) => Math.abs(x - v.x) > 1e-9).map((x) => ({ x, spectrum: seriesSpectrum(nmr, x, options, NEAR) }));
    const line = tallest({ shift_ppm: selected.shift_ppm, intensity: selected.total }, -40, -5)!;
    const top = [selected, ...others.map((o) => o.spectrum)].reduce((m, s) => s.total.reduce((a, b) => Math.max(a, b), m), 0);
    return { selected, others, far: seriesSpectrum(nmr, v.x, options, FAR), prismatic: line, top, spacing_ppm: (1000 * v.mas) / options.larmor_MHz };
  },
  view: (result, v) => [
    { key: 'stack', span: 'main', title: `**^23^Na spectra** ${magnet(v.field).words}, ${v.mas} kHz MAS`, draw: (frame) => stack(result, v.x, v.sites, frame) },
    { key: 'sidebands', span: 'side', title: `**The same spectrum, wide** heights × 20, sidebands of the central lines`, draw: (frame) => sidebands(result, v.x, frame) },
  ],
  summary({ prismatic, spacing_ppm }, v) {
    const share = sodiumAt(v.x);
    const octahedral = octahedralShare(v.x);
    const lines = octahedral > 0 ? `octahedral lines hold ${percent(share.octahedralA + share.octahedralB)} % of the sodium` : 'no octahedral line is left';
    const { larmor_MHz } = magnet(v.field);
    const ratio = (LARMOR_MHz / larmor_MHz) ** 2;
    const field = Math.abs(ratio - 1) > 1e-6 ? ` At [${fixed(larmor_MHz, 1)} MHz] second-order shifts are ${significant(ratio, 3)} times those at 18.8 T, and sidebands stand ${fixed(spacing_ppm, 1)} ppm apart.` : '';
    const exchange = v.exchange && octahedral > 0 ? ` Exchange at ${scientific(v.kex, 2)} s^−1^ is on.` : '';
    return `*x* = **${nameOf(v.x)}**: the prismatic line stands at **[${fixed(prismatic.ppm, 1)} ppm]**, ${fixed(prismatic.fwhm_ppm, 1)} ppm wide; ${lines}; NaCl reads as ${fixed(saltWeight_percent(v.x), 1)} wt %.${field}${exchange}`;
  },
  table({ selected, others }, v) {
    const all = [{ x: v.x, spectrum: selected }, ...others].sort((a, b) => a.x - b.x);
    return {
      caption: 'Lines of each sample in the model',
      columns: [
        { name: '*x*', unit: '' },
        { name: 'Prismatic line', unit: 'ppm' },
        { name: 'its width', unit: 'ppm' },
        { name: 'Sodium prismatic', unit: '%' },
        { name: 'octahedral', unit: '%' },
        { name: 'in NaCl', unit: '%' },
        { name: 'NaCl', unit: 'wt %' },
      ],
      rows: all.map(({ x, spectrum }) => {
        const line = tallest({ shift_ppm: spectrum.shift_ppm, intensity: spectrum.total }, -40, -5)!;
        const s = sodiumAt(x);
        return [nameOf(x), fixed(line.ppm, 1), fixed(line.fwhm_ppm, 1), percent(s.prismatic), percent(s.octahedralA + s.octahedralB), percent(s.NaCl), fixed(saltWeight_percent(x), 1)];
      }),
      full: {
        columns: [{ name: 'shift', unit: 'ppm' }, ...all.map(({ x }) => ({ name: `intensity at x = ${nameOf(x)}`, unit: '1/ppm' }))],
        rows: Array.from(selected.shift_ppm, (ppm, i) => [Number(ppm.toFixed(3)), ...all.map(({ spectrum }) => Number(spectrum.total[i]!.toPrecision(6)))]),
      },
    };
  },
  compare({ prismatic, spacing_ppm }, v) {
    const inside = prismatic.ppm <= -9.95 && prismatic.ppm >= -13.05;
    const { larmor_MHz } = magnet(v.field);
    const apparent = sodiumAt(v.x).NaCl;
    const corrected = apparent / (apparent + 2.5 * (1 - apparent));
    return [
      { quantity: 'Prismatic line', reported: 'between about −10 and −13 ppm, over the series', here: `${fixed(prismatic.ppm, 1)} ppm`, verdict: inside ? 'was put in: inside the window' : 'outside the window: this field, spread or rate would contradict the text' },
      { quantity: 'Octahedral lines', reported: 'two, weak and broad, about −2.5 to 8 ppm, for *x* ≤ 1.750', here: octahedralShare(v.x) > 0 ? 'two, within the window' : 'none', verdict: 'was put in; their share is a guess' },
      { quantity: 'NaCl on average', reported: 'about 4 wt %', here: `${fixed(meanWeight_percent(), 1)} wt % over six samples, ${fixed(saltWeight_percent(v.x), 1)} at this *x*`, verdict: 'was put in; that it cannot be 4 in every sample is E12' },
      { quantity: 'NaCl if areas were compared as they are', reported: 'not in the text', here: `${fixed(fromFraction(v.counted === 'alike' ? corrected : apparent, v.x).wt_percent_NaCl, 1)} wt % at this *x*, the factor 2.5 counted`, verdict: 'see Figure S4' },
      { quantity: 'Frequency of ^23^Na', reported: '132.3 MHz at 18.8 T', here: `${fixed(larmor_MHz, 2)} MHz; sidebands ${fixed(spacing_ppm, 1)} ppm apart`, verdict: v.field === '18.8T' ? 'a slip in the text (E1): 132.3 MHz belongs to 11.74 T' : v.field === 'printed' ? 'as the text prints it: a slip (E1)' : 'not the paper’s magnet' },
      { quantity: 'Exchange rate', reported: 'intermediate exchange is considered; no rate', here: v.exchange ? `${scientific(v.kex, 2)} s^−1^` : 'off', verdict: 'not determined by what is printed' },
    ];
  },
});

const ghosts = rememberOf<El>();

const percent = (share: number): string => fixed(100 * share, 1);

/** The bold curve moves through the stack with x; each spectrum stands on its own zero line. */
function stack({ selected, others, top }: Result, x: number, sites: boolean, { width, narrow }: Frame): Drawing {
  const margin = { left: 12, right: narrow ? 46 : 64, top: 60, bottom: 50 };
  const right = width - margin.right;
  const gap = narrow ? 52 : 58;
  const height = gap * 1.75;
  const base = (sample: number): number => margin.top + height + ((2 - sample) / 0.125) * gap;
  const bottom = base(1.375) + 14;
  const sx = scaleLinear([NEAR.from_ppm, NEAR.to_ppm], [margin.left, right]);
  const perUnit = height / top;
  const zero = base(x);
  const children: El[] = [
    horizontalAxis(bottom, margin.left, right, 'below', { scale: sx, ticks: [20, 10, 0, -10, -20, -30], format: (v) => fixed(v, 0), title: '*δ*(^23^Na) / ppm' }),
    el('path', { class: 'guide', d: `M${sx(7.2).toFixed(1)} ${bottom}V${margin.top - 27}` }),
    label(sx(7.2), margin.top - 32, 'NaCl 7.2', { 'text-anchor': 'middle' }),
    windowMark(8, -2.5, margin.top - 4, sx, 'octahedral', narrow ? 'middle' : 'end'),
    windowMark(-10, -13, margin.top - 4, sx, 'prismatic', 'middle'),
    ...others.flatMap(({ x: sample, spectrum }) => [
      baseline(margin.left, right, base(sample)),
      // The other samples stand where they stood while x moves.
      ghosts(spectrum, JSON.stringify([sample, width, narrow, top]), () => curve(spectrumPoints(spectrum.shift_ppm, spectrum.total, sx, base(sample), perUnit), { colour: strokeOf(sample), ghost: true })),
      Math.abs(sample - x) > 0.05 ? label(right + 6, base(sample) + 4, nameOf(sample), {}) : el('g'),
    ]),
    baseline(margin.left, right, zero),
    ...(sites ? selected.parts.map((part) => curve(standing(spectrumPoints(selected.shift_ppm, part.intensity, sx, zero, perUnit), zero), { colour: strokeOf(x), certainty: 'assumed', ghost: true })) : []),
    curve(spectrumPoints(selected.shift_ppm, selected.total, sx, zero, perUnit), { colour: strokeOf(x) }),
    label(right + 6, zero + 4, nameOf(x), { class: 'strong' }),
  ];
  return { width, height: bottom + margin.bottom, children };
}

/** The selected spectrum over three sidebands to each side. */
function sidebands({ far, spacing_ppm }: Result, x: number, { width, narrow }: Frame): Drawing {
  const margin = { left: 10, right: 10, top: 40, bottom: 50 };
  const plotHeight = narrow ? 150 : 426;
  const bottom = margin.top + plotHeight;
  const sx = scaleLinear([FAR.from_ppm, FAR.to_ppm], [margin.left, width - margin.right]);
  const peak = far.total.reduce((a, b) => Math.max(a, b), 0);
  const clipped = far.total.map((v) => Math.min(1.02, (20 * v) / peak));
  const centre = -11;
  const orders = [-2, -1, 1, 2].map((n) => ({ n, ppm: centre + n * spacing_ppm })).filter(({ ppm }) => Math.abs(ppm) < 155 && sx(-spacing_ppm) - sx(0) > 26);
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, width - margin.right, 'below', { scale: sx, ticks: [100, 0, -100], format: (v) => fixed(v, 0), title: '*δ*(^23^Na) / ppm' }),
      ...orders.flatMap(({ n, ppm }) => [el('path', { class: 'guide', d: `M${sx(ppm).toFixed(1)} ${bottom}V${margin.top + 4}` }), label(sx(ppm), margin.top - 6, `${n > 0 ? '+' : '−'}${Math.abs(n)}`, { 'text-anchor': 'middle' })]),
      curve(spectrumPoints(far.shift_ppm, clipped, sx, bottom, plotHeight), { colour: strokeOf(x) }),
    ],
  };
}
