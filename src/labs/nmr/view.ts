/** Pictures, controls and words of the NMR lab: the same code at build and in the page. */
import { scaleLinear, ticks } from 'd3';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { fixed, significant, withError } from '../../runtime/format.ts';
import { horizontalAxis, label } from '../../runtime/plot/axes.ts';
import { curve } from '../../runtime/plot/marks.ts';
import { richToHtml } from '../../runtime/rich.ts';
import { tableHtml } from '../../runtime/render.ts';
import { el, escapeAttribute, escapeText, type El } from '../../runtime/svg.ts';
import { baseline, spectrumPoints, standing } from '../../figures/parts/nmr-plot.ts';
import type { NmrKernel } from '../../kernels/nmr.ts';
import { sliderHtml, type Slider } from '../parts/sliders.ts';
import type { LabPanel } from '../shell/pictures.ts';
import { processed, quantified, simulated, type Processed, type Simulated } from './model.ts';
import { KIND_FIELDS, type NmrState, type Site, type SiteField } from './state.ts';

export interface NmrView {
  data: Processed;
  model: Simulated;
}

export const viewOf = (nmr: NmrKernel, state: NmrState): NmrView => {
  const data = processed(state);
  return { data, model: simulated(nmr, state, data.shift_ppm) };
};

export function panels(state: NmrState, view: NmrView): LabPanel[] {
  const words = summary(state, view);
  return [{ key: 'spectrum', span: 'main', title: '**Spectrum, model and residual**', words, draw: (frame) => drawSpectrum(state, view, frame) }];
}

/** Root mean square of data − model. */
export const misfit = ({ data, model }: NmrView): number => Math.sqrt(data.intensity.reduce((s, v, i) => s + (v - model.total[i]!) ** 2, 0) / data.intensity.length);

function drawSpectrum({ sites, spectrum }: NmrState, { data, model }: NmrView, { width, narrow }: Frame): Drawing {
  const margin = { left: 10, right: 10, top: 44 };
  const plotHeight = narrow ? 220 : 300;
  const restHeight = narrow ? 60 : 76;
  const base = margin.top + plotHeight;
  const rest = base + restHeight / 2 + 16;
  const bottom = rest + restHeight / 2 + 8;
  const [high, low] = [data.shift_ppm[0]!, data.shift_ppm.at(-1)!];
  const sx = scaleLinear([high, low], [margin.left, width - margin.right]);
  const top = Math.max(data.intensity.reduce((m, v) => Math.max(m, v), 0), model.total.reduce((m, v) => Math.max(m, v), 0), 1e-6);
  const perUnit = plotHeight / top;
  const residual = data.intensity.map((v, i) => v - model.total[i]!);
  const worst = residual.reduce((m, v) => Math.max(m, Math.abs(v)), 1e-9);
  // The residual on the scale of the spectrum, enlarged by whole steps where it is small.
  const enlarge = [1, 2, 5, 10, 20, 50, 100].filter((f) => worst * f * perUnit <= restHeight / 2).at(-1) ?? 1;
  const shrink = Math.min(1, restHeight / 2 / (worst * perUnit));
  const children: El[] = [
    horizontalAxis(bottom, margin.left, width - margin.right, 'below', { scale: sx, ticks: ticks(low, high, narrow ? 5 : 10), format: (v) => fixed(v, Math.abs(high - low) < 10 ? 1 : 0), title: '*δ* / ppm' }),
    baseline(margin.left, width - margin.right, base),
    baseline(margin.left, width - margin.right, rest),
    ...model.parts.map((part) => curve(standing(spectrumPoints(data.shift_ppm, part, sx, base, perUnit), base), { colour: 's1625', certainty: 'assumed', ghost: true })),
    el('g', { class: 'measured' }, curve(spectrumPoints(data.shift_ppm, data.intensity, sx, base, perUnit), { colour: 'sref', ghost: true })),
    curve(spectrumPoints(data.shift_ppm, model.total, sx, base, perUnit), { colour: 's1625' }),
    curve(spectrumPoints(data.shift_ppm, residual, sx, rest, perUnit * enlarge * shrink), { colour: 'sref', ghost: true }),
    label(margin.left, rest - restHeight / 2 - 2, shrink < 1 ? 'data − model, reduced' : enlarge === 1 ? 'data − model' : `data − model, × ${enlarge}`, { class: 'halo' }),
    ...siteLabels(sites, model.parts, data.shift_ppm, sx, base, perUnit, margin.left, width - margin.right),
    label(width - margin.right, margin.top - 28, spectrum.provenance === 'yours' ? 'data: yours' : 'data: reconstructed, made by the lab', { 'text-anchor': 'end' }),
  ];
  return { width, height: bottom + 48, children };
}

