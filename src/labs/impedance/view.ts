/** Everything that the bench of the impedance lab shows, from state and results: pictures, and parts of the page as HTML. Pure. */
import { circuitDrawing, elementName } from '../../figures/parts/circuit-drawing.ts';
import { activationEnergy, besideFit, candidatesWith, modelOf, NO_RESISTANCE_OHM, seriesOf, type ActivationEnergy, type Model, type Results, type SeriesRow } from './analysis.ts';
import type { Candidate, Outcome } from './jobs.ts';
import { arrhenius, bode, feetOf, nyquist, nyquistExtent, relaxationPlot, residuals, type Ghost, type Shown } from './plots.ts';
import { methodsSentence } from './script.ts';
import { discOf, resistancesOf, WEIGHTS, type ImpedanceState, type LabSpectrum, type PelletSize } from './state.ts';
import type { Kernels } from '../../kernels/all.ts';
import type { CircuitFit, FittedParameter, Verdict } from '../../kernels/impedance.ts';
import type { GlobalSeries } from '../../kernels/temperature-series.ts';
import type { ProfileInterval } from '../../kernels/profile-likelihood.ts';
import { geometryRelativeError } from '../../physics/conductivity.ts';
import { zeroCelsius_K } from '../../physics/constants.ts';
import { parseCircuit, type CircuitParameter } from '../../physics/circuit-grammar.ts';
import { badgeHtml } from '../../runtime/controls.ts';
import { fixed, scientific, significant, withError, withPrefix } from '../../runtime/format.ts';
import { richToHtml, richToPlain } from '../../runtime/rich.ts';
import { el, escapeAttribute, escapeText, toMarkup } from '../../runtime/svg.ts';
import type { LabPanel } from '../shell/pictures.ts';

/** What is on the bench beside the state: asked for, or pointed at; none of it is kept. */
export interface Extras {
  comparison: Candidate[] | null;
  profiles: Outcome<ProfileInterval>[] | null;
  global: Outcome<GlobalSeries> | null;
  point: number | null;
  /** The Nyquist plot holds every point, not the arcs alone. */
  whole: boolean;
}

export const NO_EXTRAS: Extras = { comparison: null, profiles: null, global: null, point: null, whole: false };

export interface View {
  panels: LabPanel[];
  /** HTML of the parts by the name in their data-part, made when asked for: most rest while a hand is on a slider. */
  parts: Record<'series' | 'readout' | 'circuit' | 'controls' | 'parameters' | 'resistance' | 'comparison' | 'methods' | 'point', () => string>;
  /** The read-out in plain words. */
  words: string;
  model: Model | null;
  fit: CircuitFit | null;
  series: SeriesRow[];
  energy: Outcome<ActivationEnergy> | null;
}

export const celsius = (T_K: number): string => `${Number((T_K - zeroCelsius_K.value).toFixed(2))}`.replace('-', '−');
const badgeOf = (state: ImpedanceState): string => (state.spectra.some((s) => s.provenance === 'yours') ? 'yours' : 'reconstructed');

/**
 * Builds all of it. `kernels`: impedance and transport. While a value moves by hand, `before` is the view from which it set out: what rests on
 * the fits alone is taken from there, and pictures of it are left out.
 */
export function viewOf(state: ImpedanceState, results: Results, extras: Extras, kernels: Pick<Kernels, 'impedance' | 'transport'>, before?: View): View {
  const spectrum = state.spectra[state.shown]!;
  const model = modelOf(kernels.impedance, state, results);
  const outcome = results.fits[state.shown] ?? null;
  const fit = outcome && 'ok' in outcome ? outcome.ok : null;
  const series = before?.series ?? seriesOf(state, results);
  const energy = before ? before.energy : activationEnergy(kernels.transport, state, series);
  const words = readout(state, model, outcome, series, energy);
  const plain = richToPlain(words);
  const shown: Shown = { spectrum, model, outliers: fit?.outliers ?? [], point: extras.point };
  return {
    panels: panelsOf(state, shown, results, series, energy, plain, extras.whole).filter(({ key }) => !before || !RESTING.includes(key)),
    parts: {
      series: () => seriesHtml(state, series),
      readout: () => richToHtml(words),
      circuit: () => circuitHtml(state, model),
      controls: () => controlsHtml(state, model, fit),
      parameters: () => parametersHtml(fit, extras.profiles, outcome),
      resistance: () => resistanceHtml(state, series[state.shown]!, energy, extras.global),
      comparison: () => extras.comparison ? comparisonHtml(extras.comparison, state.circuit) : '',
      methods: () => escapeText(methodsOf(state, results, series, energy)),
      point: () => pointHtml(spectrum, model, extras.point),
    },
    words: plain,
    model,
    fit,
    series,
    energy,
  };
}

