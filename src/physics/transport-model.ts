/**
 * The site's model of σ(x, T) for the as-milled powders, and of the impedance a pellet would show.
 * Two conductivities are reported (x = 1.625 and 2.000); everything between them is a reconstruction that these functions define.
 */
import { boltzmann_eV, vacuumPermittivity, zeroCelsius_K } from './constants.ts';
import { compositionAt, faceArea_cm2, pelletThickness_cm, PELLET } from './composition.ts';

/** The reported anchors, S/cm; "room temperature" is taken as 25 °C (assumed). */
export const SIGMA_BEST = { x: 1.625, sigma_S_cm: 4.0e-4 } as const;
export const SIGMA_AMORPHOUS = { x: 2, sigma_S_cm: 1.2e-4 } as const;
/** All six samples lie above this (reported). */
export const SIGMA_FLOOR_S_cm = 1.0e-4;
export const ROOM_TEMPERATURE_K = 298.15;

/** Reported range of the activation energy over all six samples, and its middle, taken for each of them (assumed). */
export const EA_RANGE_meV = { min: 348, max: 370 } as const;
export const EA_DEFAULT_meV = 359;

/** "On the order of 10⁻⁹ S/cm", every composition (reported). */
export const ELECTRONIC_S_cm = 1e-9;

/** Kelvin from degrees Celsius. */
export const kelvin = (T_C: number): number => T_C + zeroCelsius_K.value;

/** Curvature of log10 σ in x that joins the two reported points with the maximum at the first: −3.718. */
export const LOG_CURVATURE = Math.log10(SIGMA_AMORPHOUS.sigma_S_cm / SIGMA_BEST.sigma_S_cm) / (SIGMA_AMORPHOUS.x - SIGMA_BEST.x) ** 2;

/**
 * σ(25 °C) in S/cm: a log-quadratic hump through the two reported points, log10 σ = log10 4.0e-4 + c (x − 1.625)².
 * Reconstructed between the points: the shape is assumed, and other humps through the same two points fit the text as well.
 */
export const sigmaRoom = (x: number): number => SIGMA_BEST.sigma_S_cm * 10 ** (LOG_CURVATURE * (x - SIGMA_BEST.x) ** 2);

/** True where the text prints a value rather than a floor. */
export const isReportedSigma = (x: number): boolean => x === SIGMA_BEST.x || x === SIGMA_AMORPHOUS.x;

/** σ(T) = (σ0/T) exp(−Ea/kT), anchored at σ(25 °C): the paper's Equation 1. S/cm. */
export const sigmaAt = (sigmaRoom_S_cm: number, T_K: number, Ea_meV: number): number =>
  sigmaRoom_S_cm * (ROOM_TEMPERATURE_K / T_K) * Math.exp((-Ea_meV / 1000 / boltzmann_eV.value) * (1 / T_K - 1 / ROOM_TEMPERATURE_K));

/** σ0 in S K/cm from one conductivity and an activation energy. */
export const sigmaZero = (sigma_S_cm: number, T_K: number, Ea_meV: number): number => sigma_S_cm * T_K * Math.exp(Ea_meV / 1000 / (boltzmann_eV.value * T_K));

/** The samples that were heated for two hours at 100 °C; there is no other (reported). */
export const HEATED_X = [1.625, 2] as const;
export const isHeatedSample = (x: number): boolean => (HEATED_X as readonly number[]).includes(x);

/** What heating costs: σ at 25 °C divided by `factor`, Ea raised by `gain_meV`. */
export interface Heating {
  factor: number;
  gain_meV: number;
}
/** "Roughly one order of magnitude" taken as ten; the rise of Ea is reported without a value (assumed). */
export const HEATING: Heating = { factor: 10, gain_meV: 60 };

export interface PelletInput {
  x: number;
  T_C: number;
  Ea_meV: number;
  mass_mg?: number;
  diameter_mm?: number;
  stray_pF: number;
  /** Relative permittivity of the electrolyte; 6–15 is plausible for halides (assumed). */
  permittivity: number;
  /** Present: the pellet of a heated sample. */
  heating?: Heating;
}

export interface Pellet {
  sigma_S_cm: number;
  thickness_cm: number;
  area_cm2: number;
  r_ohm: number;
  geometric_F: number;
  /** Bulk plus stray capacitance. */
  capacitance_F: number;
  /** Apex of the arc, 1/(2π R C). */
  apex_Hz: number;
}

/** What the model pellet shows: R = d/(σA), C = ε0 εr A/d + stray, apex at 1/(2πRC). */
export function pelletAt(input: PelletInput): Pellet {
  const { x, T_C, Ea_meV, mass_mg = PELLET.mass_mg, diameter_mm = 10 * PELLET.diameter_cm, stray_pF, permittivity, heating } = input;
  const diameter_cm = diameter_mm / 10;
  const area_cm2 = faceArea_cm2(diameter_cm);
  const thickness_cm = pelletThickness_cm(compositionAt(x).density_g_cm3, mass_mg, diameter_cm);
  const sigma_S_cm = sigmaAt(sigmaRoom(x) / (heating?.factor ?? 1), kelvin(T_C), Ea_meV + (heating?.gain_meV ?? 0));
  const r_ohm = thickness_cm / (sigma_S_cm * area_cm2);
  const geometric_F = (vacuumPermittivity.value * permittivity * area_cm2) / thickness_cm;
  const capacitance_F = geometric_F + stray_pF * 1e-12;
  return { sigma_S_cm, thickness_cm, area_cm2, r_ohm, geometric_F, capacitance_F, apex_Hz: 1 / (2 * Math.PI * r_ohm * capacitance_F) };
}

/** Frequencies of the paper's instrument: 7 MHz down to 1 Hz. */
export const INSTRUMENT = { max_Hz: 7e6, min_Hz: 1 } as const;

/** The circuit of the model pellet, and of its fit: an arc in series with a blocking electrode. */
export const PELLET_CIRCUIT = 'p(R1,CPE1)-CPE2';
/** Depression of the arc and the blocking electrode (assumed; the paper prints no fit parameters). */
export const ARC_ALPHA = 0.97;
export const BLOCKING = { Q: 2e-6, alpha: 0.85 } as const;

/** Parameters of PELLET_CIRCUIT, in its order. The arc's Q puts its apex at 1/(2πRC): Q = (RC)^α / R. */
export const pelletParameters = (pellet: Pellet): number[] => [
  pellet.r_ohm,
  (pellet.r_ohm * pellet.capacitance_F) ** ARC_ALPHA / pellet.r_ohm,
  ARC_ALPHA,
  BLOCKING.Q,
  BLOCKING.alpha,
];

/** `n` frequencies from high to low, evenly spaced in log f. */
export const logFrequencies = (max_Hz: number, min_Hz: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => max_Hz * (min_Hz / max_Hz) ** (i / (n - 1)));
