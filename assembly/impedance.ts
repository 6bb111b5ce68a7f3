//! kernel
// impedance.wasm: equivalent circuits, their fit to one spectrum and to a series of temperatures.
export * from './arena';
export { circuitImpedance } from './circuit';
export { circuitFit } from './circuit-fit';
export { seriesFit } from './series-fit';
