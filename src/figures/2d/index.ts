import { domainSize_nm, structure } from '../../physics/diffraction-model.ts';
import type { DiffractionKernel, ElectronRing } from '../../kernels/diffraction.ts';
import { remember } from '../../physics/remember.ts';
import { defineFigure } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { strokeOf } from '../../runtime/plot/colours.ts';
import { sizeEndParam, sizeParam } from '../parts/diffraction-params.ts';
import { radialPlot, ringPicture, type RadialGrid, type RingPicture } from '../parts/diffraction-rings.ts';

const GRID: RadialGrid = { from_per_A: 0.05, step_per_A: 0.001, n: 601 };
/** Spots within the drawn circle, and a little beyond it. */
const D_MIN_A = 1.5;
const VOLTAGE_kV = 200;
/** NaCl grains of x = 1.375 for each of x = 1.625: assumed, so that one slider gives rings at the one and spots at the other. */
const MORE_GRAINS = 30;
/** Above this many spots they are drawn as rings. */
const MOST_SPOTS = 450;

interface Result extends RingPicture {
  x: number;
  size_nm: number;
  nGrains: number;
  nSpots: number;
  wavelength_A: number;
  rings: { phase: string; ring: ElectronRing }[];
}

/** Figures 2d to 2f and S2: electron diffraction computed from structures; not the authors' images. */
export default defineFigure({
  id: '2d',
  name: 'Figure 2d–f',
  title: 'Electron diffraction of a small region, and its mean round the ring (S2).',
  question: 'Rings, spots or a halo: what is in the beam?',
  technique: 'diffraction',
  version: 1,
  params: {
    sample: {
      kind: 'choice',
      label: 'Sample, *x*',
      options: [{ value: '1.375', label: '1.375' }, { value: '1.625', label: '1.625' }, { value: '2.000', label: '2.000' }],
      default: '1.625',
      span: 6,
    },
    grains: {
      kind: 'number',
      label: 'Grains of NaCl in the beam',
      unit: '',
      min: 1,
      max: 1000,
      step: 1,
      default: 40,
      decimals: 0,
      scale: 'log',
      span: 6,
      assumed: true,
      note: 'at *x* = 1.625; thirty times as many at 1.375, none at 2.000',
      ticks: [1, 10, 100, 1000].map((value) => ({ value })),
    },
    naclSize: { kind: 'number', label: 'Size of the NaCl grains', unit: 'nm', min: 5, max: 50, step: 1, default: 20, decimals: 0, span: 3, assumed: true, ticks: [5, 20, 50].map((value) => ({ value })) },
    size: sizeParam,
    sizeEnd: sizeEndParam,
    seed: { kind: 'number', label: 'Orientations, seed', unit: '', min: 1, max: 99, step: 1, default: 1, decimals: 0, span: 3, assumed: true, ticks: [1, 50, 99].map((value) => ({ value })) },
  },
  kernels: ['diffraction'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'The voltage, 200 kV, the NaCl cell, and what the text says of the images: NaCl rings at *x* = 1.375, NaCl spots at 1.625, a halo at 2.000.',
    free: 'Numbers and sizes of grains, the domain sizes and the cell of the main phase are assumed; size alone widens its rings, and the two phases are not to one scale. The images themselves are the authors’ and are not shown.',
    constraints: ['NaCl gives closed rings at *x* = 1.375.', 'NaCl gives separate spots at *x* = 1.625.', 'A halo and no NaCl at *x* = 2.000.'],
    alternatives: 'Spots may also mean few large grains rather than little NaCl: a small region holds what it happens to hold, and its image says nothing about the mean.',
  },
  compute(kernels, v): Result {
    const kernel = kernels.diffraction;
    const x = Number(v.sample);
    const size_nm = domainSize_nm(x, { size_nm: v.size, sizeEnd_nm: v.sizeEnd });
    const nGrains = x === 2 ? 0 : Math.round(v.grains) * (x === 1.375 ? MORE_GRAINS : 1);
    const salt = saltSpots(kernel, nGrains, 10 * v.naclSize, v.seed);
    const listed = (id: 'nyzc' | 'nacl'): Rings => ringsKept(id, () => kernel.electronRings(structure(id), { kV: VOLTAGE_kV, dMin_A: D_MIN_A }));
    const ringsOf = (id: 'nyzc' | 'nacl', phase: string): { phase: string; ring: ElectronRing }[] => listed(id).rings.map((ring) => ({ phase, ring }));
    const [main, nacl] = [ringsOf('nyzc', 'main phase, model'), ringsOf('nacl', 'NaCl')];
    return {
      x,
      size_nm,
      nGrains,
      nSpots: salt.spots.length / 3,
      wavelength_A: listed('nacl').wavelength_A,
      grid: GRID,
      main: mainKept(String(size_nm), () => normalised(kernel.ringProfile(structure('nyzc'), 10 * size_nm, GRID, 1.4))),
      nacl: nGrains === 0 ? null : normalised(salt.profile),
      spots: salt.spots.length / 3 > MOST_SPOTS ? new Float64Array() : scaled(salt.spots),
      merged: salt.spots.length / 3 > MOST_SPOTS,
      colour: strokeOf(x),
      mainRings: size_nm < 3 ? [] : separate(main.map((m) => m.ring), 3).map((r) => ({ d_A: r.d_A, name: `${fixed(r.d_A, 2)} Å` })),
      naclRings: nGrains === 0 ? [] : strongestRings(nacl.map((m) => m.ring), 3).map((r) => ({ d_A: r.d_A, name: `NaCl ${fixed(r.d_A, 2)} Å` })),
      rings: [...strongestRings(main.map((m) => m.ring), 8).map((ring) => ({ phase: 'main phase, model', ring })), ...strongestRings(nacl.map((m) => m.ring), 4).map((ring) => ({ phase: 'NaCl', ring }))],
    };
  },
  view: (result) => [
    { key: 'rings', span: 'main', title: `**Electron diffraction** ${result.nGrains === 0 ? 'main phase only' : 'main phase in colour, NaCl in ink'}`, draw: (frame) => ringPicture(result, frame) },
    { key: 'radial', span: 'side', title: '**Mean round the ring** as in S2', draw: (frame) => radialPlot(result, frame) },
  ],
  summary({ x, size_nm, nGrains, nSpots, merged }) {
    const main = size_nm < 3 ? `domains of [${fixed(size_nm, 1)} nm] leave **a halo**` : `domains of [${fixed(size_nm, 1)} nm] give soft rings`;
    if (nGrains === 0) return `At *x* = **2.000** ${main}, and there is no NaCl in the beam.`;
    return `At *x* = **${x.toFixed(3)}** the main phase’s ${main}; **${nGrains} ${nGrains === 1 ? 'grain' : 'grains'}** of NaCl scatter into ${nSpots} spots, ${merged ? 'so many that they close into **rings**' : 'each of which can be seen **by itself**'}.`;
  },
  table: ({ rings, wavelength_A, grid, main, nacl }) => ({
    caption: `Strongest rings at 200 kV, wavelength ${fixed(wavelength_A, 5)} Å; strengths within each phase`,
    columns: [{ name: 'Phase', unit: '', align: 'left' }, { name: '*d*', unit: 'Å' }, { name: '1/*d*', unit: 'nm^−1^' }, { name: 'Strength, strongest 100', unit: '' }],
    rows: rings.map(({ phase, ring }) => [phase, fixed(ring.d_A, 3), fixed(10 / ring.d_A, 2), fixed(ring.intensity, 0)]),
    full: {
      columns: [{ name: '1/d', unit: '1/Å' }, { name: 'main phase', unit: '' }, { name: 'NaCl', unit: '' }],
      rows: Array.from(main, (m, i) => [Number((grid.from_per_A + i * grid.step_per_A).toFixed(4)), Number(m.toFixed(5)), nacl ? Number(nacl[i]!.toFixed(5)) : 0]),
    },
  }),
  compare: ({ x, merged, nGrains, wavelength_A }) => [
    { quantity: 'Voltage', reported: '200 kV', here: `200 kV, wavelength [${fixed(wavelength_A, 5)} Å]`, verdict: 'was put in' },
    { quantity: `NaCl at *x* = ${x.toFixed(3)}`, reported: { 1.375: 'rings', 1.625: 'spots', 2: 'none mentioned: a halo' }[x] ?? '', here: nGrains === 0 ? 'none' : merged ? 'rings' : 'spots', verdict: 'was put in through the number of grains' },
    { quantity: 'Radii of the rings', reported: 'in the figures, not in the text', here: 'NaCl from its cell', verdict: 'cannot be checked' },
  ],
});