/** Pictures that do not depend on values set by hand. */
const RESTING = ['kk', 'arrhenius'];

function panelsOf(state: ImpedanceState, shown: Shown, results: Results, series: readonly SeriesRow[], energy: Outcome<ActivationEnergy> | null, words: string, whole: boolean): LabPanel[] {
  const { spectrum, model } = shown;
  // The axes follow the fit, and rest while the hand moves a value.
  const outcome = results.fits[state.shown];
  const resting = model && middles(state, model, outcome && 'ok' in outcome ? outcome.ok : null);
  const feet = resting ? feetOf({ ...model, values: resting }) : [];
  const extent = nyquistExtent(spectrum, whole ? null : (feet.at(-1)?.to_ohm ?? null));
  const all = spectrum.frequency_Hz.map((_, i) => i);
  const used = all.filter((i) => !spectrum.off.includes(i));
  const kk = results.checks && 'ok' in results.checks.kk ? results.checks.kk.ok : null;
  const found = results.checks && 'ok' in results.checks.relaxations ? results.checks.relaxations.ok : null;
  const kkWords = kk ? `${kk.valid ? 'obeyed' : '**violated**'}, ${Number(kk.rmsResidual_percent.toPrecision(2))} % left` : results.checks && 'problem' in results.checks.kk ? 'not tested' : 'being tested';
  const where = `(${spectrum.provenance})`;
  const panels: LabPanel[] = [
    { key: 'nyquist', span: 'main', title: `**Nyquist** one scale for both axes ${where}`, words, draw: (frame) => nyquist({ ...shown, others: state.spectra.flatMap((s, i) => (s === spectrum ? [] : [ghostOf(s, results.fits[i])])), extent }, frame) },
    { key: 'bode', span: 'side', title: `**Bode** ${where}`, words, draw: (frame) => bode(shown, frame) },
    { key: 'residuals', span: 'third', title: '**Residuals** data minus circuit', words, draw: (frame) => residuals(shown, model?.residualReal_percent ?? null, model?.residualImag_percent ?? null, all, frame) },
    { key: 'kk', span: 'third', title: `**Kramers–Kronig** ${kkWords}`, words: kk?.message ?? words, draw: (frame) => residuals(shown, kk?.residualReal_percent ?? null, kk?.residualImag_percent ?? null, used, frame) },
    { key: 'drt', span: 'third', title: `**Relaxation times** ${found ? `${found.arcs.length} arc${found.arcs.length === 1 ? '' : 's'} without a circuit` : 'without a circuit'}`, words, draw: (frame) => relaxationPlot(shown, found, frame) },
  ];
  if (state.spectra.length > 1) {
    const line = energy && 'ok' in energy ? energy.ok : null;
    panels.push({ key: 'arrhenius', span: 'main', title: `**Arrhenius** ${line ? `*E*~a~ = ${withError(line.line.Ea_eV, line.line.u_Ea_eV)} eV` : 'no line yet'}`, words, draw: (frame) => arrhenius(series, line, state.shown, frame) });
  }
  return panels;
}

function ghostOf(spectrum: LabSpectrum, outcome: Outcome<CircuitFit> | null | undefined): Ghost {
  if (!outcome || 'problem' in outcome || outcome.ok.verdict === 'failed') return spectrum;
  return { T_K: spectrum.T_K, frequency_Hz: spectrum.frequency_Hz, zReal_ohm: outcome.ok.zFitReal_ohm, zImag_ohm: outcome.ok.zFitImag_ohm };
}

const VERDICTS: Record<Verdict, string> = { converged: 'one minimum', several_minima: 'several minima', not_determined: 'not determined by these data', failed: 'no fit' };

