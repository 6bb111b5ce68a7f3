/**
 * Recipes: how a number follows from other numbers. The ledger, the discrepancies and the exercises name them; each is a pure function of its named arguments.
 * Formula, units and source stand in `formula`; `args` lists the arguments. Other files (models, kernels) add theirs with `addRecipes`.
 */
import { freeSalt, mobility, sodiumLeft_cm3 } from './carriers.ts';
import { ATOMIC_WEIGHT, SALT_MASS, compositionAt, faceArea_cm2, pelletThickness_cm, type Salt } from './composition.ts';
import { boltzmann, boltzmann_eV, elementaryCharge, faraday, vacuumPermittivity, zeroCelsius_K } from './constants.ts';

/** One number, or a range when an argument was a range. */
export type Quantity = number | { min: number; max: number };

/** The arguments of a recipe, resolved to numbers. Each getter throws RangeError when the argument is absent or of another kind. */
export interface Inputs {
  /** One number; a bound counts as its value. */
  number(name: string): number;
  /** A range; a single number is a range of no width. */
  range(name: string): { min: number; max: number };
  /** A list of numbers. */
  numbers(name: string): number[];
}

/**
 * arithmetic: computed from other numbers. prediction: by a model not tuned to the number.
 * round_trip: by a model that was given the number.
 */
export type RecipeKind = 'arithmetic' | 'prediction' | 'round_trip';

export interface Recipe {
  kind: RecipeKind;
  /** The formula with its units and source, as the ledger page shows it. */
  formula: string;
  /** Names of the arguments, with their units. */
  args: Record<string, string>;
  /** Unit of the result. */
  unit: string;
  compute(inputs: Inputs): Quantity;
}

export const recipes: Record<string, Recipe> = {};

/** Adds recipes; a name can be taken only once. */
export function addRecipes(more: Record<string, Recipe>): void {
  for (const [name, recipe] of Object.entries(more)) {
    if (recipes[name]) throw new RangeError(`recipe ${name} is defined twice: give the second one another name`);
    recipes[name] = recipe;
  }
}

/** A recipe of kind arithmetic. */
export const arithmetic = (unit: string, args: Record<string, string>, formula: string, compute: (inputs: Inputs) => Quantity): Recipe => ({
  kind: 'arithmetic',
  unit,
  args,
  formula,
  compute,
});

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
/** Applies a monotonic function to both ends of a range. */
const over = ({ min, max }: { min: number; max: number }, f: (value: number) => number): Quantity => {
  const ends = [f(min), f(max)].sort((a, b) => a - b) as [number, number];
  return ends[0] === ends[1] ? ends[0] : { min: ends[0], max: ends[1] };
};
const RADIANS = Math.PI / 180;

// General arithmetic -------------------------------------------------------------------------------------------------------------------------------------------
addRecipes({
  ratio: arithmetic('1', { numerator: 'any', denominator: 'the same unit' }, 'a / b', (i) => over(i.range('numerator'), (a) => a / i.number('denominator'))),
  ratio_squared: arithmetic('1', { numerator: 'any', denominator: 'the same unit' }, '(a / b)²', (i) => (i.number('numerator') / i.number('denominator')) ** 2),
  percentage: arithmetic('%', { part: 'any', whole: 'the same unit' }, '100 a / b', (i) => over(i.range('part'), (a) => (100 * a) / i.number('whole'))),
  product: arithmetic('product of the units', { of: 'factors' }, 'a · b · …', (i) => i.numbers('of').reduce((a, b) => a * b, 1)),
  shifted: arithmetic('unit of both', { value: 'any', by: 'the same unit' }, 'a + b, over the range of b', (i) => {
    const [value, by] = [i.range('value'), i.range('by')];
    return over({ min: value.min + by.min, max: value.max + by.max }, (v) => v);
  }),
  difference: arithmetic('unit of both', { value: 'any', minus: 'the same unit' }, 'a − b', (i) => i.number('value') - i.number('minus')),
  smallest: arithmetic('unit of the list', { of: 'numbers' }, 'the smallest of the list', (i) => Math.min(...i.numbers('of'))),
  largest: arithmetic('unit of the list', { of: 'numbers' }, 'the largest of the list', (i) => Math.max(...i.numbers('of'))),
  span: arithmetic('unit of the list', { of: 'numbers' }, 'the smallest to the largest of the list', (i) => ({ min: Math.min(...i.numbers('of')), max: Math.max(...i.numbers('of')) })),
  thousandfold: arithmetic('1/1000 of the unit', { value: 'any' }, '1000 a: from a unit to its thousandth', (i) => over(i.range('value'), (a) => 1000 * a)),
  lower_end: arithmetic('unit of the range', { range: 'a range' }, 'the lower end of the range', (i) => i.range('range').min),
  count_steps: arithmetic('1', { range: 'a range', step: 'the same unit' }, '(max − min) / step + 1: points of a scan, both ends included', (i) => {
    const { min, max } = i.range('range');
    return Math.round((max - min) / i.number('step')) + 1;
  }),
});

