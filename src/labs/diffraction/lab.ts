/** The diffraction lab: the reader's own pattern and structure, peaks fitted in the worker, size and strain from their widths. */
import { runJob } from '../../jobs/run.ts';
import { pageKernels } from '../../kernels/page.ts';
import { MOST_PEAKS, type PeakField } from '../../kernels/peaks.ts';
import { download } from '../../runtime/download.ts';
import { richToHtml } from '../../runtime/rich.ts';
import { bindSliders, writeSliders } from '../parts/sliders.ts';
import { baseName } from '../readers/bytes.ts';
import { decodeText } from '../readers/decode.ts';
import { isCif, readCif } from '../readers/cif.ts';
import { UnreadableFile } from '../readers/columns.ts';
import { readPattern } from '../readers/pattern.ts';
import { startLab, type Lab, type LabDefinition, type Received } from '../shell/lab.ts';
import { replaceHtml } from '../shell/html.ts';
import { headOf, peaksCsv, pointsCsv } from './exports.ts';
import { LONGEST_CIF, SOURCES, anglesOf, exampleState, modelOf, parseState, sigmaOf, stateFor, withFit, withFoundPeaks, withReflectionPeaks, type DiffractionState, type LabPeak } from './state.ts';
import { controlsHtml, experimentSliders, panels, shapeOf, summary, valuesHtml, viewOf, writePeaks, type DiffractionView, type Kernels } from './view.ts';

const edited = (state: DiffractionState, change: Partial<DiffractionState>): DiffractionState => ({ ...state, ...change, fit: null });
const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

const withPeak = (state: DiffractionState, i: number, change: Partial<LabPeak>): DiffractionState => ({ ...state, peaks: state.peaks.map((peak, k) => (k === i ? { ...peak, ...change } : peak)) });

/** The state with one number changed. */
function withNumber(state: DiffractionState, path: string, value: number): DiffractionState {
  const peak = /^peaks\.(\d+)\.(\w+)$/.exec(path);
  if (peak) {
    const limits: Record<PeakField, [number, number]> = { position_deg: state.window, fwhm_deg: [1e-4, 90], eta: [0, 1], area: [0, 1e15] };
    const field = peak[2] as PeakField;
    return { ...withPeak(state, Number(peak[1]), { [field]: clamp(value, ...limits[field]) }), fit: null };
  }
  const { pattern, window, second, instrument } = state;
  const narrowest = (20 * (pattern.to_deg - pattern.from_deg)) / pattern.intensity.length;
  switch (path) {
    case 'window.0':
      return edited(state, { window: [clamp(value, pattern.from_deg, window[1] - narrowest), window[1]] });
    case 'window.1':
      return edited(state, { window: [window[0], clamp(value, window[0] + narrowest, pattern.to_deg)] });
    case 'wavelength_A':
      return edited(state, { wavelength_A: clamp(value, 0.05, 10) });
    case 'second.wavelength_A':
      return second ? edited(state, { second: { ...second, wavelength_A: clamp(value, 0.05, 10) } }) : state;
    case 'second.share':
      return second ? edited(state, { second: { ...second, share: clamp(value, 0, 2) } }) : state;
    case 'terms': {
      const terms = clamp(Math.round(value), 1, 6);
      return edited(state, { background: Array.from({ length: terms }, (_, i) => state.background[i] ?? 0) });
    }
    case 'overlay_size_nm':
      return { ...state, overlay_size_nm: clamp(value, 0.5, 10000) };
    case 'K':
      return { ...state, K: clamp(value, 0.5, 2) };
    case 'instrument.U':
    case 'instrument.V':
    case 'instrument.W':
      return { ...state, instrument: { ...instrument, [path.slice(-1)]: clamp(value, -10, 10) } };
    case 'instrument.percent':
      return { ...state, instrument: { ...instrument, u_relative: clamp(value / 100, 0, 1) } };
    default:
      return state;
  }
}

