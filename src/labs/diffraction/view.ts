/** Pictures, controls and words of the diffraction lab: the same code at build and in the page. */
import { scaleLinear, ticks } from 'd3';
import type { DiffractionKernel, Reflection } from '../../kernels/diffraction.ts';
import { PEAK_FIELDS, type PeakField, type PeaksKernel } from '../../kernels/peaks.ts';
import type { Crystal } from '../../physics/crystal.ts';
import { remember } from '../../physics/remember.ts';
import { scherrer, williamsonHall, type ScherrerSize, type Width, type WilliamsonHall } from '../../physics/size-strain.ts';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { fixed, significant, withError } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { curve, mark, type Point } from '../../runtime/plot/marks.ts';
import { tableHtml } from '../../runtime/render.ts';
import { richToHtml } from '../../runtime/rich.ts';
import { el, type El } from '../../runtime/svg.ts';
import { thinned } from '../../figures/parts/nmr-plot.ts';
import { readCif } from '../readers/cif.ts';
import { boxNumber, sliderHtml, type Slider } from '../parts/sliders.ts';
import type { LabPanel } from '../shell/pictures.ts';
import { anglesOf, modelOf, type DiffractionState } from './state.ts';

export interface DiffractionView {
  /** The points inside the window. */
  two_theta_deg: Float64Array;
  intensity: Float64Array;
  model: Float64Array;
  background: Float64Array;
  /** data − model. */
  residual: Float64Array;
  /** Each peak over the background. */
  parts: Float64Array[];
  reflections: Reflection[];
  /** Profile of the structure, scaled to the tallest point; null without one. */
  overlay: Float64Array | null;
  sizes: ScherrerSize[];
  hall: WilliamsonHall | null;
  /** Why the structure cannot be laid over; '' when it can. */
  problem: string;
}

export interface Kernels {
  diffraction: DiffractionKernel;
  peaks: PeaksKernel;
}

/** What a state shows; of the view before, what did not change is taken over. */
export function viewOf({ diffraction, peaks }: Kernels, state: DiffractionState, before?: { state: DiffractionState; view: DiffractionView }): DiffractionView {
  const same = (...fields: (keyof DiffractionState)[]): boolean => before !== undefined && fields.every((field) => before.state[field] === state[field]);
  const lines = same('pattern', 'window', 'peaks', 'background', 'wavelength_A', 'second') ? before!.view : linesOf(peaks, state);
  const { two_theta_deg, intensity, model, background, residual, parts } = lines;
  const laid = same('pattern', 'window', 'background', 'wavelength_A', 'second', 'structure', 'overlay_size_nm', 'K', 'instrument') ? before!.view : overlayOf(diffraction, state, two_theta_deg, intensity, background);
  const widths = widthsOf(state);
  const used = widths.filter((_, i) => state.peaks[i]!.used);
  return {
    two_theta_deg,
    intensity,
    model,
    background,
    residual,
    parts,
    reflections: laid.reflections,
    overlay: laid.overlay,
    problem: laid.problem,
    sizes: scherrer(widths, state.wavelength_A, state.K, state.instrument, state.correction),
    hall: williamsonHall(used, state.wavelength_A, state.K, state.instrument, state.correction),
  };
}

/** The points in the window, and the model on them. */
function linesOf(peaks: PeaksKernel, state: DiffractionState): Pick<DiffractionView, 'two_theta_deg' | 'intensity' | 'model' | 'background' | 'residual' | 'parts'> {
  const all = anglesOf(state.pattern);
  const inside = Array.from(all, (_, i) => i).filter((i) => all[i]! >= state.window[0] - 1e-9 && all[i]! <= state.window[1] + 1e-9);
  const two_theta_deg = Float64Array.from(inside, (i) => all[i]!);
  const given = modelOf(state);
  const background = peaks.evaluate(two_theta_deg, { ...given, peaks: [] });
  const parts = state.peaks.map((peak) => peaks.evaluate(two_theta_deg, { ...given, peaks: [peak], background: [0] }));
  const intensity = Float64Array.from(inside, (i) => state.pattern.intensity[i]!);
  const model = background.map((b, i) => parts.reduce((s, part) => s + part[i]!, b));
  return { two_theta_deg, intensity, background, parts, model, residual: intensity.map((v, i) => v - model[i]!) };
}

