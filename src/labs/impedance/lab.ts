/** The impedance lab made live: controls to state, state to work in the worker, results to pictures and words. */
import { exampleState } from './example.ts';
import { candidatesWith, fitOptions, masked, NO_RESULTS, type Results } from './analysis.ts';
import { recommended, type Outcome } from './jobs.ts';
import { pythonScript } from './script.ts';
import { discOf, isOwn, parseState, resistancesOf, spectraOf, usable, withCircuit, withPointToggled, withShown, withSpectra, SEED, type ImpedanceState, type LabSpectrum, type PelletSize } from './state.ts';
import { boxText, celsius, headOf, middles, NO_EXTRAS, SLIDER, viewOf, type Extras, type View } from './view.ts';
import { setHtml } from '../shell/html.ts';
import { startLab, type Lab, type LabDefinition } from '../shell/lab.ts';
import type { StartLab } from '../registry.ts';
import type { CircuitFit } from '../../kernels/impedance.ts';
import { pageKernels } from '../../kernels/page.ts';
import { zeroCelsius_K } from '../../physics/constants.ts';
import { parseCircuit } from '../../physics/circuit-grammar.ts';
import { download } from '../../runtime/download.ts';
import { parseQuantity } from '../../runtime/quantity.ts';
import { bindHandles } from '../../runtime/workshop.ts';

type ThisLab = Lab<ImpedanceState>;

/** The boxes of the pellet: name in the state, mm (or mm²) in the box. */
const SIZES: readonly { name: keyof PelletSize; unit: string; perUnit: number; error: boolean }[] = [
  { name: 'thickness_cm', unit: 'mm', perUnit: 0.1, error: false },
  { name: 'u_thickness_cm', unit: 'mm', perUnit: 0.1, error: true },
  { name: 'diameter_cm', unit: 'mm', perUnit: 0.1, error: false },
  { name: 'u_diameter_cm', unit: 'mm', perUnit: 0.1, error: true },
  { name: 'area_cm2', unit: 'mm²', perUnit: 0.01, error: false },
  { name: 'u_area_cm2', unit: 'mm²', perUnit: 0.01, error: true },
];

/** Shortest number that is the value to nine digits. */
const short = (x: number): string => String(Number(x.toPrecision(9)));

