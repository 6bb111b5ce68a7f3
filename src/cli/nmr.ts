/** `halide nmr`: simulate a ²³Na spectrum, fit a model to one, turn areas into composition. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BadInput } from './errors.ts';
import { expectPositionals, numberOption, parseJson, parseOptions, readBytes, readInput, toJson, type Parsed } from './options.ts';
import type { NamedBytes } from '../labs/readers/bytes.ts';
import { readNmr, type NmrReadResult } from '../labs/readers/nmr.ts';
import { nmrKernel, type NmrKernel } from '../kernels/nmr.ts';
import { loadKernel } from '../kernels/node.ts';
import { compileModel, parseModel, withValues, type NmrModel, type SiteModel } from '../physics/nmr-model.ts';
import { quantify, type QuantifySite } from '../physics/nmr-quantify.ts';

export const help = `halide nmr: central-transition spectra of 23Na (spin 3/2)

usage: halide nmr read FILE [--larmor-MHz N]                -> JSON: the spectra in a file, points in file order
       halide nmr simulate MODEL.json                      -> CSV shift_ppm,intensity (descending ppm, per ppm)
       halide nmr fit SPECTRUM MODEL.json [options]        -> JSON: parameters with standard errors, covariance, residual, verdict
       halide nmr quantify MODEL.json|FIT.json --x 1.625   -> JSON: sodium fractions, wt % NaCl, adjusted x, step by step
A file may be - for standard input. A spectrum is a table (CSV, TSV, blanks), JCAMP-DX (.dx, .jdx), CSDM (.csdf), JSON of ssNake, or a
processed Bruker spectrum (1r beside its procs, or the folder that holds them). --larmor-MHz serves axes in Hz without a frequency.

MODEL.json
  larmor_MHz   frequency of 23Na, explicit (211.6 at 18.8 T)
  mas_Hz       spinning rate; null = infinite, 0 = static
  axis         {"from_ppm":300,"to_ppm":-300,"n":2048}; for simulate only
  sites        [{"name", "iso_ppm", "CQ_MHz", "eta", "czjzek_sigma_MHz", "csd_fwhm_ppm", "lb_Hz", "gb_Hz", "area"}, …]
  exchange     {"siteA_ppm", "siteB_ppm", "pA", "kex_per_s", "lbA_Hz", "lbB_Hz"} instead of sites
  Widths are full at half maximum (lb Lorentzian, gb Gaussian). iso_ppm excludes the second-order shift. Omitted widths, CQ and eta are 0.
  In a fit a number is fixed, {"start":5,"min":2.5,"max":8} is free (min and max may be left out), {"same_as":"sites.0.lb_Hz"} is tied.

fit options
  --starts N   starting points in all: the model's own and random ones about it (6)
  --seed N     seed of the random starts (1)

quantify options
  --x N            nominal x of Na(2.25-x)Y0.25Zr0.75Cl(6-x) (needed, here or as "x" in the file)
  --nacl NAME      which site is NaCl: its name, its index, or none (else by name, else the cubic site near 7.2 ppm)
  --central A,B    these sites show their central transition alone although the model gives them no CQ (a Voigt line standing for a disordered site)
  --satellites     satellite sidebands are part of the areas: no factor 2.5
  --flip-deg N     flip angle of the cubic site, with
  --selective      the pulse turns the central transition alone: the factor is 2.5 / cos(flip angle)
`;

/** Dispatches the sub-commands. */
export function run(args: string[]): string {
  const [command, ...rest] = args;
  if (command === 'read') return read(rest);
  if (command === 'simulate') return simulate(rest);
  if (command === 'fit') return fit(rest);
  if (command === 'quantify') return quantifyCommand(rest);
  throw new BadInput(`${command === undefined ? 'a sub-command is needed' : `there is no sub-command "${command}"`}: expected read, simulate, fit or quantify (halide nmr --help)`);
}

const kernel = (): NmrKernel => nmrKernel(loadKernel('nmr'));

/** Turns a refusal of the kernels or models into bad input that names the file. */
function naming<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new BadInput(`${name}: ${error.message}`);
    throw error;
  }
}

function readJson(path: string | undefined, expected: string): { json: unknown; name: string } {
  const { text, name } = readInput(path, expected);
  if (text.trim() === '') throw new BadInput(`${name} is empty: expected ${expected}`);
  return { json: parseJson(text, name), name };
}

