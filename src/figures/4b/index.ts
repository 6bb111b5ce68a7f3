import { scaleLinear } from 'd3';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { horizontalAxis, label } from '../../runtime/plot/axes.ts';
import { nameOf, strokeOf } from '../../runtime/plot/colours.ts';
import { curve } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { CQParam, etaParam, fieldParam, lineOptions } from '../parts/nmr-params.ts';
import { baseline, spectrumPoints, windowMark } from '../parts/nmr-plot.ts';
import { heatedSodium, PAPER_LINES, prismaticPeak_ppm, prismaticSpread_ppm, sodiumAt, spectrumOf, tallest, type SeriesSpectrum, type SodiumPlaces } from '../parts/nmr-series.ts';

const AXIS = { from_ppm: 25, to_ppm: -35, n: 601 };
const HEATED = [1.625, 2] as const;

interface Sample {
  x: number;
  milled: SeriesSpectrum;
  heated: SeriesSpectrum;
  before: SodiumPlaces;
  after: SodiumPlaces;
}

type Result = { samples: Sample[]; top: number };

const octahedral = (s: SodiumPlaces): number => s.octahedralA + s.octahedralB;

/** Figure 4b: the two samples that were heated. Reconstructed: directions of change are printed, amounts are not. */
export default defineFigure({
  id: '4b',
  title: '^23^Na spectra of *x* = 1.625 and 2.000 as milled (thin) and after two hours at 100 °C (thick).',
  question: 'Where does the sodium go when the glass crystallises?',
  technique: 'nmr',
  version: 1,
  params: {
    octahedral: { kind: 'number', label: 'Sodium on octahedral sites after heating', unit: '%', min: 45, max: 75, step: 1, default: 55, decimals: 0, span: 6, assumed: true, note: '“grow significantly”: no share is printed', ticks: [45, 55, 65, 75].map((value) => ({ value })) },
    broadening: { kind: 'number', label: 'Prismatic line, widened by', unit: 'ppm', min: 1, max: 8, step: 0.5, default: 3, decimals: 1, span: 6, assumed: true, note: '“broadens”: no width is printed', ticks: [1, 3, 8].map((value) => ({ value })) },
    CQ: CQParam,
    eta: etaParam,
    field: fieldParam,
  },
  kernels: ['nmr'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'Pinned: the directions. After heating the NaCl line of *x* = 1.625 is gone, the prismatic line is lower and wider, the octahedral lines have grown; *x* = 2.000 does likewise.',
    free: 'Free: all amounts and widths. One scale for all four: signal per sodium, areas as they are.',
    constraints: ['NaCl of *x* = 1.625 is consumed by heating.', 'The prismatic line loses height and area and gains width in both samples.', 'The octahedral lines gain in both samples.', 'Sodium is conserved: the areas before and after are equal.'],
    alternatives: 'Any share of octahedral sodium clearly above the as-milled one agrees with the words, and so does a prismatic line that widens by exchange instead of disorder: the paper names increased exchange.',
  },
  compute({ nmr }, v): Result {
    const options = lineOptions({ ...v, mas: 12, sigma: PAPER_LINES.sigma_MHz, counted: 'alike' }, null);
    const samples = HEATED.map((x): Sample => {
      const at = { prismatic_ppm: prismaticPeak_ppm(x), prismaticSpread_ppm: prismaticSpread_ppm(x) };
      const [before, after] = [sodiumAt(x), heatedSodium(v.octahedral / 100)];
      return {
        x,
        before,
        after,
        milled: spectrumOf(nmr, before, options, at, AXIS),
        heated: spectrumOf(nmr, after, options, { ...at, prismaticSpread_ppm: at.prismaticSpread_ppm + v.broadening }, AXIS),
      };
    });
    return { samples, top: Math.max(...samples.flatMap(({ milled, heated }) => [...milled.total, ...heated.total])) };
  },
  view: ({ samples, top }) => samples.map((sample) => ({ key: `x${nameOf(sample.x).replace('.', '')}`, span: 'half', title: `***x* = ${nameOf(sample.x)}** thin: as milled; thick: heated`, draw: (frame: Frame) => pair(sample, top, frame) })),
  summary({ samples }) {
    const [best, amorphous] = samples as [Sample, Sample];
    const share = (s: Sample): string => `${fixed(100 * octahedral(s.before), 0)} to **${fixed(100 * octahedral(s.after), 0)} %**`;
    return `Octahedral sodium goes from ${share(best)} at *x* = 1.625, where the salt (${fixed(100 * best.before.NaCl, 0)} % of the sodium, by plain areas) is taken up as well, and from ${share(amorphous)} at *x* = 2.000; the prismatic line loses height in both.`;
  },
  table({ samples }) {
    const prismatic = (s: SeriesSpectrum) => tallest({ shift_ppm: s.shift_ppm, intensity: s.parts.find((p) => p.name === 'prismatic')!.intensity }, -40, 0)!;
    const row = (x: number, state: string, s: SodiumPlaces, spectrum: SeriesSpectrum) => {
      const line = prismatic(spectrum);
      return [nameOf(x), state, fixed(100 * s.NaCl, 1), fixed(100 * octahedral(s), 1), fixed(100 * s.prismatic, 1), fixed(line.ppm, 1), fixed(line.fwhm_ppm, 1), fixed(line.height, 4)];
    };
    return {
      caption: 'Sodium before and after heating, in the model',
      columns: [
        { name: '*x*', unit: '' },
        { name: 'State', unit: '', align: 'left' as const },
        { name: 'NaCl', unit: '% of Na' },
        { name: 'Octahedral', unit: '% of Na' },
        { name: 'Prismatic', unit: '% of Na' },
        { name: 'Prismatic line', unit: 'ppm' },
        { name: 'its width', unit: 'ppm' },
        { name: 'its height', unit: '1/ppm' },
      ],
      rows: samples.flatMap((s) => [row(s.x, 'as milled', s.before, s.milled), row(s.x, '2 h at 100 °C', s.after, s.heated)]),
      full: {
        columns: [{ name: 'shift', unit: 'ppm' }, ...samples.flatMap((s) => [{ name: `x = ${nameOf(s.x)} as milled`, unit: '1/ppm' }, { name: `x = ${nameOf(s.x)} heated`, unit: '1/ppm' }])],
        rows: Array.from(samples[0]!.milled.shift_ppm, (ppm, i) => [Number(ppm.toFixed(3)), ...samples.flatMap((s) => [Number(s.milled.total[i]!.toPrecision(6)), Number(s.heated.total[i]!.toPrecision(6))])]),
      },
    };
  },
  compare: ({ samples }) => [
    { quantity: 'NaCl of *x* = 1.625', reported: '“consumed and incorporated”', here: `from ${fixed(100 * samples[0]!.before.NaCl, 0)} to 0 % of the sodium`, verdict: 'was put in' },
    { quantity: 'Prismatic line', reported: '“broadens and decreases in intensity”', here: `from ${fixed(100 * samples[0]!.before.prismatic, 0)} to ${fixed(100 * samples[0]!.after.prismatic, 0)} % of the sodium at 1.625`, verdict: 'direction was put in, the amount is a guess' },
    { quantity: 'Octahedral lines', reported: '“grow significantly”', here: `to ${fixed(100 * octahedral(samples[0]!.after), 0)} % of the sodium`, verdict: 'direction was put in, the amount is a guess' },
    { quantity: '*x* = 2.000', reported: '“a similar evolution”', here: `octahedral from ${fixed(100 * octahedral(samples[1]!.before), 0)} to ${fixed(100 * octahedral(samples[1]!.after), 0)} %`, verdict: 'was put in' },
  ],
});