// Composition --------------------------------------------------------------------------------------------------------------------------------------------------
const perSalt = (name: string, what: string, of: (x: number, salt: Salt) => number): Record<string, Recipe> =>
  Object.fromEntries((['NaCl', 'YCl3', 'ZrCl4'] as const).map((salt) => [`${name}_${salt}`, arithmetic('%', { x: '1' }, `${what} of ${salt} in (2.25−x) NaCl + 0.25 YCl3 + 0.75 ZrCl4`, (i) => of(i.number('x'), salt))]));

const density = (x: number): number => compositionAt(x).density_g_cm3;
const thickness_cm = (i: Inputs): number => pelletThickness_cm(density(i.number('x')), i.number('mass_mg'), i.number('diameter_mm') / 10);
const area_cm2 = (i: Inputs): number => faceArea_cm2(i.number('diameter_mm') / 10);

addRecipes({
  sodium_per_formula: arithmetic('1', { x: '1' }, '2.25 − x', (i) => compositionAt(i.number('x')).atoms.Na),
  chlorine_per_formula: arithmetic('1', { x: '1' }, '6 − x', (i) => compositionAt(i.number('x')).atoms.Cl),
  x_from_sodium: arithmetic('1', { sodium: '1' }, '2.25 − n(Na)', (i) => 2.25 - i.number('sodium')),
  sodium_of_solid_solution: arithmetic('1', { y: '1' }, '3 − y in Na(3−y)Y(1−y)Zr(y)Cl6', (i) => 3 - i.number('y')),
  molar_mass: arithmetic('g/mol', { x: '1' }, 'Σ n M of the atoms in one formula unit', (i) => compositionAt(i.number('x')).molarMass_g_mol),
  ...perSalt('mole_percent', 'mole per cent', (x, salt) => 100 * compositionAt(x).moleFraction[salt]),
  ...perSalt('weight_percent', 'weight per cent', (x, salt) => 100 * compositionAt(x).weightFraction[salt]),
  density: arithmetic('g/cm³', { x: '1' }, 'M / (N_A Σ n V): the volumes of the three salts added up, no free volume', (i) => density(i.number('x'))),
  sodium_density: arithmetic('1/cm³', { x: '1' }, 'n(Na) / Σ n V: the volumes of the three salts added up, no free volume', (i) => compositionAt(i.number('x')).sodiumDensity_cm3),
  pellet_thickness: arithmetic('mm', { x: '1', mass_mg: 'mg', diameter_mm: 'mm' }, 'm / (ρ π d²/4)', (i) => 10 * thickness_cm(i)),
  pellet_resistance: arithmetic('Ω', { x: '1', sigma: 'S/cm', mass_mg: 'mg', diameter_mm: 'mm' }, 'L / (σ A), L = m / (ρ A)', (i) => thickness_cm(i) / (i.number('sigma') * area_cm2(i))),
  free_salt_shift: arithmetic('1', { x: '1', weight_percent: '%' }, 'w M / M(NaCl): moles of free NaCl in a mole of powder, by which x of the phase exceeds the nominal x', (i) =>
    freeSalt(i.number('x'), i.number('weight_percent')),
  ),
  free_salt_shift_range: arithmetic('1', { x: 'list', weight_percent: '%' }, 'w M / M(NaCl) over the list of x', (i) => {
    const shifts = i.numbers('x').map((x) => freeSalt(x, i.number('weight_percent')));
    return { min: Math.min(...shifts), max: Math.max(...shifts) };
  }),
  free_salt_share: arithmetic('%', { x: '1', weight_percent: '%' }, '100 w M / (M(NaCl) n(Na)): share of all sodium that sits in free NaCl', (i) =>
    (100 * freeSalt(i.number('x'), i.number('weight_percent'))) / compositionAt(i.number('x')).atoms.Na,
  ),
  milling_balls: arithmetic('1', { batch_g: 'g', ratio: '1', diameter_mm: 'mm', density: 'g/cm³' }, 'm(media) / (ρ π d³/6)', (i) =>
    (i.number('batch_g') * i.number('ratio')) / (i.number('density') * (Math.PI / 6) * (i.number('diameter_mm') / 10) ** 3),
  ),
});

