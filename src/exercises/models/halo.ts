/** From Bragg peaks to a halo. */
import { SCHERRER_SPHERE, WAVELENGTH_MO_A } from '../../kernels/diffraction.ts';
import type { Kernels } from '../../kernels/all.ts';
import { absoluteLines, domainSize_nm, scherrer_nm, structure } from '../../physics/diffraction-model.ts';
import { electronWavelength_A } from '../../physics/electron.ts';
import { closed, words, type Model } from '../model.ts';

const RAD = Math.PI / 180;
const sine = (two_theta_deg: number): number => Math.sin((two_theta_deg * RAD) / 2);
const cosine = (two_theta_deg: number): number => Math.cos((two_theta_deg * RAD) / 2);

const lineAt = (kernels: Kernels, h: number, k: number, l: number): number =>
  absoluteLines(kernels.diffraction, 'nyzc', { from_deg: 5, to_deg: 25 }).find((r) => r.h === h && r.k === k && r.l === l)!.two_theta_deg;

/** Pairs of neighbouring lines by number: their indices in print, and their angles. */
const PAIRS = [
  { names: ['(1 0 1)', '(0 0 2)'], of: (k: Kernels) => [lineAt(k, 1, 0, 1), lineAt(k, 0, 0, 2)] },
  { names: ['(0 0 2)', '(1 1 1)'], of: (k: Kernels) => [lineAt(k, 0, 0, 2), lineAt(k, 1, 1, 1)] },
  { names: ['(1 1 0)', '(1 1 1)'], of: (k: Kernels) => [lineAt(k, 1, 1, 0), lineAt(k, 1, 1, 1)] },
] as const;

/** Edge of a cube as large as the model's cell, nm. */
const CELL_nm = 0.8;

/** What a nearest distance may be, by its length in Å: the edge of an octahedron of chloride is 3.5 to 3.9 Å, metal ions are further apart. */
function meaningOf(distance_A: number): string {
  if (distance_A < 3.3) return 'That is longer than a bond from metal to chloride and shorter than from chloride to chloride: a hump so far out is rather the second one of a pattern, and the rule is meant for the first.';
  if (distance_A < 4.3) return 'Chlorides around one metal ion are about that far apart: such a hump speaks of the packing of the anions.';
  return 'No two chlorides are that far apart as neighbours: such a hump at low angle speaks of the distance between metal ions, each in its cage of chloride.';
}

/** Planes of NaCl by number, in the order of their rings. */
const SALT_PLANES = ['(1 1 1)', '(2 0 0)', '(2 2 0)'] as const;

