/** The teacher's pack at work: link, keys and Moodle file for any number. Loaded with the first button pressed. */
import { FIRST_SEED, MAX_SEED, readSeed } from './draw.ts';

const pack = document.querySelector<HTMLElement>('.pack')!;
const form = pack.querySelector('form')!;
const output = form.querySelector('output')!;
const base = import.meta.env.BASE_URL;
const field = (name: string): HTMLInputElement | HTMLSelectElement => form.elements.namedItem(name) as HTMLInputElement;
const wanted = (): number | null => readSeed(field('seed').value);

/** The link: page, numbers, and the state of a pasted address that belongs to this site's figures. */
function classLink(seed: number): string {
  const url = new URL(`${base}${field('page').value}`, window.location.href);
  const pasted = field('state').value.trim();
  if (pasted !== '') {
    const given = new URL(pasted, window.location.href);
    if (given.search === '' && given.hash === '') throw new TypeError('no state in it');
    for (const [name, value] of given.searchParams) if (name !== 'seed') url.searchParams.set(name, value);
    url.hash = given.hash;
  }
  url.searchParams.set('seed', String(seed));
  return url.href;
}

async function items(seed: number) {
  const [{ pageBank, pageVariant }, { stateRange }, { loadFigure }] = await Promise.all([import('./page-bank.ts'), import('./state-range.ts'), import('../figures/registry.ts')]);
  return Promise.all(
    (await pageBank()).map(async ({ id }) => {
      const { variant, model, kernels } = await pageVariant(id, seed);
      return { variant, range: variant.kind === 'state' ? stateRange(variant, model, kernels, await loadFigure(variant.figure!)) : null };
    }),
  );
}

async function showKeys(seed: number): Promise<void> {
  const [all, { keyRowHtml }] = await Promise.all([items(seed), import('./key.ts')]);
  for (const body of pack.querySelectorAll<HTMLElement>('tbody[data-lesson]')) {
    body.innerHTML = all
      .filter(({ variant }) => variant.lesson === body.dataset['lesson'])
      .map(({ variant, range }, i) => keyRowHtml(variant, range, i + 1))
      .join('');
  }
  for (const note of pack.querySelectorAll('.key-seed')) note.textContent = String(seed);
  pack.dataset['seed'] = String(seed);
}

const tell = (words: string): void => void (output.textContent = words);

async function make(): Promise<string | null> {
  const seed = wanted();
  if (seed === null) {
    tell(`“${field('seed').value}” is not a number from 1 to ${MAX_SEED}: type one, or draw one.`);
    return null;
  }
  let link: string;
  try {
    link = classLink(seed);
  } catch {
    tell('The state is not an address: paste what “Link” under a figure gives, or leave it empty.');
    return null;
  }
  tell(link);
  await showKeys(seed).catch((error: unknown) => tell(`${link}\nThe keys could not be computed (${error instanceof Error ? error.message : 'unknown reason'}); those below are of no. ${pack.dataset['seed'] ?? FIRST_SEED}.`));
  return link;
}

async function saveMoodle(): Promise<void> {
  const seed = Number(pack.dataset['seed'] ?? FIRST_SEED);
  const [all, { moodleXml }, { download }] = await Promise.all([items(seed), import('./moodle.ts'), import('../runtime/download.ts')]);
  const titles = JSON.parse(pack.dataset['titles'] ?? '{}') as Record<string, string>;
  download(`exercises-${seed}.xml`, 'application/xml', moodleXml(all, titles, new URL(base, window.location.href).href));
}

/** What a button of the pack asks for. */
export function act(what: string): void {
  if (what === 'random') field('seed').value = String(2 + (crypto.getRandomValues(new Uint32Array(1))[0]! % (MAX_SEED - 1)));
  if (what === 'make' || what === 'random') void make();
  if (what === 'copy') {
    void make().then(async (link) => {
      if (link) await navigator.clipboard?.writeText(link).then(() => tell(`${link}\nCopied.`), () => undefined);
    });
  }
  if (what === 'moodle') void saveMoodle();
  // A class link that leads here brings its keys along.
  if (what === 'given') {
    const given = readSeed(new URLSearchParams(window.location.search).get('seed'));
    if (given === null) return;
    field('seed').value = String(given);
    void make();
  }
}
