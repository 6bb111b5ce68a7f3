/** Lessons, symbols and the completeness of the glossary: what is named exists, and what is used is explained. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { figuresIn } from '../../src/content/lessons.ts';
import { readLedger } from '../../src/content/ledger.ts';
import { contentFolder, readEntries, readFolder } from '../../src/content/read.ts';
import { slidesOf } from '../../src/content/slides.ts';
import { readBank } from '../../src/exercises/bank.ts';
import { exerciseHtml } from '../../src/exercises/render.ts';
import { nodeVariant } from '../../src/exercises/bank.ts';
import { eraseProgress, exportProgress, importProgress, parseProgress, readProgress, recordAttempt, setSeed } from '../../src/exercises/progress.ts';
import { FIGURE_IDS, loadFigure } from '../../src/figures/registry.ts';
import { defaults } from '../../src/runtime/figure.ts';
import { readState } from '../../src/runtime/url-state.ts';
import { LESSONS } from '../../src/schemas/exercise.ts';
import { parseXml } from '../strict-xml.ts';
import { term } from '../../src/schemas/glossary.ts';
import { lesson } from '../../src/schemas/lesson.ts';
import { symbol } from '../../src/schemas/symbol.ts';

const read = (folder: string): { id: string; front: unknown; body: string }[] =>
  readdirSync(contentFolder(folder))
    .filter((file) => file.endsWith('.mdx'))
    .map((file) => {
      const [, front, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(readFileSync(contentFolder(folder, file), 'utf8'))!;
      return { id: file.replace('.mdx', ''), front: parse(front!) as unknown, body: body! };
    });

const lessons = read('lessons').map((l) => ({ ...l, data: lesson.parse(l.front) }));
const chapters = read('chapters');
const bank = readBank();
const terms = readFolder('glossary', term).map(({ entry }) => entry);

describe('the seven lessons', () => {
  it('stand in order, each with aims, a plan of fifty minutes, misconceptions, figures and exercises', async () => {
    expect(lessons.sort((a, b) => a.data.order - b.data.order).map((l) => l.id)).toEqual([...LESSONS]);
    for (const { id, data, body } of lessons) {
      expect(data.plan.reduce((s, { minutes }) => s + minutes, 0), id).toBe(50);
      expect(figuresIn(body).length, id).toBeGreaterThan(0);
      for (const figure of figuresIn(body)) expect(FIGURE_IDS, id).toContain(figure);
      expect(body.split(/\s+/).length, `${id}: words`).toBeGreaterThan(250);
    }
  });

  it('name terms, references, ledger entries and exercises that exist', () => {
    const bib = readFileSync(contentFolder('references.bib'), 'utf8');
    const ledger = readLedger();
    const ids = new Set(terms.map((t) => t.id));
    for (const { id, data, body } of lessons) {
      for (const t of data.terms) expect(ids.has(t), `${id}: ${t}`).toBe(true);
      for (const { cite } of data.reading) expect(bib, id).toContain(`{${cite},`);
      for (const [, num] of body.matchAll(/<Num id="([^"]+)"/g)) expect(ledger.has(num!), `${id}: ${num}`).toBe(true);
      const count = bank.filter((e) => e.lesson === id).length;
      for (const { with: used = '' } of data.plan) {
        for (const [, list] of used.matchAll(/exercises? ([\d, and]+)/g)) for (const n of list!.match(/\d+/g)!) expect(Number(n), `${id}: exercise ${n}`).toBeLessThanOrEqual(count);
      }
    }
  });

  it('show on their own page each figure that an exercise asks to move', () => {
    for (const e of bank.filter((x) => x.kind === 'state')) expect(figuresIn(lessons.find((l) => l.id === e.lesson)!.body), e.id).toContain(e.figure);
  });

  it('let the link of an exercise set its figure up whatever state the lesson starts it in', async () => {
    for (const e of bank.filter((x) => x.set && x.figure)) {
      const figure = await loadFigure(e.figure!);
      const { state } = await nodeVariant(e, 7);
      const written = new RegExp(`<Figure id="${e.figure!}" values=\\{\\{([^}]*)\\}\\}`).exec(lessons.find((l) => l.id === e.lesson)!.body)?.[1] ?? '';
      const preset = Object.fromEntries([...written.matchAll(/(\w+): ([\d.]+)/g)].map(([, name, value]) => [name!, Number(value)]));
      const address = new URLSearchParams(state);
      expect(readState(figure, address, { ...defaults(figure.params), ...preset }).values, `${e.id}: ${state} on a page that sets ${written}`).toEqual(readState(figure, address).values);
    }
  });

  it('give figures on one page the same preset of a shared parameter', async () => {
    for (const { id, body } of lessons) {
      const presets = [...body.matchAll(/<Figure id="([^"]+)"(?: values=\{\{([^}]*)\}\})?/g)];
      for (const shared of ['x', 'T'] as const) {
        const values = new Set<number>();
        for (const [, figure, written] of presets) {
          const param = Object.entries((await loadFigure(figure!)).params).find(([, p]) => p.linked === shared);
          if (!param) continue;
          values.add(Number(new RegExp(`\\b${param[0]}: ([\\d.]+)`).exec(written ?? '')?.[1] ?? param[1].default));
        }
        expect(values.size, `${id}: ${shared} is ${[...values].join(' and ')}`).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('symbols', () => {
  const rows = readEntries('symbols.yaml', symbol);
  const listed = new Set(rows.flatMap((r) => [...r.symbol.matchAll(/\*[^*]+\*(?:~[^~]+~)?/g)].map((m) => m[0])));

  it('are each listed once', () => {
    const all = rows.flatMap((r) => [...new Set([...r.symbol.matchAll(/\*[^*]+\*(?:~[^~]+~)?/g)].map((m) => m[0]))]).filter((s) => s !== '*Z*');
    expect(new Set(all).size).toBe(all.length);
  });

  it('are all there: every italic symbol of the exercises has its row', () => {
    const used = new Map<string, string>();
    for (const e of bank) {
      const words = [e.prompt, e.solution, ...e.hints, ...Object.values(e.traps), ...(e.options ?? []).flatMap((o) => [o.text, o.says])].join(' ').replaceAll('**', ' ');
      // Products such as *RC* are split into their letters.
      for (const [, letters, sub = ''] of words.matchAll(/\*([A-Za-zα-ωΑ-Ωµ]{1,3})\*(~[^~]+~)?/g)) {
        const parts = letters!.length > 1 && sub === '' ? [...letters!].map((c) => `*${c}*`) : [`*${letters}*${sub}`];
        for (const part of parts) used.set(part, e.id);
      }
    }
    expect(used.size).toBeGreaterThan(25);
    expect([...used].filter(([part]) => !listed.has(part)).map(([part, where]) => `${part} in ${where}`)).toEqual([]);
  });
});

/** Words of the field that a student may not know. Where one stands in a chapter, a lesson or an exercise, the glossary has it. */
const TECHNICAL = [
  'Nyquist plot', 'constant-phase element', 'blocking electrode', 'stray capacitance', 'relaxation', 'Kramers–Kronig', 'equivalent circuit', 'permittivity', 'intercept', 'arc', 'noise', 'covariance',
  'activation energy', 'pre-factor', 'Arrhenius', 'mobility', 'diffusion coefficient', 'Nernst', 'Haven ratio', 'tracer', 'drift', 'transference number', 'electronic conductivity', 'hop', 'Boltzmann',
  'aliovalent', 'vacancy', 'formula unit', 'ternary', 'mole fraction', 'free salt', 'nominal', 'oxidation state', 'milling', 'halide', 'porosity',
  'Larmor frequency', 'gyromagnetic ratio', 'chemical shift', 'quadrupol', 'central transition', 'satellite', 'magic-angle', 'sideband', 'Czjzek', 'exchange', 'cross peak', 'waiting time', 'coalesce', 'deconvolution', 'octahedral', 'prismatic', 'isotropic shift', 'recycle delay',
  'Bragg', 'Scherrer', 'microstrain', 'Williamson', 'amorphous', 'nanocrystalline', 'halo', 'Debye', 'structure factor', 'reciprocal lattice', 'selected-area', 'coherence length', 'space group', 'unit cell', 'Ehrenfest', 'crystallis',
  'catholyte', 'C-rate', 'Coulombic efficiency', 'overpotential', 'open-circuit', 'tortuosity', 'areal loading', 'current density', 'contact resistance', 'cutoff', 'sweep rate', 'onset', 'stability window', 'seed', 'provenance',
];

