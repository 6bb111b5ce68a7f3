/**
 * Composition along the series Na(2.25−x) Y0.25 Zr0.75 Cl(6−x): x formula units of NaCl taken out of Na2.25Y0.25Zr0.75Cl6.
 * Written as salts it is (2.25−x) NaCl + 0.25 YCl3 + 0.75 ZrCl4; masses and fractions follow exactly, volumes only as an estimate.
 */
import { avogadro } from './constants.ts';
import type { Provenance } from './provenance.ts';

/** Standard atomic weights, g/mol. Source: IUPAC 2007 table (Pure Appl. Chem. 81, 2131, 2009). */
export const ATOMIC_WEIGHT = { Na: 22.98977, Y: 88.90585, Zr: 91.224, Cl: 35.453 } as const;

export const SALTS = ['NaCl', 'YCl3', 'ZrCl4'] as const;
export type Salt = (typeof SALTS)[number];

/** g/mol of each salt. */
export const SALT_MASS: Record<Salt, number> = {
  NaCl: ATOMIC_WEIGHT.Na + ATOMIC_WEIGHT.Cl,
  YCl3: ATOMIC_WEIGHT.Y + 3 * ATOMIC_WEIGHT.Cl,
  ZrCl4: ATOMIC_WEIGHT.Zr + 4 * ATOMIC_WEIGHT.Cl,
};

/**
 * Å³ per formula unit of the crystalline salts. NaCl: a = 5.6402 Å, a³/4. YCl3: C2/m, 6.92 × 11.94 × 6.44 Å, 111°, Z = 4.
 * ZrCl4: P2/c, 6.361 × 7.407 × 6.256 Å, 109.30°, Z = 2 (Krebs 1970). Adding them up for the mixture is an assumption: no free volume.
 */
export const SALT_VOLUME_A3: Record<Salt, number> = { NaCl: 44.86, YCl3: 124.2, ZrCl4: 139.1 };

/** The six samples of the series, and the two whose conductivity the paper prints. */
export const SAMPLES = [1.375, 1.5, 1.625, 1.75, 1.875, 2] as const;
export const X_MIN = 0;
/** Beyond 2.25 there is no sodium left to take. */
export const X_MAX = 2.25;

/** The paper's pellet: 100 mg in a die of 10 mm. */
export const PELLET = { mass_mg: 100, diameter_cm: 1 } as const;

export interface Composition {
  x: number;
  /** Plain text, e.g. Na0.625Y0.25Zr0.75Cl4.375. */
  formula: string;
  atoms: Record<'Na' | 'Y' | 'Zr' | 'Cl', number>;
  moleFraction: Record<Salt, number>;
  weightFraction: Record<Salt, number>;
  molarMass_g_mol: number;
  /** Upper estimate: ideal additive volumes. */
  density_g_cm3: number;
  /** Na per cm³, upper estimate, all sodium counted. */
  sodiumDensity_cm3: number;
  provenance: { exact: Provenance; estimate: Provenance };
}

/** Everything that follows from x alone. Throws RangeError outside 0 ≤ x ≤ 2.25. */
export function compositionAt(x: number): Composition {
  if (!(x >= X_MIN && x <= X_MAX)) throw new RangeError(`x is ${x}: expected a number from ${X_MIN} to ${X_MAX}, because only 2.25 NaCl can be taken out`);
  const amount: Record<Salt, number> = { NaCl: X_MAX - x, YCl3: 0.25, ZrCl4: 0.75 };
  const atoms = { Na: X_MAX - x, Y: 0.25, Zr: 0.75, Cl: 6 - x };
  const total = sum((salt) => amount[salt]);
  const molarMass_g_mol = sum((salt) => amount[salt] * SALT_MASS[salt]);
  const volume_cm3_mol = avogadro.value * 1e-24 * sum((salt) => amount[salt] * SALT_VOLUME_A3[salt]);
  return {
    x,
    formula: formulaText(atoms),
    atoms,
    moleFraction: perSalt((salt) => amount[salt] / total),
    weightFraction: perSalt((salt) => (amount[salt] * SALT_MASS[salt]) / molarMass_g_mol),
    molarMass_g_mol,
    density_g_cm3: molarMass_g_mol / volume_cm3_mol,
    sodiumDensity_cm3: (avogadro.value * atoms.Na) / volume_cm3_mol,
    provenance: { exact: 'derived', estimate: 'derived' },
  };
}

const perSalt = (of: (salt: Salt) => number): Record<Salt, number> => ({ NaCl: of('NaCl'), YCl3: of('YCl3'), ZrCl4: of('ZrCl4') });
const sum = (of: (salt: Salt) => number): number => SALTS.reduce((s, salt) => s + of(salt), 0);

/** Charge of one formula unit in elementary charges: zero for every x, or the formula is wrong. */
export const chargeBalance = ({ Na, Y, Zr, Cl }: Composition['atoms']): { cations: number; anions: number; net: number } => {
  const cations = Na + 3 * Y + 4 * Zr;
  return { cations, anions: Cl, net: round9(cations - Cl) };
};

/** Area of a round face, cm². */
export const faceArea_cm2 = (diameter_cm: number): number => (Math.PI / 4) * diameter_cm ** 2;

/** Thickness of a dense pellet, cm: m / (ρ A). A lower estimate where ρ is an upper one. */
export const pelletThickness_cm = (density_g_cm3: number, mass_mg: number = PELLET.mass_mg, diameter_cm: number = PELLET.diameter_cm): number =>
  mass_mg / 1000 / (density_g_cm3 * faceArea_cm2(diameter_cm));

/** Elements with a zero amount are left out; an amount of one is not written. */
export const formulaText = (atoms: Composition['atoms']): string =>
  formulaParts(atoms)
    .map(({ element, amount }) => element + amount)
    .join('');

/** Element and amount as text, for typesetting with subscripts. */
export const formulaParts = (atoms: Composition['atoms']): { element: string; amount: string }[] =>
  Object.entries(atoms)
    .map(([element, n]) => ({ element, amount: String(round9(n)) }))
    .filter(({ amount }) => amount !== '0')
    .map(({ element, amount }) => ({ element, amount: amount === '1' ? '' : amount }));

const round9 = (n: number): number => Math.round(n * 1e9) / 1e9;
