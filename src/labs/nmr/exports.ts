/** Files that the NMR lab writes: numbers as CSV, CSDM, the model for the command, and a script that repeats the model in mrsimulator. */
import { KIND_FIELDS, fitModel, type NmrState, type Site } from './state.ts';
import type { NmrView } from './view.ts';

const number = (v: number): string => String(Number(v.toPrecision(10)));

/** Title first, then provenance and state: for pictures and tables. */
export const headOf = (state: NmrState): string[] => [
  `23Na spectrum and model: ${state.spectrum.label}`,
  state.spectrum.provenance === 'yours' ? 'Provenance of the data: yours.' : 'Provenance of the data: reconstructed, made by this lab from a model with seeded noise; nobody measured it.',
  ...(state.spectrum.note ? [`The spectrum: ${state.spectrum.note}.`] : []),
  `larmor_MHz ${number(state.larmor_MHz)}; mas_Hz ${state.mas_Hz === null ? 'infinite' : number(state.mas_Hz)}; intensity 1 is the tallest point of the file; areas in ppm`,
  ...state.sites.map((site, i) => `site ${i + 1}, ${site.name} (${site.kind}): ${KIND_FIELDS[site.kind].map((f) => `${f} ${number(site.values[f])}`).join(', ')}`),
  'From: Less salt, more current',
];

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function csvOf(state: NmrState, { data, model }: NmrView): string {
  const parameters = (state.fit?.parameters ?? []).map((p) => `# ${p.name},${number(p.value)},${p.stderr === null ? '' : number(p.stderr)},${p.unit}`);
  const head = headOf(state).map((line) => `# ${line}`);
  const names = ['shift_ppm', 'intensity', 'model', 'residual', ...state.sites.map((s) => cell(s.name))].join(',');
  const rows = Array.from(data.shift_ppm, (ppm, i) => [ppm, data.intensity[i]!, model.total[i]!, data.intensity[i]! - model.total[i]!, ...model.parts.map((part) => part[i]!)].map(number).join(','));
  return [...head, ...(parameters.length > 0 ? ['# fitted: name,value,standard error,unit', ...parameters] : []), names, ...rows].join('\r\n') + '\r\n';
}

/** Data, model and residual as CSDM 1.0, in rising ppm on the reference frequency. */
export function csdmOf(state: NmrState, { data, model }: NmrView): string {
  const n = data.shift_ppm.length;
  const step_ppm = (data.shift_ppm[0]! - data.shift_ppm[n - 1]!) / (n - 1);
  const rising = (values: Float64Array): number[] => Array.from(values, (v) => Number(v.toPrecision(9))).reverse();
  const variable = (name: string, values: Float64Array) => ({ type: 'internal', name, unit: '', quantity_name: 'dimensionless', numeric_type: 'float64', quantity_type: 'scalar', encoding: 'none', components: [rising(values)] });
  return `${JSON.stringify(
    {
      csdm: {
        version: '1.0',
        description: headOf(state).join(' | '),
        tags: ['23Na', 'NMR'],
        dimensions: [
          {
            type: 'linear',
            count: n,
            increment: `${number(step_ppm)} ppm`,
            coordinates_offset: `${number(data.shift_ppm[n - 1]!)} ppm`,
            quantity_name: 'dimensionless',
            label: '23Na chemical shift',
          },
        ],
        dependent_variables: [variable('spectrum', data.intensity), variable('model', model.total), variable('residual', data.intensity.map((v, i) => v - model.total[i]!)), ...state.sites.map((s, i) => variable(s.name, model.parts[i]!))],
      },
    },
    null,
    1,
  )}\n`;
}

/** The model for `halide nmr fit`. */
export const modelOf = (state: NmrState): string => `${JSON.stringify(fitModel(state), null, 1)}\n`;

const python = (text: string): string => JSON.stringify(text);

function siteScript(site: Site): string {
  const v = site.values;
  const broadening = `[sp.apodization.Gaussian(FWHM=f"{spread_Hz(${site.kind === 'line' ? 0 : number(v.csd_fwhm_ppm)}, ${site.kind === 'line' ? number(v.gb_Hz) : 0})} Hz"), sp.apodization.Exponential(FWHM="${number(v.lb_Hz)} Hz")]`;
  const call = `add(${python(site.name)}, ${number(v.area)}, ${broadening}, `;
  if (site.kind === 'czjzek') return `${call}czjzek_systems(${number(v.iso_ppm)}, ${number(v.czjzek_sigma_MHz)}))`;
  const CQ = site.kind === 'quadrupolar' ? v.CQ_MHz : 0;
  return `${call}[one_site(${number(v.iso_ppm)}, ${number(CQ)}, ${number(site.kind === 'quadrupolar' ? v.eta : 0)})])`;
}

