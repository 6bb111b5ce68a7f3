/** `halide impedance …`: read, fit and judge impedance spectra. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BadInput } from './errors.ts';
import { expectPositionals, numberOption, numbersOption, parseOptions, readInput, toJson, toNumber, type Parsed } from './options.ts';
import { arrheniusJson } from './arrhenius.ts';
import { loadKernel } from '../kernels/node.ts';
import { impedanceKernel, type CircuitFit, type FitOptions, type ImpedanceKernel, type Weight } from '../kernels/impedance.ts';
import { compareCircuits } from '../kernels/compare-circuits.ts';
import { resistanceIndex, temperatureSeries } from '../kernels/temperature-series.ts';
import { transportKernel } from '../kernels/transport.ts';
import { finish } from '../jobs/job.ts';
import { profileInterval, type ProfileInterval } from '../kernels/profile-likelihood.ts';
import { validationKernel, type ValidationKernel } from '../kernels/validation.ts';
import { readImpedance, type ReadSpectrum } from '../labs/readers/impedance.ts';
import { kelvinInName } from '../labs/readers/temperature.ts';
import type { Disc } from '../physics/conductivity.ts';
import { pelletReport, type PelletReport } from '../physics/pellet.ts';
import { parseCircuit, type Circuit } from '../physics/circuit-grammar.ts';

export const help = `halide impedance: impedance spectra

  halide impedance read FILE
      the spectra in a file, as JSON
  halide impedance fit FILE --circuit "p(R1,CPE1)-CPE2" [options]
      fit a circuit; parameters with errors, correlations and a verdict, as JSON
  halide impedance compare FILE --circuits "R0-p(R1,CPE1); p(R1,CPE1)-CPE2" [--weight …] [--starts N] [--seed N]
      fit several circuits and rank them by AICc, as JSON
  halide impedance kk FILE
      do Re and Im belong together (Kramers-Kronig)? verdict, noise and residuals, as JSON
  halide impedance drt FILE [--lambda auto|VALUE] [--blocking auto|none]
      distribution of relaxation times: arcs of the best family with a blocking CPE co-fitted, as JSON; with a VALUE of lambda, gamma is
      the non-negative Tikhonov curve instead (asymmetric overlapping arcs stay ambiguous with every method: compare the two)
  halide impedance series DIR --circuit "…" --thickness-cm 0.065 --u-thickness-cm 0.001 --diameter-cm 1 --u-diameter-cm 0.005 [options]
      fit every spectrum of a folder (T298.15K.csv …), then conductivity and activation energy, as JSON

FILE is a table (frequency, Re Z, Im Z; comma, semicolon, tab or blanks; with or without header) or a file of BioLogic (.mpt), Gamry (.DTA),
ZPlot (.z), VersaStudio (.par), PARSTAT or CH Instruments; - is standard input.

options of fit and series
  --circuit TEXT        impedance.py's notation, R0-p(R1,CPE1), or Boukamp's, R(RQ)
  --start a,b,…         start values in order of appearance (other starts run too)
  --weight NAME         modulus (default), proportional or unit
  --starts N            number of starts (default 16, then up to 64 until 16 or three in four agree; 64 where residuals are no noise)
  --seed N              seed of the drawn starts (default 1)
  --fix NAME=VALUE,…    hold parameters
  --tie NAME=NAME,…     let the first follow the second
  --bounds NAME=LOW:HIGH,…
options of fit
  --profile             adds profile95 to every free parameter: its profile-likelihood interval, null where the data set no end
  --thickness-cm D --diameter-cm D [--u-thickness-cm U] [--u-diameter-cm U]
                        adds pellet: conductivity, quick estimates of R beside the fit, effective capacitances with their class;
                        null when the fit failed
options of series
  --resistance NAME     which resistance gives the conductivity (default: R1, else the first)
  --temperatures a,b,…  kelvin, for the files in alphabetical order, instead of their names
  --unweighted          every temperature counts the same in the Arrhenius line
  --global              adds global: one fit of all temperatures, in which that resistance follows sigma T = sigma0 exp(-Ea/kT)
  --activated R2,…      further resistances that do, each with its own energy (with --global)
  --shared NAME,…       parameters with one value for all temperatures (with --global)
`;

const FIT_OPTIONS = { circuit: 'value', start: 'value', weight: 'value', starts: 'value', seed: 'value', fix: 'value', tie: 'value', bounds: 'value' } as const;

/** What a reader should know beside the result: told on standard error when there is a result, because bad input is answered by its one sentence alone. */
let notes: string[] = [];

