/** The kernels of this repository, one .wasm a technique. */
export const KERNEL_NAMES = ['impedance', 'transport', 'nmr', 'diffraction', 'cell', 'validation', 'peaks'] as const;
export type KernelName = (typeof KERNEL_NAMES)[number];
