import { heated, heatedPattern, heatedSize_nm, absoluteLines, domainSize_nm, samplePatterns, type HeatModel, type SampleModel } from '../../physics/diffraction-model.ts';
import { defineFigure } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { sizeEndParam, sizeParam, strainParam } from '../parts/diffraction-params.ts';
import { hkl, naclMarkers, patternRows, strongest } from '../parts/diffraction-samples.ts';
import { diffractionStack } from '../parts/diffraction-stack.ts';
import { SCHERRER_SPHERE, WAVELENGTH_MO_A } from '../../kernels/diffraction.ts';

const GRID = { from_deg: 5, to_deg: 30, step_deg: 0.01 } as const;
/** (121) of ZrCl4 in the cell of Krebs 1970, degrees at 0.7107 Å. */
const ZRCL4_121_deg = 15.714;
const DISORDER_A = 0.24;

/** Figure 4a: two samples as milled and after two hours at 100 °C. */
export default defineFigure({
  id: '4a',
  title: 'Powder patterns of *x* = 1.625 and 2.000, as milled and after two hours at 100 °C.',
  question: 'What does a hundred degrees undo?',
  technique: 'diffraction',
  version: 1,
  params: {
    growth: { kind: 'number', label: 'Domains grow by', unit: '×', min: 1.5, max: 8, step: 0.1, default: 3.5, decimals: 1, span: 4, assumed: true, ticks: [1.5, 3.5, 8].map((value) => ({ value })) },
    crystallised: { kind: 'number', label: 'Share of *x* = 2.000 that crystallises', unit: '%', min: 5, max: 80, step: 1, default: 35, decimals: 0, span: 4, assumed: true, ticks: [5, 35, 80].map((value) => ({ value })) },
    zrcl4: { kind: 'number', label: 'of which ZrCl~4~', unit: '%', min: 5, max: 80, step: 1, default: 40, decimals: 0, span: 4, assumed: true, note: 'by weight', ticks: [5, 40, 80].map((value) => ({ value })) },
    size: { ...sizeParam, span: 4 },
    sizeEnd: { ...sizeEndParam, span: 4 },
    strain: { ...strainParam, span: 4 },
  },
  kernels: ['diffraction'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'What the text says: at *x* = 1.625 lines narrow, and NaCl is consumed (by the sodium spectra); at 2.000 new lines of the main phase and the (121) line of ZrCl~4~ appear, and the hump stays. No measured pattern was within reach.',
    free: 'Growth, the crystallised share and the amount of ZrCl~4~ are assumed; ZrCl~4~ coordinates are reconstructed, so its line positions are sound and its intensities indicative.',
    constraints: ['Lines are narrower after heating.', 'NaCl is gone from *x* = 1.625 after heating.', 'ZrCl~4~ shows at *x* = 2.000 after heating and nowhere else.', 'The hump of *x* = 2.000 stays.'],
    alternatives: 'Strain that heals would narrow lines without any growth. In the other published cell of ZrCl~4~ (Pca2~1~) the line (121) lies at 13.25°; which cell was used is not said.',
  },
  compute(kernels, v) {
    const kernel = kernels.diffraction;
    const model: SampleModel = { size_nm: v.size, sizeEnd_nm: v.sizeEnd, strain: v.strain / 100, disorder_A: DISORDER_A };
    const heat: HeatModel = { growth: v.growth, crystallised: v.crystallised / 100, zrcl4: v.zrcl4 / 100 };
    const [milled, glass] = samplePatterns(kernel, [1.625, 2], model, GRID) as [Float64Array, Float64Array];
    const listed = { nyzc: absoluteLines(kernel, 'nyzc', GRID), zrcl4: absoluteLines(kernel, 'zrcl4', GRID), nacl: absoluteLines(kernel, 'nacl', GRID) };
    const first = strongest(listed.nyzc, 1)[0]!;
    const width = (size_nm: number): number => kernel.lineWidth(first.two_theta_deg, WAVELENGTH_MO_A, { size_nm, strain: model.strain, K: SCHERRER_SPHERE }).fwhm_deg;
    const grown = [1.625, 2].map((x) => heatedSize_nm(x, model, heat)) as [number, number];
    return {
      heat,
      patterns: [milled, heatedPattern(kernel, 1.625, model, heat, GRID), glass, heatedPattern(kernel, 2, model, heat, GRID)],
      listed,
      first,
      milled_nm: domainSize_nm(1.625, model),
      grown,
      before_deg: width(domainSize_nm(1.625, model)),
      after_deg: width(grown[0]),
    };
  },
  view: ({ patterns, listed }) => [
    {
      key: 'stack',
      span: 'wide',
      title: '**Powder patterns** asterisks mark NaCl, the caret ZrCl~4~',
      draw: (frame) =>
        diffractionStack(
          {
            curves: [
              { name: '*x* = 1.625, as milled', lane: 3, colour: 's1625', ghost: true, values: patterns[0]!, markers: naclMarkers(1.625) },
              { name: '1.625, 100 °C', lane: 2, colour: 's1625', values: patterns[1]! },
              { name: '*x* = 2.000, as milled', lane: 1, colour: 's2000', ghost: true, values: patterns[2]! },
              { name: '2.000, 100 °C', lane: 0, colour: 's2000', values: patterns[3]!, markers: [{ at_deg: ZRCL4_121_deg, text: '^', title: 'ZrCl4 (121), 15.71°' }] },
            ],
            lanes: 4,
            phases: [
              { name: 'main phase', at_deg: strongest(listed.nyzc, 45).map((r) => r.two_theta_deg) },
              { name: 'NaCl', at_deg: listed.nacl.map((r) => r.two_theta_deg) },
              { name: 'ZrCl~4~', at_deg: strongest(listed.zrcl4, 40).map((r) => r.two_theta_deg) },
            ],
            grid: GRID,
            ticks: [5, 10, 15, 20, 25, 30],
          },
          frame,
        ),
    },
  ],
  summary: ({ first, before_deg, after_deg, milled_nm, grown, heat }) =>
    `Domains of *x* = 1.625 grow from [${fixed(milled_nm, 1)} nm] to **[${fixed(grown[0], 0)} nm]**: the line ${hkl(first)} narrows from [${fixed(before_deg, 2)}°] to **[${fixed(after_deg, 2)}°]** and NaCl is used up. Of *x* = 2.000 **${fixed(100 * heat.crystallised, 0)} %** crystallises, with ZrCl~4~ at 15.71°, and the hump stays under it.`,
  table: ({ listed, heat, patterns }) => ({
    caption: 'Strongest lines of the three phases at 0.7107 Å, and what each heat-treated sample holds by weight',
    columns: [
      { name: 'Phase', unit: '', align: 'left' },
      { name: '*hkl*', unit: '' },
      { name: '2*θ*', unit: '°' },
      { name: '*x* = 1.625, 100 °C', unit: '%' },
      { name: '*x* = 2.000, 100 °C', unit: '%' },
    ],
    rows: (['nyzc', 'nacl', 'zrcl4'] as const).flatMap((id) =>
      (id === 'zrcl4' ? strongest(listed.zrcl4, 7) : strongest(listed[id], 4)).map((r) => [
        { nyzc: 'main phase, model', nacl: 'NaCl', zrcl4: 'ZrCl~4~' }[id],
        hkl(r),
        fixed(r.two_theta_deg, 2),
        fixed(100 * heated(1.625, heat)[id], 0),
        fixed(100 * heated(2, heat)[id], 0),
      ]),
    ),
    full: {
      columns: [{ name: 'two theta', unit: '°' }, ...['x = 1.625 as milled', 'x = 1.625 100 °C', 'x = 2.000 as milled', 'x = 2.000 100 °C'].map((name) => ({ name, unit: 'electrons² per atom' }))],
      rows: patternRows(GRID, patterns),
    },
  }),
  compare: ({ before_deg, after_deg }) => [
    { quantity: 'Lines of *x* = 1.625', reported: 'narrow; no widths in the text', here: `[${fixed(before_deg, 2)}°] to [${fixed(after_deg, 2)}°]`, verdict: 'agrees in kind; the amount is assumed' },
    { quantity: 'NaCl in *x* = 1.625', reported: 'consumed', here: 'none after heating', verdict: 'was put in' },
    { quantity: 'ZrCl~4~ (121)', reported: 'its strongest line; the index only, no angle', here: '15.71° in P2/c', verdict: 'in the cell of 1970 second to (100), which the main phase hides; 13.25° in the cell of 2018' },
    { quantity: 'Where the text points', reported: '“Figure 3a”', here: 'this is Figure 4a', verdict: 'a slip of the call-out (E5)' },
  ],
});