export function run(args: string[]): string {
  notes = [];
  const output = answer(args);
  for (const note of notes) process.stderr.write(`${note}\n`);
  return output;
}

function answer(args: string[]): string {
  const [command, ...rest] = args;
  if (command === 'read') return read(rest);
  if (command === 'fit') return fit(rest);
  if (command === 'compare') return compare(rest);
  if (command === 'kk') return kramersKronig(rest);
  if (command === 'drt') return relaxationTimes(rest);
  if (command === 'series') return series(rest);
  throw new BadInput(`${command === undefined ? 'a command is needed' : `there is no command "${command}"`}: expected read, fit, compare, kk, drt or series (halide impedance --help)`);
}

const kernel = (): ImpedanceKernel => impedanceKernel(loadKernel('impedance'));

/** Turns a RangeError of readers and bindings into bad input that names the file or option. */
function orBadInput<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new BadInput(`${where}: ${error.message}`);
    throw error;
  }
}

function read(args: string[]): string {
  const parsed = parseOptions(args, {});
  expectPositionals(parsed, 1, 'halide impedance read FILE');
  const { text, name } = readInput(parsed.positional[0], 'an impedance spectrum');
  const { format, spectra, warnings } = orBadInput(name, () => readImpedance(text));
  return toJson({
    format,
    spectra: spectra.map((s) => ({ label: s.label, n: s.frequency_Hz.length, frequency_Hz: s.frequency_Hz, z_real_ohm: s.zReal_ohm, z_imag_ohm: s.zImag_ohm, metadata: s.metadata })),
    warnings,
  });
}

/** The first spectrum of a file; more than one, and warnings, are noted. */
function firstSpectrum(path: string | undefined): { spectrum: ReadSpectrum; name: string } {
  const { text, name } = readInput(path, 'an impedance spectrum');
  const { spectra, warnings } = orBadInput(name, () => readImpedance(text));
  for (const warning of warnings) notes.push(`${name}: ${warning}`);
  if (spectra.length > 1) notes.push(`${name}: ${spectra.length} spectra, the first (${spectra[0]!.label}) is used`);
  return { spectrum: spectra[0]!, name };
}

function circuitOption(parsed: Parsed): Circuit {
  const text = parsed.value('circuit');
  if (text === undefined) throw new BadInput('option --circuit is needed: for example --circuit "p(R1,CPE1)-CPE2"');
  return orBadInput('option --circuit', () => parseCircuit(text));
}

/** `NAME=…,NAME=…` */
function pairs(parsed: Parsed, option: string): [string, string][] {
  const text = parsed.value(option);
  if (text === undefined) return [];
  return text.split(',').map((part) => {
    const at = part.indexOf('=');
    if (at <= 0 || at === part.length - 1) throw new BadInput(`option --${option} holds "${part}": expected NAME=VALUE`);
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  });
}

function fitOptions(parsed: Parsed): FitOptions {
  const weight = parsed.value('weight') ?? 'modulus';
  if (!['modulus', 'proportional', 'unit'].includes(weight)) throw new BadInput(`option --weight is "${weight}": expected modulus, proportional or unit`);
  const start = numbersOption(parsed, 'start');
  const bounds = pairs(parsed, 'bounds').map(([name, range]): [string, [number, number]] => {
    const [low, high, more] = range.split(':');
    if (low === undefined || high === undefined || more !== undefined) throw new BadInput(`option --bounds holds "${name}=${range}": expected NAME=LOW:HIGH`);
    return [name, [toNumber(low, `the lower bound of ${name}`), toNumber(high, `the upper bound of ${name}`)]];
  });
  return {
    weight: weight as Weight,
    seed: numberOption(parsed, 'seed', 1, { min: -2147483647, max: 2147483647, integer: true }),
    fixed: Object.fromEntries(pairs(parsed, 'fix').map(([name, value]) => [name, toNumber(value, `the fixed value of ${name}`)])),
    ties: Object.fromEntries(pairs(parsed, 'tie')),
    bounds: Object.fromEntries(bounds),
    ...(start && { start }),
    ...(parsed.value('starts') !== undefined && { starts: numberOption(parsed, 'starts', 16, { min: 1, max: 1000, integer: true }) }),
  };
}