const widthsOf = ({ peaks, fit }: DiffractionState): Width[] => peaks.map((p, i) => ({ two_theta_deg: p.position_deg, fwhm_deg: p.fwhm_deg, u_fwhm_deg: fit?.stderr[i]?.fwhm_deg ?? null }));

/** The structure of a CIF, read once for as long as it stays on the bench. */
const kept = remember<Crystal>(4);
const structureOf = (cif: string): Crystal => kept(cif, () => readCif(cif));

function overlayOf(diffraction: DiffractionKernel, state: DiffractionState, x: Float64Array, y: Float64Array, background: Float64Array): Pick<DiffractionView, 'reflections' | 'overlay' | 'problem'> {
  if (!state.structure) return { reflections: [], overlay: null, problem: '' };
  try {
    const { wavelength_A, second, window, instrument, K } = state;
    const reflections = diffraction.pattern(structureOf(state.structure.cif), { wavelength_A, from_deg: Math.max(0.5, window[0]), to_deg: window[1] });
    const step_deg = (x.at(-1)! - x[0]!) / (x.length - 1);
    const source = [{ wavelength_A, weight: 1 }, ...(second ? [{ wavelength_A: second.wavelength_A, weight: second.share }] : [])];
    const profile = diffraction.profile(reflections, { size_nm: state.overlay_size_nm, K, caglioti: [instrument.U, instrument.V, instrument.W], source, from_deg: x[0]!, to_deg: x.at(-1)! + 0.5 * step_deg, step_deg });
    // The scale that meets the data best above the background.
    let [top, bottom] = [0, 0];
    for (let i = 0; i < x.length; i++) {
      top += profile[i]! * (y[i]! - background[i]!);
      bottom += profile[i]! ** 2;
    }
    const scale = bottom > 0 ? Math.max(0, top / bottom) : 0;
    return { reflections, overlay: Float64Array.from(x, (_, i) => background[i]! + scale * profile[i]!), problem: '' };
  } catch (error) {
    return { reflections: [], overlay: null, problem: error instanceof RangeError ? error.message : String(error) };
  }
}

export function panels(state: DiffractionState, view: DiffractionView): LabPanel[] {
  const words = summary(state, view);
  return [
    { key: 'pattern', span: 'main', title: '**Pattern, peaks and residual**', words, draw: (frame) => drawPattern(state, view, frame) },
    { key: 'hall', span: 'side', title: '**Williamson–Hall** widths against angle', words: hallWords(state, view), draw: (frame) => drawHall(state, view, frame) },
  ];
}