/** A Python script for mrsimulator that simulates the same sites and compares them with the CSV of this lab. */
export function scriptOf(state: NmrState, { data }: NmrView): string {
  const n = data.shift_ppm.length;
  const [high, low] = [data.shift_ppm[0]!, data.shift_ppm[n - 1]!];
  const mas = state.mas_Hz === null ? '1e9' : number(state.mas_Hz);
  return `"""The model of the NMR lab (Less salt, more current) in mrsimulator.

${headOf(state).join('\n')}

Needs mrsimulator 0.7 or later and nmr-lab.csv, saved by the lab, beside it. Conventions: CQ = e^2 q Q / h in Hz, eta = (Vxx - Vyy)/Vzz, the same in
both. Programs differ by a factor of two in the sigma of a Czjzek distribution, so the probability is written out here:
p ~ CQ^4 eta (1 - eta^2/9) exp(-CQ^2 (1 + eta^2/3) / (2 sigma^2)), with this sigma.
"""
import csv
import numpy as np
from mrsimulator import Simulator, Site, SpinSystem
from mrsimulator.method.lib import BlochDecayCTSpectrum
from mrsimulator import signal_processor as sp

LARMOR_MHz = ${number(state.larmor_MHz)}
GAMMA_MHz_T = 11.262  # 23Na, for the field that gives this frequency
N = ${n}
HIGH_ppm, LOW_ppm = ${number(high)}, ${number(low)}
STEP_ppm = (HIGH_ppm - LOW_ppm) / (N - 1)

dimension = dict(
    count=N,
    spectral_width=N * STEP_ppm * LARMOR_MHz,
    reference_offset=(LOW_ppm + (N // 2) * STEP_ppm) * LARMOR_MHz,
)


def method():
    return BlochDecayCTSpectrum(
        channels=["23Na"],
        magnetic_flux_density=LARMOR_MHz / GAMMA_MHz_T,
        rotor_frequency=${mas},
        rotor_angle=0.9553166181245,
        spectral_dimensions=[dimension],
    )


def spread_Hz(csd_fwhm_ppm, gb_Hz):
    """Gaussian full width: a spread of shifts and a Gaussian line add in squares."""
    return float(np.hypot(csd_fwhm_ppm * LARMOR_MHz, gb_Hz))


def one_site(iso_ppm, CQ_MHz, eta, abundance=100.0):
    quadrupolar = dict(Cq=CQ_MHz * 1e6, eta=eta) if CQ_MHz > 0 else None
    return SpinSystem(sites=[Site(isotope="23Na", isotropic_chemical_shift=iso_ppm, quadrupolar=quadrupolar)], abundance=abundance)


def czjzek_systems(iso_ppm, sigma_MHz):
    """The distribution on a grid of CQ and eta, out to where nothing is left."""
    CQ, eta = np.meshgrid(np.linspace(0.02, 5.5, 60) * sigma_MHz, np.linspace(0.025, 0.975, 20))
    p = CQ**4 * eta * (1 - eta**2 / 9) * np.exp(-(CQ**2) * (1 + eta**2 / 3) / (2 * sigma_MHz**2))
    p = 100 * p / p.sum()
    return [one_site(iso_ppm, c, e, w) for c, e, w in zip(CQ.ravel(), eta.ravel(), p.ravel()) if w > 1e-6]


total = np.zeros(N)
ppm = LOW_ppm + STEP_ppm * np.arange(N)


def add(name, area, broadening, systems):
    """Simulates a site, scales its integral over the window to its area there, adds it up."""
    global total
    simulator = Simulator(spin_systems=systems, methods=[method()])
    simulator.config.integration_density = 60
    simulator.config.number_of_sidebands = 64
    simulator.config.decompose_spectrum = "none"
    simulator.run()
    dataset = simulator.methods[0].simulation
    processed = sp.SignalProcessor(operations=[sp.IFFT(), *broadening, sp.FFT()]).apply_operations(dataset=dataset)
    line = processed.y[0].components[0].real
    total = total + area * line / (line.sum() * STEP_ppm)
    print(f"{name}: area {area:g} ppm")


${state.sites.map(siteScript).join('\n')}

with open("nmr-lab.csv", newline="") as file:
    rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
shift = np.array([float(row["shift_ppm"]) for row in rows])[::-1]
mine = np.array([float(row["model"]) for row in rows])[::-1]
difference = np.abs(np.interp(shift, ppm, total) - mine).max() / mine.max()
print(f"largest difference between mrsimulator and the lab: {100 * difference:.2f} % of the peak")
`;
}
