/** Fills a worksheet with the numbers of the seed in the address. */
import { readSeed } from './draw.ts';
import { pageVariant } from './page-bank.ts';
import { taskHtml } from './worksheet.ts';

/** Tells on the sheet itself when the seed is none, or when its numbers could not be had. */
export async function fillSheet(): Promise<void> {
  const sheet = document.querySelector<HTMLElement>('.sheet')!;
  const text = new URLSearchParams(window.location.search).get('seed');
  const seed = readSeed(text);
  const note = (words: string): void => void (sheet.querySelector('.seed-note')!.textContent = words);
  if (seed === null) {
    note(`printed set, because “${text}” is not a number from 1 to 999999`);
    return;
  }
  try {
    const tasks = [...sheet.querySelectorAll<HTMLElement>('[data-task]')];
    const texts = await Promise.all(tasks.map(async (task, i) => taskHtml((await pageVariant(task.dataset['task']!, seed)).variant, i + 1)));
    tasks.forEach((task, i) => (task.innerHTML = texts[i]!));
  } catch (error) {
    note(`printed set, because set no. ${seed} could not be loaded (${error instanceof Error ? error.message : 'unknown reason'})`);
    return;
  }
  note(`set no. ${seed}`);
  sheet.querySelector('.seed-number')!.textContent = String(seed);
  const lesson = new URL('../', window.location.href);
  lesson.searchParams.set('seed', String(seed));
  sheet.querySelector('.address')!.textContent = lesson.href;
  sheet.dataset['seed'] = String(seed);
}