function drawPattern(state: DiffractionState, view: DiffractionView, { width, narrow }: Frame): Drawing {
  const margin = { left: 10, right: 10, top: 40 };
  const { two_theta_deg: x, intensity, model, background, parts, overlay, reflections } = view;
  const plotHeight = narrow ? 210 : 290;
  const restHeight = narrow ? 56 : 70;
  const base = margin.top + plotHeight;
  const tickTop = base + 8;
  const tickHeight = reflections.length > 0 ? 20 : 0;
  const rest = tickTop + tickHeight + 16 + restHeight / 2;
  const bottom = rest + restHeight / 2 + 8;
  const [from, to] = [x[0]!, x.at(-1)!];
  const sx = scaleLinear([from, to], [margin.left, width - margin.right]);
  const most = (values: Float64Array): number => values.reduce((m, v) => Math.max(m, v), -Infinity);
  const top = Math.max(most(intensity), most(model), 1e-9);
  const least = Math.min(0, intensity.reduce((m, v) => Math.min(m, v), 0));
  const sy = scaleLinear([least, top], [base, margin.top]);
  const { residual } = view;
  const worst = residual.reduce((m, v) => Math.max(m, Math.abs(v)), 1e-9);
  const enlarge = Math.min(1, (restHeight / 2 / worst) * ((top - least) / plotHeight));
  const frame = [width, base, top, least, from, to, enlarge].join();
  const points = (values: Float64Array, scale: (v: number) => number): Point[] => drawnOnce(values, frame, () => thinned(Array.from(values, (v, i) => [sx(x[i]!), scale(v)] as const)));
  const overBackground = (part: Float64Array): Point[] =>
    drawnOnce(part, frame, () => {
      const standing = Array.from(part, (v, i) => [sx(x[i]!), sy(v + background[i]!)] as const).filter(([, py], i) => sy(background[i]!) - py > 0.4);
      return standing.length < 2 ? [] : thinned(standing);
    });
  const children: El[] = [
    horizontalAxis(bottom, margin.left, width - margin.right, 'below', { scale: sx, ticks: ticks(from, to, narrow ? 5 : 9), format: (v) => fixed(v, to - from < 4 ? 1 : 0), title: `2*θ* / ° ([λ = ${significant(state.wavelength_A, 5)} Å])` }),
    el('path', { class: 'gridl', d: `M${margin.left} ${rest.toFixed(1)}H${width - margin.right}` }),
    el('g', { class: 'measured' }, curve(points(intensity, sy), { colour: 'sref', ghost: true })),
    ...(overlay ? [curve(points(overlay, sy), { colour: 's2000', certainty: 'beyond', ghost: true })] : []),
    curve(points(background, sy), { colour: 's1625', certainty: 'beyond', ghost: true }),
    ...parts.map((part) => curve(overBackground(part), { colour: 's1625', certainty: 'assumed', ghost: true })),
    curve(points(model, sy), { colour: 's1625' }),
    ...reflections.filter((r) => r.intensity > 0.5).map((r) => el('path', { class: 'axis s2000', d: `M${sx(r.two_theta_deg).toFixed(1)} ${tickTop + tickHeight}v-${(4 + (12 * r.intensity) / 100).toFixed(1)}` })),
    curve(points(residual, (v) => rest - (v * enlarge * plotHeight) / (top - least)), { colour: 'sref', ghost: true }),
    label(margin.left, rest - restHeight / 2 - 2, enlarge < 1 ? 'data − model, reduced' : 'data − model', { class: 'halo' }),
    label(width - margin.right, margin.top - 24, state.pattern.provenance === 'yours' ? 'data: yours' : 'data: reconstructed, made by the lab', { 'text-anchor': 'end' }),
  ];
  if (state.structure && reflections.length > 0) children.push(label(width - margin.right, tickTop + tickHeight + 14, `${state.structure.label.replace(/[*~^[\]]/g, ' ')}`, { 'text-anchor': 'end', class: 'halo' }));
  return { width, height: bottom + 48, children };
}

const drawnLines = new WeakMap<Float64Array, { frame: string; points: Point[] }>();

/** Pixels of a curve, kept for as long as neither its values nor the frame change. */
function drawnOnce(values: Float64Array, frame: string, draw: () => Point[]): Point[] {
  let line = drawnLines.get(values);
  if (line?.frame !== frame) {
    line = { frame, points: draw() };
    drawnLines.set(values, line);
  }
  return line.points;
}

