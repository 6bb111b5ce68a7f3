/** `halide diffraction`: read, pattern, profile, debye, electron. */
import { BadInput } from './errors.ts';
import { expectPositionals, numberOption, numbersOption, parseOptions, readInput, toJson, toNumber, type OptionKind, type Parsed } from './options.ts';
import { loadKernel } from '../kernels/node.ts';
import { diffractionKernel, scatteringVector, twoThetaGrid, WAVELENGTH_MO_A } from '../kernels/diffraction.ts';
import { isCif, readCif } from '../labs/readers/cif.ts';
import { readPattern } from '../labs/readers/pattern.ts';
import { readXyz } from '../labs/readers/xyz.ts';

export const help = `halide diffraction: powder patterns, nanocrystals and electron rings from structures

usage:
  halide diffraction read FILE
      JSON: the powder patterns of a file (.xy, .xye, .dat, CSV, FullProf's start-step-end, .xrdml), or the structure of a CIF
  halide diffraction pattern STRUCTURE.cif [--wavelength-A 0.7107] [--two-theta 5:50]
      reflections as JSON: h, k, l, d_A, two_theta_deg, multiplicity (Friedel mates counted), F2 (electrons² per cell),
      intensity = multiplicity F2 LP, strongest in the window 100; LP = (1+cos² 2θ)/(sin² θ cos θ)
  halide diffraction profile STRUCTURE.cif --size-nm 10 [--strain 0.002] [--caglioti 2e-4,-1e-4,4e-4] [--step 0.01] [--k 0.9] [--two-theta 5:50]
      CSV two_theta_deg,intensity: Mo Kα1 0.70930 + 0.5 Kα2 0.71359 Å, Thompson-Cox-Hastings pseudo-Voigt; scale free
  halide diffraction debye CLUSTER.xyz [--two-theta 3:50:0.05] [--b-iso 1.5] [--disorder-A 0]
      CSV two_theta_deg,intensity_per_atom at 0.7107 Å, no LP; disorder damps by exp(-Q² σ²/2), σ² = σ1² r/2.57 Å
  halide diffraction electron STRUCTURE.cif [--kV 200]
      JSON: wavelength_A and rings (d_A, intensity; strongest 100), Mott-Bethe factors, d of at least 0.84 Å

STRUCTURE.cif: cell, symmetry operations or a Hermann-Mauguin symbol, sites with occupancy and B_iso or U_iso; - reads standard input.
Form factors: neutral atoms, International Tables C (1992).
`;

type Command = (parsed: Parsed) => string;

const kernel = () => diffractionKernel(loadKernel('diffraction'));

/** Turns a kernel's or reader's refusal into the sentence that the reader of the command sees. */
function refusing<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new BadInput(where ? `${where}: ${error.message}` : error.message);
    throw error;
  }
}

function readStructure(parsed: Parsed, name: string) {
  const { text, name: file } = readInput(parsed.positional[0], 'a crystal structure in CIF');
  expectPositionals(parsed, 1, `halide diffraction ${name} STRUCTURE.cif`);
  return { file, crystal: refusing(file, () => readCif(text)) };
}

/** "from:to" or, with a default step, "from:to:step" in degrees. */
function windowOption(parsed: Parsed, fallback: number[]): number[] {
  const text = parsed.value('two-theta');
  if (text === undefined) return fallback;
  const parts = text.split(':');
  const form = fallback.length === 2 ? 'from:to' : 'from:to:step';
  if (parts.length < 2 || parts.length > fallback.length) throw new BadInput(`option --two-theta is "${text}": expected ${form} in degrees, such as ${fallback.join(':')}`);
  const numbers = parts.map((part) => toNumber(part, `option --two-theta ${text}: one of its parts`));
  const [from, to, step] = [...numbers, ...fallback.slice(numbers.length)] as [number, number, number];
  if (!(from > 0 && to < 180 && from < to)) throw new BadInput(`option --two-theta is "${text}": expected 0 < from < to < 180 degrees`);
  if (fallback.length === 3 && !(step > 0)) throw new BadInput(`option --two-theta is "${text}": expected a positive step`);
  return [from, to, step];
}

function caglioti(parsed: Parsed): [number, number, number] {
  const values = numbersOption(parsed, 'caglioti') ?? [2e-4, -1e-4, 4e-4];
  if (values.length !== 3) throw new BadInput(`option --caglioti has ${values.length} values: expected U,V,W in degrees²`);
  return values as [number, number, number];
}

/** Two columns; angles without the rounding of repeated addition, intensities in full. */
function csv(header: string, angles: ArrayLike<number>, values: Float64Array): string {
  return `${header}\n${Array.from(values, (v, i) => `${Number(angles[i]!.toFixed(9))},${v}`).join('\n')}\n`;
}