/** A peak where the residual, smoothed over five points, is largest. */
function withAddedPeak(state: DiffractionState, view: DiffractionView): DiffractionState {
  if (state.peaks.length >= MOST_PEAKS) throw new RangeError(`a model holds at most ${MOST_PEAKS} peaks: narrow the window`);
  const { two_theta_deg: x, intensity, model } = view;
  let [best, at] = [-Infinity, 0];
  for (let i = 2; i < x.length - 2; i++) {
    let sum = 0;
    for (let k = -2; k <= 2; k++) sum += intensity[i + k]! - model[i + k]!;
    if (sum > best) [best, at] = [sum, i];
  }
  const widths = state.peaks.map((p) => p.fwhm_deg).sort((a, b) => a - b);
  const fwhm_deg = widths[widths.length >> 1] ?? (x.at(-1)! - x[0]!) / 50;
  const peak: LabPeak = { position_deg: Number(x[at]!.toFixed(4)), fwhm_deg, eta: 0.5, area: Number(Math.max(1e-6, (1.25 * fwhm_deg * best) / 5).toPrecision(4)), used: true, fixed: [] };
  return edited(state, { peaks: [...state.peaks, peak].sort((a, b) => a.position_deg - b.position_deg) });
}

/** The state with a structure or a pattern of a file. Throws UnreadableFile, or RangeError where it cannot be used. */
function withFile(state: DiffractionState, { name, bytes }: Received, said: string[]): DiffractionState {
  const text = decodeText(bytes);
  if (isCif(text)) {
    if (text.length > LONGEST_CIF) throw new RangeError(`the CIF has ${text.length} characters: expected at most ${LONGEST_CIF}; take out reflections and texts`);
    const crystal = readCif(text);
    said.push(`Structure ${crystal.name || baseName(name)}: ${crystal.spaceGroup}, ${crystal.sites.length} sites`);
    return { ...state, structure: { label: crystal.name || baseName(name), provenance: 'yours', cif: text } };
  }
  const { patterns, warnings } = readPattern(text);
  const first = patterns[0]!;
  const next = stateFor({ ...first, label: /^(pattern|scan) \d+$/.test(first.label) ? baseName(name) : first.label }, state);
  said.push(...warnings, ...(patterns.length > 1 ? [`${patterns.length} scans were found; the first is shown`] : []), ...(next.pattern.note ? [next.pattern.note] : []));
  if (first.wavelength_A === null) said.push(`the file names no wavelength: ${next.wavelength_A} Å is kept, check it`);
  return next;
}

