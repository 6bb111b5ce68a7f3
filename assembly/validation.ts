//! kernel
// validation.wasm: questions to a spectrum before any circuit: Kramers-Kronig consistency, relaxation times.
export * from './arena';
export { kramersKronig } from './kramers-kronig';
export { relaxationFit } from './drt';
export { exponentials, relaxationDensity } from './relaxation';
export { nonNegativeTikhonov } from './tikhonov';