/** What the slider of the grains leaves as it is. */
type Rings = ReturnType<DiffractionKernel['electronRings']>;
const ringsKept = remember<Rings>(2);
const mainKept = remember<Float64Array>(8);
const vectorsKept = remember<number[]>(1);

/** Spots inside the circle, and their mean round the ring. */
function saltSpots(kernel: DiffractionKernel, grains: number, size_A: number, seed: number): { spots: Float64Array; profile: Float64Array } {
  if (grains === 0) return { spots: new Float64Array(), profile: new Float64Array(GRID.n) };
  const vectors = vectorsKept('nacl', () => kernel.reciprocalVectors(structure('nacl'), D_MIN_A));
  const spots = kernel.grainSpots(structure('nacl'), { grains, size_A, seed, kV: VOLTAGE_kV, dMin_A: D_MIN_A, vectors });
  return { spots, profile: kernel.radialProfile(spots, size_A, GRID) };
}

function normalised(values: Float64Array): Float64Array {
  const top = values.reduce((most, v) => Math.max(most, v), 0);
  return top > 0 ? values.map((v) => v / top) : values;
}

/** Strengths against the strongest spot. */
function scaled(spots: Float64Array): Float64Array {
  let top = 0;
  for (let i = 2; i < spots.length; i += 3) top = Math.max(top, spots[i]!);
  return spots.map((v, i) => (i % 3 === 2 && top > 0 ? v / top : v));
}

const strongestRings = (rings: readonly ElectronRing[], n: number): ElectronRing[] => [...rings].sort((a, b) => b.intensity - a.intensity).slice(0, n).sort((a, b) => b.d_A - a.d_A);

/** The strongest rings that lie at least 0.06 1/Å apart. */
function separate(rings: readonly ElectronRing[], n: number): ElectronRing[] {
  const kept: ElectronRing[] = [];
  for (const ring of [...rings].sort((a, b) => b.intensity - a.intensity)) if (kept.length < n && kept.every((k) => Math.abs(1 / k.d_A - 1 / ring.d_A) > 0.06)) kept.push(ring);
  return kept.sort((a, b) => b.d_A - a.d_A);
}
