/** Carriers and mobility: σ = n e µ, the paper's Equation 2, with sodium in left-over NaCl taken off the carriers. */
import { compositionAt, SALT_MASS } from './composition.ts';
import { elementaryCharge } from './constants.ts';

/** Moles of NaCl in one mole of the powder when `weight_percent` of it is free NaCl. */
export const freeSalt = (x: number, weight_percent: number): number => (weight_percent / 100) * (compositionAt(x).molarMass_g_mol / SALT_MASS.NaCl);

/** Na per cm³ left in the chloride phase, the volume of the powder taken as a whole. Zero or less when more salt is free than there is sodium. */
export const sodiumLeft_cm3 = (x: number, weight_percent: number): number => {
  const whole = compositionAt(x);
  return whole.sodiumDensity_cm3 * (1 - freeSalt(x, weight_percent) / whole.atoms.Na);
};

/** Drift mobility in cm²/(V s) from σ in S/cm and carriers per cm³. */
export const mobility = (sigma_S_cm: number, sodium_cm3: number): number => sigma_S_cm / (sodium_cm3 * elementaryCharge.value);