function drawHall(state: DiffractionState, { hall }: DiffractionView, { width, narrow }: Frame): Drawing {
  const margin = { left: 48, right: 12, top: 34, bottom: 50 };
  const height = narrow ? 300 : 400;
  const bottom = height - margin.bottom;
  if (!hall) return { width, height: 90, children: [label(0, 40, 'Two peaks wider than the instrument'), label(0, 60, 'are needed for a line.')] };
  const points = hall.points.filter((p) => p !== null);
  const right = Math.max(0.1, 1.15 * Math.max(...points.map((p) => p.x)));
  // In 10⁻³ rad.
  const tops = points.map((p) => 1e3 * (p.y + (p.u_y ?? 0)));
  const top = 1.15 * Math.max(1e-3, ...tops, 1e3 * hall.intercept, 1e3 * (hall.intercept + hall.slope * right));
  const sx = scaleLinear([0, right], [margin.left, width - margin.right]);
  const sy = scaleLinear([Math.min(0, 1e3 * hall.intercept), top], [bottom, margin.top]);
  const line = (at: number): Point => [sx(at), sy(1e3 * (hall.intercept + hall.slope * at))];
  const yours = state.pattern.provenance === 'yours';
  return {
    width,
    height,
    children: [
      horizontalAxis(bottom, margin.left, width - margin.right, 'below', { scale: sx, ticks: ticks(0, right, 4), format: (v) => fixed(v, right < 0.4 ? 2 : 1), title: 'sin *θ*' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: ticks(0, top, 5), format: (v) => fixed(v, top < 4 ? 1 : 0), title: '*β* cos *θ* / 10^−3^ rad', grid: width - margin.right - margin.left }),
      curve([line(0), line(right)], { colour: 's1625' }),
      ...points.map((p) => (p.u_y === null ? el('g') : el('path', { class: 'axis', d: `M${sx(p.x).toFixed(1)} ${sy(1e3 * (p.y - p.u_y)).toFixed(1)}V${sy(1e3 * (p.y + p.u_y)).toFixed(1)}` }))),
      ...points.map((p) => mark(yours ? 'yours' : 'derived', [sx(p.x), sy(1e3 * p.y)], { colour: 'f1625', r: 4.5 })),
    ],
  };
}

const sizeWords = (size: number, u: number | null): string => `[${u === null ? significant(size, 3) : withError(size, u)} nm]`;

function hallWords({ fit }: DiffractionState, { hall }: DiffractionView): string {
  if (hall && !fit) {
    const size = hall.size_nm === null ? 'no size' : `*D* = [${significant(hall.size_nm, 2)} nm]`;
    return `The widths are not fitted yet. As they stand they would mean ${size} and [*ε* = ${significant(100 * hall.strain, 2)} %]: fit them before you believe it.`;
  }
  if (!hall) return 'Williamson–Hall needs two peaks that are wider than the instrument.';
  const size = hall.size_nm === null ? 'no size is resolved' : `*D* = **${sizeWords(hall.size_nm, hall.u_size_nm)}**`;
  const strain = `*ε* = **${hall.u_strain === null ? significant(100 * hall.strain, 2) : withError(100 * hall.strain, 100 * hall.u_strain)} %**`;
  return `Williamson–Hall: ${size}, ${strain}${hall.message ? ` (${hall.message})` : ''}.`;
}

/** How well the peaks meet the data, and what their widths say. */
export function summary(state: DiffractionState, view: DiffractionView): string {
  const { fit } = state;
  const said = fit ? `Fit: ${fit.verdict === 'converged' ? 'converged' : fit.verdict.replace('_', ' ')}, ${fit.message}; *R*~wp~ ${significant(fit.r_wp_percent, 3)} %, reduced *χ*^2^ ${significant(fit.reduced_chi2, 3)}.` : '';
  const sizes = view.sizes.flatMap((s, i) => (state.peaks[i]!.used && s.size_nm !== null ? [s.size_nm] : []));
  const range = sizes.length === 0 || !fit ? '' : ` Scherrer alone, strain taken as none: ${significant(Math.min(...sizes), 3)} to ${significant(Math.max(...sizes), 3)} nm.`;
  const problem = view.problem === '' ? '' : ` The structure cannot be laid over: ${view.problem.replace(/[*~^[\]]/g, ' ')}.`;
  return `${hallWords(state, view)}${range} ${said}${problem}`;
}

const FIELD_WORDS: Record<PeakField, string> = { position_deg: '2θ / °', fwhm_deg: 'FWHM / °', eta: 'η', area: 'Area' };

/** Which controls the page must hold. */
export const shapeOf = (state: DiffractionState): string => JSON.stringify([state.peaks.length, state.second !== null, state.pattern.sigma !== null]);

