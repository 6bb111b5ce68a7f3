/** <live-exercise>: checks answers with the kernels, draws other numbers; <exercise-progress>: what was done, to keep or to erase. */
import { download } from '../runtime/download.ts';
import type { AnyValues } from '../runtime/figure.ts';
import { richToHtml } from '../runtime/rich.ts';
import { judgeChoice, judgeNumber, judgeSlip, judgeState, type Judgement } from './check.ts';
import { FIRST_SEED, MAX_SEED, readSeed } from './draw.ts';
import { pageVariant, type Loaded } from './page-bank.ts';
import { eraseProgress, exportProgress, importProgress, readProgress, recordAttempt, setSeed } from './progress.ts';
import { exerciseHtml } from './render.ts';

const base = import.meta.env.BASE_URL;

/** Told to every exercise of the page when the numbers or the record change. */
const CHANGED = 'exercises-changed';
const tellAll = (): boolean => document.dispatchEvent(new Event(CHANGED));

/** A class link wins over the reader's own numbers, and is remembered for the next page. */
function takeSeedOfAddress(): void {
  const seed = readSeed(new URLSearchParams(window.location.search).get('seed'));
  if (seed !== null && seed !== readProgress().seed) setSeed(seed);
}

function newSeed(seed: number): void {
  const url = new URL(window.location.href);
  if (url.searchParams.has('seed')) {
    url.searchParams.set('seed', String(seed));
    window.history.replaceState(null, '', url);
  }
  setSeed(seed);
  tellAll();
}

class LiveExercise extends HTMLElement {
  #shown = FIRST_SEED;
  #loaded: Promise<Loaded> | undefined;

  connectedCallback(): void {
    this.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#check();
    });
    this.addEventListener('click', (event) => {
      const what = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-do]')?.dataset['do'] : undefined;
      if (what === 'other') newSeed(2 + (crypto.getRandomValues(new Uint32Array(1))[0]! % (MAX_SEED - 1)));
      if (what === 'printed') newSeed(FIRST_SEED);
      if (what) this.querySelector<HTMLElement>('.prompt')!.focus();
    });
    document.addEventListener(CHANGED, () => void this.#follow());
    void this.#follow();
  }

  get #id(): string {
    return this.dataset['exercise'] ?? '';
  }

  #load(seed: number): Promise<Loaded> {
    this.#loaded ??= pageVariant(this.#id, seed);
    this.#loaded.catch(() => (this.#loaded = undefined));
    return this.#loaded;
  }

  /** Shows the numbers of the reader's seed, and what the reader has done with them. */
  async #follow(): Promise<void> {
    const { seed } = readProgress();
    if (seed !== this.#shown) {
      const hadFocus = this.contains(document.activeElement);
      try {
        this.#shown = seed;
        this.#loaded = undefined;
        const { variant } = await this.#load(seed);
        if (seed !== this.#shown) return;
        this.innerHTML = exerciseHtml(variant, base, `exercise-${this.#id}`);
        if (hadFocus) {
          const prompt = this.querySelector<HTMLElement>('.prompt')!;
          prompt.tabIndex = -1;
          prompt.focus();
        }
      } catch (error) {
        this.#say({ right: false, says: `The numbers could not be changed (${error instanceof Error ? error.message : 'unknown reason'}); those shown stay valid.` });
        this.#shown = FIRST_SEED;
      }
    }
    const done = readProgress().done[this.#id];
    const now = done?.seed === this.#shown ? done : undefined;
    this.toggleAttribute('data-attempted', now !== undefined);
    this.toggleAttribute('data-solved', now?.right === true);
  }

  #say({ right, says }: Judgement): void {
    const verdict = this.querySelector<HTMLElement>('.verdict')!;
    verdict.innerHTML = richToHtml(says);
    verdict.classList.toggle('right', right);
  }

  async #check(): Promise<void> {
    try {
      const loaded = await this.#load(this.#shown);
      const judged = this.#judge(loaded);
      this.#say(judged);
      recordAttempt(this.#id, this.#shown, judged.right);
      this.dataset['attempted'] = '';
      tellAll();
    } catch (error) {
      // The solution must not stay shut because the check could not be loaded.
      this.dataset['attempted'] = '';
      this.#say({ right: false, says: `The answer could not be checked (${error instanceof Error ? error.message : 'unknown reason'}); the worked solution below needs no script.` });
    }
  }

  #judge({ variant, model, kernels }: Loaded): Judgement {
    const chosen = this.querySelector<HTMLInputElement>('input[name=option]:checked');
    const option = chosen ? Number(chosen.value) : null;
    const text = this.querySelector<HTMLInputElement>('input[name=number]')?.value ?? '';
    if (variant.kind === 'choice') return judgeChoice(variant, option);
    if (variant.kind === 'slip') return judgeSlip(variant, option, text);
    if (variant.kind !== 'state') return judgeNumber(variant, text);
    // The figure answers for itself: its values, not its picture.
    const figure = document.querySelector<HTMLElement & { values?: AnyValues | null }>(`live-figure[data-figure="${variant.figure}"]`);
    if (!figure) return { right: false, says: 'The figure is not on this page: follow the link to it, and check there.' };
    const values = figure.values ?? null;
    return judgeState(variant, values === null ? null : model.measures!(kernels, values, variant.draw));
  }
}

class ExerciseProgress extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('click', (event) => {
      const what = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-do]')?.dataset['do'] : undefined;
      if (what === 'save') download('exercises-progress.json', 'application/json', exportProgress());
      if (what === 'erase') {
        eraseProgress();
        tellAll();
      }
    });
    this.addEventListener('change', (event) => {
      const input = event.target;
      if (input instanceof HTMLInputElement && input.type === 'file' && input.files?.[0]) void this.#take(input.files[0], input);
    });
    document.addEventListener(CHANGED, () => this.#show());
    this.#show();
  }

  async #take(file: File, input: HTMLInputElement): Promise<void> {
    const taken = importProgress(await file.text().catch(() => ''));
    // The same file may be chosen again.
    input.value = '';
    if (taken !== null) tellAll();
    else this.querySelector('.tally')!.textContent = `“${file.name.slice(0, 60)}” is not a file of progress saved here; nothing was changed.`;
  }

  #show(): void {
    const { done, seed } = readProgress();
    const ids = (this.dataset['ids'] ?? '').split(' ');
    const mine = ids.flatMap((id) => done[id] ?? []);
    const solved = mine.filter((d) => d.right).length;
    this.querySelector('.tally')!.textContent = mine.length === 0 ? `Nothing tried yet, of ${ids.length}.` : `${solved} of ${ids.length} solved, ${mine.length} tried. Numbers no. ${seed}.`;
  }
}

export function startExercises(): void {
  takeSeedOfAddress();
  customElements.define('live-exercise', LiveExercise);
  customElements.define('exercise-progress', ExerciseProgress);
}
