import { scaleLinear, scaleLog } from 'd3';
import { SCHERRER_SPHERE, WAVELENGTH_MO_A } from '../../kernels/diffraction.ts';
import { SAMPLES } from '../../physics/composition.ts';
import { amorphousShare, domainSize_nm, humpWidth_deg, ZOOM, type SampleModel } from '../../physics/diffraction-model.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { fillOf, nameOf } from '../../runtime/plot/colours.ts';
import { mark } from '../../runtime/plot/marks.ts';
import { disorderParam, sizeEndParam, sizeParam, strainParam } from '../parts/diffraction-params.ts';
import { hkl, patternRows, sampleSet, stackCurves, strongest } from '../parts/diffraction-samples.ts';
import { diffractionStack } from '../parts/diffraction-stack.ts';
import { xParam } from '../parts/params.ts';

/** Figure 1c: the first lines of the main phase, enlarged, and how wide they are. */
export default defineFigure({
  id: '1c',
  title: 'The same patterns enlarged, 5 to 9°.',
  question: 'When do five lines become one hump?',
  technique: 'diffraction',
  version: 1,
  params: { x: xParam, size: sizeParam, sizeEnd: sizeEndParam, strain: strainParam, disorder: disorderParam },
  kernels: ['diffraction'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'The window, and the words that the lines broaden from *x* = 1.375 to 2.000. No measured pattern was within reach.',
    free: 'Everything else, as in Figure 1b: domain sizes, strain, disorder, amorphous share and the model cell.',
    constraints: ['Domain size falls with *x*, so each line widens.', '*x* = 2.000 shows one hump and no line.', 'The first lines of the main phase lie within the window.'],
    alternatives: 'ZrCl~4~ (100) at 6.79° and YCl~3~ (001) near 6.8° lie under the same hump: this window alone cannot tell leftover precursor from the main phase.',
  },
  compute(kernels, v) {
    const model: SampleModel = { size_nm: v.size, sizeEnd_nm: v.sizeEnd, strain: v.strain / 100, disorder_A: v.disorder };
    const set = sampleSet(kernels.diffraction, v.x, model, ZOOM);
    const line = strongest(set.nyzc, 1)[0]!;
    const widths = set.xs.map((x, i) => ({
      x,
      line_deg: kernels.diffraction.lineWidth(line.two_theta_deg, WAVELENGTH_MO_A, { size_nm: domainSize_nm(x, model), strain: model.strain, K: SCHERRER_SPHERE }).fwhm_deg,
      hump: amorphousShare(x) === 1 ? humpWidth_deg(set.patterns[i]!, ZOOM) : null,
    }));
    return { model, set, line, widths };
  },
  view: ({ set, line, widths }, { x }) => [
    {
      key: 'stack',
      span: 'main',
      title: '**First lines of the main phase** 5 to 9°',
      draw: (frame) =>
        diffractionStack(
          {
            curves: stackCurves(set, x, false),
            lanes: 6,
            phases: [{ name: 'model', at_deg: set.nyzc.map((r) => r.two_theta_deg) }, { name: 'ZrCl~4~ (100), YCl~3~ (001)', at_deg: [6.78, 6.79] }],
            grid: ZOOM,
            ticks: [5, 6, 7, 8, 9],
          },
          frame,
        ),
    },
    { key: 'widths', span: 'side', title: '**Full width at half maximum**', draw: (frame) => widthPlot(widths, hkl(line), x, frame) },
  ],
  summary({ model, widths }, { x }) {
    const here = widths.at(-1)!;
    if (here.hump) return `At *x* = **${nameOf(x)}** the lines are gone: one hump at **[${fixed(here.hump.centre_deg, 2)}°]**, **[${fixed(here.hump.fwhm_deg, 1)}°]** wide, from spheres of [${fixed(model.sizeEnd_nm, 1)} nm].`;
    const merged = here.line_deg > 0.3;
    return `At *x* = **${nameOf(x)}** domains of [${fixed(domainSize_nm(x, model), 1)} nm] make each line **[${fixed(here.line_deg, 2)}°]** wide. ${merged ? 'That is more than the gaps between neighbours, so they run together.' : 'Neighbours a quarter of a degree apart can still be told apart.'}`;
  },
  table: ({ set, line, widths }) => ({
    caption: `Width of the line ${hkl(line)} at ${fixed(line.two_theta_deg, 2)}° in the model, and of the hump where no line is left`,
    columns: [{ name: '*x*', unit: '' }, { name: 'Width of the line', unit: '°' }, { name: 'Width of the hump', unit: '°' }],
    rows: widths.slice(0, SAMPLES.length).map((w) => [nameOf(w.x), w.hump ? '' : fixed(w.line_deg, 2), w.hump ? fixed(w.hump.fwhm_deg, 2) : '']),
    full: { columns: [{ name: 'two theta', unit: '°' }, ...set.xs.map((v) => ({ name: `x = ${nameOf(v)}`, unit: 'electrons² per atom' }))], rows: patternRows(ZOOM, set.patterns) },
  }),
  compare: ({ widths }) => [
    { quantity: 'Broadening', reported: 'from *x* = 1.375 to 2.000, no widths in the text', here: `${fixed(widths[0]!.line_deg, 2)}° to a hump`, verdict: 'agrees in kind; the amounts are assumed' },
    { quantity: 'Main reflection of *x* = 2.000', reported: '“noticeably broad”', here: widths[5]!.hump ? `[${fixed(widths[5]!.hump.fwhm_deg, 1)}°] wide` : 'wider than the window', verdict: 'no number to compare with' },
  ],
});

interface Width {
  x: number;
  line_deg: number;
  hump: { fwhm_deg: number } | null;
}

function widthPlot(widths: readonly Width[], line: string, x: number, { width, narrow }: Frame): Drawing {
  const margin = { left: 50, right: 20, top: 42, bottom: 50 };
  const right = width - margin.right;
  const bottom = margin.top + (narrow ? 200 : 514);
  const sx = scaleLinear([1.32, 2.05], [margin.left, right]);
  const sy = scaleLog([0.08, 5], [bottom, margin.top]);
  const shown = (w: Width): number => w.hump?.fwhm_deg ?? w.line_deg;
  const here = widths.at(-1)!;
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, right, 'below', { scale: sx, ticks: [1.375, 1.625, 2], format: nameOf, title: '*x*' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [0.1, 0.3, 1, 3], format: (v) => String(v), title: `width of ${line} / °`, grid: right - margin.left }),
      ...widths.map((w) => mark('assumed', [sx(w.x), sy(shown(w))], { colour: fillOf(w.x), r: w.x === x ? 6 : 4 })),
      ...(widths[5]!.hump ? [label(sx(2) + 6, sy(shown(widths[5]!)) - 12, 'the hump', { 'text-anchor': 'end', class: 'halo' })] : []),
      ...(here.hump ? [] : [label(sx(x), sy(here.line_deg) + 22, `${fixed(here.line_deg, 2)}°`, { 'text-anchor': 'middle', class: 'strong halo' })]),
    ],
  };
}