/** Rows of peaks: numbers to type, what is fixed, errors, size. */
function peakRows(state: DiffractionState): string {
  return state.peaks
    .map((peak, i) => {
      const cells = PEAK_FIELDS.map(
        (field) =>
          `<td><input class="box" type="text" inputmode="decimal" autocomplete="off" data-box="peaks.${i}.${field}" aria-label="Peak ${i + 1}, ${FIELD_WORDS[field]}" value="${boxNumber(peak[field])}"><span class="pm" data-error="peaks.${i}.${field}"></span><label class="free"><input type="checkbox" data-free="peaks.${i}.${field}"${peak.fixed.includes(field) ? '' : ' checked'} aria-label="Peak ${i + 1}, ${FIELD_WORDS[field]}: free in the fit"> free</label></td>`,
      ).join('');
      return `<tr><th scope="row" class="l"><label><input type="checkbox" data-used="${i}"${peak.used ? ' checked' : ''} aria-label="Peak ${i + 1}: its width counts"> ${i + 1}</label></th>${cells}<td data-size="${i}"></td><td><button type="button" class="action" data-do="remove-${i}" aria-label="Remove peak ${i + 1}">Remove</button></td></tr>`;
    })
    .join('');
}

export function experimentSliders(state: DiffractionState): Slider[] {
  const { pattern, instrument } = state;
  return [
    { path: 'window.0', label: 'Window from', unit: '°', min: pattern.from_deg, max: pattern.to_deg, value: state.window[0] },
    { path: 'window.1', label: 'to', unit: '°', min: pattern.from_deg, max: pattern.to_deg, value: state.window[1] },
    { path: 'wavelength_A', label: 'Wavelength', unit: 'Å', min: 0.3, max: 2.5, value: state.wavelength_A },
    { path: 'overlay_size_nm', label: 'Size of the overlay', unit: 'nm', min: 1, max: 500, log: true, value: state.overlay_size_nm },
    ...(state.second
      ? [
          { path: 'second.wavelength_A', label: 'Second wavelength', unit: 'Å', min: 0.3, max: 2.5, value: state.second.wavelength_A },
          { path: 'second.share', label: 'Its share of the first', unit: '', min: 0, max: 1, value: state.second.share },
        ]
      : []),
    { path: 'terms', label: 'Terms of the background', unit: '', min: 1, max: 6, value: state.background.length },
    { path: 'K', label: 'Scherrer constant *K*', unit: '', min: 0.8, max: 1.4, value: state.K },
    { path: 'instrument.W', label: 'Instrument, *W*', unit: '°^2^', min: 0, max: 0.05, value: instrument.W },
    { path: 'instrument.V', label: '*V*', unit: '°^2^', min: -0.05, max: 0.05, value: instrument.V },
    { path: 'instrument.U', label: '*U*', unit: '°^2^', min: 0, max: 0.05, value: instrument.U },
    { path: 'instrument.percent', label: 'Its width known to', unit: '%', min: 0, max: 50, value: 100 * instrument.u_relative },
  ];
}

