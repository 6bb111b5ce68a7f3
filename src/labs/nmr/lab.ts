/** The NMR lab: the reader's own ²³Na spectrum, a list of sites that sliders move, a fit in the worker, and the composition that the areas mean. */
import { runJob } from '../../jobs/run.ts';
import { pageKernels } from '../../kernels/page.ts';
import type { NmrFit, NmrKernel } from '../../kernels/nmr.ts';
import { SITE_FIELDS } from '../../physics/nmr-model.ts';
import { X_MAX } from '../../physics/composition.ts';
import { download } from '../../runtime/download.ts';
import { richToHtml } from '../../runtime/rich.ts';
import { bindSliders, writeSliders } from '../parts/sliders.ts';
import { readNmr, type NmrSpectrumRead } from '../readers/nmr.ts';
import { startLab, type Lab, type LabDefinition, type Received } from '../shell/lab.ts';
import { replaceHtml } from '../shell/html.ts';
import { csdmOf, csvOf, headOf, modelOf, scriptOf } from './exports.ts';
import { KIND_FIELDS, exampleState, fitModel, makeSite, parseState, stateFor, type NmrState, type Site, type SiteField, type SiteKind } from './state.ts';
import { processed, quantified } from './model.ts';
import { controlsHtml, experimentSliders, ledgerHtml, panels, shapeOf, siteSliders, summary, valuesHtml, viewOf, type NmrView } from './view.ts';

const MOST_SITES = 12;

/** A state in which something that the fit rests on has changed: its errors are void. */
const edited = (state: NmrState, change: Partial<NmrState>): NmrState => ({ ...state, ...change, fit: null });

const withSite = (state: NmrState, i: number, change: (site: Site) => Site): NmrState => edited(state, { sites: state.sites.map((site, k) => (k === i ? change(site) : site)) });

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/** The state with one number changed. */
function withNumber(state: NmrState, path: string, value: number): NmrState {
  const site = /^sites\.(\d+)\.(\w+)$/.exec(path);
  if (site) {
    const field = site[2] as SiteField;
    const { min, max } = SITE_FIELDS[field]!;
    return withSite(state, Number(site[1]), (s) => ({ ...s, values: { ...s.values, [field]: clamp(value, min, max) } }));
  }
  const { from_ppm, to_ppm } = state.spectrum;
  const narrowest = (10 * (from_ppm - to_ppm)) / state.spectrum.real.length;
  switch (path) {
    case 'larmor_MHz':
      return edited(state, { larmor_MHz: clamp(value, 1, 1e4) });
    case 'mas_kHz':
      return edited(state, { mas_Hz: clamp(1000 * value, 0, 1e7) });
    case 'window.0':
      return edited(state, { window: [clamp(value, state.window[1] + narrowest, from_ppm), state.window[1]] });
    case 'window.1':
      return edited(state, { window: [state.window[0], clamp(value, to_ppm, state.window[0] - narrowest)] });
    case 'phase0_deg':
      return edited(state, { phase0_deg: clamp(value, -1e4, 1e4) });
    case 'phase1_deg':
      return edited(state, { phase1_deg: clamp(value, -1e5, 1e5) });
    case 'x':
      return { ...state, x: clamp(value, 0, X_MAX - 0.001) };
    default:
      return state;
  }
}

function addSite(state: NmrState, kind: SiteKind): NmrState {
  const whole = state.sites.reduce((s, site) => s + site.values.area, 0) || 1;
  const [high, low] = state.window;
  const site = makeSite(`site ${state.sites.length + 1}`, kind, { iso_ppm: Number((0.5 * (high + low)).toFixed(2)), area: Number((0.2 * whole).toPrecision(3)) });
  return edited(state, { sites: [...state.sites, site] });
}

/** The fitted numbers in their sites, and what the fit says of them. */
function withFit(state: NmrState, fit: NmrFit, n_points: number): NmrState {
  const value = (i: number, field: SiteField, before: number): number => {
    const found = fit.parameters.find((p) => p.name === `sites.${i}.${field}`)?.value ?? before;
    return Number(found.toPrecision(8));
  };
  const { parameters, covariance, noise_sd, verdict, message } = fit;
  return {
    ...state,
    sites: state.sites.map((site, i) => ({ ...site, values: Object.fromEntries(Object.entries(site.values).map(([field, v]) => [field, value(i, field as SiteField, v)])) as Site['values'] })),
    fit: { parameters, covariance, noise_sd, n_points, verdict, message },
  };
}