function definitionOf(kernels: Kernels): LabDefinition<DiffractionState> {
  let view: DiffractionView | null = null;
  /** The state that `view` shows, and the slider under the hand. */
  let shown: DiffractionState | null = null;
  let moved = '';
  let shape = '';

  async function runFit(lab: Lab<DiffractionState>): Promise<void> {
    const state = lab.state;
    if (state.peaks.length === 0) return lab.say('There are no peaks: find them, or add one.');
    lab.say('');
    try {
      const data = { two_theta_deg: anglesOf(state.pattern), intensity: Float64Array.from(state.pattern.intensity), sigma: sigmaOf(state) };
      const fit = await lab.run('fit', 'peak-fit', { data, model: modelOf(state), options: { fixed: state.peaks.map((p) => p.fixed) } });
      if (lab.state !== state) return lab.say('The peaks were changed while the fit ran, so its result was not taken: fit again.');
      if (fit.verdict === 'failed') return lab.say(`The fit failed: ${fit.message}.`);
      lab.change(withFit(state, fit));
    } catch (error) {
      lab.fail(error);
    }
  }

  return {
    name: 'diffraction',
    version: 1,
    example: () => exampleState(kernels.diffraction),
    parse: parseState,
    receive(files, lab) {
      let next = lab.state;
      const said: string[] = [];
      // Structures first: a pattern that comes with them keeps the one it belongs to.
      const sorted = [...files].sort((a, b) => Number(isCif(decodeText(b.bytes))) - Number(isCif(decodeText(a.bytes))));
      for (const file of sorted) {
        try {
          next = withFile(next, file, said);
        } catch (error) {
          if (!(error instanceof UnreadableFile || error instanceof RangeError)) throw error;
          said.push(files.length > 1 ? `${baseName(file.name)}: ${error.message}` : error.message);
        }
      }
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
          const [, i, field] = path.split('.') as [string, string, PeakField];
          const { fixed } = lab.state.peaks[Number(i)]!;
          lab.change({ ...withPeak(lab.state, Number(i), { fixed: free ? fixed.filter((f) => f !== field) : [...fixed, field] }), fit: null });
        },
        value(path) {
          const [, i, field] = /^peaks\.(\d+)\.(\w+)$/.exec(path) ?? [];
          return field === undefined ? experimentSliders(lab.state).find((slider) => slider.path === path)?.value : lab.state.peaks[Number(i)]?.[field as PeakField];
        },
        refuse: (sentence) => lab.say(sentence),
      });
      lab.root.addEventListener('change', ({ target }) => {
        if (target instanceof HTMLInputElement && target.dataset['used'] !== undefined) lab.change(withPeak(lab.state, Number(target.dataset['used']), { used: target.checked }));
        else if (target instanceof HTMLInputElement && target.dataset['check'] === 'second') {
          lab.change(edited(lab.state, { second: target.checked ? { wavelength_A: Number((lab.state.wavelength_A * (0.71359 / 0.7093)).toPrecision(6)), share: 0.5 } : null }));
        } else if (target instanceof HTMLSelectElement) {
          const { select } = target.dataset;
          const source = SOURCES[target.value];
          if (select === 'source' && source) lab.change(edited(lab.state, { wavelength_A: source.wavelength_A, second: lab.state.second && source.second }));
          else if (select === 'weight') lab.change(edited(lab.state, { weight: target.value as DiffractionState['weight'] }));
          else if (select === 'correction') lab.change({ ...lab.state, correction: target.value as DiffractionState['correction'] });
        }
      });
    },
    show(lab, moving) {
      const { state, root } = lab;
      if (shape !== shapeOf(state)) {
        shape = shapeOf(state);
        replaceHtml(root.querySelector('[data-controls]')!, controlsHtml(state));
      }
      view = viewOf(kernels, state, view && shown ? { state: shown, view } : undefined);
      shown = state;
      lab.draw(panels(state, view));
      writeSliders(root, experimentSliders(state).filter(({ path }) => !moving || path === moved));
      if (!moving) writePeaks(root, state, view);
      root.querySelector('[data-readout]')!.innerHTML = richToHtml(summary(state, view));
      if (moving) return;
      root.querySelector('[data-values]')!.innerHTML = valuesHtml(state, view);
      root.querySelector<HTMLSelectElement>('[data-select=source]')!.value = Object.entries(SOURCES).find(([, s]) => s.wavelength_A === state.wavelength_A)?.[0] ?? '';
      root.querySelector<HTMLInputElement>('[data-check=second]')!.checked = state.second !== null;
      root.querySelector<HTMLSelectElement>('[data-select=weight]')!.value = state.weight;
      root.querySelector<HTMLSelectElement>('[data-select=correction]')!.value = state.correction;
      root.querySelector('[data-source]')!.textContent = state.pattern.label;
      root.querySelector('[data-structure]')!.textContent = state.structure?.label ?? 'none';
    },
    act(what, lab) {
      try {
        if (what === 'fit') void runFit(lab);
        else if (what === 'find') lab.change(withFoundPeaks(lab.state));
        else if (what === 'reflections') lab.change(withReflectionPeaks(lab.state, kernels.diffraction));
        else if (what === 'add' && view) lab.change(withAddedPeak(lab.state, view));
        else if (what.startsWith('remove-')) lab.change(edited(lab.state, { peaks: lab.state.peaks.filter((_, i) => i !== Number(what.slice(7))) }));
        else if (what === 'points' && view) download('diffraction-lab-points.csv', 'text/csv', pointsCsv(lab.state, view));
      } catch (error) {
        lab.fail(error);
      }
    },
    results: (lab) => view && { fitted: lab.state.fit !== null, scherrer: view.sizes, williamson_hall: view.hall },
    csv: (lab) => peaksCsv(lab.state, view ?? viewOf(kernels, lab.state)),
    head: (lab) => headOf(lab.state, view ?? viewOf(kernels, lab.state)),
  };
}

/** A fit of one peak to a few points: it brings worker and kernel here, so that nothing is fetched once the reader's data are on the bench. */
const WARMING = {
  data: { two_theta_deg: [10, 11, 12, 13, 14, 15, 16, 17], intensity: [1, 2, 5, 9, 6, 3, 2, 1], sigma: [1, 1, 1, 1, 1, 1, 1, 1] },
  model: { peaks: [{ position_deg: 13, fwhm_deg: 2, eta: 0.5, area: 20 }], background: [1], window: [10, 17] as const, doublet: null },
  options: {},
};

/** Makes the lab of `root` live. */
export async function start(root: HTMLElement): Promise<(received: readonly Received[]) => Promise<void>> {
  const [kernels] = await Promise.all([pageKernels(['diffraction', 'peaks']), runJob('peak-fit', WARMING)]);
  return startLab(root, definitionOf(kernels));
}
