import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { conductivity, fixed, scientific, significant, withError, withPrefix } from '../../runtime/format.ts';
import { label } from '../../runtime/plot/axes.ts';
import { nameOf, strokeOf } from '../../runtime/plot/colours.ts';
import { mark, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { BLOCKING, EA_DEFAULT_meV, INSTRUMENT, PELLET_CIRCUIT, pelletAt, pelletParameters, logFrequencies } from '../../physics/transport-model.ts';
import { impedancePlane, niceExtent } from '../parts/impedance-plane.ts';
import { heatingOf, sampleParam, strayParam, temperatureParam, xParam } from '../parts/params.ts';
import { measure, type Measurement } from '../parts/pellet-spectrum.ts';
import { spots } from '../parts/spots.ts';
import { seedParam } from '../parts/temperature-series.ts';
import { estimates, readingsOf, type Estimates, type Reading } from './model.ts';

/** Four resistances and two capacitances from one synthetic spectrum. */
export default defineFigure({
  id: 'estimates',
  name: 'Four readings',
  title: 'The foot of the tail, enlarged: a full fit, the tail’s straight line, a circle through the arc, and the lowest point.',
  question: 'Does it matter how the resistance is read?',
  technique: 'impedance',
  version: 1,
  params: { x: xParam, sample: sampleParam, T: { ...temperatureParam, span: 4 }, stray: { ...strayParam, span: 4 }, seed: { ...seedParam, span: 4 } },
  kernels: ['impedance'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'The model pellet of Figure 3b and its synthetic measurement; what was put in is known, so each reading can be judged.',
    free: 'Stray capacitance, electrode and noise are assumed. Errors are those of the noise alone.',
    constraints: ['At 25 °C as milled every reading that applies lies within 3 % of what was put in.', 'The full fit returns the resistance put in within its error.', 'The capacitance of the arc is bulk plus stray capacitance, and its permittivity is called implausible where the stray part rules.'],
    alternatives: 'The rule for the capacitance depends on where the unevenness sits: through the thickness (Hsu and Mansfeld) for the arc, along the surface (Brug) for the electrode. The other choice would shift the arc’s value by a few per cent.',
  },
  compute(kernels, { x, sample, T, stray, seed }) {
    const heating = heatingOf(sample, x);
    const pellet = pelletAt({ x, T_C: T, Ea_meV: EA_DEFAULT_meV, stray_pF: stray, permittivity: 10, ...(heating && { heating }) });
    const measurement = measure(kernels, pellet, seed);
    const dense = logFrequencies(INSTRUMENT.max_Hz, INSTRUMENT.min_Hz, 140);
    return { pellet, heated: heating !== null, measurement, dense: { frequency_Hz: dense, ...kernels.impedance.impedance(PELLET_CIRCUIT, pelletParameters(pellet), dense) }, read: estimates(kernels, measurement, pellet) };
  },
  view: (result, { x }) => [
    { key: 'foot', span: 'main', title: '**Where arc and tail meet** enlarged; one scale for both axes', draw: (frame) => footPlot(result, x, frame) },
    { key: 'readings', span: 'side', title: '**Readings** minus what was put in', draw: (frame) => readings(result.read, result.pellet.r_ohm, x, frame) },
  ],
  summary({ pellet, heated, read }, { x, T, sample }) {
    const missing = sample === 'heated' && !heated ? ' There is no heated sample of this *x*: as milled is shown.' : '';
    const sigma = (r: number): string => conductivity(pellet.thickness_cm / (r * pellet.area_cm2), 3);
    const { line, circle, minimum } = read.quick;
    return `*x* = ${nameOf(x)}${heated ? ', heated' : ''}, ${fixed(T, 0)} °C: the full fit reads **[${words(read.full)}]** (*σ* = ${sigma(read.full.r_ohm)}), the line ${spoken(line)}, the circle ${spoken(circle)}, the lowest point ${spoken(minimum)}; put in were [${significant(pellet.r_ohm, 4)} Ω]. The arc holds **${withPrefix(read.arc.capacitance_F, 'F', 3)}**, so *ε*~r~ would be ${significant(read.arc.permittivity!.relativePermittivity, 2)}: ${permittivityWords(read)}.${missing}`;
  },
  table({ pellet, read, measurement }) {
    const sigma = (r: number): string => scientific(pellet.thickness_cm / (r * pellet.area_cm2), 3);
    return {
      caption: 'Four resistances, their conductivities, and the capacitances of the fit',
      columns: [{ name: 'Reading', unit: '', align: 'left' }, { name: 'Value', unit: '', align: 'left' }, { name: '*σ*', unit: 'S/cm' }, { name: 'Remark', unit: '', align: 'left' }],
      rows: [
        ...readingsOf(read).map((r) => [r.name, r.r_ohm === null ? 'does not apply' : words(r), r.r_ohm === null ? '' : sigma(r.r_ohm), r.how]),
        ['put in', `${significant(pellet.r_ohm, 4)} Ω`, scientific(pellet.sigma_S_cm, 3), ''],
        ['capacitance of the arc', withU(read.arc.capacitance_F, read.arc.u_capacitance_F), '', `${read.arc.model}: ${read.arc.words}`],
        ['capacitance of the electrodes', withU(read.electrodes.capacitance_F, read.electrodes.u_capacitance_F), '', `${read.electrodes.model}: ${read.electrodes.words}`],
        ['bulk and stray, put in', withPrefix(pellet.capacitance_F, 'F', 3), '', `bulk alone ${withPrefix(pellet.geometric_F, 'F', 3)}`],
      ],
      full: { columns: [{ name: 'frequency', unit: 'Hz' }, { name: 'Z real', unit: 'ohm' }, { name: 'Z imag', unit: 'ohm' }], rows: measurement.frequency_Hz.map((f, i) => [f, measurement.zReal_ohm[i]!, measurement.zImag_ohm[i]!]) },
    };
  },
  compare: ({ pellet, read }) => [
    { quantity: 'How *R* was read', reported: '“fits (equivalent circuit model shown in Figure S6)”', here: `[${words(read.full)}] by a full fit`, verdict: 'the circuit itself is not in the text' },
    { quantity: 'Capacitance of the arc', reported: 'not in the text', here: withPrefix(read.arc.capacitance_F, 'F', 3), verdict: `${withPrefix(pellet.capacitance_F, 'F', 3)} was put in, most of it stray and assumed` },
    { quantity: 'Electrodes', reported: 'carbon on both faces', here: `*Q* = ${significant(BLOCKING.Q * 1e6, 2)} µΩ^−1^ s^*α*^`, verdict: 'assumed' },
  ],
});

/** Halides lie near 6 to 15 (assumed); the check itself allows 3 to 100 for any inorganic ion conductor. */
function permittivityWords({ arc }: Estimates): string {
  const { plausibleForBulk, relativePermittivity } = arc.permittivity!;
  if (!plausibleForBulk) return 'no such solid has that, so most of it is stray capacitance';
  return relativePermittivity > 20 ? 'possible for some solids, but far above the 6 to 15 of halides, so stray capacitance must be in it' : 'what a halide may have, so the arc is the bulk';
}

const words = ({ r_ohm, u_r_ohm }: Reading): string => (r_ohm === null ? 'none' : `${u_r_ohm === null ? significant(r_ohm, 4) : withError(r_ohm, u_r_ohm)} Ω`);
const spoken = (r: Reading): string => (r.r_ohm === null ? 'does not apply' : `[${words(r)}]`);
/** A capacitance in pF, nF or µF with its error in the same unit. */
function withU(c_F: number, u_F: number | null): string {
  const [size, unit] = c_F < 1e-9 ? [1e-12, 'pF'] : c_F < 1e-6 ? [1e-9, 'nF'] : [1e-6, 'µF'];
  return `${u_F === null ? significant(c_F / size, 3) : withError(c_F / size, u_F / size)} ${unit}`;
}

interface Result {
  pellet: { r_ohm: number };
  measurement: Measurement;
  dense: { frequency_Hz: number[]; zReal_ohm: ArrayLike<number>; zImag_ohm: ArrayLike<number> };
  read: Estimates;
}

function footPlot({ pellet, measurement, dense, read }: Result, x: number, frame: Frame): Drawing {
  const colour = strokeOf(x);
  const extent_ohm = niceExtent(1.15 * pellet.r_ohm);
  const plane = impedancePlane({ extent_ohm, from_ohm: 0.6 * extent_ohm, aspect: frame.narrow ? 0.85 : 0.5 }, frame);
  const points = measurement.frequency_Hz.flatMap((_, i): Point[] => (plane.inside(measurement.zReal_ohm[i]!, -measurement.zImag_ohm[i]!) ? [[plane.sx(measurement.zReal_ohm[i]!), plane.sy(-measurement.zImag_ohm[i]!)]] : []));
  const on = (r: number): Point => [plane.sx(r), plane.bottom];
  const marks: El[] = [];
  const { line, minimum } = read.quick;
  if (line.r_ohm !== null) {
    // From its foot along the direction of the lowest frequency, which is where the line goes.
    const [re, im] = [measurement.zReal_ohm.at(-1)!, measurement.zImag_ohm.at(-1)!];
    marks.push(...plane.trace({ frequency_Hz: [1, 2], zReal_ohm: [line.r_ohm, re], zImag_ohm: [0, im] }, { colour: 'sref', certainty: 'assumed', ghost: true }));
    const high = plane.top + 26;
    const reach = (-im * (plane.bottom - high)) / (plane.bottom - plane.sy(-im));
    const lineX = plane.sx(line.r_ohm + ((re - line.r_ohm) * reach) / -im);
    if (lineX < plane.right - 90) marks.push(label(lineX + 12, high + 4, line.name, { class: 'halo' }));
  }
  const at = measurement.zReal_ohm.indexOf(minimum.r_ohm ?? NaN);
  if (at >= 0) {
    const low: Point = [plane.sx(minimum.r_ohm!), plane.sy(-measurement.zImag_ohm[at]!)];
    marks.push(el('path', { class: 'guide', d: `M${low[0].toFixed(1)} ${low[1].toFixed(1)}V${plane.bottom}` }));
    marks.push(el('circle', { class: `ptd ${colour}`, cx: low[0], cy: low[1], r: 5 }));
    if (low[0] > plane.left + 90) marks.push(label(low[0] - 10, plane.bottom - 9, minimum.name, { 'text-anchor': 'end', class: 'halo' }));
  }
  marks.push(mark('derived', on(read.full.r_ohm), { colour, r: 5.5 }));
  marks.push(label(on(read.full.r_ohm)[0] + 12, plane.bottom - 9, '**full fit**', { class: 'strong halo' }));
  return { width: plane.width, height: plane.height, children: [...plane.axes, ...plane.trace(dense, { colour, ghost: true }), ...spots(points, colour, true), ...marks] };
}

function readings(read: Estimates, truth_ohm: number, x: number, { width, narrow }: Frame): Drawing {
  const [left, right, top] = [16, width - 16, 42];
  const rows = readingsOf(read);
  const percent = (r: number): number => 100 * (r / truth_ohm - 1);
  const reach = niceExtent(Math.max(1, ...rows.map(({ r_ohm, u_r_ohm }) => (r_ohm === null ? 0 : 1.2 * (Math.abs(percent(r_ohm)) + (100 * (u_r_ohm ?? 0)) / truth_ohm)))));
  const sx = (p: number): number => left + ((p + reach) / (2 * reach)) * (right - left);
  const row = narrow ? 50 : 88.75;
  const bottom = top + rows.length * row;
  return {
    width,
    height: bottom + 50,
    children: [
      el('path', { class: 'axis', d: `M${left} ${bottom}H${right}` }),
      ...[-reach, 0, reach].flatMap((t) => [el('path', { class: 'axis', d: `M${sx(t).toFixed(1)} ${bottom}v5` }), label(sx(t), bottom + 20, t === 0 ? '0' : `${t > 0 ? '+' : '−'}${significant(reach, 2)}`, { 'text-anchor': t < 0 ? 'start' : t > 0 ? 'end' : 'middle' })]),
      label(right, bottom + 41, '(*R* − put in)/put in / %', { 'text-anchor': 'end', class: 'title' }),
      el('path', { class: 'guide', d: `M${sx(0).toFixed(1)} ${bottom}V${top}` }),
      ...rows.flatMap((r, i): El[] => {
        const y = top + row * (i + 0.62);
        const name = label(left, y - 16, `${i === 0 ? `**${r.name}**` : r.name} ${r.r_ohm === null ? 'does not apply' : words(r)}`, { class: i === 0 ? 'strong halo' : 'halo' });
        if (r.r_ohm === null) return [name];
        const u = (100 * (r.u_r_ohm ?? 0)) / truth_ohm;
        return [
          name,
          el('path', { class: `ghost ${strokeOf(x)}`, d: `M${sx(Math.max(-reach, percent(r.r_ohm) - u)).toFixed(1)} ${y}H${sx(Math.min(reach, percent(r.r_ohm) + u)).toFixed(1)}` }),
          el('circle', { class: `ptd ${strokeOf(x)}`, cx: sx(percent(r.r_ohm)), cy: y, r: 4.5 }),
        ];
      }),
    ],
  };
}
