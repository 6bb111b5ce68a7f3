/** Answers of the structure chapter, by the kernel and the model that draw its figures. */
import { SCHERRER_SPHERE, WAVELENGTH_MO_A } from '../kernels/diffraction.ts';
import type { Kernels } from '../kernels/all.ts';
import { electronWavelength_A } from '../physics/electron.ts';
import { absoluteLines, domainSize_nm, scherrer_nm, structure } from '../physics/diffraction-model.ts';
import type { Answer } from './answers.ts';

/** 2θ of the second NaCl ring (200) with a given wavelength, degrees. */
function saltAngle(kernels: Kernels, wavelength_A: number): number {
  const ring = kernels.diffraction.electronRings(structure('nacl')).rings[1]!;
  return (360 / Math.PI) * Math.asin(wavelength_A / (2 * ring.d_A));
}

const lineAt = (kernels: Kernels, h: number, k: number, l: number): number =>
  absoluteLines(kernels.diffraction, 'nyzc', { from_deg: 5, to_deg: 25 }).find((r) => r.h === h && r.k === k && r.l === l)!.two_theta_deg;

/** Domain size at which the line (101) is as wide as its distance from (002), nm. */
function mergingSize(kernels: Kernels, K: number, perDegree = Math.PI / 180): number {
  const [a, b] = [lineAt(kernels, 1, 0, 1), lineAt(kernels, 0, 0, 2)];
  return scherrer_nm(((b - a) * perDegree * 180) / Math.PI, (a + b) / 2, K);
}

/** The two widths of the third exercise: x = 1.500 with the figure's own settings. */
function twoWidths(kernels: Kernels): { angle: number; fwhm: number }[] {
  const size_nm = domainSize_nm(1.5, { size_nm: 12, sizeEnd_nm: 2 });
  return [lineAt(kernels, 1, 1, 0), lineAt(kernels, 3, 1, 2)].map((angle) => ({ angle, fwhm: kernels.diffraction.lineWidth(angle, WAVELENGTH_MO_A, { size_nm, strain: 0.003, K: SCHERRER_SPHERE }).fwhm_deg }));
}

function hallSize(kernels: Kernels, K: number): number {
  const [a, b] = twoWidths(kernels).map(({ angle, fwhm }) => ({ s: Math.sin((angle * Math.PI) / 360), w: ((fwhm * Math.PI) / 180) * Math.cos((angle * Math.PI) / 360) })) as [{ s: number; w: number }, { s: number; w: number }];
  const intercept = a.w - ((b.w - a.w) / (b.s - a.s)) * a.s;
  return (0.1 * K * WAVELENGTH_MO_A) / intercept;
}

export const STRUCTURE_ANSWERS: Record<string, Answer> = {
  'ring-to-line': {
    kernels: ['diffraction'],
    compute: (kernels) => saltAngle(kernels, WAVELENGTH_MO_A),
    traps: [
      { value: (kernels) => saltAngle(kernels, WAVELENGTH_MO_A) / 2, says: 'That is *θ*; patterns are plotted against 2*θ*.' },
      { value: (kernels) => saltAngle(kernels, electronWavelength_A(200)), says: 'That is the angle for the electrons themselves, half a degree; the question asks for the X-rays of 0.7107 Å.' },
    ],
  },
  'lines-merge': {
    kernels: ['diffraction'],
    compute: (kernels) => mergingSize(kernels, SCHERRER_SPHERE),
    traps: [
      { value: (kernels) => mergingSize(kernels, 0.9), says: 'That is the answer for *K* = 0.9; for the diameter of a sphere take 1.107.' },
      { value: (kernels) => mergingSize(kernels, SCHERRER_SPHERE, 1), says: 'The width must be in radians: multiply degrees by π/180.' },
    ],
  },
  'size-from-two-lines': {
    kernels: ['diffraction'],
    compute: (kernels) => hallSize(kernels, SCHERRER_SPHERE),
    traps: [
      {
        value(kernels) {
          const [first] = twoWidths(kernels);
          return scherrer_nm(first!.fwhm, first!.angle, SCHERRER_SPHERE);
        },
        says: 'That takes the whole width of the first line for size. Part of it is strain: use the second line to find how much.',
      },
      { value: (kernels) => hallSize(kernels, 0.9), says: 'That is the answer for *K* = 0.9; for the diameter of a sphere take 1.107.' },
    ],
  },
};