/** Names over the tallest point of each site, kept apart: a name that would touch the one before steps aside while it stays over its line, else goes up. */
function siteLabels(sites: readonly Site[], parts: readonly Float64Array[], shift_ppm: Float64Array, sx: (v: number) => number, base: number, perUnit: number, left: number, right: number): El[] {
  const placed: { x: number; y: number; half: number }[] = [];
  return sites
    .map((site, i) => {
      const at = parts[i]!.reduce((best, v, k) => (v > parts[i]![best]! ? k : best), 0);
      return { name: site.name, x: sx(shift_ppm[at]!), y: base - perUnit * Math.max(0, parts[i]![at]!) - 7 };
    })
    .sort((a, b) => a.y - b.y)
    .map(({ name, x, y }) => {
      const half = 3.6 * name.length;
      let inside = Math.min(right - half, Math.max(left + half, x));
      let height = Math.max(30, y);
      const near = placed.find((p) => Math.abs(p.x - inside) < p.half + half + 6 && Math.abs(p.y - height) < 14);
      const aside = near ? near.x + (x >= near.x ? 1 : -1) * (near.half + half + 6.5) : inside;
      if (Math.abs(aside - x) <= half && aside >= left + half && aside <= right - half) inside = aside;
      while (placed.some((p) => Math.abs(p.x - inside) < p.half + half + 6 && Math.abs(p.y - height) < 14)) height -= 14;
      placed.push({ x: inside, y: height, half });
      return label(inside, height, escapeRich(name), { 'text-anchor': 'middle', class: 'halo strong' });
    });
}

/** A reader's own name as rich text: the marks of rich text lose their meaning. */
export const escapeRich = (text: string): string => text.replace(/[*~^[\]]/g, ' ');

const FIELD_LABELS: Record<SiteField, { label: string; unit: string }> = {
  iso_ppm: { label: '*δ*~iso~', unit: 'ppm' },
  CQ_MHz: { label: '*C*~Q~', unit: 'MHz' },
  eta: { label: '*η*', unit: '' },
  czjzek_sigma_MHz: { label: '*σ*, Czjzek', unit: 'MHz' },
  csd_fwhm_ppm: { label: 'Spread of *δ*', unit: 'ppm' },
  lb_Hz: { label: 'Lorentzian width', unit: 'Hz' },
  gb_Hz: { label: 'Gaussian width', unit: 'Hz' },
  area: { label: 'Area', unit: '' },
};

/** ± of the last fit, in words. */
function errorWords({ fit }: NmrState, i: number, field: SiteField): string {
  const found = fit?.parameters.find((p) => p.name === `sites.${i}.${field}`);
  if (!found) return '';
  if (found.stderr === null) return 'not determined';
  return `± ${significant(found.stderr, 2)}${found.determined ? '' : ', not determined'}`;
}

/** Range of each slider: the window for shifts, the whole signal for areas. */
function rangeOf(state: NmrState, field: SiteField, value: number): { min: number; max: number; log?: boolean } {
  const [high, low] = state.window;
  const span = Math.abs(high - low);
  const whole = state.sites.reduce((s, site) => s + Math.max(0, site.values.area), 0) || 1;
  const ranges: Record<SiteField, { min: number; max: number; log?: boolean }> = {
    iso_ppm: { min: low, max: high },
    CQ_MHz: { min: 0, max: Math.max(5, value) },
    eta: { min: 0, max: 1 },
    czjzek_sigma_MHz: { min: 0, max: Math.max(2.5, value) },
    csd_fwhm_ppm: { min: 0, max: Math.max(0.3 * span, value) },
    lb_Hz: { min: 1, max: 20000, log: true },
    gb_Hz: { min: 0, max: Math.max(3000, value) },
    area: { min: 0, max: Math.max(1.2 * niceAbove(whole), value) },
  };
  return ranges[field];
}