const digits = (value: number): string => Number(value.toPrecision(12)).toString();

function simulate(args: string[]): string {
  const parsed = parseOptions(args, {});
  expectPositionals(parsed, 1, 'halide nmr simulate MODEL.json');
  const { json, name } = readJson(parsed.positional[0], 'a model as JSON');
  const spectrum = naming(name, () => {
    const model = parseModel(json, 'needed');
    return kernel().simulate(model, model.axis!);
  });
  for (const note of spectrum.notes) process.stderr.write(`halide nmr: ${note}\n`);
  const lines = Array.from(spectrum.shift_ppm, (shift, i) => `${digits(shift)},${spectrum.intensity[i]!.toExponential(10)}`);
  return `shift_ppm,intensity\n${lines.join('\n')}\n`;
}

const EXPECTED_SPECTRUM = 'a spectrum as CSV with shift_ppm,intensity, JCAMP-DX, CSDM, ssNake JSON or Bruker 1r';

/** The file named, with those beside it that belong to a Bruker spectrum; of a folder the first processed spectrum in it. */
function spectrumFiles(path: string | undefined): { files: NamedBytes[]; name: string } {
  if (path !== undefined && path !== '-' && existsSync(path)) {
    const real = statSync(path).isDirectory() ? brukerSpectrum(path) : path;
    if (basename(real) === '1r') {
      const folder = dirname(real);
      const companions = ['1i', 'procs', 'proc', 'title'].map((name) => join(folder, name)).concat(['acqus', 'acqu'].map((name) => join(folder, '..', '..', name)));
      const files = [real, ...companions.filter((file) => existsSync(file))].map((file) => ({ name: basename(file), bytes: readFileSync(file) }));
      return { files, name: path };
    }
  }
  const { bytes, name } = readBytes(path, EXPECTED_SPECTRUM);
  return { files: [{ name: path === '-' ? '' : basename(name), bytes }], name };
}

function brukerSpectrum(folder: string): string {
  const processed = existsSync(join(folder, 'pdata')) ? readdirSync(join(folder, 'pdata')).sort((a, b) => Number(a) - Number(b)).map((n) => join(folder, 'pdata', n, '1r')) : [];
  const found = [join(folder, '1r'), ...processed].find((file) => existsSync(file));
  if (found === undefined) throw new BadInput(`${folder} is a folder without a processed Bruker spectrum: expected 1r in it or in pdata/1`);
  return found;
}

function readSpectra(path: string | undefined, larmor_MHz: number | undefined): NmrReadResult & { name: string } {
  const { files, name } = spectrumFiles(path);
  return { ...naming(name, () => readNmr(files, larmor_MHz === undefined ? {} : { larmor_MHz })), name };
}

const larmorOption = (parsed: Parsed): number | undefined => (parsed.value('larmor-MHz') === undefined ? undefined : numberOption(parsed, 'larmor-MHz', NaN, { min: 1, max: 1e4 }));

function read(args: string[]): string {
  const parsed = parseOptions(args, { 'larmor-MHz': 'value' });
  expectPositionals(parsed, 1, 'halide nmr read FILE');
  const { format, spectra, warnings } = readSpectra(parsed.positional[0], larmorOption(parsed));
  return toJson({
    format,
    spectra: spectra.map((s) => ({
      label: s.label,
      n: s.shift_ppm.length,
      larmor_MHz: s.larmor_MHz,
      nucleus: s.nucleus,
      shift_ppm: s.shift_ppm,
      intensity: s.intensity,
      imaginary: s.imaginary,
      metadata: s.metadata,
    })),
    warnings,
  });
}

function fit(args: string[]): string {
  const parsed = parseOptions(args, { starts: 'value', seed: 'value', 'larmor-MHz': 'value' });
  expectPositionals(parsed, 2, 'halide nmr fit SPECTRUM MODEL.json');
  const starts = numberOption(parsed, 'starts', 6, { min: 1, max: 1000, integer: true });
  const seed = numberOption(parsed, 'seed', 1, { integer: true });
  const source = readSpectra(parsed.positional[0], larmorOption(parsed));
  const spectrum = source.spectra[0]!;
  if (source.spectra.length > 1) process.stderr.write(`halide nmr: ${source.name} holds ${source.spectra.length} spectra; the first is fitted\n`);
  const { json, name } = readJson(parsed.positional[1], 'a model as JSON');
  const model = naming(name, () => {
    const read = parseModel(json, 'refused');
    if (compileModel(read).parameters.length === 0) throw new RangeError('nothing is free: expected at least one value as {"start":…}');
    return read;
  });
  const result = naming(source.name, () => kernel().fit(spectrum, model, { starts, seed }));
  return toJson({ ...result, n_points: spectrum.shift_ppm.length });
}