export function controlsHtml(state: DiffractionState): string {
  const select = (name: string, words: string, options: readonly (readonly [value: string, text: string])[], value: string): string =>
    `<label class="pickone">${words} <select class="field" data-select="${name}">${options.map(([v, text]) => `<option value="${v}"${v === value ? ' selected' : ''}>${text}</option>`).join('')}</select></label>`;
  const weights: [string, string][] = [['counts', 'counting statistics'], ...(state.pattern.sigma ? [['file', 'errors of the file'] as [string, string]] : []), ['equal', 'none: all alike']];
  return `<div class="quiet needs-js" role="group" aria-label="Peaks"><button type="button" class="action" data-do="fit">Fit</button><button type="button" data-do="find">Find peaks</button><button type="button" data-do="reflections">Peaks of the structure</button><button type="button" data-do="add">Add a peak where the residual is largest</button></div>
<fieldset class="site"><legend>Peaks</legend><div class="scroll" tabindex="0" role="region" aria-label="Peaks"><table class="peaks"><thead><tr><th scope="col" class="l">In the line</th><th scope="col">2${richToHtml('*θ*')} / °</th><th scope="col">FWHM / °</th><th scope="col">${richToHtml('*η*')}</th><th scope="col">Area</th><th scope="col">Scherrer / nm</th><th scope="col"><span class="sr-only">Remove</span></th></tr></thead><tbody>${peakRows(state)}</tbody></table></div></fieldset>
<fieldset class="site"><legend>Experiment, background, instrument</legend>
<p class="sitehead">${select('source', 'Radiation', [['', 'as typed'], ['MoKa', 'Mo Kα'], ['CuKa', 'Cu Kα']], '')}
<label class="pickone"><input type="checkbox" data-check="second"${state.second ? ' checked' : ''}> two lines, Kα₁ and Kα₂</label>
${select('weight', 'Weights', weights, state.weight)}
${select('correction', 'Instrument’s width taken off', [['voigt', 'Gaussian off Lorentzian'], ['gaussian', 'both Gaussian'], ['lorentzian', 'both Lorentzian'], ['mean', 'between these two']], state.correction)}</p>
<div class="strip">${experimentSliders(state).map(sliderHtml).join('')}</div></fieldset>`;
}

/** Numbers of the peak table that follow the state. */
export function writePeaks(root: HTMLElement, state: DiffractionState, view: DiffractionView): void {
  state.peaks.forEach((peak, i) => {
    for (const field of PEAK_FIELDS) {
      const box = root.querySelector<HTMLInputElement>(`[data-box="peaks.${i}.${field}"]`);
      if (box && box !== document.activeElement) box.value = boxNumber(peak[field]);
      const free = root.querySelector<HTMLInputElement>(`[data-free="peaks.${i}.${field}"]`);
      if (free) free.checked = !peak.fixed.includes(field);
      const error = root.querySelector(`[data-error="peaks.${i}.${field}"]`);
      if (error) error.textContent = errorWords(state, i, field);
    }
    const used = root.querySelector<HTMLInputElement>(`[data-used="${i}"]`);
    if (used) used.checked = peak.used;
    const cell = root.querySelector(`[data-size="${i}"]`);
    const size = view.sizes[i];
    if (cell) cell.innerHTML = size?.size_nm == null ? '<span class="nodata">narrower than the instrument</span>' : richToHtml(size.u_size_nm === null ? significant(size.size_nm, 3) : withError(size.size_nm, size.u_size_nm));
  });
}

function errorWords({ fit, peaks }: DiffractionState, i: number, field: PeakField): string {
  if (peaks[i]!.fixed.includes(field)) return 'fixed';
  if (!fit) return '';
  const u = fit.stderr[i]?.[field];
  if (u === null || u === undefined) return field === 'eta' && (peaks[i]!.eta <= 0 || peaks[i]!.eta >= 1) ? 'at its limit' : 'not determined';
  return `± ${significant(u, 2)}`;
}


/** Every peak with its errors and size: what stands without JavaScript, in print, and for a screen reader. */
export function valuesHtml(state: DiffractionState, view: DiffractionView): string {
  const pm = (value: number, u: number | null | undefined): string => (u ? withError(value, u) : significant(value, 5));
  return tableHtml({
    caption: `Peaks, with ${significant(state.wavelength_A, 6)} Å${state.second ? ' and its second line' : ''}`,
    columns: [
      { name: 'Peak', unit: '', align: 'left' },
      { name: '2*θ*', unit: '°' },
      { name: 'FWHM', unit: '°' },
      { name: '*η*', unit: '' },
      { name: 'Area', unit: '' },
      { name: 'Scherrer', unit: 'nm' },
    ],
    rows: state.peaks.map((peak, i) => {
      const size = view.sizes[i];
      return [`${i + 1}${peak.used ? '' : ' (left out)'}`, ...PEAK_FIELDS.map((field) => pm(peak[field], state.fit?.stderr[i]?.[field])), size?.size_nm == null ? 'narrower than the instrument' : pm(size.size_nm, size.u_size_nm)];
    }),
  });
}
