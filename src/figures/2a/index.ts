import { scaleLog } from 'd3';
import { expandSites } from '../../physics/crystal.ts';
import { domainSize_nm, structure } from '../../physics/diffraction-model.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, scientific, significant } from '../../runtime/format.ts';
import { horizontalAxis, label, powerOfTen } from '../../runtime/plot/axes.ts';
import { fillOf, nameOf, strokeOf } from '../../runtime/plot/colours.ts';
import { mark } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { sizeEndParam, sizeParam } from '../parts/diffraction-params.ts';
import { xParam } from '../parts/params.ts';

/** Y–Cl distance in Na3YCl6, Å (Acta Cryst. E 60 (2004), 10.1107/S1600536804011043). */
const Y_CL_A = 2.62;
/** Particles in the micrographs, µm, as reported. */
const PARTICLE_um = { min: 1, max: 2 } as const;

/** Figures 2a to 2c in words and to scale: from an ion and its neighbour to a particle. */
export default defineFigure({
  id: '2a',
  name: 'Figure 2a–c',
  title: 'From ion to particle, each drawn to the scale beside it.',
  question: 'How many crystals fit in one particle?',
  technique: 'diffraction',
  version: 1,
  params: { x: xParam, particle: { kind: 'number', label: 'Particle across', unit: 'µm', min: 1, max: 2, step: 0.1, default: 1.5, decimals: 1, span: 6, note: 'reported: about 1 to 2', ticks: [1, 1.5, 2].map((value) => ({ value })) }, size: sizeParam, sizeEnd: sizeEndParam },
  kernels: [],
  provenance: {
    badge: 'reconstructed',
    pinned: 'Particles of about 1 to 2 µm are reported, from transmission and from scanning micrographs (S1); the Y–Cl distance is from the literature.',
    free: 'The unit cell is that of the model, the domain size assumed. The micrographs are the authors’ and are not shown.',
    constraints: ['Particles measure 1 to 2 µm.', 'Domain size falls with *x* while particles stay as they are.'],
    alternatives: 'Any domain size from one cell to the whole particle is compatible with a micrograph of its outline; only diffraction tells.',
  },
  compute: (_kernels, { x, particle, size, sizeEnd }) => {
    const domain_nm = domainSize_nm(x, { size_nm: size, sizeEnd_nm: sizeEnd });
    const { cell } = structure('nyzc');
    return { domain_nm, particle_nm: 1000 * particle, domains: (1000 * particle) ** 3 / domain_nm ** 3, across: (1000 * particle) / domain_nm, cells: (domain_nm * 10) ** 3 * (Math.PI / 6) / (cell.a_A * cell.b_A * cell.c_A), cell };
  },
  view: ({ domain_nm, particle_nm }, { x }) => [
    { key: 'ruler', span: 'wide', title: '**One ruler** a step is a factor of ten', draw: (frame) => ruler(x, domain_nm, particle_nm, frame) },
    { key: 'cell', span: 'third', title: '**Unit cell** of the model, along *b*', draw: (frame) => cellDrawing(x, frame) },
    { key: 'domain', span: 'third', title: `**Domain** [${fixed(domain_nm, 1)} nm] across`, draw: (frame) => domainDrawing(x, domain_nm, frame) },
    { key: 'particle', span: 'third', title: `**Particle** [${fixed(particle_nm / 1000, 1)} µm] across`, draw: (frame) => particleDrawing(x, domain_nm, particle_nm, frame) },
  ],
  summary: ({ domain_nm, across, domains, cells }, { x, particle }) =>
    `Across a particle of [${fixed(particle, 1)} µm] lie **${fixed(across, 0)} domains** of [${fixed(domain_nm, 1)} nm] at *x* = **${nameOf(x)}**: about **[${scientific(domains, 1)}]** in all, each of some ${significant(cells, 2)} unit cells.`,
  table: ({ domain_nm, particle_nm, cell }) => ({
    caption: 'Lengths on the ruler',
    columns: [{ name: 'What', unit: '', align: 'left' }, { name: 'Length', unit: 'nm' }, { name: 'Rests on', unit: '', align: 'left' }],
    rows: [
      ['Y–Cl, neighbours', fixed(Y_CL_A / 10, 3), 'literature, Na~3~YCl~6~'],
      ['Unit cell, *a*', fixed(cell.a_A / 10, 3), 'assumed: model cell'],
      ['Unit cell, *c*', fixed(cell.c_A / 10, 3), 'assumed: model cell'],
      ['Domain', fixed(domain_nm, 1), 'assumed'],
      ['Particle', fixed(particle_nm, 0), 'reported, ~ 1 to 2 µm'],
    ],
  }),
  compare: ({ domain_nm, particle_nm }) => [
    { quantity: 'Particle size', reported: '~ 1–2 µm', here: `[${fixed(particle_nm / 1000, 1)} µm]`, verdict: 'was put in' },
    { quantity: 'Domain size', reported: 'not in the text', here: `[${fixed(domain_nm, 1)} nm]`, verdict: 'assumed' },
  ],
});

