//! kernel
// transport.wasm: conductivity against temperature.
export * from './arena';
export { arrheniusFit } from './arrhenius';