function fitJson(fit: CircuitFit, elapsed_ms: number, profiles: ReadonlyMap<string, ProfileInterval>, pellet?: object | null): object {
  return {
    circuit: fit.circuit,
    weight: fit.weight,
    n_points: fit.nPoints,
    parameters: fit.parameters.map(({ name, unit, value, stderr, interval95, determined, fixed }) => {
      const profile95 = profiles.get(name)?.interval95;
      return { name, unit, value, stderr, interval95, determined, ...(fixed && { fixed }), ...(profile95 && { profile95 }) };
    }),
    correlation: fit.correlation,
    wssr: fit.wssr,
    reduced_chi2: fit.reducedChi2,
    aicc: fit.aicc,
    verdict: fit.verdict,
    message: fit.message,
    starts: { tried: fit.starts.tried, reached_best: fit.starts.reachedBest },
    outliers: fit.outliers,
    elapsed_ms: Number(elapsed_ms.toFixed(3)),
    ...(pellet !== undefined && { pellet }),
  };
}

const SIZES = { 'thickness-cm': 'value', 'u-thickness-cm': 'value', 'diameter-cm': 'value', 'u-diameter-cm': 'value' } as const;

/** The pellet's sizes, or null when none is given; errors of 0 where they are left out. */
function optionalDisc(parsed: Parsed): Disc | null {
  if (Object.keys(SIZES).every((name) => parsed.value(name) === undefined)) return null;
  return {
    thickness_cm: requiredSize(parsed, 'thickness-cm', true),
    u_thickness_cm: numberOption(parsed, 'u-thickness-cm', 0, { min: 0 }),
    diameter_cm: requiredSize(parsed, 'diameter-cm', true),
    u_diameter_cm: numberOption(parsed, 'u-diameter-cm', 0, { min: 0 }),
  };
}

function pelletJson(report: PelletReport): object {
  return {
    total_ohm: report.total_ohm,
    u_total_ohm: report.u_total_ohm,
    sigma_S_cm: report.conductivity?.sigma_S_cm ?? null,
    u_sigma_stat_S_cm: report.conductivity?.u_sigma_stat_S_cm ?? null,
    u_sigma_S_cm: report.conductivity?.u_sigma_S_cm ?? null,
    message: report.words,
    estimates: report.estimates.map(({ method, r_ohm, deviation_percent, agrees, words }) => ({ method, r_ohm, deviation_percent, agrees, message: words })),
    arcs: report.arcs.map((arc) => ({
      branch: arc.branch,
      r_ohm: arc.r_ohm,
      tau_s: arc.tau_s,
      capacitance_F: arc.capacitance_F,
      u_capacitance_F: arc.u_capacitance_F,
      model: arc.model,
      class: arc.class,
      relative_permittivity: arc.permittivity?.relativePermittivity ?? null,
      u_relative_permittivity: arc.permittivity?.u_relativePermittivity ?? null,
      plausible_for_bulk: arc.permittivity?.plausibleForBulk ?? null,
      message: arc.words,
    })),
  };
}

function compare(args: string[]): string {
  const parsed = parseOptions(args, { circuits: 'value', weight: 'value', starts: 'value', seed: 'value' });
  expectPositionals(parsed, 1, 'halide impedance compare FILE --circuits "…; …"');
  const text = parsed.value('circuits');
  if (text === undefined) throw new BadInput('option --circuits is needed: for example --circuits "R0-p(R1,CPE1); p(R1,CPE1)-CPE2"');
  const circuits = text.split(';').map((c) => c.trim()).filter((c) => c !== '');
  for (const circuit of circuits) orBadInput('option --circuits', () => parseCircuit(circuit));
  const { weight, starts, seed } = fitOptions(parsed);
  const { spectrum, name } = firstSpectrum(parsed.positional[0]);
  const rows = orBadInput(name, () => compareCircuits(kernel(), spectrum, circuits, { ...(weight && { weight }), ...(starts && { starts }), ...(seed !== undefined && { seed }) }));
  return toJson({ weight, n_points: spectrum.frequency_Hz.length, circuits: rows.map(({ circuit, wssr, k, aicc, delta_aicc, weight: akaike_weight, verdict, words }) => ({ circuit, wssr, k, aicc, delta_aicc, akaike_weight, verdict, message: words })) });
}