/** The next 1, 2 or 5 times a power of ten: the range of a slider must not creep while it moves. */
const niceAbove = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((f) => f * power >= value) ?? 10);
};

export const siteSliders = (state: NmrState, i: number): Slider[] =>
  KIND_FIELDS[state.sites[i]!.kind].map((field): Slider => {
    const site = state.sites[i]!;
    const value = site.values[field];
    return { path: `sites.${i}.${field}`, ...FIELD_LABELS[field], ...rangeOf(state, field, value), value, free: site.free.includes(field), error: errorWords(state, i, field), span: 3 };
  });

/** Sliders of the experiment and of the processing. */
export function experimentSliders(state: NmrState): Slider[] {
  const { spectrum } = state;
  const list: Slider[] = [
    { path: 'larmor_MHz', label: 'Frequency of ^23^Na', unit: 'MHz', min: 50, max: 350, value: state.larmor_MHz },
    { path: 'mas_kHz', label: 'Spinning rate', unit: 'kHz', min: 0, max: 60, value: (state.mas_Hz ?? 0) / 1000 },
    { path: 'window.0', label: 'Window from', unit: 'ppm', min: spectrum.to_ppm, max: spectrum.from_ppm, value: state.window[0] },
    { path: 'window.1', label: 'to', unit: 'ppm', min: spectrum.to_ppm, max: spectrum.from_ppm, value: state.window[1] },
  ];
  if (spectrum.imaginary) {
    list.push({ path: 'phase0_deg', label: 'Phase, zero order', unit: '°', min: -180, max: 180, value: state.phase0_deg });
    list.push({ path: 'phase1_deg', label: 'Phase, first order', unit: '°', min: -720, max: 720, value: state.phase1_deg });
  }
  return list;
}

const KIND_NAMES: Record<Site['kind'], string> = { line: 'plain line (no coupling)', quadrupolar: 'one tensor: CQ, η', czjzek: 'Czjzek distribution' };

/** Which controls the page must hold; they are built anew when this changes. */
export const shapeOf = (state: NmrState): string => JSON.stringify([state.sites.map((s) => s.kind), state.spectrum.imaginary !== null]);

export function controlsHtml(state: NmrState): string {
  const select = (name: string, words: string, options: readonly (readonly [value: string, text: string])[], value: string): string =>
    `<label class="pickone">${words} <select class="field" data-select="${name}">${options.map(([v, text]) => `<option value="${v}"${v === value ? ' selected' : ''}>${text}</option>`).join('')}</select></label>`;
  const sites = state.sites
    .map(
      (site, i) => `<fieldset class="site" data-site="${i}"><legend>Site ${i + 1}</legend>
<p class="sitehead"><label class="pickone">Name <input class="field" type="text" data-name="${i}" maxlength="40" autocomplete="off" value="${escapeAttribute(site.name)}"></label>
${select(`kind.${i}`, 'Shape', Object.entries(KIND_NAMES), site.kind)}
<button type="button" class="action" data-do="remove-${i}" aria-label="Remove site ${i + 1}">Remove</button></p>
<div class="strip">${siteSliders(state, i).map(sliderHtml).join('')}</div></fieldset>`,
    )
    .join('');
  return `<div class="quiet needs-js" role="group" aria-label="Model"><button type="button" class="action" data-do="fit">Fit</button><button type="button" data-do="add-line">Add a line</button><button type="button" data-do="add-quadrupolar">Add a tensor site</button><button type="button" data-do="add-czjzek">Add a Czjzek site</button></div>
${sites}
<fieldset class="site"><legend>Experiment and processing</legend><div class="strip">${experimentSliders(state).map(sliderHtml).join('')}</div>
<p class="sitehead">${select('baseline', 'Baseline taken off', [['none', 'none'], ['constant', 'a constant'], ['line', 'a straight line']], state.baseline)}
<label class="pickone"><input type="checkbox" data-check="infinite"${state.mas_Hz === null ? ' checked' : ''}> infinite spinning rate</label>
${state.spectrum.imaginary ? '' : '<span class="why">The file holds no imaginary part, so it cannot be phased here.</span>'}</p></fieldset>
<fieldset class="site"><legend>Quantify</legend><p class="sitehead"><label class="pickone">Nominal ${richToHtml('*x*')} <input class="box" type="text" inputmode="decimal" autocomplete="off" data-box="x" value="${state.x}"></label>
<label class="pickone"><input type="checkbox" data-check="satellites"${state.satellites ? ' checked' : ''}> satellite sidebands are part of the areas</label></p></fieldset>`;
}

