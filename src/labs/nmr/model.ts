/** What the NMR lab computes at once: the spectrum as it is phased and cut, the model beside it, and the composition that its areas mean. */
import type { NmrKernel } from '../../kernels/nmr.ts';
import { quantify, type Quantification } from '../../physics/nmr-quantify.ts';
import { FULL_SCALE, plainSite, shiftsOf, type NmrState, type Site } from './state.ts';

export interface Processed {
  shift_ppm: Float64Array;
  /** Tallest magnitude of the file is 1. */
  intensity: Float64Array;
}

/** Share of the points at each end that a baseline is drawn through. */
const EDGE = 0.04;

/** The part of the spectrum in the window, phased and less its baseline. Phase: real part of S exp(i(φ0 + φ1 u)), u from −½ to ½ along the axis. */
export function processed(state: NmrState): Processed {
  const { spectrum, window, phase0_deg, phase1_deg, baseline } = state;
  const all = shiftsOf(spectrum);
  const n = all.length;
  const re = spectrum.real;
  const im = spectrum.imaginary;
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const phase = im ? ((phase0_deg + phase1_deg * (i / (n - 1) - 0.5)) * Math.PI) / 180 : 0;
    values[i] = (re[i]! * Math.cos(phase) - (im ? im[i]! * Math.sin(phase) : 0)) / FULL_SCALE;
  }
  if (baseline !== 'none') subtractBaseline(values, baseline);
  const inside = Array.from(all, (_, i) => i).filter((i) => all[i]! <= window[0] + 1e-9 && all[i]! >= window[1] - 1e-9);
  const kept = inside.length >= 2 ? inside : Array.from(all, (_, i) => i);
  return { shift_ppm: Float64Array.from(kept, (i) => all[i]!), intensity: Float64Array.from(kept, (i) => values[i]!) };
}

/** Takes off the mean of both ends, or the line through their two means. */
function subtractBaseline(values: Float64Array, kind: 'constant' | 'line'): void {
  const n = values.length;
  const edge = Math.max(1, Math.round(EDGE * n));
  const mean = (from: number): number => values.subarray(from, from + edge).reduce((s, v) => s + v, 0) / edge;
  const [first, last] = [mean(0), mean(n - edge)];
  const distance = Math.max(1, n - edge);
  for (let i = 0; i < n; i++) values[i]! -= kind === 'constant' ? 0.5 * (first + last) : first + ((last - first) * (i - (edge - 1) / 2)) / distance;
}

export interface Simulated {
  parts: Float64Array[];
  total: Float64Array;
  /** Sentences of the kernel about lines it had to widen. */
  notes: string[];
}

const kept = new Map<string, { intensity: Float64Array; notes: string[] }>();
const MOST_CACHED = 64;

/** Every site's line and their sum on the given shifts; a site that did not change is not computed again. Throws RangeError where a site cannot be computed. */
export function simulated(nmr: NmrKernel, { larmor_MHz, mas_Hz, sites }: NmrState, shift_ppm: Float64Array): Simulated {
  const axis = `${shift_ppm[0]},${shift_ppm.at(-1)},${shift_ppm.length}`;
  const total = new Float64Array(shift_ppm.length);
  const notes: string[] = [];
  const parts = sites.map((site) => {
    const model = { larmor_MHz, mas_Hz, sites: [{ ...plainSite(site), area: 1 }] };
    const key = `${axis}|${JSON.stringify({ ...model, sites: [{ ...model.sites[0], name: '' }] })}`;
    let line = kept.get(key);
    if (!line) {
      const { intensity, notes: said } = nmr.simulate(model, shift_ppm);
      line = { intensity, notes: said.map((note) => note.replace(/^sites\.0/, site.name)) };
      if (kept.size >= MOST_CACHED) kept.delete(kept.keys().next().value!);
      kept.set(key, line);
    }
    notes.push(...line.notes);
    const part = line.intensity.map((v) => v * site.values.area);
    for (let i = 0; i < total.length; i++) total[i]! += part[i]!;
    return part;
  });
  return { parts, total, notes };
}

/** The site shows its central transition alone. */
const isQuadrupolar = ({ kind, values }: Site): boolean => kind === 'czjzek' || (kind === 'quadrupolar' && values.CQ_MHz > 0);

/** From the areas to wt % NaCl and adjusted x, with the errors of the last fit; a sentence where that cannot be done. */
export function quantified({ sites, x, satellites, fit }: NmrState): Quantification | string {
  const parameter = (i: number): number => fit?.parameters.findIndex((p) => p.name === `sites.${i}.area`) ?? -1;
  const covariance = fit && sites.map((_, i) => sites.map((_s, j) => (parameter(i) < 0 || parameter(j) < 0 ? 0 : (fit.covariance[parameter(i)]?.[parameter(j)] ?? null))));
  try {
    return quantify(
      sites.map((site, i) => ({ name: site.name, iso_ppm: site.values.iso_ppm, area: site.values.area, quadrupolar: isQuadrupolar(site), u_area: fit?.parameters[parameter(i)]?.stderr ?? null })),
      { x, satellites, covariance },
    );
  } catch (error) {
    return error instanceof RangeError ? error.message : String(error);
  }
}