export const unitWords = (unit: string): string => (unit === 'ohm' ? 'Ω' : unit === '1' ? '' : unit.replace('ohm^-1', 'Ω^−1^').replace('s^alpha', 's^*α*^').replace('ohm', 'Ω').replace('s^-1/2', 's^−1/2^').replace('s^(gamma-1)', 's^*γ*−1^'));

/** `CPE1_1` as *α*~CPE1~ for the page. */
export function parameterName({ name, symbol, element }: CircuitParameter): string {
  if (name === element) return elementName(name);
  const greek: Record<string, string> = { alpha: 'α', gamma: 'γ', tau: 'τ', tau_k: 'τ', phi: 'ϕ' };
  const letters = greek[symbol] ?? symbol.replace(/_.*/, '');
  return `*${letters}* of ${elementName(element)}`;
}

function readout(state: ImpedanceState, model: Model | null, outcome: Outcome<CircuitFit> | null, series: readonly SeriesRow[], energy: Outcome<ActivationEnergy> | null): string {
  const row = series[state.shown]!;
  const sentences: string[] = [];
  if (model?.byHand) {
    const rms = Math.sqrt(mean([...model.residualReal_percent, ...model.residualImag_percent].map((r) => r * r)));
    const names = resistancesOf(state, model.circuit);
    const chosen = names.reduce((sum, name) => sum + model.values[model.circuit.parameters.findIndex((p) => p.name === name)]!, 0);
    sentences.push(`Set by hand${names.length > 0 ? ` to ${names.map(elementName).join(' + ')} = ${withPrefix(chosen, 'Ω', 4)}` : ''}: the circuit misses the points by **[${significant(rms, 2)} %]** of |*Z*| (rms).`);
  } else if (!outcome) sentences.push('The fit is on its way.');
  else if ('problem' in outcome) sentences.push(`No fit: ${literal(outcome.problem)}.`);
  else {
    const { verdict, message } = outcome.ok;
    const r = row.resistance;
    const what = r ? `${r.names.map(elementName).join(' + ')} = **${ohmsWithError(r.r_ohm, r.u_r_ohm)}**` : model ? 'The chosen resistance has no error' : 'The circuit could not be drawn';
    sentences.push(`${what}: ${VERDICTS[verdict]} (${messageWords(message, outcome.ok.circuit)}).`);
  }
  if (!model?.byHand && row.sigma) sentences.push(`*σ* = **[${withError(row.sigma.sigma_S_cm, row.sigma.u_sigma_S_cm)} S/cm]**${row.spectrum.T_K === null ? '' : ` at [${celsius(row.spectrum.T_K)} °C]`}; ${errorShares(row)}.`);
  if (energy && 'ok' in energy) {
    const { line } = energy.ok;
    const [low, high] = line.interval95_Ea_eV;
    sentences.push(`*E*~a~ = **[${withError(line.Ea_eV, line.u_Ea_eV)} eV]** (95 %: ${fixed(low, 4)} to ${fixed(high, 4)} eV)${line.single_line ? '' : `; two lines fit clearly better, with a break near ${line.break_T_K === null ? 'the middle' : `${celsius(line.break_T_K)} °C`}`}.`);
  }
  return sentences.join(' ');
}

