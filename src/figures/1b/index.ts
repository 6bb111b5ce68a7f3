import { SAMPLES } from '../../physics/composition.ts';
import { amorphousShare, domainSize_nm, naclWeight, scherrer_nm, SCAN, williamsonHall, type SampleModel } from '../../physics/diffraction-model.ts';
import { defineFigure } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { nameOf } from '../../runtime/plot/colours.ts';
import { disorderParam, sizeEndParam, sizeParam, strainParam } from '../parts/diffraction-params.ts';
import { hkl, patternRows, sampleSet, stackCurves, strongest } from '../parts/diffraction-samples.ts';
import { sizePlots } from '../parts/diffraction-size.ts';
import { diffractionStack } from '../parts/diffraction-stack.ts';
import { xParam } from '../parts/params.ts';
import { SCHERRER_SPHERE } from '../../kernels/diffraction.ts';

/** Above this share of amorphous matter no line width is read. */
const MOSTLY_AMORPHOUS = 0.9;

/** Figure 1b: six powder patterns over the whole scan, from a model. */
export default defineFigure({
  id: '1b',
  title: 'X-ray powder patterns of the six compositions, 5 to 50°, molybdenum.',
  question: 'How small must a crystal be before its lines vanish?',
  technique: 'diffraction',
  version: 1,
  params: {
    x: xParam,
    size: sizeParam,
    sizeEnd: sizeEndParam,
    strain: strainParam,
    disorder: disorderParam,
    K: {
      kind: 'choice',
      label: 'Scherrer *K* for reading',
      options: [{ value: '0.9', label: '0.9, by habit' }, { value: '1.107', label: '1.107, spheres' }],
      default: '0.9',
      span: 6,
      note: 'patterns are made of spheres; 0.9 reads their diameter 19 % low',
    },
  },
  kernels: ['diffraction'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'The scan, the wavelength, the NaCl cell, and what the text says in words: lines broaden as *x* rises, NaCl shows up to *x* = 1.875, *x* = 2.000 is nearly featureless. No measured pattern was within reach.',
    free: 'Domain sizes, strain, disorder, the amorphous share and the cell of the main phase are assumed; relative intensities are indicative.',
    constraints: ['Domain size falls with *x*.', '*x* = 2.000 shows a hump and no lines.', 'NaCl lines appear only for *x* ≤ 1.875; NaCl averages 4 % by weight.', 'Lines of the main phase begin within 5 to 9°.'],
    alternatives: 'More strain with larger domains, or fewer domains in more glass, broadens the patterns just as well; the words of the text cannot tell these apart.',
  },
  compute(kernels, v) {
    const model: SampleModel = { size_nm: v.size, sizeEnd_nm: v.sizeEnd, strain: v.strain / 100, disorder_A: v.disorder };
    const set = sampleSet(kernels.diffraction, v.x, model, SCAN);
    const size_nm = domainSize_nm(v.x, model);
    const K = Number(v.K);
    const lines = strongest(set.nyzc, 12);
    const hall = amorphousShare(v.x) > MOSTLY_AMORPHOUS ? null : williamsonHall(kernels.diffraction, lines, { size_nm, strain: model.strain }, K);
    const first = lines[0]!;
    const { fwhm_deg } = kernels.diffraction.lineWidth(first.two_theta_deg, 0.7107, { size_nm, strain: model.strain, K: SCHERRER_SPHERE });
    return { model, set, size_nm, hall, first, fwhm_deg, scherrer_nm: scherrer_nm(fwhm_deg, first.two_theta_deg, K) };
  },
  view: ({ set, model, hall }, { x }) => [
    {
      key: 'stack',
      span: 'main',
      title: '**Powder patterns** asterisks mark NaCl',
      draw: (frame) =>
        diffractionStack(
          {
            curves: stackCurves(set, x, true),
            lanes: 6,
            phases: [{ name: 'main phase, model', at_deg: strongest(set.nyzc, 60).map((r) => r.two_theta_deg) }, { name: 'NaCl', at_deg: set.nacl.map((r) => r.two_theta_deg) }],
            grid: SCAN,
            ticks: [5, 10, 20, 30, 40, 50],
          },
          frame,
        ),
    },
    { key: 'size', span: 'side', title: '**Size and strain** put in, above; read back, below', draw: (frame) => sizePlots({ x, model, hall }, frame) },
  ],
  summary({ size_nm, hall, first, fwhm_deg, scherrer_nm: read }, { x, K }) {
    if (!hall) return `At *x* = **${nameOf(x)}** nearly everything is amorphous: a hump, **no line whose width could be read**, and no NaCl. The spheres behind the hump measure [${fixed(size_nm, 1)} nm] across.`;
    return `At *x* = **${nameOf(x)}** domains of **[${fixed(size_nm, 1)} nm]** make the line [${hkl(first)}] **[${fixed(fwhm_deg, 2)}°]** wide. Read with *K* = ${K}, Scherrer gives [${fixed(read, 1)} nm] from this line, Williamson and Hall [${fixed(hall.size_nm, 1)} nm] and a strain of [${fixed(100 * hall.strain, 2)} %] from twelve.`;
  },
  table: ({ set }, { x }) => ({
    caption: `Lines of the model of the main phase and of NaCl that carry most intensity, at 0.7107 Å; selected x = ${nameOf(x)}`,
    columns: [
      { name: 'Phase', unit: '', align: 'left' },
      { name: '*hkl*', unit: '' },
      { name: '*d*', unit: 'Å' },
      { name: '2*θ*', unit: '°' },
      { name: 'Area, electrons² per atom', unit: '°' },
    ],
    rows: [
      ...strongest(set.nyzc, 12).map((r) => ['main phase, model cell', hkl(r), fixed(r.d_A, 3), fixed(r.two_theta_deg, 2), fixed(r.intensity, 1)]),
      ...strongest(set.nacl, 5).map((r) => ['NaCl', hkl(r), fixed(r.d_A, 3), fixed(r.two_theta_deg, 2), fixed(r.intensity, 1)]),
    ],
    full: {
      columns: [{ name: 'two theta', unit: '°' }, ...set.xs.map((v) => ({ name: `x = ${nameOf(v)}`, unit: 'electrons² per atom' }))],
      rows: patternRows(SCAN, set.patterns),
    },
  }),
  compare: ({ size_nm, set }, { x }) => [
    { quantity: 'First lines of the main phase', reported: 'within the enlarged window, 5 to 9°', here: `${strongest(set.nyzc, 60).filter((r) => r.two_theta_deg < 9).map((r) => fixed(r.two_theta_deg, 2)).join(', ')}°`, verdict: 'from a cell that is itself a model' },
    { quantity: 'NaCl lines', reported: 'when *x* ≤ 1.875', here: x <= 1.875 ? `drawn, ${fixed(100 * naclWeight(x), 1)} % by weight` : 'none', verdict: 'was put in' },
    { quantity: 'NaCl, mean of six', reported: '~ 4 % by weight, from NMR', here: `${fixed((100 * SAMPLES.reduce((s, v) => s + naclWeight(v), 0)) / 6, 1)} %`, verdict: 'was put in; the fall along a straight line is assumed' },
    { quantity: 'Domain size', reported: 'not in the text', here: `[${fixed(size_nm, 1)} nm]`, verdict: 'assumed' },
    { quantity: 'Pattern of *x* = 2.000', reported: '“nearly featureless”', here: 'one broad hump, and weaker ones', verdict: 'agrees in kind' },
  ],
});
