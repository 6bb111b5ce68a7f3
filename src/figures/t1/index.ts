import { scaleLinear, scaleLog } from 'd3';
import { SAMPLES } from '../../physics/composition.ts';
import { remember } from '../../physics/remember.ts';
import { EA_DEFAULT_meV, EA_RANGE_meV, ELECTRONIC_S_cm, isReportedSigma, pelletAt, SIGMA_BEST, SIGMA_FLOOR_S_cm, sigmaRoom, sigmaZero, ROOM_TEMPERATURE_K } from '../../physics/transport-model.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { conductivity, fixed, scientific, significant } from '../../runtime/format.ts';
import { horizontalAxis, label, powerOfTen } from '../../runtime/plot/axes.ts';
import { fillOf, nameOf, step, strokeOf } from '../../runtime/plot/colours.ts';
import { mark } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { xParam } from '../parts/params.ts';
import { energyWords, temperatureSeries } from '../parts/temperature-series.ts';

/** Cubic Na3PS4, quoted by the paper. */
const SULFIDE = { sigma_S_cm: 1.4e-4, Ea_meV: 364 } as const;

/** The sample that lies nearest: x may come from a figure where it moves freely. */
const sampleAt = (x: number): number => SAMPLES.reduce((best, s) => (Math.abs(s - x) < Math.abs(best - x) ? s : best));

const recomputed = remember<{ Ea: string; sigma_S_cm: number }>(6);

