/** Physical constants: value, unit, source. One place; nothing else in the repository writes their digits. */
export interface Constant {
  value: number;
  unit: string;
  source: string;
}

const CODATA = 'CODATA 2022 (exact, SI 2019)';

export const elementaryCharge: Constant = { value: 1.602176634e-19, unit: 'C', source: CODATA };
export const boltzmann: Constant = { value: 1.380649e-23, unit: 'J/K', source: CODATA };
export const avogadro: Constant = { value: 6.02214076e23, unit: '1/mol', source: CODATA };
/** k_B/e: the form in which Boltzmann's constant meets an activation energy in eV. */
export const boltzmann_eV: Constant = { value: 1.380649e-23 / 1.602176634e-19, unit: 'eV/K', source: `${CODATA}, k/e` };
/** R = N_A k. */
export const gasConstant: Constant = { value: 6.02214076e23 * 1.380649e-23, unit: 'J/(mol K)', source: `${CODATA}, N_A k` };
/** F = N_A e. */
export const faraday: Constant = { value: 6.02214076e23 * 1.602176634e-19, unit: 'C/mol', source: `${CODATA}, N_A e` };
export const vacuumPermittivity: Constant = { value: 8.8541878188e-14, unit: 'F/cm', source: 'CODATA 2022, 8.8541878188(14)e-12 F/m' };
/** 0 °C in kelvin. */
export const zeroCelsius_K: Constant = { value: 273.15, unit: 'K', source: 'definition (ITS-90)' };
export const planck: Constant = { value: 6.62607015e-34, unit: 'J s', source: CODATA };
export const speedOfLight: Constant = { value: 299792458, unit: 'm/s', source: CODATA };
export const electronMass: Constant = { value: 9.1093837139e-31, unit: 'kg', source: 'CODATA 2022, 9.1093837139(28)e-31 kg' };
