/** The worksheet in the page: its print button, and the numbers of the seed in the address. Small; the rest is loaded when there is a seed. */
import { FIRST_SEED, readSeed } from './draw.ts';

const sheet = document.querySelector<HTMLElement>('.sheet')!;
sheet.querySelector('[data-do=print]')?.addEventListener('click', () => window.print());

async function fillIn(seed: number): Promise<void> {
  const [{ pageVariant }, { taskHtml }] = await Promise.all([import('./page-bank.ts'), import('./worksheet.ts')]);
  const tasks = [...sheet.querySelectorAll<HTMLElement>('[data-task]')];
  const texts = await Promise.all(tasks.map(async (task, i) => taskHtml((await pageVariant(task.dataset['task']!, seed)).variant, i + 1)));
  tasks.forEach((task, i) => (task.innerHTML = texts[i]!));
  sheet.querySelector('.seed-note')!.textContent = `set no. ${seed}`;
  sheet.querySelector('.seed-number')!.textContent = String(seed);
  sheet.dataset['seed'] = String(seed);
}

// The address of this copy of the site, with the numbers of this sheet.
const lesson = new URL('../', window.location.href);
const seed = readSeed(new URLSearchParams(window.location.search).get('seed'));
if (seed !== null) lesson.searchParams.set('seed', String(seed));
sheet.querySelector('.address')!.textContent = `${lesson.origin}${lesson.pathname}${lesson.search}`;
if (seed !== null && seed !== FIRST_SEED) {
  fillIn(seed).catch((error: unknown) => {
    sheet.querySelector('.seed-note')!.textContent = `printed set, because set no. ${seed} could not be loaded (${error instanceof Error ? error.message : 'unknown reason'})`;
  });
}