/** Table S1 as far as the text gives it: one range of Ea, one order of magnitude of electronic conductivity, two ionic conductivities. */
export default defineFigure({
  id: 't1',
  name: 'Table S1',
  title: 'Ionic and electronic conductivity and activation energy of the six samples, as far as the text gives them.',
  question: 'What would Table S1 say if the text were all we had?',
  technique: 'impedance',
  version: 1,
  params: {
    x: { ...xParam, min: 1.375, step: 0.125, note: 'the six samples' },
    order: { kind: 'number', label: '“On the order of”, read as within a factor of', unit: '', min: 1, max: 10, step: 0.1, default: 3.2, decimals: 1, span: 6, assumed: true, note: 'half a decade to each side is 3.2', ticks: [1, 3.2, 10].map((value) => ({ value })) },
  },
  kernels: ['impedance', 'transport'],
  provenance: {
    badge: 'reported',
    pinned: 'Reported: two conductivities (discs), a floor for the others, one range of *E*~a~, one order of magnitude for electrons. Open bars: bounds. Squares: cubic [Na~3~PS~4~], quoted from the literature.',
    free: 'The table itself is in the supplement; which sample has which *E*~a~ and which electronic conductivity is not in the text, and no pellet thickness is.',
    constraints: ['Every ionic conductivity lies above 1.0 and none above 4.0 × 10^−4^ S/cm.', 'Every activation energy lies from 348 to 370 meV.', 'Every electronic conductivity is on the order of 10^−9^ S/cm.'],
    alternatives: 'Any six activation energies between 348 and 370 meV would fill the column, in any order. “On the order of” may be read more or less widely; the slider shows how little hangs on it.',
  },
  compute(kernels, { order }) {
    const rows = SAMPLES.map((x) => {
      const pellet = pelletAt({ x, T_C: 25, Ea_meV: EA_DEFAULT_meV, stray_pF: 100, permittivity: 10 });
      const again = recomputed(String(x), () => {
        const series = temperatureSeries(kernels, { x, step_C: 15, stray_pF: 100, seed: 1, heating: null });
        return { Ea: energyWords(series), sigma_S_cm: series.line.sigma_298_S_cm };
      });
      return { x, pellet, again, sigma0: [sigmaZero(sigmaRoom(x), ROOM_TEMPERATURE_K, EA_RANGE_meV.min), sigmaZero(sigmaRoom(x), ROOM_TEMPERATURE_K, EA_RANGE_meV.max)] as const };
    });
    return { rows, electronic: [ELECTRONIC_S_cm / order, ELECTRONIC_S_cm * order] as const };
  },
  view: ({ electronic }, { x }) => [
    { key: 'sigma', span: 'main', title: '**Conductivity** electronic and ionic, one axis', draw: (frame) => conductivities(electronic, sampleAt(x), frame) },
    { key: 'energy', span: 'side', title: '**Activation energy**', draw: (frame) => energies(sampleAt(x), frame) },
  ],
  summary({ rows, electronic }, v) {
    const x = sampleAt(v.x);
    const { pellet } = rows.find((r) => r.x === x)!;
    const ionic = isReportedSigma(x) ? conductivity(sigmaRoom(x)) : 'between [1.0 and 4.0 × 10^−4^ S/cm]';
    const low = isReportedSigma(x) ? sigmaRoom(x) : SIGMA_FLOOR_S_cm;
    return `*x* = ${nameOf(x)}: ions carry ${ionic}, electrons about [10^−9^ S/cm]: **at most one part in [${scientific(low / electronic[1], 1)}]** of the current is electrons. A dense pellet of 100 mg would be [${fixed(10 * pellet.thickness_cm, 2)} mm] thick${isReportedSigma(x) ? ` and resist [${significant(pellet.r_ohm, 3)} Ω]` : ''}.`;
  },
  table: ({ rows, electronic }) => ({
    caption: 'Table S1, rebuilt: reported, derived, and what cannot be had from the text',
    columns: [
      { name: '*x*', unit: '' },
      { name: '*σ* reported', unit: 'S/cm' },
      { name: '*E*~a~ reported', unit: 'meV' },
      { name: '*E*~a~ of this sample', unit: 'meV' },
      { name: '*σ*~e~ reported', unit: 'S/cm' },
      { name: '*σ*~e~ of this sample', unit: 'S/cm' },
      { name: 'Thickness, derived', unit: 'mm' },
      { name: 'Thickness, reported', unit: 'mm' },
      { name: '*σ*~0~, derived', unit: 'S K/cm' },
      { name: '*σ*~e~/*σ*, at most', unit: '' },
      { name: 'Round trip: *σ* and *E*~a~ from fits', unit: '', align: 'left' },
    ],
    rows: rows.map(({ x, pellet, again, sigma0 }) => [
      nameOf(x),
      isReportedSigma(x) ? scientific(sigmaRoom(x), 2) : '> 1.0 × 10^−4^',
      '348–370',
      null,
      '≈ 10^−9^',
      null,
      fixed(10 * pellet.thickness_cm, 2),
      null,
      isReportedSigma(x) ? `${scientific(sigma0[0], 1)} to ${scientific(sigma0[1], 1)}` : null,
      scientific(electronic[1] / (isReportedSigma(x) ? sigmaRoom(x) : SIGMA_FLOOR_S_cm), 1),
      isReportedSigma(x) ? `${scientific(again.sigma_S_cm, 3)} S/cm, ${again.Ea}` : `only of the assumed hump: ${again.Ea}`,
    ]),
    full: {
      columns: [
        { name: 'x', unit: '' },
        { name: 'conductivity at least', unit: 'S/cm' },
        { name: 'conductivity at most', unit: 'S/cm' },
        { name: 'activation energy at least', unit: 'meV' },
        { name: 'activation energy at most', unit: 'meV' },
        { name: 'electronic conductivity at least', unit: 'S/cm' },
        { name: 'electronic conductivity at most', unit: 'S/cm' },
        { name: 'thickness of a dense pellet (derived)', unit: 'mm' },
      ],
      rows: rows.map(({ x, pellet }) => [x, isReportedSigma(x) ? sigmaRoom(x) : SIGMA_FLOOR_S_cm, isReportedSigma(x) ? sigmaRoom(x) : SIGMA_BEST.sigma_S_cm, EA_RANGE_meV.min, EA_RANGE_meV.max, electronic[0], electronic[1], 10 * pellet.thickness_cm]),
    },
  }),
  compare: ({ rows }, { x }) => [
    { quantity: 'Activation energies', reported: '348–370 meV (Table S1)', here: rows.find((r) => r.x === sampleAt(x))!.again.Ea, verdict: '359 meV was put in: a round trip, no check of the paper' },
    { quantity: 'Conductivity', reported: '4.0 × 10^−4^ and 1.2 × 10^−4^ S/cm', here: `${scientific(rows[2]!.again.sigma_S_cm, 3)} and ${scientific(rows[5]!.again.sigma_S_cm, 3)} S/cm`, verdict: 'were put in: fits of synthetic spectra find them again' },
    { quantity: 'Electronic conductivities', reported: '“on the order of 10^−9^ S/cm”', here: 'one band for all', verdict: 'cannot be recomputed: the currents are in the supplement' },
    { quantity: 'Electronic share', reported: '“negligible”', here: `at most 1 in ${scientific(SIGMA_FLOOR_S_cm / (ELECTRONIC_S_cm * 10), 1)}, even if the order is read as a factor of ten`, verdict: 'agrees' },
  ],
});