/** Profile-likelihood intervals of the free parameters; empty for a fit that failed or has no degrees of freedom. */
function profilesOf(k: ImpedanceKernel, circuit: Circuit, spectrum: ReadSpectrum, result: CircuitFit, options: FitOptions): Map<string, ProfileInterval> {
  if (result.verdict === 'failed' || result.degreesOfFreedom < 1) return new Map();
  const free = result.parameters.filter((p) => !p.fixed && !(options.ties && p.name in options.ties));
  return new Map(free.map((p) => [p.name, profileInterval(k, circuit, spectrum, result, p.name, options)]));
}

function fit(args: string[]): string {
  const parsed = parseOptions(args, { ...FIT_OPTIONS, ...SIZES, profile: 'flag' });
  expectPositionals(parsed, 1, 'halide impedance fit FILE --circuit "…"');
  const circuit = circuitOption(parsed);
  const options = fitOptions(parsed);
  const disc = optionalDisc(parsed);
  const { spectrum, name } = firstSpectrum(parsed.positional[0]);
  const k = kernel();
  const start = performance.now();
  const result = orBadInput(name, () => k.fit(circuit, spectrum, options));
  const elapsed = performance.now() - start;
  const profiles = parsed.flag('profile') ? orBadInput(name, () => profilesOf(k, circuit, spectrum, result, options)) : new Map<string, ProfileInterval>();
  const pellet = disc === null ? undefined : result.verdict === 'failed' ? null : pelletJson(orBadInput(name, () => pelletReport(circuit, result, spectrum, disc)));
  return toJson(fitJson(result, elapsed, profiles, pellet));
}

const validation = (): ValidationKernel => validationKernel(loadKernel('validation'));

function kramersKronig(args: string[]): string {
  const parsed = parseOptions(args, {});
  expectPositionals(parsed, 1, 'halide impedance kk FILE');
  const { spectrum, name } = firstSpectrum(parsed.positional[0]);
  const kk = orBadInput(name, () => validation().kramersKronig(spectrum));
  return toJson({
    valid: kk.valid,
    rms_residual_percent: kk.rmsResidual_percent,
    noise_estimate_percent: kk.noiseEstimate_percent,
    m: kk.m,
    residual_real_percent: kk.residualReal_percent,
    residual_imag_percent: kk.residualImag_percent,
    message: kk.message,
  });
}

function relaxationTimes(args: string[]): string {
  const parsed = parseOptions(args, { lambda: 'value', blocking: 'value' });
  expectPositionals(parsed, 1, 'halide impedance drt FILE');
  const blocking = parsed.value('blocking') ?? 'auto';
  if (blocking !== 'auto' && blocking !== 'none') throw new BadInput(`option --blocking is "${blocking}": expected auto or none`);
  const text = parsed.value('lambda') ?? 'auto';
  const lambda = text === 'auto' ? 'auto' : toNumber(text, 'option --lambda');
  if (lambda !== 'auto' && lambda <= 0) throw new BadInput(`option --lambda is ${text}: expected auto or a positive number`);
  const { spectrum, name } = firstSpectrum(parsed.positional[0]);
  const { relaxations, tikhonov } = validation();
  const model = orBadInput(name, () => relaxations(spectrum, { blocking }));
  const curve = orBadInput(name, () => tikhonov(spectrum, model, lambda));
  const shown = lambda === 'auto' ? model : curve;
  notes.push(`${name}: ${model.arcs.length} arc${model.arcs.length === 1 ? '' : 's'} (${model.family}), residual ${Number(model.rmsResidual_percent.toPrecision(2))} % of |Z|`);
  return toJson({
    tau_s: shown.tau_s,
    gamma_ohm: shown.gamma_ohm,
    r_inf_ohm: shown.rInf_ohm,
    lambda: curve.lambda,
    arcs: model.arcs.map(({ tau_s, r_ohm }) => ({ tau_s, r_ohm })),
    blocking: model.blocking,
  });
}