/** A mention within another definition is not enough for these. */
const ENTRIES = [
  'Akaike', 'Havriliak', 'Gaussian', 'Lorentzian', 'grain boundar', 'bulk', 'tail', 'resistivity', 'conductance', 'residual', 'sinter', 'Avogadro', 'phase', 'precess', 'centre of gravity', 'decoupling', 'rotor',
  'X-ray', 'interference', 'lattice', 'domain', 'aperture', 'anode', 'separator', 'plateau', 'discharge', 'irreversible wave',
];

describe('the glossary', () => {
  const text = [...lessons, ...chapters].map((l) => `${l.body} ${JSON.stringify(l.front)}`).join('\n') + bank.map((e) => [e.prompt, e.solution, ...e.hints, ...Object.values(e.traps), ...(e.options ?? []).flatMap((o) => [o.text, o.says])].join(' ')).join('\n');
  const known = terms.map((t) => [t.term, ...(t.aliases ?? []), t.definition].join(' ')).join('\n').toLowerCase();
  const named = terms.map((t) => [t.term, ...(t.aliases ?? [])].join('\n')).join('\n').toLowerCase();

  it('explains every technical word of chapters, lessons and exercises', () => {
    const used = TECHNICAL.filter((w) => text.toLowerCase().includes(w.toLowerCase()));
    expect(used.length).toBeGreaterThan(60);
    for (const w of used) expect(known.includes(w.toLowerCase()), w).toBe(true);
  });

  it('has an entry of its own for each word that nothing else explains', () => {
    for (const w of ENTRIES) {
      expect(text.toLowerCase().includes(w.toLowerCase()), `${w} is not in the text any more`).toBe(true);
      expect(named.includes(w.toLowerCase()), w).toBe(true);
    }
  });
});