function ruler(x: number, domain_nm: number, particle_nm: number, { width, narrow }: Frame): Drawing {
  const [left, right, bottom] = [16, width - 24, narrow ? 150 : 104];
  const sx = scaleLog([0.1, 1e4], [left, right]);
  const { cell } = structure('nyzc');
  const bar = (from: number, to: number, row: number, colour: string): El => el('path', { class: `curve ${colour}`, 'stroke-width': 4, d: `M${sx(from).toFixed(1)} ${row}H${sx(to).toFixed(1)}` });
  const near = narrow ? 34 : 30;
  const row = (n: number): number => (narrow ? bottom - 20 - near * n : bottom - 26 - (n % 2) * near);
  return {
    width,
    height: bottom + 50,
    children: [
      horizontalAxis(bottom, left, right, 'below', { scale: sx, ticks: [0.1, 1, 10, 100, 1000, 1e4], format: (v) => (v === 1 ? '1' : v === 10 ? '10' : powerOfTen(v)), title: 'length / nm' }),
      mark('literature', [sx(Y_CL_A / 10), row(0)], { r: 5 }),
      label(sx(Y_CL_A / 10), row(0) - 11, narrow ? 'Y–Cl' : 'an ion and its neighbour', { 'text-anchor': 'middle', class: 'halo' }),
      bar(cell.a_A / 10, cell.c_A / 10, row(1), 'sref'),
      label(sx(Math.sqrt(cell.a_A * cell.c_A) / 10), row(1) - 11, 'unit cell', { 'text-anchor': 'middle', class: 'halo' }),
      mark('assumed', [sx(domain_nm), row(2)], { colour: fillOf(x), r: 6 }),
      label(sx(domain_nm), row(2) - 11, `domain, ${fixed(domain_nm, 1)} nm`, { 'text-anchor': 'middle', class: 'strong halo' }),
      bar(1000 * PARTICLE_um.min, 1000 * PARTICLE_um.max, row(2), 'sref'),
      mark('reported', [sx(particle_nm), row(2)], { r: 5 }),
      label(sx(1400), row(2) - 11, 'particle, 1–2 µm', { 'text-anchor': 'middle', class: 'halo' }),
    ],
  };
}

/** A bar of a round length at the lower right. */
const scaleBar = (width: number, y: number, length: number, words: string): El =>
  el('g', {}, el('path', { class: 'axis', 'stroke-width': 2, d: `M${(width - 12 - length).toFixed(1)} ${y}h${length.toFixed(1)}` }), label(width - 12 - length / 2, y - 8, words, { 'text-anchor': 'middle', class: 'halo' }));

const HEIGHT = 250;