const TOP = 42;
const ROW = 40;
const BOTTOM = TOP + ROW * (SAMPLES.length + 1);
const rowY = (i: number): number => TOP + ROW * (i + 0.5);

function rowNames(x: number, left: number): El[] {
  return [...SAMPLES.map((s, i) => label(left - 10, rowY(i) + 4.5, nameOf(s), { 'text-anchor': 'end', class: s === x ? `strong f${step(s)}` : '' })), label(left - 10, rowY(SAMPLES.length) + 4.5, '[Na~3~PS~4~]', { 'text-anchor': 'end' })];
}

const rules = (left: number, right: number): El[] => SAMPLES.map((_, i) => el('path', { class: 'gridl', d: `M${left} ${Math.round(rowY(i) + ROW / 2)}H${right}` }));

function conductivities([low, high]: readonly [number, number], x: number, { width, narrow }: Frame): Drawing {
  const [left, right] = [58, width - 22];
  const sx = scaleLog([1e-11, 2e-3], [left, right]);
  const bar = (from: number, to: number, i: number, s: number, tall: number): El => el('rect', { class: `bound ${strokeOf(s)}`, x: sx(from), y: rowY(i) - tall / 2, width: Math.max(1, sx(to) - sx(from)), height: tall });
  return {
    width,
    height: BOTTOM + 50,
    children: [
      ...rules(left, right),
      horizontalAxis(BOTTOM, left, right, 'below', { scale: sx, ticks: narrow ? [1e-11, 1e-9, 1e-7, 1e-5, 1e-3] : [1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3], format: powerOfTen, title: '*σ* / S cm^−1^ at 25 °C' }),
      label(left - 48, TOP - 18, '*x*', { class: 'title' }),
      label(sx(ELECTRONIC_S_cm), TOP - 18, 'electrons', { 'text-anchor': 'middle', class: 'strong' }),
      label(sx(2e-4), TOP - 18, 'ions', { 'text-anchor': 'middle', class: 'strong' }),
      ...rowNames(x, left),
      ...SAMPLES.flatMap((s, i) => [
        ...(s === x ? [el('path', { class: 'guide', d: `M${sx(high).toFixed(1)} ${rowY(i)}H${(sx(isReportedSigma(s) ? sigmaRoom(s) : SIGMA_FLOOR_S_cm) - 8).toFixed(1)}` }), label((sx(high) + sx(SIGMA_FLOOR_S_cm)) / 2, rowY(i) - 7, `a factor of at least [${scientific((isReportedSigma(s) ? sigmaRoom(s) : SIGMA_FLOOR_S_cm) / high, 1)}]`.slice(narrow ? 'a factor of at least '.length : 0), { 'text-anchor': 'middle', class: 'halo' })] : []),
        bar(low, high, i, s, 12),
        isReportedSigma(s) ? mark('reported', [sx(sigmaRoom(s)), rowY(i)], { colour: fillOf(s), r: 6, title: `${nameOf(s)}: ${sigmaRoom(s)} S/cm` }) : bar(SIGMA_FLOOR_S_cm, SIGMA_BEST.sigma_S_cm, i, s, 12),
      ]),
      mark('literature', [sx(SULFIDE.sigma_S_cm), rowY(SAMPLES.length)], { title: 'cubic Na3PS4, 1.4e-4 S/cm' }),
    ],
  };
}

function energies(x: number, { width }: Frame): Drawing {
  const [left, right] = [58, width - 22];
  const sx = scaleLinear([340, 380], [left, right]);
  return {
    width,
    height: BOTTOM + 50,
    children: [
      ...rules(left, right),
      horizontalAxis(BOTTOM, left, right, 'below', { scale: sx, ticks: [340, 350, 360, 370, 380], format: (v) => fixed(v, 0), title: '*E*~a~ / meV' }),
      label(left - 48, TOP - 18, '*x*', { class: 'title' }),
      ...rowNames(x, left),
      ...SAMPLES.map((s, i) => el('rect', { class: `bound ${strokeOf(s)}`, x: sx(EA_RANGE_meV.min), y: rowY(i) - 6, width: sx(EA_RANGE_meV.max) - sx(EA_RANGE_meV.min), height: 12 })),
      label(sx(EA_RANGE_meV.min), TOP - 4, '348', { 'text-anchor': 'middle' }),
      label(sx(EA_RANGE_meV.max), TOP - 4, '370', { 'text-anchor': 'middle' }),
      mark('literature', [sx(SULFIDE.Ea_meV), rowY(SAMPLES.length)], { title: 'cubic Na3PS4, 364 meV' }),
    ],
  };
}
