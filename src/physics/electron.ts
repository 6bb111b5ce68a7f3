/** Electron waves: wavelength and the Mott-Bethe constant. */
import { electronMass, elementaryCharge, planck, speedOfLight, vacuumPermittivity } from './constants.ts';

/**
 * Relativistic wavelength in angstrom of electrons accelerated by `kV` kilovolts (1 to 3000; RangeError outside):
 * lambda = h/sqrt(2 m e U (1 + e U/(2 m c^2))) (de Broglie 1924; International Tables C, 4.3.1.7).
 */
export function electronWavelength_A(kV: number): number {
  if (!(kV >= 1 && kV <= 3000)) throw new RangeError(`accelerating voltage is ${kV} kV: expected 1 to 3000 kV`);
  const energy = 1000 * kV * elementaryCharge.value;
  const mass = electronMass.value;
  return (1e10 * planck.value) / Math.sqrt(2 * mass * energy * (1 + energy / (2 * mass * speedOfLight.value ** 2)));
}

/** m e²/(8 π ε0 h²) = 0.023934 1/angstrom: f_e = M (Z − f0)/s² (Mott 1930; Bethe 1930). ε0 is tabulated in F/cm. */
export const mottBethe_per_A = (1e-10 * electronMass.value * elementaryCharge.value ** 2) / (8 * Math.PI * 100 * vacuumPermittivity.value * planck.value ** 2);
