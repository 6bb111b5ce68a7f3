/** Gyromagnetic ratios over 2π, MHz/T. */
/** 23Na: as the isotope table of mrsimulator has it. */
export const GAMMA_NA23_MHz_T = 11.2688;
/** 1H: CODATA 2022, 42.577478461(18) MHz/T (shielded proton apart). */
export const GAMMA_PROTON_MHz_T = 42.577478461;
