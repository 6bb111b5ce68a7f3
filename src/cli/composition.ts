import { compositionAt, pelletThickness_cm } from '../physics/composition.ts';
import { BadInput } from './errors.ts';
import { expectPositionals, numberOption, parseOptions, toJson } from './options.ts';

export const help = `halide composition --x X
  Formula, mole and weight fractions, molar mass, estimated density and pellet thickness (100 mg in a 10 mm die) of
  Na(2.25-x)Y0.25Zr0.75Cl(6-x), for 0 <= x <= 2.25. One JSON object.
`;

export function run(args: string[]): string {
  const options = parseOptions(args, { x: 'value' });
  expectPositionals(options, 0, 'halide composition --x 1.625');
  if (options.value('x') === undefined) throw new BadInput('option --x is missing: expected a number from 0 to 2.25, as in halide composition --x 1.625');
  const c = compositionAt(numberOption(options, 'x', NaN, { min: 0, max: 2.25 }));
  return toJson({
    x: c.x,
    formula: c.formula,
    mole_fraction: c.moleFraction,
    weight_fraction: c.weightFraction,
    molar_mass_g_mol: c.molarMass_g_mol,
    na_per_formula: c.atoms.Na,
    density_g_cm3: { value: c.density_g_cm3, provenance: c.provenance.estimate },
    pellet_thickness_mm: { value: 10 * pelletThickness_cm(c.density_g_cm3), provenance: c.provenance.estimate },
  });
}
