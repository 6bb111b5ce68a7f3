//! kernel
export * from './arena';
export * from './composite-cathode';
export * from './voltammetry';