export const MODELS: Record<string, Model> = {
  'spacing-from-angle': closed(({ angle }) => {
    const answer = WAVELENGTH_MO_A / (2 * sine(angle!));
    return { answer, traps: { wholeAngle: WAVELENGTH_MO_A / (2 * Math.sin(angle! * RAD)), noTwo: 2 * answer, copper: (answer * 1.5406) / WAVELENGTH_MO_A }, shown: { half: angle! / 2, sine: sine(angle!) } };
  }),
  'ring-to-line': {
    kernels: ['diffraction'],
    solve(kernels, { plane }) {
      const { d_A } = kernels.diffraction.electronRings(structure('nacl')).rings[plane!]!;
      const at = (wavelength_A: number): number => (2 * Math.asin(wavelength_A / (2 * d_A))) / RAD;
      const answer = at(WAVELENGTH_MO_A);
      return { answer, traps: { theta: answer / 2, electrons: at(electronWavelength_A(200)) }, shown: { d: d_A, plane: SALT_PLANES[plane!]!, sine: sine(answer), half: answer / 2, electron: at(electronWavelength_A(200)) } };
    },
  },
  'electron-wavelength': closed(({ kV }) => {
    const answer = 100 * electronWavelength_A(kV!);
    // λ = h/√(2 m e U): 1226.4 pm at one volt.
    return { answer, traps: { slow: 1226.426 / Math.sqrt(1000 * kV!) }, shown: { slow: 1226.426 / Math.sqrt(1000 * kV!) } };
  }),
  'size-from-a-width': closed(({ width, angle, K }) => {
    const answer = scherrer_nm(width!, angle!, K!);
    return { answer, traps: { degrees: answer * RAD, wholeAngle: (answer * cosine(angle!)) / Math.cos(angle! * RAD), otherK: (answer * (K === 0.9 ? SCHERRER_SPHERE : 0.9)) / K! }, shown: { radians: width! * RAD, cosine: cosine(angle!) } };
  }),
  'lines-merge': {
    kernels: ['diffraction'],
    solve(kernels, { pair, K }) {
      const [a, b] = PAIRS[pair!]!.of(kernels) as [number, number];
      const answer = scherrer_nm(b - a, (a + b) / 2, K!);
      return { answer, traps: { otherK: (answer * (K === 0.9 ? SCHERRER_SPHERE : 0.9)) / K!, degrees: answer * RAD }, shown: { first: PAIRS[pair!]!.names[0], second: PAIRS[pair!]!.names[1], a, b, gap: b - a, radians: (b - a) * RAD, middle: (a + b) / 2, cosine: cosine((a + b) / 2), cells: answer / CELL_nm } };
    },
  },
  'size-from-two-lines': {
    kernels: ['diffraction'],
    solve(kernels, { x, strain }) {
      const size_nm = domainSize_nm(x!, { size_nm: 12, sizeEnd_nm: 2 });
      const lines = [lineAt(kernels, 1, 1, 0), lineAt(kernels, 3, 1, 2)].map((angle) => {
        const { fwhm_deg } = kernels.diffraction.lineWidth(angle, WAVELENGTH_MO_A, { size_nm, strain: strain! / 100, K: SCHERRER_SPHERE });
        return { angle, fwhm_deg, s: sine(angle), w: fwhm_deg * RAD * cosine(angle) };
      });
      const [a, b] = lines as [(typeof lines)[0], (typeof lines)[0]];
      const slope = (b.w - a.w) / (b.s - a.s);
      const intercept = a.w - slope * a.s;
      const from = (K: number): number => (0.1 * K * WAVELENGTH_MO_A) / intercept;
      const alone = scherrer_nm(a.fwhm_deg, a.angle, SCHERRER_SPHERE);
      return { answer: from(SCHERRER_SPHERE), traps: { single: alone, otherK: from(0.9) }, shown: { a: a.angle, b: b.angle, Ha: a.fwhm_deg, Hb: b.fwhm_deg, wa: a.w, wb: b.w, sa: a.s, sb: b.s, slope, eps: 25 * slope, intercept, alone } };
    },
  },
  'distance-from-a-hump': closed(({ angle }) => {
    const bragg = WAVELENGTH_MO_A / (2 * sine(angle!));
    return { answer: 1.23 * bragg, traps: { bragg, wholeAngle: (1.23 * WAVELENGTH_MO_A) / (2 * Math.sin(angle! * RAD)) }, shown: { bragg, meaning: meaningOf(1.23 * bragg) } };
  }),
  'merge-them-yourself': {
    kernels: ['diffraction'],
    dial: 'size',
    solve(kernels, { x }) {
      const [a, b] = [lineAt(kernels, 1, 0, 1), lineAt(kernels, 0, 0, 2)];
      const place = (x! - 1.375) / 0.625;
      // D^(1 − p) 2^p is the size that blurs the pair.
      return { goal: [0.95, 1.05], shown: { place, start: (scherrer_nm(b - a, (a + b) / 2, SCHERRER_SPHERE) / 2 ** place) ** (1 / (1 - place)) } };
    },
    measures(kernels, v, { x }) {
      if (v['x'] !== x || v['sizeEnd'] !== 2) return NaN;
      const [a, b] = [lineAt(kernels, 1, 0, 1), lineAt(kernels, 0, 0, 2)];
      const size = domainSize_nm(x!, { size_nm: v['size'] as number, sizeEnd_nm: 2 });
      // Size broadening alone, in units of the gap: above one the two lines are one.
      return scherrer_nm(b - a, (a + b) / 2, SCHERRER_SPHERE) / size;
    },
  },
  'spots-rings-halo': words(),
  'caption-of-figure-2': closed(() => ({ answer: 1.625, traps: { printed: 0.1625 } })),
};
