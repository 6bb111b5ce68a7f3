/** The fit as a Python script for impedance.py (Murbach et al., J. Open Source Softw. 5 (2020) 2349), data inside, and as a sentence for a methods section. */
import type { CircuitFit, Weight } from '../../kernels/impedance.ts';
import { parseCircuit } from '../../physics/circuit-grammar.ts';
import { STARTS, type LabSpectrum } from './state.ts';

export interface ScriptInput {
  spectrum: LabSpectrum;
  fit: CircuitFit;
}

/** A Python string literal; control characters and non-ASCII are escaped, so a file name cannot end the literal or the line. */
export const pythonString = (text: string): string => `"${[...text].map((c) => (c === '"' || c === '\\' ? `\\${c}` : c >= ' ' && c <= '~' ? c : unicodeEscape(c))).join('')}"`;

const unicodeEscape = (c: string): string => {
  const code = c.codePointAt(0)!;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** A list of numbers, every bit kept, a few a line. */
function pythonList(values: readonly number[]): string {
  const lines: string[] = [];
  for (let i = 0; i < values.length; i += 8) lines.push(`    ${values.slice(i, i + 8).map(String).join(', ')},`);
  return `[\n${lines.join('\n')}\n]`;
}

const SIGMA: Record<Weight, string> = {
  modulus: 'np.hstack([np.abs(Z), np.abs(Z)])',
  proportional: 'np.hstack([np.abs(Z.real), np.abs(Z.imag)])',
  unit: 'None',
};

/**
 * A script that repeats the fit: same points (those left out are not written), circuit, weighting and held values. It starts from the
 * fitted values to two digits and asks curve_fit for the unbounded Levenberg-Marquardt method: with impedance.py's default bounds the solver
 * stops early on parameters of very different size.
 */
export function pythonScript({ spectrum, fit }: ScriptInput): string {
  const circuit = parseCircuit(fit.circuit);
  const used = spectrum.frequency_Hz.map((_, i) => i).filter((i) => !spectrum.off.includes(i));
  const column = (values: readonly number[]): string => pythonList(used.map((i) => values[i]!));
  const free = fit.parameters.filter((p) => !p.fixed);
  const held = fit.parameters.filter((p) => p.fixed);
  const names = free.map((p) => pythonString(p.name)).join(', ');
  return `# Repeats a complex least-squares fit with impedance.py (pip install impedance).
# Data: ${pythonString(spectrum.name)}, ${used.length} of ${spectrum.frequency_Hz.length} points, provenance: ${spectrum.provenance}.
# Made by the impedance lab of "Less salt, more current".
import numpy as np
from impedance.models.circuits import CustomCircuit

f = np.array(${column(spectrum.frequency_Hz)})
Z = np.array(${column(spectrum.zReal_ohm)}) + 1j * np.array(${column(spectrum.zImag_ohm)})

names = [${names}]
lab = [${free.map((p) => String(p.value)).join(', ')}]
lab_stderr = [${free.map((p) => (p.stderr === null ? 'None' : String(p.stderr))).join(', ')}]

circuit = CustomCircuit(
    ${pythonString(circuit.text)},
    initial_guess=[float(f"{value:.1e}") for value in lab],
    constants={${held.map((p) => `${pythonString(p.name)}: ${p.value}`).join(', ')}},
)
# Weighting: ${fit.weight}. No bounds: exponents above 1 would be a warning.
circuit.fit(f, Z, bounds=(-np.inf, np.inf), method="lm", sigma=${SIGMA[fit.weight]})

print(f"{'':8} {'impedance.py':>14} {'+-':>10} {'lab':>14} {'+-':>10}")
for name, value, error, mine, mine_error in zip(names, circuit.parameters_, circuit.conf_, lab, lab_stderr):
    print(f"{name:8} {value:14.6g} {error:10.2g} {mine:14.6g} {mine_error if mine_error is None else format(mine_error, '10.2g')}")
Z_fit = circuit.predict(f)
print("sum |Z - Zfit|^2/|Z|^2 =", np.sum(np.abs((Z - Z_fit) / Z) ** 2))
`;
}

export interface MethodsInput {
  spectra: readonly LabSpectrum[];
  circuit: string;
  weight: Weight;
  kkRms_percent: number | null;
  size: string | null;
  resistance: readonly string[];
  activation: { eV: string; n: number } | null;
}

const WEIGHT_WORDS: Record<Weight, string> = { modulus: 'modulus weighting (1/|Z|)', proportional: 'proportional weighting (1/|Z′| and 1/|Z″|)', unit: 'unit weighting' };

const hertz = (f: number): string => (f >= 1e6 ? `${Number((f / 1e6).toPrecision(3))} MHz` : f >= 1e3 ? `${Number((f / 1e3).toPrecision(3))} kHz` : `${Number(f.toPrecision(3))} Hz`);

/** What a methods section would say of this analysis. Plain text. */
export function methodsSentence({ spectra, circuit, weight, kkRms_percent, size, resistance, activation }: MethodsInput): string {
  const all = spectra.flatMap((s) => s.frequency_Hz);
  const off = spectra.reduce((sum, s) => sum + s.off.length, 0);
  const ends = [all.reduce((a, b) => Math.max(a, b)), all.reduce((a, b) => Math.min(a, b))].map(hertz);
  const made = spectra.every((s) => s.provenance === 'reconstructed') ? 'Reconstructed impedance spectra (computed by a model, not measured)' : 'Impedance spectra';
  return [
    `${made} (${spectra.length === 1 ? 'one spectrum' : `${spectra.length} spectra`}, ${all.length - off} points from ${ends[0]} to ${ends[1]}${off > 0 ? `, ${off} left out` : ''}) were fitted with the circuit ${circuit} (notation of impedance.py) by complex non-linear least squares with ${WEIGHT_WORDS[weight]}, from ${STARTS} starts; standard errors come from the covariance matrix scaled by the reduced chi-squared.`,
    kkRms_percent === null ? '' : `A linear Kramers–Kronig test left ${Number(kkRms_percent.toPrecision(2))} % of |Z| (rms).`,
    size === null || resistance.length === 0 ? '' : `Conductivities are σ = d/(RA) with R = ${resistance.join(' + ')}, ${size}; the error of the geometry is common to all temperatures.`,
    activation === null ? '' : `The activation energy, Ea = ${activation.eV} eV (95 % interval, Student’s t), is the slope of ln(σT) against 1/T through ${activation.n} points, weighted by the errors of the fits.`,
    'Analysis: impedance lab of “Less salt, more current”.',
  ]
    .filter((s) => s !== '')
    .join(' ');
}
