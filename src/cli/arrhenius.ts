/** `halide arrhenius`: activation energy from conductivities at several temperatures. */
import { BadInput } from './errors.ts';
import { expectPositionals, parseOptions, readInput, toJson } from './options.ts';
import { loadKernel } from '../kernels/node.ts';
import { transportKernel, type ArrheniusResult, type ConductivityPoint } from '../kernels/transport.ts';
import { cellsOf, parseNumber } from '../labs/readers/columns.ts';

export const help = `halide arrhenius FILE [--unweighted]

Activation energy from a CSV file with the header T_K,sigma_S_cm[,u_sigma_S_cm] (- is standard input): sigma T = sigma0 exp(-Ea/kT).
u_sigma_S_cm is one standard deviation of each point alone, without the geometry that all points share.
`;

export function run(args: string[]): string {
  const parsed = parseOptions(args, { unweighted: 'flag' });
  expectPositionals(parsed, 1, 'halide arrhenius FILE');
  const { text, name } = readInput(parsed.positional[0], 'a CSV file with the header T_K,sigma_S_cm[,u_sigma_S_cm]');
  const points = readPoints(text, name);
  try {
    return toJson(arrheniusJson(transportKernel(loadKernel('transport')).arrhenius(points, { unweighted: parsed.flag('unweighted') })));
  } catch (error) {
    if (error instanceof RangeError) throw new BadInput(`${name}: ${error.message}`);
    throw error;
  }
}

/** The JSON of an Arrhenius line. */
export function arrheniusJson(r: ArrheniusResult): object {
  return {
    Ea_eV: r.Ea_eV,
    u_Ea_eV: r.u_Ea_eV,
    interval95_Ea_eV: r.interval95_Ea_eV,
    sigma0_S_K_cm: r.sigma0_S_K_cm,
    u_ln_sigma0: r.u_ln_sigma0,
    cov_Ea_ln_sigma0: r.cov_Ea_ln_sigma0,
    reduced_chi2: r.reduced_chi2,
    error_from: r.error_from,
    single_line: r.single_line,
    break_T_K: r.break_T_K,
    sigma_298_S_cm: r.sigma_298_S_cm,
    u_sigma_298_S_cm: r.u_sigma_298_S_cm,
    message: message(r),
  };
}

function message(r: ArrheniusResult): string {
  const words = [
    r.reduced_chi2 === null
      ? 'the points carry no errors: the error is that of their scatter, and reduced chi2 is not defined'
      : r.error_from === 'fit'
        ? 'the scatter agrees with the stated errors'
        : 'the points scatter more than their errors say: the error is scaled by sqrt(reduced chi2)',
  ];
  if (!Number.isFinite(r.sigma0_S_K_cm)) words.push('sigma0 is beyond what a number can hold');
  if (r.break_T_K !== null) words.push(`two lines fit clearly better, with a break near ${r.break_T_K.toFixed(1)} K (${r.Ea_below_eV!.toFixed(3)} eV below, ${r.Ea_above_eV!.toFixed(3)} eV above): one activation energy does not describe these data`);
  return words.join('; ');
}

const COLUMNS = ['T_K', 'sigma_S_cm', 'u_sigma_S_cm'];

function readPoints(text: string, name: string): ConductivityPoint[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const first = lines.findIndex((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  if (first < 0) throw new BadInput(`${name} is empty: expected the header T_K,sigma_S_cm[,u_sigma_S_cm] and one row a temperature`);
  const separator = ([',', ';', '\t'] as const).find((s) => lines[first]!.includes(s)) ?? ' ';
  const header = cellsOf(lines[first]!, separator);
  const at = COLUMNS.map((column) => header.indexOf(column));
  if (at[0]! < 0 || at[1]! < 0) throw new BadInput(`${name}: the header is "${lines[first]!.slice(0, 80)}", expected T_K,sigma_S_cm[,u_sigma_S_cm]`);
  const points: ConductivityPoint[] = [];
  for (let i = first + 1; i < lines.length; i++) {
    if (lines[i]!.trim() === '' || lines[i]!.trim().startsWith('#')) continue;
    const cells = cellsOf(lines[i]!, separator);
    const [T_K, sigma_S_cm, u] = at.map((column, c) => {
      if (column < 0) return undefined;
      const value = parseNumber(cells[column] ?? '', false);
      if (value === null || value <= 0) throw new BadInput(`${name}, line ${i + 1}: ${COLUMNS[c]} is "${cells[column] ?? ''}", expected a positive number`);
      return value;
    });
    points.push({ T_K: T_K!, sigma_S_cm: sigma_S_cm!, ...(u !== undefined && { u_sigma_S_cm: u }) });
  }
  return points;
}