function definitionOf(nmr: NmrKernel): LabDefinition<NmrState> {
  let view: NmrView | null = null;
  let shape = '';
  /** The slider under the hand. */
  let moved = '';
  /** Spectra of the last files: one is on the bench, the others can be picked. */
  let found: readonly NmrSpectrumRead[] = [];

  /** Offers the spectra of the last files, when there are several. */
  function offer(root: HTMLElement): void {
    const row = root.querySelector<HTMLElement>('[data-pick]')!;
    row.hidden = found.length < 2;
    row.querySelector('select')!.replaceChildren(...found.map((spectrum, i) => new Option(`${i + 1}: ${spectrum.label}`, String(i))));
  }

  async function runFit(lab: Lab<NmrState>): Promise<void> {
    const state = lab.state;
    if (!state.sites.some((site) => site.free.length > 0)) {
      lab.say('Nothing is free: tick “free” at the values that the fit may change.');
      return;
    }
    lab.say('');
    try {
      const { shift_ppm, intensity } = processed(state);
      const fit = await lab.run('fit', 'nmr-fit', { shift_ppm, intensity, model: fitModel(state), starts: 6, seed: 1 });
      if (lab.state !== state) return lab.say('The model was changed while the fit ran, so its result was not taken: fit again.');
      if (fit.verdict === 'failed') return lab.say(`The fit failed: ${fit.message}.`);
      lab.change(withFit(state, fit, shift_ppm.length));
    } catch (error) {
      lab.fail(error);
    }
  }

  return {
    name: 'nmr',
    version: 1,
    example: () => exampleState(nmr),
    parse: parseState,
    receive(files: readonly Received[], lab) {
      const { spectra, warnings } = readNmr(files, { larmor_MHz: lab.state.larmor_MHz });
      found = spectra;
      offer(lab.root);
      const said = [...warnings, ...(spectra.length > 1 ? [`${spectra.length} spectra were found; the first is shown, and the others can be picked below it`] : [])];
      const next = stateFor(spectra[0]!, lab.state);
      if (next.spectrum.note) said.push(next.spectrum.note);
      if (next.mas_Hz !== lab.state.mas_Hz) said.push(`the spinning rate is taken from the file (MASR), ${(next.mas_Hz ?? 0) / 1000} kHz: check it`);
      const { nucleus } = spectra[0]!;
      if (nucleus !== null && nucleus !== '23Na') said.push(`the file names ${nucleus}: the lines here are those of a spin 3/2, and the quantities those of 23Na`);
      if (spectra[0]!.larmor_MHz === null) said.push(`the file names no Larmor frequency: ${next.larmor_MHz} MHz is kept, check it`);
      lab.remark(said);
      return next;
    },
    bind(lab) {
      bindSliders(lab.root, {
        set(path, value, moving) {
          moved = path;
          if (!moving) lab.say('');
          lab.change(withNumber(lab.state, path, value), { merge: path, moving });
        },
        free(path, free) {
          const [, i, field] = path.split('.') as [string, string, SiteField];
          lab.change(withSite(lab.state, Number(i), (s) => ({ ...s, free: KIND_FIELDS[s.kind].filter((f) => (f === field ? free : s.free.includes(f))) })));
        },
        value: (path) => (path === 'x' ? lab.state.x : [...lab.state.sites.flatMap((_, i) => siteSliders(lab.state, i)), ...experimentSliders(lab.state)].find((slider) => slider.path === path)?.value),
        refuse: (sentence) => lab.say(sentence),
      });
      lab.root.addEventListener('change', ({ target }) => {
        if (target instanceof HTMLInputElement && target.dataset['name'] !== undefined) {
          const i = Number(target.dataset['name']);
          const name = target.value.trim().slice(0, 40) || `site ${i + 1}`;
          lab.change({ ...lab.state, sites: lab.state.sites.map((s, k) => (k === i ? { ...s, name } : s)) });
        } else if (target instanceof HTMLInputElement && target.dataset['check'] === 'infinite') lab.change(edited(lab.state, { mas_Hz: target.checked ? null : 12000 }));
        else if (target instanceof HTMLInputElement && target.dataset['check'] === 'satellites') lab.change({ ...lab.state, satellites: target.checked });
        else if (target instanceof HTMLSelectElement && target.dataset['select'] === 'pick') {
          const picked = found[Number(target.value)];
          if (picked) lab.change(stateFor(picked, lab.state));
        } else if (target instanceof HTMLSelectElement && target.dataset['select'] === 'baseline') lab.change(edited(lab.state, { baseline: target.value as NmrState['baseline'] }));
        else if (target instanceof HTMLSelectElement && target.dataset['select']?.startsWith('kind.')) {
          const kind = target.value as SiteKind;
          lab.change(withSite(lab.state, Number(target.dataset['select'].slice(5)), (s) => ({ ...s, kind, free: [...KIND_FIELDS[kind]] })));
        }
      });
    },
    show(lab, moving) {
      const { state, root } = lab;
      if (shape !== shapeOf(state)) {
        shape = shapeOf(state);
        replaceHtml(root.querySelector('[data-controls]')!, controlsHtml(state));
      }
      view = viewOf(nmr, state);
      lab.draw(panels(state, view));
      writeSliders(root, [...state.sites.flatMap((_, i) => siteSliders(state, i)), ...experimentSliders(state)].filter(({ path }) => !moving || path === moved));
      root.querySelector('[data-readout]')!.innerHTML = richToHtml(summary(state, view));
      root.querySelector('[data-ledger]')!.innerHTML = ledgerHtml(state);
      if (moving) return;
      root.querySelector('[data-values]')!.innerHTML = valuesHtml(state);
      state.sites.forEach((site, i) => {
        const name = root.querySelector<HTMLInputElement>(`[data-name="${i}"]`);
        if (name && name !== document.activeElement) name.value = site.name;
        const kind = root.querySelector<HTMLSelectElement>(`[data-select="kind.${i}"]`);
        if (kind) kind.value = site.kind;
      });
      root.querySelector<HTMLSelectElement>('[data-select=baseline]')!.value = state.baseline;
      root.querySelector<HTMLInputElement>('[data-check=infinite]')!.checked = state.mas_Hz === null;
      root.querySelector<HTMLInputElement>('[data-check=satellites]')!.checked = state.satellites;
      const x = root.querySelector<HTMLInputElement>('[data-box=x]')!;
      if (x !== document.activeElement) x.value = String(state.x);
      root.querySelector('[data-source]')!.textContent = state.spectrum.label;
      if (view.model.notes.length > 0) lab.say(`${view.model.notes.join('. ')}.`);
    },
    act(what, lab) {
      const { state } = lab;
      if (what === 'fit') void runFit(lab);
      else if (what.startsWith('add-')) {
        if (state.sites.length >= MOST_SITES) lab.say(`A model holds at most ${MOST_SITES} sites.`);
        else lab.change(addSite(state, what.slice(4) as SiteKind));
      } else if (what.startsWith('remove-')) lab.change(edited(state, { sites: state.sites.filter((_, i) => i !== Number(what.slice(7))) }));
      else if (what === 'csdm' && view) download('nmr-lab.csdf', 'application/json', csdmOf(state, view));
      else if (what === 'script' && view) download('nmr-lab-mrsimulator.py', 'text/x-python', scriptOf(state, view));
      else if (what === 'model') download('nmr-lab-model.json', 'application/json', modelOf(state));
    },
    results: (lab) => ({ quantification: quantified(lab.state) }),
    csv: (lab) => csvOf(lab.state, view ?? viewOf(nmr, lab.state)),
    head: (lab) => headOf(lab.state),
  };
}

/** A fit of one line to a few points: it brings worker and kernel here, so that nothing is fetched once the reader's data are on the bench. */
const WARMING = {
  shift_ppm: Float64Array.of(2, 1, 0, -1, -2),
  intensity: Float64Array.of(0, 1, 2, 1, 0),
  model: { larmor_MHz: 200, mas_Hz: null, sites: [{ iso_ppm: 0, lb_Hz: 300, area: { start: 1 } }] },
  starts: 1,
  seed: 1,
};

/** Makes the lab of `root` live. */
export async function start(root: HTMLElement): Promise<(received: readonly Received[]) => Promise<void>> {
  const [{ nmr }] = await Promise.all([pageKernels(['nmr']), runJob('nmr-fit', WARMING)]);
  return startLab(root, definitionOf(nmr));
}