/** Files of a folder with their temperatures in K, ascending. */
function seriesFiles(folder: string | undefined, temperatures: number[] | undefined): { path: string; T_K: number }[] {
  if (folder === undefined) throw new BadInput('a folder of spectra is needed: files such as T298.15K.csv');
  if (!existsSync(folder)) throw new BadInput(`${folder}: there is no such folder; expected a folder of spectra such as T298.15K.csv`);
  if (!statSync(folder).isDirectory()) throw new BadInput(`${folder} is a file: expected a folder of spectra such as T298.15K.csv`);
  const names = readdirSync(folder).filter((name) => !name.startsWith('.') && statSync(join(folder, name)).isFile()).sort();
  const found = temperatures
    ? names.map((name) => ({ name, T_K: null as number | null }))
    : names.map((name) => ({ name, T_K: kelvinInName(name) })).filter((f) => f.T_K !== null);
  if (found.length === 0) throw new BadInput(`${folder} holds no spectra: expected files such as T298.15K.csv${temperatures ? '' : ', or --temperatures'}`);
  if (temperatures && temperatures.length !== found.length) throw new BadInput(`option --temperatures has ${temperatures.length} values, but ${folder} holds ${found.length} files: expected one a file, in alphabetical order`);
  const files = found.map((f, i) => ({ path: join(folder, f.name), T_K: temperatures?.[i] ?? f.T_K! }));
  const bad = files.find((f) => !(f.T_K > 0));
  if (bad) throw new BadInput(`the temperature of ${basename(bad.path)} is ${bad.T_K}: expected a positive number of kelvin`);
  return files.sort((a, b) => a.T_K - b.T_K);
}

function requiredSize(parsed: Parsed, name: string, positive: boolean): number {
  if (parsed.value(name) === undefined) throw new BadInput(`option --${name} is needed: the ${name.replace(/^u-/, 'standard error of the ').replace('-cm', '')} in cm`);
  const value = numberOption(parsed, name, 0, { min: 0 });
  if (positive && value === 0) throw new BadInput(`option --${name} is 0: expected a positive number of cm`);
  return value;
}

/** `A,B,…` */
const names = (parsed: Parsed, option: string): string[] => (parsed.value(option) ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');

function series(args: string[]): string {
  const parsed = parseOptions(args, { ...FIT_OPTIONS, ...SIZES, resistance: 'value', temperatures: 'value', unweighted: 'flag', global: 'flag', activated: 'value', shared: 'value' });
  expectPositionals(parsed, 1, 'halide impedance series DIR --circuit "…" --thickness-cm …');
  const circuit = circuitOption(parsed);
  const fit = fitOptions(parsed);
  const disc: Disc = {
    thickness_cm: requiredSize(parsed, 'thickness-cm', true),
    u_thickness_cm: requiredSize(parsed, 'u-thickness-cm', false),
    diameter_cm: requiredSize(parsed, 'diameter-cm', true),
    u_diameter_cm: requiredSize(parsed, 'u-diameter-cm', false),
  };
  const resistance = parsed.value('resistance');
  orBadInput('option --resistance', () => resistanceIndex(circuit, resistance));
  for (const option of ['activated', 'shared']) if (parsed.value(option) !== undefined && !parsed.flag('global')) throw new BadInput(`option --${option} belongs to the fit of all temperatures: give --global with it`);
  const folder = parsed.positional[0];
  const spectra = seriesFiles(folder, numbersOption(parsed, 'temperatures')).map(({ path, T_K }) => {
    const { spectrum, name } = firstSpectrum(path);
    return { T_K, spectrum, label: name };
  });
  const kernels = { impedance: kernel(), transport: transportKernel(loadKernel('transport')) };
  const result = orBadInput(folder!, () =>
    finish(temperatureSeries(kernels, {
      spectra,
      circuit: circuit.text,
      disc,
      fit,
      unweighted: parsed.flag('unweighted'),
      ...(resistance !== undefined && { resistance }),
      ...(parsed.flag('global') && { global: { activated: names(parsed, 'activated'), shared: names(parsed, 'shared') } }),
    })),
  );
  for (const { label, verdict, message } of result.points) if (verdict !== 'converged') notes.push(`${label}: ${verdict}: ${message}`);
  return toJson({
    points: result.points.map(({ T_K, r_ohm, u_r_ohm, sigma_S_cm, u_sigma_stat_S_cm, u_sigma_S_cm }) => ({ T_K, r_ohm, u_r_ohm, sigma_S_cm, u_sigma_stat_S_cm, u_sigma_S_cm })),
    arrhenius: arrheniusJson(result.arrhenius),
    ...(result.global && { global: result.global }),
  });
}
