//! kernel
export * from './arena';
export { evaluatePeaks, fitPeaks } from './peak-fit';