/** The cell seen along b, atoms as discs of arbitrary size at their true places. */
function cellDrawing(x: number, { width }: Frame): Drawing {
  const crystal = structure('nyzc');
  const scale = 190 / crystal.cell.c_A;
  const [w, h] = [crystal.cell.c_A * scale, crystal.cell.a_A * scale];
  const [x0, y0] = [(width - w) / 2, 30];
  const drawn = new Set<string>();
  const atoms = expandSites(crystal).flatMap(({ site, positions }) =>
    positions.flatMap(([px = 0, , pz = 0]) => {
      // Atoms on a face of the cell are drawn on the opposite face too.
      const copies = (v: number): number[] => (v < 0.01 ? [v, v + 1] : [v]);
      const key = `${site.element === 'Y' ? 'Zr' : site.element} ${px.toFixed(2)} ${pz.toFixed(2)}`;
      if (drawn.has(key)) return [];
      drawn.add(key);
      const r = site.element === 'Cl' ? 9 : site.element === 'Na' ? 4 : 6;
      const kind = site.element === 'Cl' ? 'ptd' : site.element === 'Na' ? 'pt fref' : `pt ${fillOf(x)}`;
      return copies(px).flatMap((u) => copies(pz).map((v) => el('circle', { class: kind, cx: x0 + v * w, cy: y0 + (1 - u) * h, r }, el('title', {}, site.element === 'Y' ? 'Y or Zr' : site.element))));
    }),
  );
  return {
    width,
    height: HEIGHT,
    children: [
      el('rect', { class: 'axis', x: x0, y: y0, width: w, height: h }),
      ...atoms,
      label(x0 + w / 2, HEIGHT - 42, 'large Cl, filled Y or Zr, small Na', { 'text-anchor': 'middle' }),
      scaleBar(width, HEIGHT - 8, 5 * scale, '0.5 nm'),
    ],
  };
}

/** A round domain over the grid of its cells; 30 nm fill the frame, as the largest domain does. */
function domainDrawing(x: number, domain_nm: number, { width }: Frame): Drawing {
  const { a_A, c_A } = structure('nyzc').cell;
  const span = domain_nm <= 6 ? 6 : domain_nm <= 14 ? 14 : 32;
  const scale = 200 / span;
  const [cx, cy, r] = [width / 2, 110, (domain_nm * scale) / 2];
  const lines = (step: number, across: boolean): string => {
    let d = '';
    for (let at = -Math.floor(r / step) * step; at <= r; at += step) {
      const half = Math.sqrt(Math.max(0, r * r - at * at));
      d += across ? `M${(cx - half).toFixed(1)} ${(cy + at).toFixed(1)}h${(2 * half).toFixed(1)}` : `M${(cx + at).toFixed(1)} ${(cy - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
    }
    return d;
  };
  const bar = span === 32 ? 5 : span === 14 ? 2 : 1;
  return {
    width,
    height: HEIGHT,
    children: [
      el('path', { class: `ghost ${strokeOf(x)}`, d: lines((c_A / 10) * scale, false) + lines((a_A / 10) * scale, true) }),
      el('circle', { class: `curve dash ${strokeOf(x)}`, cx, cy, r }),
      // The mesh nearest the middle, which always lies inside.
      el('rect', { class: fillOf(x), x: cx + firstLine(r, (c_A / 10) * scale), y: cy + firstLine(r, (a_A / 10) * scale), width: (c_A / 10) * scale, height: (a_A / 10) * scale }),
      el('rect', { class: fillOf(x), x: 12, y: HEIGHT - 18, width: 10, height: 10 }),
      label(28, HEIGHT - 8, 'one cell', {}),
      label(cx, cy + r + 18, `*L* = ${fixed(domain_nm, 1)} nm`, { 'text-anchor': 'middle' }),
      scaleBar(width, HEIGHT - 8, bar * scale, `${bar} nm`),
    ],
  };
}

/** The grid line just before the middle of a disc of radius r: lines stand at whole steps from the middle. */
const firstLine = (r: number, step: number): number => (step < r ? -step : 0);

/** The particle, and one domain of it as a dot in its middle, to the same scale. */
function particleDrawing(x: number, domain_nm: number, particle_nm: number, { width }: Frame): Drawing {
  const scale = 200 / 2000;
  const [cx, cy] = [width / 2, 110];
  return {
    width,
    height: HEIGHT,
    children: [
      ...[PARTICLE_um.min, PARTICLE_um.max].map((um) => el('circle', { class: 'guide', cx, cy, r: (1000 * um * scale) / 2 })),
      el('circle', { class: 'curve sref', cx, cy, r: (particle_nm * scale) / 2 }),
      label(12, HEIGHT - 8, 'dotted: 1 and 2 µm', {}),
      el('circle', { class: fillOf(x), cx, cy, r: Math.max(0.15, (domain_nm * scale) / 2) }),
      el('path', { class: 'guide', d: `M${cx} ${cy - 20}V${cy - 3}` }),
      label(cx, cy - 26, 'one domain', { 'text-anchor': 'middle', class: 'halo' }),
      scaleBar(width, HEIGHT - 8, 500 * scale, '0.5 µm'),
    ],
  };
}