// Transport ----------------------------------------------------------------------------------------------------------------------------------------------------
addRecipes({
  mobility: arithmetic('cm²/(V s)', { sigma: 'S/cm', x: '1', free_salt_percent: '%' }, 'σ / (n e), every sodium ion of the phase counted; free NaCl taken off n', (i) =>
    mobility(i.number('sigma'), sodiumLeft_cm3(i.number('x'), i.number('free_salt_percent'))),
  ),
  free_salt_break_even: arithmetic(
    '%',
    { sigma: 'S/cm', x: '1', reference_sigma: 'S/cm', reference_x: '1' },
    'wt % of free NaCl at x that lifts σ/(n e) to that of the uncorrected reference',
    (i) => {
      const x = i.number('x');
      const whole = compositionAt(x);
      const needed = i.number('sigma') / (elementaryCharge.value * mobility(i.number('reference_sigma'), compositionAt(i.number('reference_x')).sodiumDensity_cm3));
      return (100 * (1 - needed / whole.sodiumDensity_cm3) * whole.atoms.Na * SALT_MASS.NaCl) / whole.molarMass_g_mol;
    },
  ),
  conductivity_diffusion: arithmetic('cm²/s', { sigma: 'S/cm', x: '1', T_K: 'K' }, 'D_σ = σ k T / (n e²), Nernst and Einstein, Haven ratio 1', (i) =>
    (i.number('sigma') * boltzmann.value * i.number('T_K')) / (compositionAt(i.number('x')).sodiumDensity_cm3 * elementaryCharge.value ** 2),
  ),
  prefactor: arithmetic('S K/cm', { sigma: 'S/cm', Ea_meV: 'meV', T_K: 'K' }, 'σ0 = σ T exp(Ea/kT), Equation 1 of the paper', (i) =>
    over(i.range('Ea_meV'), (Ea) => i.number('sigma') * i.number('T_K') * Math.exp(Ea / 1000 / (boltzmann_eV.value * i.number('T_K')))),
  ),
  crossing_temperature: arithmetic(
    '°C',
    { sigma_a: 'S/cm', Ea_a_meV: 'meV', sigma_b: 'S/cm', Ea_b_meV: 'meV', T_K: 'K' },
    '1/T = 1/T0 + k ln(σa/σb) / (Ea,a − Ea,b): where two Arrhenius lines meet',
    (i) => 1 / (1 / i.number('T_K') + (1000 * boltzmann_eV.value * Math.log(i.number('sigma_a') / i.number('sigma_b'))) / (i.number('Ea_a_meV') - i.number('Ea_b_meV'))) - zeroCelsius_K.value,
  ),
  relaxation_frequency: arithmetic('MHz', { sigma: 'S/cm', permittivity: '1' }, 'σ / (2π ε0 εr): where the bulk arc has its apex, whatever the geometry', (i) =>
    over(i.range('permittivity'), (eps) => i.number('sigma') / (2 * Math.PI * vacuumPermittivity.value * eps) / 1e6),
  ),
  apex_frequency: arithmetic('MHz', { resistance: 'Ω', capacitance_pF: 'pF' }, '1 / (2π R C)', (i) => 1e6 / (2 * Math.PI * i.number('resistance') * i.number('capacitance_pF'))),
  leakage_current: arithmetic('nA', { sigma: 'S/cm', x: '1', mass_mg: 'mg', diameter_mm: 'mm', bias_mV: 'mV' }, 'σe A U / L', (i) => (1e6 * i.number('sigma') * area_cm2(i) * i.number('bias_mV')) / thickness_cm(i)),
  electronic_transference: arithmetic('1', { electronic: 'S/cm', ionic: 'S/cm (list)' }, 'σe / (σe + σi) over the list of σi', (i) => {
    const shares = i.numbers('ionic').map((ionic) => i.number('electronic') / (i.number('electronic') + ionic));
    return { min: Math.min(...shares), max: Math.max(...shares) };
  }),
});