/** One or two sentences: how well the model meets the data, and what the areas mean. */
export function summary(state: NmrState, view: NmrView): string {
  const { sites, fit } = state;
  const total = sites.reduce((s, site) => s + site.values.area, 0);
  const shares = total > 0 ? sites.map((s) => `${escapeRich(s.name)} ${fixed((100 * s.values.area) / total, 1)} %`).join(', ') : 'no area';
  const rms = `The residual is ${significant(100 * misfit(view), 2)} % of the tallest point (root mean square).`;
  const verdict = fit ? ` Fit: ${VERDICTS[fit.verdict] ?? fit.verdict}; ${fit.message.replaceAll(/sites\.(\d+)/g, (_, i: string) => escapeRich(state.sites[Number(i)]?.name ?? `site ${i}`)).replaceAll(/[*~^]/g, '')}.` : ' The model is not fitted yet: the errors are unknown.';
  return `Signal: ${shares}. ${rms}${verdict}`;
}

const VERDICTS: Record<string, string> = { converged: 'converged', several_minima: 'several minima fit alike', not_determined: 'not everything is determined', failed: 'failed' };

/** The ledger from areas to adjusted x. */
export function ledgerHtml(state: NmrState): string {
  const q = quantified(state);
  if (typeof q === 'string') return `<p class="why">No composition: ${escapeText(q)}.</p>`;
  const pm = (value: number, u: number | null, digits: number): string => (u === null ? fixed(value, digits) : withError(value, u));
  const rows = q.sites.map((s) => [escapeRich(s.name), fixed(100 * s.signal_fraction, 1), fixed(s.factor, 2), fixed(100 * s.na_fraction, 1)]);
  const none = q.nacl_site === null;
  const words = none
    ? `No site counts as NaCl (name one so, or put a plain line near 7.2 ppm): adjusted *x* stays ${fixed(q.adjusted_x, 3)}.`
    : `**${escapeRich(q.nacl_site!)}** holds ${pm(100 * q.na_fraction_NaCl, q.u_na_fraction_NaCl === null ? null : 100 * q.u_na_fraction_NaCl, 1)} % of the sodium: **${pm(q.wt_percent_NaCl, q.u_wt_percent_NaCl, 1)} wt % NaCl**, adjusted [*x* = **${pm(q.adjusted_x, q.u_adjusted_x, 3)}**]. Plain areas would say ${fixed(q.uncorrected.wt_percent_NaCl, 1)} wt %.${q.u_adjusted_x === null ? '' : ' The errors are those of the noise alone.'}`;
  return `<p class="said">${richToHtml(words)}</p>${tableHtml({
    caption: q.satellites_integrated ? 'Sodium by site; satellites are in the areas, no factor is due' : 'Sodium by site; a coupled site shows 4/10 of its sodium in its line',
    columns: [
      { name: 'Site', unit: '', align: 'left' },
      { name: 'Signal', unit: '%' },
      { name: 'Factor', unit: '' },
      { name: 'Sodium', unit: '%' },
    ],
    rows,
  })}`;
}

/** Every value of the model with its error: what stands without JavaScript, in print, and for a screen reader. */
export function valuesHtml(state: NmrState): string {
  const fields = Object.keys(FIELD_LABELS) as SiteField[];
  const cell = (site: Site, i: number, field: SiteField): string => {
    if (!KIND_FIELDS[site.kind].includes(field)) return '–';
    const u = state.fit?.parameters.find((p) => p.name === `sites.${i}.${field}`)?.stderr;
    return u ? withError(site.values[field], u) : significant(site.values[field], 4);
  };
  return tableHtml({
    caption: `Sites of the model at ${significant(state.larmor_MHz, 6)} MHz, ${state.mas_Hz === null ? 'infinite spinning rate' : `${significant(state.mas_Hz / 1000, 4)} kHz`}`,
    columns: [{ name: 'Site', unit: '', align: 'left' }, ...fields.map((field) => ({ name: FIELD_LABELS[field].label, unit: FIELD_LABELS[field].unit }))],
    rows: state.sites.map((site, i) => [escapeRich(site.name), ...fields.map((field) => cell(site, i, field))]),
  });
}