function pair({ x, milled, heated }: Sample, top: number, { width, narrow }: Frame): Drawing {
  const margin = { left: 10, right: 14, top: 60, bottom: 50 };
  const plotHeight = narrow ? 190 : 270;
  const zero = margin.top + plotHeight;
  const bottom = zero + 10;
  const sx = scaleLinear([AXIS.from_ppm, AXIS.to_ppm], [margin.left, width - margin.right]);
  const perUnit = plotHeight / top;
  const line = (s: SeriesSpectrum, ghost: boolean): El => curve(spectrumPoints(s.shift_ppm, s.total, sx, zero, perUnit), { colour: strokeOf(x), ghost });
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, width - margin.right, 'below', { scale: sx, ticks: [20, 10, 0, -10, -20, -30], format: (v) => fixed(v, 0), title: '*δ*(^23^Na) / ppm' }),
      el('path', { class: 'guide', d: `M${sx(7.2).toFixed(1)} ${bottom}V${margin.top - 27}` }),
      label(sx(7.2), margin.top - 32, 'NaCl 7.2', { 'text-anchor': 'middle' }),
      windowMark(8, -2.5, margin.top - 4, sx, 'octahedral', 'middle'),
      windowMark(-10, -13, margin.top - 4, sx, 'prismatic', 'middle'),
      baseline(margin.left, width - margin.right, zero),
      line(milled, true),
      line(heated, false),
    ],
  };
}