/** Sites with their areas from a model, or from the output of `halide nmr fit` (then with errors). */
function sitesOf(json: unknown): { sites: QuantifySite[]; covariance: (number | null)[][] | null } {
  const fitted = json as { model?: unknown; parameters?: { name: string; stderr: number | null }[]; covariance?: (number | null)[][] } | null;
  const isFit = typeof json === 'object' && json !== null && 'model' in json;
  const model: NmrModel = parseModel(isFit ? fitted!.model : withExperiment(json));
  if (!model.sites) throw new RangeError('the model has an exchanging pair and no sites: expected sites with areas');
  const compiled = compileModel(model);
  const numbers = withValues(model, compiled, compiled.parameters.map((p) => p.start)).sites as (SiteModel & Record<string, number | undefined>)[];
  const indexOf = (i: number): number => (isFit && Array.isArray(fitted!.parameters) ? fitted!.parameters.findIndex((p) => p.name === `sites.${i}.area`) : -1);
  const sites = numbers.map((site, i) => ({
    name: model.sites![i]!.name ?? `site ${i}`,
    iso_ppm: Number(site.iso_ppm),
    area: Number(site.area),
    quadrupolar: Number(site.CQ_MHz ?? 0) > 0 || Number(site.czjzek_sigma_MHz ?? 0) > 0,
    u_area: indexOf(i) >= 0 ? (fitted!.parameters![indexOf(i)]!.stderr ?? null) : null,
  }));
  const covariance = isFit && fitted!.covariance ? sites.map((_, i) => sites.map((_s, j) => (indexOf(i) < 0 || indexOf(j) < 0 ? 0 : (fitted!.covariance![indexOf(i)]?.[indexOf(j)] ?? null)))) : null;
  return { sites, covariance };
}

/** Areas alone are enough here: frequency and spinning rate may be left out. */
const withExperiment = (json: unknown): unknown => (typeof json === 'object' && json !== null && !Array.isArray(json) ? { larmor_MHz: 211.6, mas_Hz: null, ...json } : json);

function quantifyCommand(args: string[]): string {
  const parsed = parseOptions(args, { x: 'value', nacl: 'value', central: 'value', satellites: 'flag', 'flip-deg': 'value', selective: 'flag' });
  expectPositionals(parsed, 1, 'halide nmr quantify MODEL.json --x 1.625');
  const wanted = parsed.value('nacl');
  const { json, name } = readJson(parsed.positional[0], 'a model or the output of halide nmr fit, as JSON');
  return naming(name, () => {
    const { x: given, ...rest } = (json ?? {}) as { x?: unknown };
    const x = parsed.value('x') === undefined ? Number(given ?? NaN) : numberOption(parsed, 'x', NaN);
    if (!Number.isFinite(x)) throw new RangeError('the nominal x of the sample is not given: expected option --x, as in --x 1.625, or a number "x" in the file');
    const { sites, covariance } = sitesOf(rest);
    for (const central of parsed.value('central')?.split(',') ?? []) {
      const site = sites.find((s, i) => s.name === central || String(i) === central);
      if (!site) throw new RangeError(`there is no site "${central}" for --central: expected one of ${sites.map((s) => s.name).join(', ')}`);
      site.quadrupolar = true;
    }
    const nacl = wanted === undefined ? undefined : wanted === 'none' ? null : sites.some((s) => s.name === wanted) || !/^\d+$/.test(wanted) ? wanted : Number(wanted);
    const flip = parsed.value('flip-deg') === undefined ? undefined : numberOption(parsed, 'flip-deg', 0);
    return toJson(
      quantify(sites, {
        x,
        satellites: parsed.flag('satellites'),
        selective: parsed.flag('selective'),
        covariance,
        ...(nacl === undefined ? {} : { nacl }),
        ...(flip === undefined ? {} : { flip_deg: flip }),
      }),
    );
  });
}
