/** `halide cell rate`: the composite-cathode cell model at a sequence of C-rates. */
import { BadInput } from './errors.ts';
import { expectPositionals, parseJson, parseOptions, readInput, toJson } from './options.ts';
import { cellKernel, type CellResult, type CellRun, type Profile } from '../kernels/cell.ts';
import { loadKernel } from '../kernels/node.ts';
import { cellParameters, listSpecs, meshes, numberSpecs, tunedTo, type CellParameters, type Mesh } from '../physics/cell-parameters.ts';

const usage = 'halide cell rate [PARAMS.json] [--profiles]';

const inWords = ({ cells, shells, steps }: Mesh): string => `${cells}/${shells}/${steps}`;

const parameterLines = (): string[] => [
  ...Object.entries(numberSpecs).map(([name, s]) => `  ${name.padEnd(26)} ${String(Number(s.value.toPrecision(6))).padEnd(9)} ${s.unit === '1' ? '' : `${s.unit}, `}${s.provenance}: ${s.source}`),
  ...Object.entries(listSpecs).map(([name, s]) => `  ${name.padEnd(26)} ${JSON.stringify(s.value)} ${s.provenance}: ${s.source}`),
  `  ${'mesh'.padEnd(26)} "fine" (${inWords(meshes.fine)}; more where the reaction keeps to a part of the cathode or of its grains), "web" (${inWords(meshes.web)}, likewise; good to 1 mAh/g) or {"cells":…,"shells":…,"steps":…}`,
];

export const help = `usage: ${usage}

Charges and discharges NaCrO2 | catholyte against Na9Sn4 at each C-rate in turn, on one cell, and writes capacities, mean voltages, geometry and
resistances as JSON. PARAMS.json (or - for standard input) overrides parameters by name, for example {"sigma_mS_cm":0.12,"c_rates":[0.1,1]}.

  --profiles   adds V(Q) of every half-cycle

The default set was tuned to ${tunedTo.map((t) => `${t.capacity_mAh_g} mAh/g at ${t.c_rate} C`).join(', ')} (x = 1.625); everything else is its prediction.
Parameters, with their defaults (σ, D and i0 at 298.15 K):
${parameterLines().join('\n')}
`;

function readParameters(file: string | undefined): CellParameters {
  if (file === undefined) return cellParameters();
  const { text, name } = readInput(file, 'a JSON object of cell parameters');
  const given = parseJson(text, name);
  try {
    return cellParameters(given);
  } catch (error) {
    throw error instanceof RangeError ? new BadInput(`${name}: ${error.message}`) : error;
  }
}

/** Runs to the end; says on standard error how far it is when that takes seconds. */
function complete(run: CellRun): CellResult {
  let said = performance.now();
  while (!run.advance(500)) {
    if (performance.now() - said < 3000) continue;
    said = performance.now();
    process.stderr.write(`halide cell: ${Math.floor(100 * run.progress())} %\n`);
  }
  return run.result();
}

export function run(args: string[]): string {
  const [command, ...rest] = args;
  if (command !== 'rate') throw new BadInput(`${command === undefined ? 'a command is needed' : `there is no command "${command}"`}: usage is ${usage}`);
  const options = parseOptions(rest, { profiles: 'flag' });
  expectPositionals(options, 1, usage);
  const parameters = readParameters(options.positional[0]);
  const wanted = options.flag('profiles');
  const result = (() => {
    try {
      return complete(cellKernel(loadKernel('cell')).start(parameters, { profiles: wanted }));
    } catch (error) {
      throw error instanceof RangeError ? new BadInput(error.message) : error;
    }
  })();
  const { thickness_um, volume_fraction_active, volume_fraction_electrolyte, active_mass_mg, one_C_mA_cm2 } = result.geometry;
  return toJson({
    geometry: { thickness_um, volume_fraction_active, volume_fraction_electrolyte, active_mass_mg, one_C_mA_cm2 },
    rates: result.rates.map(({ c_rate, charge, discharge }) => ({
      c_rate,
      charge_mAh_g: charge.capacity_mAh_g,
      discharge_mAh_g: discharge.capacity_mAh_g,
      mean_charge_V: charge.mean_V,
      mean_discharge_V: discharge.mean_V,
    })),
    resistances_ohm_cm2: result.resistances_ohm_cm2,
    ...(wanted ? { profiles: result.rates.map((r) => ({ c_rate: r.c_rate, charge: curve(r.profiles!.charge), discharge: curve(r.profiles!.discharge) })) } : {}),
  });
}

const curve = ({ Q_mAh_g, V }: Profile): { Q_mAh_g: number[]; V: number[] } => ({ Q_mAh_g, V });
