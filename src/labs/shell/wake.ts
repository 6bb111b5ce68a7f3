/**
 * The part of a lab that is there at first (with the one script of every page): it takes files that are dropped, chosen or pasted, and loads the lab itself at the first
 * touch (or at once, when a link or a kept state waits). What arrives before the lab is there waits for it. Nothing is sent anywhere.
 */
import { loadLab } from '../registry.ts';
import type { Received } from './lab.ts';

class LabBench extends HTMLElement {
  #loading: Promise<(received: Received[]) => Promise<void>> | undefined;
  #live = false;

  connectedCallback(): void {
    const name = this.dataset['lab'] ?? '';
    const wake = (): void => void this.#load();
    for (const event of ['pointerenter', 'pointerdown', 'focusin', 'keydown'] as const) this.addEventListener(event, wake, { once: true });
    this.addEventListener('submit', (event) => event.preventDefault());
    // Dropped anywhere on the page: a file beside the zone would otherwise replace the page.
    const zone = this.querySelector('.intake');
    document.addEventListener('dragover', (event) => {
      event.preventDefault();
      zone?.classList.add('over');
    });
    document.addEventListener('dragleave', (event) => event.relatedTarget === null && zone?.classList.remove('over'));
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      zone?.classList.remove('over');
      const text = event.dataTransfer?.getData('text/plain') ?? '';
      const files = [...(event.dataTransfer?.files ?? [])];
      // Entries must be asked for now; what is in them can be read later.
      const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry?.() ?? null).filter((entry) => entry !== null);
      if (entries.some((entry) => entry.isDirectory)) void this.#give(import('./folders.ts').then(({ readEntries }) => readEntries(entries)));
      else if (files.length > 0) void this.#take(files);
      else if (text !== '') void this.#take([new File([text], 'dropped text')]);
    });
    this.addEventListener('change', (event) => {
      const input = event.target;
      if (!(input instanceof HTMLInputElement) || input.type !== 'file') return;
      const files = [...(input.files ?? [])];
      input.value = '';
      if (files.length > 0) void this.#take(files);
    });
    // A press before the lab is there is done when it is, once; the button may have been drawn anew by then.
    const early = (event: MouseEvent): void => {
      const what = event.target instanceof Element ? event.target.closest<HTMLElement>('button[data-do]')?.dataset['do'] : undefined;
      if (this.#live || what === undefined || what === 'paste') return;
      event.stopPropagation();
      void this.#load().then(() => this.querySelector<HTMLElement>(`[data-do="${what}"]`)?.click());
    };
    this.addEventListener('click', early, { capture: true });
    this.addEventListener('click', (event) => {
      if (!(event.target instanceof Element) || !event.target.closest('[data-do=paste]')) return;
      const box = this.querySelector<HTMLTextAreaElement>('textarea[name=pasted]')!;
      if (box.value.trim() !== '') void this.#take([new File([box.value], 'pasted text')]).then(() => (box.value = ''));
      else box.focus();
    });
    let waits = window.location.hash.startsWith('#lab=');
    try {
      waits ||= localStorage.getItem(`lab:${name}`) !== null;
    } catch {
      // Storage that is denied holds nothing.
    }
    if (waits) wake();
  }

  #load(): Promise<(received: Received[]) => Promise<void>> {
    this.#loading ??= loadLab(this.dataset['lab'] ?? '')
      .then((start) => start(this))
      .then((receive) => {
        this.#live = true;
        return receive;
      })
      .catch((error: unknown) => {
        this.#loading = undefined;
        const line = this.querySelector<HTMLElement>('.lab-says')!;
        line.hidden = false;
        line.textContent = `The lab could not be loaded (${error instanceof Error ? error.message : 'unknown reason'}): touch it again to retry.`;
        throw error;
      });
    return this.#loading;
  }

  #take(files: File[]): Promise<void> {
    return this.#give(Promise.all(files.map(async (file) => ({ name: file.webkitRelativePath || file.name, bytes: new Uint8Array(await file.arrayBuffer()) }))));
  }

  /** Hands files to the lab; what cannot be read is told. */
  async #give(files: Promise<Received[]>): Promise<void> {
    const receive = await this.#load();
    try {
      await receive(await files);
    } catch (error) {
      const line = this.querySelector<HTMLElement>('.lab-says')!;
      line.hidden = false;
      line.textContent = `The files could not be read: ${error instanceof Error ? error.message : 'unknown reason'}.`;
    }
  }
}

customElements.define('lab-bench', LabBench);