// NMR ----------------------------------------------------------------------------------------------------------------------------------------------------------
addRecipes({
  larmor_from_field: arithmetic('MHz', { field_T: 'T', gamma_MHz_T: 'MHz/T' }, 'ν0 = γ/2π B0', (i) => i.number('field_T') * i.number('gamma_MHz_T')),
  larmor_from_proton: arithmetic('MHz', { proton_MHz: 'MHz', ratio_percent: '%' }, 'ν0 = Ξ ν(¹H)', (i) => (i.number('proton_MHz') * i.number('ratio_percent')) / 100),
  field_of_larmor: arithmetic('T', { larmor_MHz: 'MHz', gamma_MHz_T: 'MHz/T' }, 'B0 = ν0 / (γ/2π)', (i) => i.number('larmor_MHz') / i.number('gamma_MHz_T')),
  proton_of_larmor: arithmetic('MHz', { larmor_MHz: 'MHz', ratio_percent: '%' }, 'ν(¹H) = ν0 / Ξ', (i) => (100 * i.number('larmor_MHz')) / i.number('ratio_percent')),
  ppm_of_kHz: arithmetic('ppm', { kHz: 'kHz', larmor_MHz: 'MHz' }, '1000 ν/kHz ÷ ν0/MHz', (i) => (1000 * i.number('kHz')) / i.number('larmor_MHz')),
  line_separation: arithmetic('kHz', { a_ppm: 'ppm', b_ppm: 'ppm', larmor_MHz: 'MHz' }, '(δa − δb) ν0: nearest to farthest ends of two ranges that do not overlap', (i) => {
    const [a, b] = [i.range('a_ppm'), i.range('b_ppm')].sort((p, q) => q.min - p.min) as [{ min: number; max: number }, { min: number; max: number }];
    return { min: ((a.min - b.max) * i.number('larmor_MHz')) / 1000, max: ((a.max - b.min) * i.number('larmor_MHz')) / 1000 };
  }),
  coalescence_rate: arithmetic('1/s', { separation_kHz: 'kHz' }, 'kex = √2 π Δν at equal populations, kex = kAB + kBA', (i) => over(i.range('separation_kHz'), (kHz) => Math.SQRT2 * Math.PI * 1000 * kHz)),
  nutation_frequency: arithmetic('kHz', { pulse_us: 'µs', angle_over_pi: '1' }, 'ν1 = (flip angle / 2π) / pulse length', (i) => (1000 * i.number('angle_over_pi')) / (2 * i.number('pulse_us'))),
});