describe('pictures for slides', () => {
  it('are well-formed files that need no style sheet, with provenance and colours inside', async () => {
    for (const id of FIGURE_IDS) {
      const figure = await loadFigure(id);
      // Figures of long runs take seconds; their panels are drawn by the same functions.
      if (figure.steps) continue;
      for (const { svg, file } of await slidesOf(figure, 'https://example.org/')) {
        const picture = parseXml(svg);
        const paths = ['path', 'rect', 'circle', 'line'].reduce((sum, name) => sum + picture.getElementsByTagName(name).length, 0);
        expect(paths, file).toBeGreaterThan(2);
        expect(svg, file).not.toMatch(/class=|var\(|light-dark|data-/);
        expect(svg, file).toMatch(/<metadata>[\s\S]*Provenance: /);
      }
    }
  });

  it('have the colour of a composition where the style sheet gives it', async () => {
    const [nyquist] = (await slidesOf(await loadFigure('3b'), 'https://example.org/')).filter((s) => s.panel.key === 'nyquist');
    expect(nyquist!.svg).toContain('stroke="#07657e"');
    expect(nyquist!.svg).toContain('stroke="#ba8713"');
  });
});

describe('an exercise as HTML', () => {
  it('is whole: prompt, hints, solution, and for a choice what each answer would have been told', async () => {
    for (const entry of bank) {
      const html = exerciseHtml(await nodeVariant(entry), '/', `f-${entry.id}`);
      expect(html.match(/<details class="tip">/g)?.length, entry.id).toBe(entry.hints.length);
      expect(html).toContain('<details class="solution">');
      expect(html).toContain('role="status"');
      expect(html, 'no inline style or script').not.toMatch(/style=|<script|onclick/);
      expect(html.match(/name="option"/g)?.length ?? 0).toBe(entry.options?.length ?? 0);
    }
  });
});

describe('kept progress', () => {
  it('comes back from its own file beside what is here, and refuses any other file', () => {
    eraseProgress();
    setSeed(7);
    recordAttempt('a', 7, true);
    recordAttempt('b', 7, false);
    const file = exportProgress();
    eraseProgress();
    recordAttempt('b', 1, true);
    recordAttempt('c', 1, true);
    for (const wrong of ['', 'x', '{}', '{"version":1,"seed":3,"done":{}}', '[1,2]']) expect(importProgress(wrong), wrong).toBeNull();
    expect(readProgress().seed).toBe(1);
    expect(importProgress(file)).toBe(2);
    const { seed, done } = readProgress();
    expect(seed).toBe(7);
    expect([done['a']!.right, done['b']!.right, done['c']!.right]).toEqual([true, true, true]);
    expect(done['a']!.seed).toBe(7);
    eraseProgress();
    expect(readProgress()).toEqual({ version: 1, seed: 1, done: {} });
  });

  it('survives anything that storage may hold', () => {
    expect(parseProgress(null)).toEqual({ version: 1, seed: 1, done: {} });
    for (const text of ['', 'x', '[]', '{"version":2,"seed":5}', '{"version":1,"seed":-3,"done":7}']) expect(parseProgress(text)).toEqual({ version: 1, seed: 1, done: {} });
    const good = { seed: 7, attempts: 2, right: true, at: '2026-01-01' };
    expect(parseProgress(JSON.stringify({ version: 1, seed: 7, done: { a: good, b: { seed: 'x' } } }))).toEqual({ version: 1, seed: 7, done: { a: good } });
  });
});
