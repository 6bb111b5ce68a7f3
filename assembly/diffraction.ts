//! kernel
export * from './arena';
export { braggAngle, braggSine } from './bragg';
export { listReflections, structureFactors } from './structure-factor';
export { addLines, smallestGaussianSquare, tchWidths } from './profile';
export { debyeSum, depositPairs, longestPair } from './debye';
export { grainSpots, radialProfile } from './rings';