export const start: StartLab = async (root) => {
  const kernels = await pageKernels(['impedance', 'transport']);
  let results: Results = NO_RESULTS;
  let extras: Extras = NO_EXTRAS;
  let view: View | null = null;
  let fitted = '';
  let checked = '';
  let compared = '';
  let joined = '';
  let profiled = -1;
  // Frames of a drag: the last position wins.
  let frame = 0;

  // Columns are never changed in place, so that one number stands for each.
  const numbered = new WeakMap<object, number>();
  let count = 0;
  const identity = ({ zReal_ohm, off }: LabSpectrum): string => {
    if (!numbered.has(zReal_ohm)) numbered.set(zReal_ohm, ++count);
    return `${numbered.get(zReal_ohm)}:${off.join(' ')}`;
  };
  const fitKey = ({ spectra, circuit, weight, start: from, held }: ImpedanceState): string => JSON.stringify([spectra.map(identity), circuit, weight, from, held]);
  const checkKey = ({ spectra, shown }: ImpedanceState): string => identity(spectra[shown]!);
  const globalKey = (state: ImpedanceState): string => JSON.stringify([fitKey(state), state.spectra.map((s) => s.T_K), state.size, resistancesOf(state, parseCircuit(state.circuit))]);
  const comparisonKey = (state: ImpedanceState): string => `${checkKey(state)} ${state.weight}`;

  const part = (name: string): HTMLElement => root.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  const field = <E extends HTMLInputElement | HTMLSelectElement = HTMLInputElement>(name: string): E => root.querySelector<E>(`[name="${name}"]`)!;

  /** Draws everything that the present state, results and extras say. */
  function draw(lab: ThisLab, moving: boolean): void {
    view = viewOf(lab.state, results, extras, kernels, (moving && view) || undefined);
    lab.draw(view.panels, moving);
    part('readout').innerHTML = view.parts.readout();
    setHtml(part('circuit'), view.parts.circuit());
    setHtml(part('point'), view.parts.point());
    if (!moving) {
      for (const name of ['series', 'controls', 'parameters', 'resistance', 'comparison'] as const) setHtml(part(name), view.parts[name]());
      part('methods').textContent = view.parts.methods();
      const live = root.querySelector('.lab-live')!;
      if (live.textContent !== view.words) live.textContent = view.words;
    }
    writeParameters(lab.state);
  }

  function writeParameters(state: ImpedanceState): void {
    const values = view?.model?.values ?? middles(state, null, view?.fit ?? null);
    parseCircuit(state.circuit).parameters.forEach((p, i) => {
      const slider = root.querySelector<HTMLInputElement>(`[data-slider="${p.name}"]`);
      const box = root.querySelector<HTMLInputElement>(`[data-value="${p.name}"]`);
      if (!slider || !box) return;
      const value = values?.[i];
      slider.disabled = box.disabled = value === undefined;
      if (value === undefined) return;
      slider.value = String(p.kind === 'exponent' ? value : Math.round(SLIDER.perDecade * Math.log10(value / (Number(slider.dataset['middle']) || value))));
      const shown = boxText(value);
      slider.setAttribute('aria-valuetext', `${shown} ${p.unit === '1' ? '' : p.unit}`.trim());
      box.value = shown;
    });
  }

  function writeControls(state: ImpedanceState): void {
    const circuit = field('circuit');
    if (circuit !== document.activeElement) circuit.value = state.circuit;
    field<HTMLSelectElement>('weight').value = state.weight;
    for (const radio of root.querySelectorAll<HTMLInputElement>('[name=face]')) radio.checked = radio.value === state.size.face;
    for (const { name, perUnit } of SIZES) {
      const value = state.size[name] as number | null;
      const box = field(name);
      const text = value === null || (value === 0 && name.startsWith('u_')) ? '' : short(value / perUnit);
      if (box !== document.activeElement || parseQuantity(box.value) !== parseQuantity(text)) box.value = text;
    }
    for (const group of root.querySelectorAll<HTMLElement>('[data-face]')) group.hidden = group.dataset['face'] !== state.size.face;
    const { length } = state.spectra[state.shown]!.frequency_Hz;
    field('point').max = String(length);
    const leave = root.querySelector<HTMLButtonElement>('[data-do=toggle-point]')!;
    leave.disabled = extras.point === null;
    leave.textContent = extras.point !== null && state.spectra[state.shown]!.off.includes(extras.point) ? 'Take it back' : 'Leave it out';
    root.querySelector<HTMLButtonElement>('[data-do=fit-from-here]')!.disabled = state.hand === null;
    root.querySelector<HTMLButtonElement>('[data-do=back-to-fit]')!.disabled = state.hand === null;
  }

  /** Long work that the state asks for and that was not done for it yet. */
  async function work(lab: ThisLab): Promise<void> {
    const { state } = lab;
    const key = fitKey(state);
    const wantsFit = key !== fitted;
    const wanted = checkKey(state);
    const wantsChecks = wanted !== checked;
    if (wantsFit) {
      fitted = key;
      results = { ...results, fits: [] };
      extras = { ...extras, profiles: null };
    }
    if (globalKey(state) !== joined) extras = { ...extras, global: null };
    if (comparisonKey(state) !== compared) extras = { ...extras, comparison: null };
    if (state.shown !== profiled) extras = { ...extras, profiles: null };
    if (wantsChecks) {
      checked = wanted;
      results = { ...results, checks: null };
      extras = { ...extras, point: null };
    }
    draw(lab, false);
    writeControls(state);
    if (wantsFit) {
      try {
        const fits = await lab.run('fits', 'impedance-fits', { circuit: state.circuit, spectra: state.spectra.map(masked), options: fitOptions(state) });
        if (fitted !== key) return;
        results = { ...results, fits };
      } catch (error) {
        if (fitted === key) fitted = '';
        throw error;
      }
      draw(lab, false);
    }
    if (wantsChecks) {
      try {
        const found = await lab.run('checks', 'impedance-checks', masked(state.spectra[state.shown]!));
        if (checked !== wanted) return;
        results = { ...results, checks: found };
      } catch (error) {
        if (checked === wanted) checked = '';
        throw error;
      }
      draw(lab, false);
    }
  }

  /** Parameter values by hand, all sliders as they stand. */
  function setValue(lab: ThisLab, name: string, value: number, moving: boolean): void {
    const { parameters } = parseCircuit(lab.state.circuit);
    const values = view?.model?.values ?? middles(lab.state, null, view?.fit ?? null);
    const i = parameters.findIndex((p) => p.name === name);
    if (!values || i < 0 || !usable(parameters[i]!.kind, value)) return;
    const hand = values.map((v, k) => (k === i ? value : v));
    lab.change({ ...lab.state, hand }, { merge: `value ${name}`, moving });
  }

  const sliderValue = (slider: HTMLInputElement): number =>
    slider.max === '1' ? Number(slider.value) : Number((Number(slider.dataset['middle']) * 10 ** (Number(slider.value) / SLIDER.perDecade)).toPrecision(6));

  function onInput(event: Event, lab: ThisLab, moving: boolean): void {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    const slider = input.dataset['slider'];
    if (slider === undefined) return;
    cancelAnimationFrame(frame);
    const value = sliderValue(input);
    if (moving) frame = requestAnimationFrame(() => setValue(lab, slider, value, true));
    else setValue(lab, slider, value, false);
  }

  function onChange(event: Event, lab: ThisLab): void {
    const input = event.target;
    if (!(input instanceof HTMLInputElement || input instanceof HTMLSelectElement)) return;
    const { state } = lab;
    const data = input.dataset;
    if (data['slider'] !== undefined) return onInput(event, lab, false);
    if (data['value'] !== undefined) return typedValue(lab, data['value'], input.value);
    if (data['hold'] !== undefined) return hold(lab, data['hold'], (input as HTMLInputElement).checked);
    if (data['temperature'] !== undefined) return typedTemperature(lab, Number(data['temperature']), input.value);
    if (data['resistance'] !== undefined) {
      const names = [...root.querySelectorAll<HTMLInputElement>('[data-resistance]')].filter((box) => box.checked).map((box) => box.dataset['resistance']!);
      return lab.change({ ...state, resistance: names });
    }
    if (input.name === 'circuit') return typedCircuit(lab, input.value);
    if (input.name === 'weight') return lab.change({ ...state, weight: input.value as ImpedanceState['weight'], hand: null });
    if (input.name === 'face') return lab.change({ ...state, size: { ...state.size, face: input.value as PelletSize['face'] } });
    if (input.name === 'point') return selectPoint(lab, Number(input.value) - 1);
    const size = SIZES.find((s) => s.name === input.name);
    if (size) typedSize(lab, size, input.value);
  }

  function typedValue(lab: ThisLab, name: string, text: string): void {
    const parameter = parseCircuit(lab.state.circuit).parameters.find((p) => p.name === name);
    const value = parseQuantity(text);
    if (!parameter || value === null || !usable(parameter.kind, value)) {
      lab.say(`${name}: “${text}” cannot be used; type ${parameter?.kind === 'exponent' ? 'an exponent from 0.05 to 1' : 'a positive number'}. The last value stays.`);
      return writeParameters(lab.state);
    }
    lab.say('');
    setValue(lab, name, value, false);
  }

  function hold(lab: ThisLab, name: string, on: boolean): void {
    const { state } = lab;
    const index = parseCircuit(state.circuit).parameters.findIndex((p) => p.name === name);
    const value = view?.model?.values[index];
    const { [name]: _, ...others } = state.held;
    lab.change({ ...state, held: on && value !== undefined ? { ...others, [name]: value } : others, start: state.hand ?? state.start, hand: null });
  }

  function typedTemperature(lab: ThisLab, i: number, text: string): void {
    const kelvin = /K\s*$/.test(text);
    const value = parseQuantity(text.replace(/\s*(°\s*C|C|K)\s*$/i, ''));
    const T_K = value === null ? null : Number((kelvin ? value : value + zeroCelsius_K.value).toPrecision(9));
    if (text.trim() !== '' && (T_K === null || T_K <= 0)) {
      lab.say(`“${text}” is no temperature; type degrees Celsius, or kelvin with a K after it.`);
      (root.querySelector(`[data-temperature="${i}"]`) as HTMLInputElement).value = lab.state.spectra[i]!.T_K === null ? '' : celsius(lab.state.spectra[i]!.T_K!);
      return;
    }
    lab.say('');
    lab.change({ ...lab.state, spectra: lab.state.spectra.map((s, k) => (k === i ? { ...s, T_K } : s)) });
  }

  function typedCircuit(lab: ThisLab, text: string): void {
    try {
      if (parseCircuit(text).text === lab.state.circuit) return writeControls(lab.state);
      lab.say('');
      lab.change(withCircuit(lab.state, text));
    } catch (error) {
      lab.fail(error);
    }
  }

  function typedSize(lab: ThisLab, { name, unit, perUnit, error }: (typeof SIZES)[number], text: string): void {
    const value = text.trim() === '' ? null : parseQuantity(text, unit);
    if (text.trim() !== '' && (value === null || value < 0 || (value === 0 && !error))) {
      lab.say(`“${text}” cannot be used; type a ${error ? 'number from 0' : 'positive number'} in ${unit}.`);
      return writeControls(lab.state);
    }
    lab.say('');
    const size = { ...lab.state.size, [name]: value === null ? (error ? 0 : null) : Number((value * perUnit).toPrecision(9)) };
    lab.change({ ...lab.state, size });
  }

  function selectPoint(lab: ThisLab, index: number): void {
    const { length } = lab.state.spectra[lab.state.shown]!.frequency_Hz;
    extras = { ...extras, point: Number.isInteger(index) && index >= 0 && index < length ? index : null };
    field('point').value = extras.point === null ? '' : String(extras.point + 1);
    draw(lab, false);
    writeControls(lab.state);
  }

  function onClick(event: Event, lab: ThisLab): void {
    if (!(event.target instanceof Element)) return;
    const point = event.target.closest<SVGElement>('[data-point]');
    if (point) {
      const index = Number(point.dataset['point']);
      // First press shows the point, the second on the same one leaves it out.
      if (extras.point === index) lab.change(withPointToggled(lab.state, index));
      selectPoint(lab, index);
      return;
    }
    const button = event.target.closest<HTMLElement>('[data-show],[data-remove],[data-use]');
    if (!button) return;
    const { show, remove, use } = button.dataset;
    if (show !== undefined) lab.change(withShown(lab.state, Number(show)));
    if (use !== undefined) lab.change(withCircuit(lab.state, use));
    if (remove !== undefined) {
      const i = Number(remove);
      const spectra = lab.state.spectra.filter((_, k) => k !== i);
      lab.change({ ...withShown(lab.state, Math.min(lab.state.shown > i ? lab.state.shown - 1 : lab.state.shown, spectra.length - 1)), spectra });
    }
  }

  /** The bead at the foot of an arc moves its resistance, a picture a frame; the last place is one step of the history. */
  const bindBeads = (lab: ThisLab): void =>
    bindHandles(
      root,
      (name, value) => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() => setValue(lab, name, value, true));
      },
      (name, value) => {
        cancelAnimationFrame(frame);
        setValue(lab, name, value, false);
      },
    );

  const fitOf = (lab: ThisLab): CircuitFit => {
    const outcome: Outcome<CircuitFit> | null | undefined = results.fits[lab.state.shown];
    if (!outcome) throw new RangeError('the fit is still on its way: try again when it is there');
    if ('problem' in outcome) throw new RangeError(`there is no fit: ${outcome.problem}`);
    return outcome.ok;
  };

  async function act(what: string, lab: ThisLab): Promise<void> {
    const { state } = lab;
    const spectrum = state.spectra[state.shown]!;
    if (what === 'fit-from-here' && state.hand) lab.change({ ...state, start: state.hand, hand: null });
    else if (what === 'back-to-fit' && state.hand) lab.change({ ...state, hand: null });
    else if (what === 'toggle-point' && extras.point !== null) {
      const { point } = extras;
      lab.change(withPointToggled(state, point));
      selectPoint(lab, point);
    } else if (what === 'drop-outliers') {
      const off = [...new Set([...spectrum.off, ...fitOf(lab).outliers])].sort((a, b) => a - b);
      lab.change({ ...state, hand: null, spectra: state.spectra.map((s) => (s === spectrum ? { ...s, off } : s)) });
    } else if (what === 'all-points') lab.change({ ...state, hand: null, spectra: state.spectra.map((s) => (s === spectrum ? { ...s, off: [] } : s)) });
    else if (what === 'whole') {
      extras = { ...extras, whole: !extras.whole };
      root.querySelector('[data-do=whole]')!.setAttribute('aria-pressed', String(extras.whole));
      draw(lab, false);
    } else if (what === 'compare') {
      const comparison = await lab.run('compare', 'impedance-compare', { circuits: candidatesWith(state.circuit), spectrum: masked(spectrum), weight: state.weight, seed: SEED });
      if (comparisonKey(lab.state) !== comparisonKey(state)) return;
      compared = comparisonKey(state);
      extras = { ...extras, comparison };
      draw(lab, false);
    } else if (what === 'profiles') {
      const profiles = await lab.run('profiles', 'impedance-profiles', { circuit: state.circuit, spectrum: masked(spectrum), fit: fitOf(lab), options: fitOptions(state) });
      if (fitted !== fitKey(lab.state) || lab.state.shown !== state.shown) return;
      profiled = state.shown;
      extras = { ...extras, profiles };
      draw(lab, false);
      const problem = profiles.find((p) => 'problem' in p);
      if (problem && 'problem' in problem) throw new RangeError(problem.problem);
    } else if (what === 'global') await fitAll(lab);
    else if (what === 'python') download('impedance-fit.py', 'text/x-python', pythonScript({ spectrum, fit: fitOf(lab) }));
    else if (what === 'series-csv') download('conductivity.csv', 'text/csv', seriesCsv(lab.state, view!));
    else if (what === 'copy-methods') {
      await navigator.clipboard.writeText(part('methods').textContent ?? '').catch(() => undefined);
      lab.say('The sentences are copied.');
    }
  }

  /** One law for all temperatures. Without sizes a disc of 1 cm stands in: the activation energy does not depend on it. */
  async function fitAll(lab: ThisLab): Promise<void> {
    const { state } = lab;
    const [resistance, more] = resistancesOf(state, parseCircuit(state.circuit));
    if (resistance === undefined || more !== undefined) throw new RangeError('a fit of all temperatures follows one resistance: choose one');
    const spectra = state.spectra.flatMap((s) => (s.T_K === null ? [] : [{ ...masked(s), T_K: s.T_K, name: s.name }]));
    const disc = discOf(state.size) ?? { thickness_cm: 1, u_thickness_cm: 0, diameter_cm: 1, u_diameter_cm: 0 };
    const global = await lab.run('global', 'impedance-global', { circuit: state.circuit, disc, resistance, spectra, options: fitOptions(state) });
    if (globalKey(lab.state) !== globalKey(state)) return;
    joined = globalKey(state);
    extras = { ...extras, global };
    draw(lab, false);
  }

  /** A circuit for data that came while the reader had chosen none: the one that AICc likes best among those with one minimum. */
  async function chosenFor(lab: ThisLab, state: ImpedanceState): Promise<{ state: ImpedanceState; sentence: string }> {
    const middle = state.spectra[Math.floor(state.spectra.length / 2)]!;
    // Cancelled: the data are taken with the circuit as it is.
    const found = await lab.run('compare', 'impedance-compare', { circuits: candidatesWith(state.circuit), spectrum: masked(middle), weight: state.weight, seed: SEED }).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') return null;
      throw error;
    });
    if (found === null) return { state, sentence: 'The search for a circuit was cancelled; the data stand on the bench with the circuit as it was.' };
    const best = recommended(found);
    if (!best) return { state, sentence: 'No usual circuit describes these data with one minimum: type your own, or press “Compare circuits”.' };
    return { state: best === state.circuit ? state : withCircuit(state, best), sentence: `The circuit ${best} describes the data best among the usual ones; choose or type another one below.` };
  }

  const definition: LabDefinition<ImpedanceState> = {
    name: 'impedance',
    version: 1,
    example: () => exampleState(kernels),
    parse: parseState,
    async receive(files, lab) {
      const { spectra, sentences } = spectraOf(files);
      if (spectra.length === 0) throw new RangeError(sentences.length > 0 ? sentences.join(' ').replace(/\.$/, '') : 'the files hold no spectra: expected columns of frequency in Hz, Re Z and Im Z in ohm');
      const first = !isOwn(lab.state);
      const next = withSpectra(lab.state, spectra);
      if (!first) {
        lab.say(sentences.join(' '));
        return next;
      }
      const { state, sentence } = await chosenFor(lab, { ...next, held: {}, resistance: [] });
      lab.say([...sentences, sentence].join(' '));
      return state;
    },
    bind(lab) {
      root.addEventListener('input', (event) => {
        if (event.target instanceof HTMLInputElement && event.target.name === 'point') selectPoint(lab, Number(event.target.value) - 1);
        else onInput(event, lab, true);
      });
      root.addEventListener('change', (event) => onChange(event, lab));
      root.addEventListener('click', (event) => onClick(event, lab));
      bindBeads(lab);
    },
    async show(lab, moving) {
      if (moving) return draw(lab, true);
      await work(lab);
    },
    act: (what, lab) => void act(what, lab).catch((error: unknown) => lab.fail(error)),
    results: (lab) => ({ fits: results.fits.map((o, i) => ({ name: lab.state.spectra[i]?.name, ...(o && ('ok' in o ? fitSummary(o.ok) : { problem: o.problem })) })), conductivity: view?.series.map((row) => ({ name: row.spectrum.name, T_K: row.spectrum.T_K, r_ohm: row.resistance?.r_ohm ?? null, u_r_ohm: row.resistance?.u_r_ohm ?? null, ...(row.sigma ?? {}) })), arrhenius: view?.energy && 'ok' in view.energy ? view.energy.ok.line : null }),
    csv: (lab) => pointsCsv(lab.state, results, view!, headOf(lab.state, view!.words, window.location.origin + window.location.pathname)),
    head: (lab) => headOf(lab.state, view!.words, window.location.origin + window.location.pathname),
  };

  return startLab(root, definition);
};