const pattern: Command = (parsed) => {
  const { file, crystal } = readStructure(parsed, 'pattern');
  const [from_deg = 5, to_deg = 50] = windowOption(parsed, [5, 50]);
  const wavelength_A = numberOption(parsed, 'wavelength-A', WAVELENGTH_MO_A, { min: 0.05, max: 10 });
  return toJson({ reflections: refusing(file, () => kernel().pattern(crystal, { wavelength_A, from_deg, to_deg })) });
};

const profile: Command = (parsed) => {
  const { file, crystal } = readStructure(parsed, 'profile');
  const [from_deg = 5, to_deg = 50] = windowOption(parsed, [5, 50]);
  if (parsed.value('size-nm') === undefined) throw new BadInput('option --size-nm is needed: the domain size in nm, such as --size-nm 10');
  const options = {
    size_nm: numberOption(parsed, 'size-nm', 10, { min: 0.5, max: 10000 }),
    strain: numberOption(parsed, 'strain', 0, { min: 0, max: 0.1 }),
    K: numberOption(parsed, 'k', 0.9, { min: 0.5, max: 2 }),
    step_deg: numberOption(parsed, 'step', 0.01, { min: 1e-4, max: 10 }),
    caglioti: caglioti(parsed),
    from_deg,
    to_deg,
  };
  return refusing(file, () => {
    const angles = twoThetaGrid(from_deg, to_deg, options.step_deg);
    return csv('two_theta_deg,intensity', angles, kernel().profile(kernel().pattern(crystal, { from_deg, to_deg }), options));
  });
};

const debye: Command = (parsed) => {
  const { text, name: file } = readInput(parsed.positional[0], 'a cluster of atoms in XYZ');
  expectPositionals(parsed, 1, 'halide diffraction debye CLUSTER.xyz');
  const cluster = refusing(file, () => readXyz(text));
  const [from = 3, to = 50, step = 0.05] = windowOption(parsed, [3, 50, 0.05]);
  const B_A2 = numberOption(parsed, 'b-iso', 1.5, { min: 0, max: 100 });
  const disorder_A = numberOption(parsed, 'disorder-A', 0, { min: 0, max: 2 });
  return refusing(file, () => {
    const angles = twoThetaGrid(from, to, step);
    // One pattern, no slider: half the grid step costs little and leaves an error of about 1e-6.
    const pairs = kernel().debyePairs(cluster, scatteringVector(to, WAVELENGTH_MO_A), 2);
    return csv('two_theta_deg,intensity_per_atom', angles, kernel().debye(pairs, angles, { B_A2, disorder_A }));
  });
};

const read: Command = (parsed) => {
  const { text, name: file } = readInput(parsed.positional[0], 'a powder pattern (.xy, .xye, .dat, CSV, .xrdml) or a CIF');
  expectPositionals(parsed, 1, 'halide diffraction read FILE');
  return refusing(file, () => {
    if (isCif(text)) {
      const { name, cell, spaceGroup, operations, sites } = readCif(text);
      return toJson({ format: 'cif', structures: [{ label: name, cell, space_group: spaceGroup, n_operations: operations.length, sites }], patterns: [], warnings: [] });
    }
    const { format, patterns, warnings } = readPattern(text);
    return toJson({ format, structures: [], patterns: patterns.map(({ label, two_theta_deg, ...rest }) => ({ label, n: two_theta_deg.length, two_theta_deg, ...rest })), warnings });
  });
};

const electron: Command = (parsed) => {
  const { file, crystal } = readStructure(parsed, 'electron');
  const kV = numberOption(parsed, 'kV', 200, { min: 1, max: 3000 });
  const { wavelength_A, rings } = refusing(file, () => kernel().electronRings(crystal, { kV }));
  return toJson({ wavelength_A, rings: rings.map(({ d_A, intensity }) => ({ d_A, intensity })) });
};

const commands: Record<string, { run: Command; options: Record<string, OptionKind> }> = {
  pattern: { run: pattern, options: { 'wavelength-A': 'value', 'two-theta': 'value' } },
  profile: { run: profile, options: { 'size-nm': 'value', strain: 'value', caglioti: 'value', step: 'value', k: 'value', 'two-theta': 'value' } },
  debye: { run: debye, options: { 'two-theta': 'value', 'b-iso': 'value', 'disorder-A': 'value' } },
  electron: { run: electron, options: { kV: 'value' } },
  read: { run: read, options: {} },
};

/** Runs one sub-command; returns its standard output; throws BadInput. */
export function run(args: string[]): string {
  const [name, ...rest] = args;
  const command = name === undefined ? undefined : commands[name];
  const expected = Object.keys(commands).join(', ');
  if (!command) throw new BadInput(name === undefined ? `a sub-command is needed: ${expected} (halide diffraction --help)` : `there is no sub-command "${name}": expected ${expected} (halide diffraction --help)`);
  return command.run(parseOptions(rest, command.options));
}