// Diffraction --------------------------------------------------------------------------------------------------------------------------------------------------
const twoTheta = (d_A: number, wavelength_A: number): number => (2 * Math.asin(wavelength_A / (2 * d_A))) / RADIANS;
addRecipes({
  spacing_of_angle: arithmetic('Å', { two_theta: '°', wavelength: 'Å' }, 'd = λ / (2 sin θ), Bragg', (i) => over(i.range('two_theta'), (angle) => i.number('wavelength') / (2 * Math.sin((angle / 2) * RADIANS)))),
  angle_cubic: arithmetic('° 2θ', { a: 'Å', hkl: 'indices', wavelength: 'Å' }, 'd = a / √(h² + k² + l²), then Bragg', (i) => twoTheta(i.number('a') / Math.sqrt(sum(i.numbers('hkl').map((n) => n * n))), i.number('wavelength'))),
  angle_monoclinic: arithmetic(
    '° 2θ',
    { cell: 'a, b, c in Å, β in °', hkl: 'indices', wavelength: 'Å' },
    '1/d² = (h²/a² + k² sin²β/b² + l²/c² − 2hl cos β/(ac)) / sin²β, then Bragg',
    (i) => {
      const [a, b, c, beta] = i.numbers('cell') as [number, number, number, number];
      const [h, k, l] = i.numbers('hkl') as [number, number, number];
      const s = Math.sin(beta * RADIANS);
      const inverse = ((h / a) ** 2 + ((k * s) / b) ** 2 + (l / c) ** 2 - (2 * h * l * Math.cos(beta * RADIANS)) / (a * c)) / s ** 2;
      return twoTheta(1 / Math.sqrt(inverse), i.number('wavelength'));
    },
  ),
  volume_monoclinic: arithmetic('Å³', { cell: 'a, b, c in Å, β in °' }, 'V = a b c sin β', (i) => {
    const [a, b, c, beta] = i.numbers('cell') as [number, number, number, number];
    return a * b * c * Math.sin(beta * RADIANS);
  }),
  scherrer_width: arithmetic('° 2θ', { size_nm: 'nm', wavelength: 'Å', two_theta: '°', K: '1' }, 'FWHM = K λ / (D cos θ), Scherrer', (i) =>
    (i.number('K') * i.number('wavelength')) / (10 * i.number('size_nm') * Math.cos((i.number('two_theta') / 2) * RADIANS)) / RADIANS,
  ),
});

// Cells --------------------------------------------------------------------------------------------------------------------------------------------------------
/** F in mAh/mol. */
const FARADAY_mAh_mol = faraday.value / 3.6;
addRecipes({
  share_of_parts: arithmetic('%', { part: 'parts by weight', parts: 'list' }, '100 a / Σ parts', (i) => (100 * i.number('part')) / sum(i.numbers('parts'))),
  mass_of_part: arithmetic('mg', { total_mg: 'mg', part: 'parts by weight', parts: 'list' }, 'm a / Σ parts', (i) => (i.number('total_mg') * i.number('part')) / sum(i.numbers('parts'))),
  nacro2_molar_mass: arithmetic('g/mol', { chromium: 'g/mol', oxygen: 'g/mol' }, 'M(Na) + M(Cr) + 2 M(O)', (i) => ATOMIC_WEIGHT.Na + i.number('chromium') + 2 * i.number('oxygen')),
  theoretical_capacity: arithmetic('mAh/g', { molar_mass: 'g/mol', sodium: 'Na per formula' }, 'n F / (3.6 M)', (i) => (i.number('sodium') * FARADAY_mAh_mol) / i.number('molar_mass')),
  areal_capacity: arithmetic('mAh/cm²', { mass_mg: 'mg', capacity: 'mAh/g', diameter_mm: 'mm' }, 'm q / A', (i) => ((i.number('mass_mg') / 1000) * i.number('capacity')) / area_cm2(i)),
  areal_current: arithmetic('µA/cm²', { mass_mg: 'mg', current: 'mA/g', diameter_mm: 'mm' }, 'm j / A', (i) => (i.number('mass_mg') * i.number('current')) / area_cm2(i)),
  cell_capacity: arithmetic('mAh', { mass_mg: 'mg', capacity: 'mAh/g' }, 'm q', (i) => (i.number('mass_mg') * i.number('capacity')) / 1000),
  alloy_capacity: arithmetic('mAh', { mass_mg: 'mg', tin: 'g/mol' }, '9 F m / M(Na9Sn4): all of its sodium', (i) => (9 * FARADAY_mAh_mol * i.number('mass_mg')) / 1000 / (9 * ATOMIC_WEIGHT.Na + 4 * i.number('tin'))),
  retention_from_efficiency: arithmetic('%', { efficiency: '%', cycles: '1' }, '100 (CE/100)ⁿ: what is left when every cycle loses 1 − CE for good', (i) => 100 * (i.number('efficiency') / 100) ** i.number('cycles')),
  efficiency_from_retention: arithmetic('%', { retention: '%', cycles: '1' }, '100 (retention/100)^(1/n)', (i) => 100 * (i.number('retention') / 100) ** (1 / i.number('cycles'))),
  cycling_days: arithmetic('d', { cycles: '1', c_rate: 'C' }, '2 n / C-rate / 24: charge and discharge at full nominal capacity', (i) => (2 * i.number('cycles')) / i.number('c_rate') / 24),
});