/** A fit in the names of the `halide impedance fit` command. */
const fitSummary = (fit: CircuitFit): object => ({
  circuit: fit.circuit, weight: fit.weight, n_points: fit.nPoints, parameters: fit.parameters, correlation: fit.correlation, wssr: fit.wssr, reduced_chi2: fit.reducedChi2, aicc: fit.aicc,
  verdict: fit.verdict, message: fit.message, starts: { tried: fit.starts.tried, reached_best: fit.starts.reachedBest }, outliers: fit.outliers,
});

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
const number = (x: number | null | undefined): string => (x === null || x === undefined || !Number.isFinite(x) ? '' : String(Number(x.toPrecision(12))));
const commented = (lines: readonly string[]): string[] => lines.map((line) => `# ${line.replace(/[\r\n]+/g, ' ')}`);

/** All points of all spectra with the fit beside them. */
function pointsCsv(state: ImpedanceState, results: Results, view: View, head: readonly string[]): string {
  const lines = [...commented(head)];
  for (const [i, outcome] of results.fits.entries()) {
    if (outcome && 'ok' in outcome) lines.push(`# ${state.spectra[i]!.name.replace(/[\r\n]+/g, ' ')}: ${outcome.ok.parameters.map((p) => `${p.name} = ${number(p.value)}${p.stderr === null ? '' : ` +- ${number(p.stderr)}`} ${p.unit}`).join('; ')}; ${outcome.ok.verdict}`);
  }
  const energy = view.energy && 'ok' in view.energy ? view.energy.ok.line : null;
  if (energy) lines.push(`# Ea_eV = ${number(energy.Ea_eV)} +- ${number(energy.u_Ea_eV)}`);
  lines.push('spectrum,provenance,T_K,frequency_Hz,z_real_ohm,z_imag_ohm,used,fit_real_ohm,fit_imag_ohm');
  state.spectra.forEach((s, i) => {
    const outcome = results.fits[i];
    const fit = outcome && 'ok' in outcome ? outcome.ok : null;
    s.frequency_Hz.forEach((f, k) => {
      lines.push([cell(s.name), s.provenance, number(s.T_K), number(f), number(s.zReal_ohm[k]), number(s.zImag_ohm[k]), s.off.includes(k) ? '0' : '1', number(fit?.zFitReal_ohm[k]), number(fit?.zFitImag_ohm[k])].join(','));
    });
  });
  return `${lines.join('\r\n')}\r\n`;
}

/** T_K, sigma_S_cm, u_sigma_S_cm: what `halide arrhenius` reads. */
function seriesCsv(state: ImpedanceState, view: View): string {
  const rows = view.series.filter((row) => row.spectrum.T_K !== null && row.sigma);
  if (rows.length === 0) throw new RangeError('there is no conductivity yet: it needs a temperature, a resistance with its error, the thickness and the face of the pellet');
  const lines = commented(headOf(state, view.words, window.location.origin + window.location.pathname));
  return `${[...lines, 'T_K,sigma_S_cm,u_sigma_S_cm', ...rows.map((row) => [row.spectrum.T_K, row.sigma!.sigma_S_cm, row.sigma!.u_sigma_stat_S_cm].map(number).join(','))].join('\r\n')}\r\n`;
}