/** Words of a file or of a kernel, with nothing taken for typesetting. */
const literal = (text: string): string => text.replace(/[*~^[\]]/g, (c) => ({ '*': '∗', '~': '∼', '^': 'ˆ', '[': '(', ']': ')' })[c]!);
/** A kernel's words for the page: names of parameters as elsewhere on it, points counted from 1, units as printed. */
function messageWords(message: string, circuit: string): string {
  const names = new Map(parseCircuit(circuit).parameters.map((p) => [p.name, parameterName(p)]));
  return literal(message)
    .replace(/\(point ([\d, ]+)/g, (_, points: string) => `(point${points.includes(',') ? 's' : ''} ${points.replace(/\d+/g, (k) => String(Number(k) + 1))}`)
    // A resistance that the fit drove to nothing is nothing.
    .replace(/= \d(?:\.\d+)?e-(?:[3-9]\d|\d{3})\b/g, '= 0')
    .replace(/ ohm\b/g, ' Ω')
    .replace(/[A-Za-z]+\d+(_\d+)?/g, (word) => names.get(word) ?? word)
    .replace(/starts reach this minimum/, 'starts reach it');
}
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
/** Whose the error of a conductivity is. */
function errorShares({ sigma }: SeriesRow): string {
  const { sigma_S_cm, u_sigma_S_cm, u_sigma_stat_S_cm } = sigma!;
  const share = (u: number): string => (u < 1e-4 * sigma_S_cm ? 'less than [0.01 %]' : `[${Number(((100 * u) / sigma_S_cm).toPrecision(2))} %]`);
  const geometry = Math.sqrt(Math.max(0, u_sigma_S_cm ** 2 - u_sigma_stat_S_cm ** 2));
  // Below this the difference of the squares is rounding.
  if (geometry < 1e-6 * u_sigma_S_cm) return 'the error is that of the fit alone, none is given for the sizes';
  return `the error is ${share(u_sigma_stat_S_cm)} from the fit and ${share(geometry)} from the sizes`;
}

function seriesHtml(state: ImpedanceState, series: readonly SeriesRow[]): string {
  const rows = series.map(({ spectrum, outcome, resistance, sigma }, i) => {
    const name = escapeText(spectrum.name);
    const verdict = !outcome ? '…' : 'problem' in outcome ? 'no fit' : VERDICTS[outcome.ok.verdict];
    const problem = outcome && 'problem' in outcome ? ` title="${escapeAttribute(outcome.problem)}"` : '';
    const current = i === state.shown;
    return `<tr class="${current ? 'sel' : ''}"><th scope="row" class="l"><button type="button" data-show="${i}" data-focus="show-${i}" aria-pressed="${current}">${name}</button></th><td class="l wide-cell">${badgeHtml(spectrum.provenance)}</td><td><input class="field" type="text" inputmode="decimal" size="6" data-temperature="${i}" data-focus="temperature-${i}" aria-label="Temperature of ${escapeAttribute(spectrum.name)}, °C" value="${spectrum.T_K === null ? '' : celsius(spectrum.T_K)}" autocomplete="off"></td><td class="wide-cell">${spectrum.frequency_Hz.length - spectrum.off.length}${spectrum.off.length > 0 ? ` of ${spectrum.frequency_Hz.length}` : ''}</td><td>${resistance ? richToHtml(ohmsWithError(resistance.r_ohm, resistance.u_r_ohm)) : ''}</td><td>${sigma ? richToHtml(powerWithError(sigma.sigma_S_cm, sigma.u_sigma_S_cm)) : ''}</td><td class="l"${problem}>${verdict}</td><td>${series.length > 1 ? `<button type="button" class="minor needs-js" data-remove="${i}" data-focus="remove-${i}" aria-label="Remove ${escapeAttribute(spectrum.name)}">remove</button>` : ''}</td></tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="Spectra"><table><caption>Spectra on the bench; the marked one is in the plots</caption><thead><tr><th scope="col" class="l">Spectrum</th><th scope="col" class="l wide-cell">Provenance</th><th scope="col"><i>T</i><br>°C</th><th scope="col" class="wide-cell">Points</th><th scope="col"><i>R</i></th><th scope="col"><i>σ</i><br>S/cm</th><th scope="col" class="l">Fit</th><th scope="col"><span class="sr-only">Remove</span></th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function circuitHtml(state: ImpedanceState, model: Model | null): string {
  const circuit = parseCircuit(state.circuit);
  const values: Record<string, string[]> = {};
  if (model) circuit.parameters.forEach((p, i) => (values[p.element] ??= []).push(quantityLine(p, model.values[i]!)));
  return [781, 330]
    .map((width, i) => {
      const drawing = circuitDrawing(circuit.tree, { width, values, marked: resistancesOf(state, circuit) });
      return toMarkup(el('svg', { class: `plot drawing ${i === 0 ? 'wide-only' : 'narrow-only'}`, viewBox: `0 0 ${Math.ceil(drawing.width)} ${Math.ceil(drawing.height)}`, width: Math.ceil(drawing.width), height: Math.ceil(drawing.height), role: 'img', 'aria-label': `Circuit ${circuit.text}` }, drawing.children));
    })
    .join('');
}

const quantityLine = (p: CircuitParameter, value: number): string => (p.unit === 'ohm' || p.unit === 'F' || p.unit === 'H' || p.unit === 's' ? withPrefix(value, p.unit === 'ohm' ? 'Ω' : p.unit, 3).replace(/[[\]]/g, '') : p.kind === 'exponent' ? `*α* ${fixed(value, 3)}` : significant(value, 3));

/** Reach of a slider around its middle, decades to each side, and its steps a decade. */
export const SLIDER = { decades: 1.5, perDecade: 1000, exponentFrom: 0.3 } as const;

/** Where the sliders have their middle: the fit, so that they rest while the hand moves them. */
export const middles = (state: ImpedanceState, model: Model | null, fit: CircuitFit | null): number[] | null =>
  fit && fit.circuit === state.circuit && fit.verdict !== 'failed' ? fit.parameters.map((p) => p.value) : (state.start ?? model?.values ?? null);

/** A slider, a box and a switch that holds it, for each parameter. Present values are written into them by the lab. */
function controlsHtml(state: ImpedanceState, model: Model | null, fit: CircuitFit | null): string {
  const { parameters } = parseCircuit(state.circuit);
  const centre = middles(state, model, fit);
  return parameters
    .map((p, i) => {
      const name = richToPlain(parameterName(p));
      const unit = unitWords(p.unit);
      const fitted = fit?.circuit === state.circuit ? fit.parameters[i] : undefined;
      const error = fitted?.fixed ? 'held' : fitted && fitted.stderr !== null ? `± ${significant(fitted.stderr, 2)}` : fitted ? 'no error' : '';
      const range = p.kind === 'exponent' ? `min="${SLIDER.exponentFrom}" max="1" step="0.001"` : `min="${-SLIDER.decades * SLIDER.perDecade}" max="${SLIDER.decades * SLIDER.perDecade}" step="1"`;
      return `<div class="ctl span-4" data-parameter="${p.name}"><div class="head"><label for="p-${p.name}">${richToHtml(parameterName(p))}</label><input class="box" type="text" inputmode="decimal" autocomplete="off" data-value="${p.name}" data-focus="value-${p.name}" aria-label="${escapeAttribute(name)}, number${unit ? ` in ${escapeAttribute(richToPlain(unit))}` : ''}"${centre ? ` value="${boxText(centre[i]!)}"` : ''}><span class="unit">${richToHtml(unit)}</span></div><span class="why">${richToHtml(error)} <label class="hold"><input type="checkbox" data-hold="${p.name}" data-focus="hold-${p.name}"${p.name in state.held ? ' checked' : ''}> hold<span class="sr-only"> ${escapeText(name)}</span></label></span><div class="track"><svg class="ruler" width="100%" height="22" aria-hidden="true"><line class="rule" x1="0" x2="100%" y1="11" y2="11"/>${p.kind === 'exponent' ? '' : '<line class="tick" x1="50%" x2="50%" y1="6" y2="16"/>'}</svg><input type="range" id="p-${p.name}" data-slider="${p.name}" data-focus="slider-${p.name}" data-middle="${centre?.[i] ?? ''}" ${range}${p.kind === 'exponent' && centre ? ` value="${centre[i]}"` : ''}></div></div>`;
    })
    .join('');
}

/** Value and error under one power of ten, so that a column of conductivities is written alike from row to row. */
function powerWithError(value: number, error: number): string {
  const exponent = Math.floor(Math.log10(value));
  return `(${withError(value / 10 ** exponent, error / 10 ** exponent)}) × 10^${fixed(exponent, 0)}^`;
}

/** A value as a box holds it. */
export const boxText = (value: number): string => (value < 1e-3 || value >= 1e6 ? value.toExponential(3).replace('e+', 'e') : String(Number(value.toPrecision(4))));

/** Ohms with their error under one prefix: 146 ± 12 kΩ. */
function ohmsWithError(r_ohm: number, u_ohm: number): string {
  if (Math.abs(r_ohm) <= NO_RESISTANCE_OHM) return '[0 Ω]';
  const [size, unit] = r_ohm >= 1e9 ? [1e9, 'GΩ'] : r_ohm >= 1e6 ? [1e6, 'MΩ'] : r_ohm >= 1e4 ? [1e3, 'kΩ'] : [1, 'Ω'];
  return `[${withError(r_ohm / size, u_ohm / size)} ${unit}]`;
}

const intervalWords = (interval: readonly [number | null, number | null] | null): string =>
  interval === null ? '' : `${interval[0] === null ? 'open' : significant(interval[0], 4)} to ${interval[1] === null ? 'open' : significant(interval[1], 4)}`;

function parametersHtml(fit: CircuitFit | null, profiles: Outcome<ProfileInterval>[] | null, outcome: Outcome<CircuitFit> | null): string {
  if (!fit) return outcome && 'problem' in outcome ? `<p class="notice">No fit: ${escapeText(outcome.problem)}.</p>` : '';
  const circuit = parseCircuit(fit.circuit);
  const profileOf = (name: string): string => {
    const found = profiles?.find((p) => 'ok' in p && p.ok.name === name);
    return found && 'ok' in found ? intervalWords(found.ok.interval95) : '';
  };
  const stated = (p: FittedParameter): string => (p.fixed ? 'held' : p.determined ? 'yes' : '**no**');
  const rows = fit.parameters.map((p, i) => {
    const names = circuit.parameters[i]!;
    const cells = [significant(p.value, 5), p.stderr === null ? '' : significant(p.stderr, 2), intervalWords(p.interval95), ...(profiles ? [profileOf(p.name)] : []), stated(p)];
    return `<tr><th scope="row" class="l">${richToHtml(`${parameterName(names)}${unitWords(p.unit) ? ` / ${unitWords(p.unit)}` : ''}`)}</th>${cells.map((c) => `<td>${richToHtml(c)}</td>`).join('')}</tr>`;
  });
  const head = ['Value', 'Std. error', '95 % interval', ...(profiles ? ['95 %, profile'] : []), 'Determined'];
  const correlated = fit.parameters.map(
    (p, i) => `<tr><th scope="row" class="l">${escapeText(p.name)}</th>${fit.correlation[i]!.map((c) => `<td>${c === null ? '' : c < 0 ? `−${Math.abs(c).toFixed(2)}` : c.toFixed(2)}</td>`).join('')}</tr>`,
  );
  const outliers = fit.outliers.length > 0 ? `<p class="why">Outliers: point ${fit.outliers.map((k) => k + 1).join(', ')} (ringed in the plots). <button type="button" class="action" data-do="drop-outliers">Leave ${fit.outliers.length === 1 ? 'it' : 'them'} out</button></p>` : '';
  return `<div class="scroll" tabindex="0" role="region" aria-label="Parameters of the fit"><table><caption>Fit of ${escapeText(fit.circuit)}, ${fit.weight} weight: ${fit.starts.reachedBest} of ${fit.starts.tried} starts reach this minimum; Σ|Δ<i>Z</i>|²/|<i>Z</i>|² = ${richToHtml(significant(fit.wssr, 4))}${fit.reducedChi2 === null ? '' : `, reduced <i>χ</i>² = ${richToHtml(significant(fit.reducedChi2, 3))}`}${fit.aicc === null ? '' : `, AICc = ${fixed(fit.aicc, 1)}`}</caption><thead><tr><th scope="col" class="l">Parameter</th>${head.map((h) => `<th scope="col">${h}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>${outliers}<details><summary>Correlations</summary><div class="scroll" tabindex="0" role="region" aria-label="Correlations of the parameters"><table><thead><tr><td></td>${fit.parameters.map((p) => `<th scope="col">${escapeText(p.name)}</th>`).join('')}</tr></thead><tbody>${correlated.join('')}</tbody></table></div></details>`;
}

function resistanceHtml(state: ImpedanceState, row: SeriesRow, energy: Outcome<ActivationEnergy> | null, global: Outcome<GlobalSeries> | null): string {
  const circuit = parseCircuit(state.circuit);
  const chosen = resistancesOf(state, circuit);
  const choices = circuit.parameters
    .filter((p) => p.unit === 'ohm')
    .map((p) => `<label class="hold"><input type="checkbox" data-resistance="${p.name}" data-focus="resistance-${p.name}"${chosen.includes(p.name) ? ' checked' : ''}> ${richToHtml(elementName(p.name))}</label>`)
    .join(' ');
  const beside = besideFit(state, row.outcome);
  const fitted = row.resistance ? richToHtml(`${row.resistance.names.map(elementName).join(' + ')} = ${ohmsWithError(row.resistance.r_ohm, row.resistance.u_r_ohm)}`) : 'none yet';
  const lines = [['Fit', fitted], ...beside.estimates.map(({ name, words }) => [name, escapeText(words)])];
  const sigma = row.sigma
    ? `<p class="why">${richToHtml(`*σ* = [${withError(row.sigma.sigma_S_cm, row.sigma.u_sigma_S_cm)} S/cm]; the error of the fit alone is [${scientific(row.sigma.u_sigma_stat_S_cm, 2)} S/cm].`)}</p>`
    : `<p class="why">${richToHtml('Type the thickness and the face of the pellet for *σ* = *d*/(*RA*).')}</p>`;
  const line = !energy ? '' : 'problem' in energy ? `<p class="why">${escapeText(energy.problem.replace(/^./, (c) => c.toUpperCase()))}.</p>` : energyHtml(energy.ok, global);
  return `<fieldset class="choices"><legend>Resistance that makes <i>σ</i></legend>${choices || 'this circuit has none'}</fieldset><dl class="words">${lines.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>${sentence(beside.words)}${beside.arcs.map(sentence).join('')}${sigma}${line}`;
}

/** 1.16e-10 as 1.16 × 10⁻¹⁰. */
const powers = (text: string): string => text.replace(/(\d)e([+-]?\d+) (\w+)/g, (_, digit: string, exponent: string, unit: string) => `${digit} × 10^${fixed(Number(exponent), 0)}^ ${unit}`);

const sentence = (words: string): string => (words === '' ? '' : `<p class="why">${richToHtml(powers(literal(words.replace(/^[a-z](?!\()/, (c) => c.toUpperCase()))))}.</p>`);

function energyHtml({ line, hasSize }: ActivationEnergy, global: Outcome<GlobalSeries> | null): string {
  const words = [
    `*E*~a~ = [${withError(line.Ea_eV, line.u_Ea_eV)} eV]; 95 %: [${fixed(line.interval95_Ea_eV[0], 4)} to ${fixed(line.interval95_Ea_eV[1], 4)} eV] (Student’s *t*).`,
    line.error_from === 'fit' ? 'The scatter about the line agrees with the errors of the fits.' : line.reduced_chi2 === null ? 'The points carry no errors: the error is that of their scatter.' : `The points scatter more than their errors say (reduced *χ*² = ${significant(line.reduced_chi2, 2)}): the error is scaled up.`,
    line.break_T_K === null ? '' : `Two lines fit clearly better, with a break near [${celsius(line.break_T_K)} °C]: one activation energy does not describe these data.`,
    hasSize ? `At 25 °C the line gives *σ* = [${withError(line.sigma_298_S_cm, line.u_sigma_298_S_cm)} S/cm], the geometry in its error.` : '*E*~a~ needs no sizes: 1/*R* stands for *σ*.',
  ];
  const all = global
    ? `<p class="why">${'problem' in global ? `No fit of all temperatures: ${escapeText(global.problem)}.` : `${richToHtml(`One fit of all temperatures: *E*~a~ = [${withError(global.ok.Ea_eV, global.ok.u_Ea_eV)} eV]; 95 %: [${fixed(global.ok.interval95_Ea_eV[0], 4)} to ${fixed(global.ok.interval95_Ea_eV[1], 4)} eV].`)} ${escapeText(global.ok.message.replace(/^./, (c) => c.toUpperCase()))}.`}</p>`
    : '<p class="why needs-js"><button type="button" class="action" data-do="global" data-focus="global">Fit all temperatures at once</button></p>';
  return `<p class="why">${richToHtml(words.filter((w) => w !== '').join(' '))}</p>${all}`;
}

function comparisonHtml(candidates: readonly Candidate[], current: string): string {
  const rows = candidates.map(({ circuit, k, delta_aicc, verdict, words }, i) => {
    const name = escapeText(circuit);
    const button = circuit === current ? name : `<button type="button" data-use="${escapeAttribute(circuit)}" data-focus="use-${i}">${name}</button>`;
    return `<tr class="${circuit === current ? 'sel' : ''}"><th scope="row" class="l">${button}</th><td>${k}</td><td>${delta_aicc === null ? '' : fixed(delta_aicc, 1)}</td><td class="l">${VERDICTS[verdict]}</td><td class="l">${richToHtml(messageWords(words, circuit))}</td></tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="Circuits compared"><table><caption>Circuits on the same points and weight, by AICc above the best. Only “one minimum” is fit for use. Press a circuit to take it.</caption><thead><tr><th scope="col" class="l">Circuit</th><th scope="col">Parameters</th><th scope="col">ΔAICc</th><th scope="col" class="l">Verdict</th><th scope="col" class="l">Why</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function pointHtml(spectrum: LabSpectrum, model: Model | null, point: number | null): string {
  if (point === null || point >= spectrum.frequency_Hz.length) return 'Press a point in the Nyquist plot, or type its number.';
  const [f, re, im] = [spectrum.frequency_Hz[point]!, spectrum.zReal_ohm[point]!, spectrum.zImag_ohm[point]!];
  const off = spectrum.off.includes(point) ? ', left out' : '';
  const misfit = model ? `; misses the circuit by [${fixed(model.residualReal_percent[point]!, 2)} and ${fixed(model.residualImag_percent[point]!, 2)} %]` : '';
  return richToHtml(`${withPrefix(f, 'Hz', 3)}: *Z* = [${significant(re, 4)} ${im < 0 ? '−' : '+'} ${significant(Math.abs(im), 4)} j Ω]${off}${misfit}.`);
}

/** The pellet in words for the methods sentence; null while a size is missing. */
export function sizeWords(size: PelletSize): string | null {
  const disc = discOf(size);
  if (!disc) return null;
  const pm = (value: number, u: number, unit: string): string => `${richToPlain(u > 0 ? withError(value, u) : significant(value, 4))} ${unit}`;
  const face = size.face === 'diameter' ? `diameter ${pm(disc.diameter_cm, disc.u_diameter_cm, 'cm')}` : `A = ${pm(size.area_cm2!, size.u_area_cm2, 'cm²')}`;
  return `d = ${pm(disc.thickness_cm, disc.u_thickness_cm, 'cm')}, ${face} (together ${Number((100 * geometryRelativeError(disc)).toPrecision(2))} %)`;
}

export function methodsOf(state: ImpedanceState, results: Results, series: readonly SeriesRow[], energy: Outcome<ActivationEnergy> | null): string {
  const kk = results.checks && 'ok' in results.checks.kk ? results.checks.kk.ok : null;
  const line = energy && 'ok' in energy ? energy.ok : null;
  return methodsSentence({
    spectra: state.spectra,
    circuit: state.circuit,
    weight: state.weight,
    kkRms_percent: kk?.rmsResidual_percent ?? null,
    size: series.some((row) => row.sigma) ? sizeWords(state.size) : null,
    resistance: resistancesOf(state, parseCircuit(state.circuit)),
    activation: line && { eV: richToPlain(withError(line.line.Ea_eV, line.line.u_Ea_eV)), n: line.rows.length },
  });
}

/** Title, provenance and state: the head of saved pictures and tables. */
export function headOf(state: ImpedanceState, words: string, address: string): string[] {
  const spectrum = state.spectra[state.shown]!;
  return [
    `Impedance lab: ${spectrum.name}`,
    badgeOf(state) === 'yours' ? 'Provenance: yours (the reader’s own file).' : 'Provenance: reconstructed. Computed by a model; not the authors’ data, which are not public.',
    `Circuit ${state.circuit}, ${state.weight} weight, ${spectrum.off.length} point${spectrum.off.length === 1 ? '' : 's'} left out${state.hand ? ', values set by hand' : ''}`,
    words,
    `From: Less salt, more current, ${address}`,
  ];
}

/** The select and the box of the circuit, for the page at build. */
export const circuitOptions = (state: ImpedanceState): string => candidatesWith(state.circuit).map((c) => `<option value="${escapeAttribute(c)}"></option>`).join('');
export const weightOptions = (state: ImpedanceState): string => WEIGHTS.map((w) => `<option value="${w}"${w === state.weight ? ' selected' : ''}>${w}</option>`).join('');
