//! kernel
// impedance.wasm: equivalent circuits and their fit.
export * from './arena';
export { circuitImpedance } from './circuit';
export { circuitFit } from './circuit-fit';
