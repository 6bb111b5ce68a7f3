/**
 * What every lab shares. A lab is one plain-JSON state and functions of it; the shell keeps the state, its past, its copy in this browser and
 * its link, runs long work in the worker with progress and cancel, and says one sentence when something is wrong.
 *
 * A lab is a folder src/labs/<name>/ whose lab.ts exports `start = (root) => startLab(root, definition)`, one line in src/labs/registry.ts, one
 * page that uses LabPage.astro, and its kinds of long work in src/jobs/registry.ts. State is never changed in place: `change({ ...state, … })`.
 * Buttons of the shell carry data-do: undo, redo, link, json, csv, example, clear, cancel; any other goes to `definition.act`.
 */
import { runJob } from '../../jobs/run.ts';
import type { InputOf, JobName, OutputOf } from '../../jobs/registry.ts';
import { fontCss } from '../../runtime/png.ts';
import { download } from '../../runtime/download.ts';
import { History } from './history.ts';
import { isLink, readLink, writeLink } from './permalink.ts';
import { drawPanels, savePicture, type LabPanel } from './pictures.ts';
import * as saved from './saved.ts';

/** A file as it came: dropped, chosen or pasted. */
export interface Received {
  name: string;
  bytes: Uint8Array;
}

export interface LabDefinition<S extends object> {
  /** Name of the folder, of the copy in the browser and of saved files. */
  name: string;
  /** Raise it when a state changes its meaning. */
  version: number;
  /** The state to begin with: our own set, labelled. */
  example(): S;
  /** Checks a state from a link, a file or an earlier visit. Throws RangeError with one sentence. */
  parse(data: unknown): S;
  /** The state with new files in it; every file that cannot be read is told with `lab.say` in one sentence, the others are taken. */
  receive(files: readonly Received[], lab: Lab<S>): S | Promise<S>;
  /** Once, when the lab wakes: listen to controls of `lab.root`. */
  bind(lab: Lab<S>): void;
  /** After every change of state: write controls, draw, start long work. `moving` while a hand is on a slider: only what must follow at once. */
  show(lab: Lab<S>, moving: boolean): void | Promise<void>;
  /** Buttons that the shell does not know. */
  act?(what: string, lab: Lab<S>): void;
  /** Results for the JSON file, beside the state. */
  results(lab: Lab<S>): unknown;
  csv(lab: Lab<S>): string;
  /** Title, provenance and state in words: the head of pictures. */
  head(lab: Lab<S>): string[];
}

/** Milliseconds of rest before a state is copied into the browser's storage, and of work before a bar is shown. */
const SAVE_AFTER_MS = 400;
const PATIENCE_MS = 300;
/** Largest file taken, bytes. */
const LARGEST_FILE = 20_000_000;

export class Lab<S extends object> {
  readonly root: HTMLElement;
  readonly #definition: LabDefinition<S>;
  readonly #history: History<S>;
  readonly #running = new Map<string, AbortController>();
  #receiving = Promise.resolve();
  #saveTimer = 0;
  #refused = '';

  constructor(root: HTMLElement, definition: LabDefinition<S>, first: S) {
    this.root = root;
    this.#definition = definition;
    this.#history = new History(first);
  }

  get state(): S {
    return this.#history.now;
  }

  /** A new state: shown, kept, undoable. `merge` names a gesture whose steps are one step back; `moving` while it lasts. */
  change(next: S, { merge, moving = false }: { merge?: string; moving?: boolean } = {}): void {
    this.#history.push(next, merge);
    if (!moving) this.#history.settle();
    this.#keep();
    void this.refresh(moving);
  }

  /** Shows the present state again. */
  async refresh(moving = false): Promise<void> {
    const { canUndo, canRedo } = this.#history;
    for (const [what, can] of [['undo', canUndo], ['redo', canRedo]] as const) {
      for (const button of this.root.querySelectorAll<HTMLButtonElement>(`[data-do=${what}]`)) button.disabled = !can;
    }
    try {
      await this.#definition.show(this, moving);
    } catch (error) {
      this.fail(error);
    }
  }

  /** One or more sentences for the reader, heard by assistive technology; '' takes them away. */
  say(sentence: string): void {
    const line = this.root.querySelector<HTMLElement>('.lab-says')!;
    line.textContent = sentence;
    line.hidden = sentence === '';
  }

  /** Says several remarks, each a clause without its full stop, as sentences; nothing when there is none. */
  remark(clauses: readonly string[]): void {
    if (clauses.length > 0) this.say(`${clauses.map((s) => s.charAt(0).toUpperCase() + s.slice(1)).join('. ')}.`);
  }

  /** Says what an error means; one that was cancelled says nothing. */
  fail(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    const text = error instanceof Error ? error.message : String(error);
    // A sentence begins with a capital, but the name of a file stays as it is.
    this.say(`${text.replace(/^[a-z]+(?= )/, (word) => word.charAt(0).toUpperCase() + word.slice(1))}${/[.!?]$/.test(text) ? '' : '.'}`);
  }

  /**
   * Long work in the worker. A new run in the same `slot` cancels the one before; the bar shows the run that was started last, and its button
   * cancels all. Rejects with an AbortError when cancelled, which `fail` passes over.
   */
  async run<K extends JobName>(slot: string, job: K, input: InputOf<K>): Promise<OutputOf<K>> {
    this.#running.get(slot)?.abort();
    const control = new AbortController();
    this.#running.set(slot, control);
    const box = this.root.querySelector<HTMLElement>('.lab-progress')!;
    const bar = box.querySelector('progress')!;
    const patience = setTimeout(() => (box.hidden = false), PATIENCE_MS);
    try {
      return await runJob(job, input, { progress: (done) => (bar.value = done), signal: control.signal });
    } finally {
      clearTimeout(patience);
      if (this.#running.get(slot) === control) this.#running.delete(slot);
      if (this.#running.size === 0) {
        box.hidden = true;
        bar.value = 0;
      }
    }
  }

  /** Draws the pictures; those of the page that are not among them are hidden, or left as they are where these are only `some`. */
  draw(panels: readonly LabPanel[], some = false): void {
    drawPanels(this.root, panels, some);
  }

  /** Takes files, one drop after another: a second one waits until the first stands on the bench. */
  receive(files: readonly Received[]): Promise<void> {
    this.#receiving = this.#receiving.then(() => this.#receive(files));
    return this.#receiving;
  }

  async #receive(all: readonly Received[]): Promise<void> {
    this.say('');
    const files = all.filter(({ bytes }) => bytes.length <= LARGEST_FILE);
    const large = all.filter(({ bytes }) => bytes.length > LARGEST_FILE).map(({ name, bytes }) => `${name} has ${Math.round(bytes.length / 1e6)} MB: expected at most ${LARGEST_FILE / 1e6} MB, cut it to the part you need.`);
    try {
      if (files.length > 0) {
        const own = files.length === 1 ? this.#ownFile(files[0]!) : null;
        const next = own ? this.#definition.parse(own) : await this.#definition.receive(files, this);
        if (next !== this.state) this.change(next);
      }
    } catch (error) {
      this.fail(error);
    }
    if (large.length > 0) this.say([...large, this.root.querySelector('.lab-says')!.textContent!].join(' ').trim());
  }

  /** The state inside a JSON file that this lab saved, or null for any other file. */
  #ownFile({ bytes }: Received): unknown {
    try {
      const data = JSON.parse(new TextDecoder().decode(bytes)) as { lab?: unknown; version?: unknown; state?: unknown };
      return data.lab === this.#definition.name ? data.state : null;
    } catch {
      return null;
    }
  }

  /** What a button of the shell does. */
  async act(what: string): Promise<void> {
    const { name, version } = this.#definition;
    if (what === 'undo' ? this.#history.undo() : what === 'redo' && this.#history.redo()) {
      this.say('');
      this.#keep();
      await this.refresh();
    } else if (what === 'cancel') {
      for (const control of this.#running.values()) control.abort();
      this.say('The work was cancelled; the last results stay.');
    } else if (what === 'link') await this.#link();
    else if (what === 'json') download(`${name}-lab.json`, 'application/json', `${JSON.stringify({ lab: name, version, from: 'Less salt, more current', state: this.state, results: this.#definition.results(this) }, null, 1)}\n`);
    else if (what === 'csv') download(`${name}-lab.csv`, 'text/csv', this.#definition.csv(this));
    else if (what === 'example') this.change(this.#definition.example());
    else if (what === 'clear') {
      this.change(this.#definition.example());
      clearTimeout(this.#saveTimer);
      saved.forget(name);
      window.history.replaceState(null, '', window.location.pathname + window.location.search);
      this.say('The copy in this browser is deleted and the example is shown; until the page closes, Undo brings your data back.');
    } else if (what !== 'undo' && what !== 'redo') this.#definition.act?.(what, this);
  }

  async #link(): Promise<void> {
    const fragment = await writeLink({ version: this.#definition.version, state: this.state });
    window.history.replaceState(null, '', fragment);
    const kept = `${(fragment.length / 1000).toFixed(1)} kB`;
    try {
      await navigator.clipboard.writeText(window.location.href);
      this.say(`The link is copied (${kept}). Your data are inside the link itself and on no server.`);
    } catch {
      this.say(`The link stands in the address bar, ready to be copied (${kept}). Your data are inside the link itself and on no server.`);
    }
  }

  #keep(): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = window.setTimeout(() => this.saveNow(), SAVE_AFTER_MS);
  }

  saveNow(): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = 0;
    const refused = saved.save(this.#definition.name, { version: this.#definition.version, state: this.state }) ?? '';
    if (refused !== '' && refused !== this.#refused) this.say(refused);
    this.#refused = refused;
  }

  /** True while a change waits to be copied into the storage. */
  get unsaved(): boolean {
    return this.#saveTimer !== 0;
  }

  /** Puts `next` on top of the present state, which one Undo brings back. */
  overlay(next: S): void {
    this.#history.push(next);
  }
}

/** Makes a lab live on its page; resolves, with what takes files, when the first state is shown and all code and kernels are there. */
export async function startLab<S extends object>(root: HTMLElement, definition: LabDefinition<S>): Promise<(received: readonly Received[]) => Promise<void>> {
  const kept = saved.load(definition.name);
  const problems: string[] = [];
  const parse = (from: string, { version, state }: saved.Saved): S | null => {
    try {
      if (version !== definition.version) throw new RangeError(`it was made for version ${version} of this lab, the page has ${definition.version}`);
      return definition.parse(state);
    } catch (error) {
      problems.push(`${from} could not be used: ${error instanceof RangeError ? error.message : 'it is damaged'}.`);
      return null;
    }
  };
  const earlier = kept && parse('The state kept in this browser', kept);
  if (earlier) problems.push('What you had here last is back, from this browser alone.');
  const lab = new Lab(root, definition, earlier ?? definition.example());
  if (isLink(window.location.hash)) {
    try {
      const linked = parse('The link', Object(await readLink(window.location.hash)) as saved.Saved);
      if (linked && JSON.stringify(linked) !== JSON.stringify(lab.state)) {
        lab.overlay(linked);
        if (earlier) problems.splice(0, problems.length, 'The state of the link is shown; Undo brings back what you had here.');
      }
    } catch (error) {
      problems.push(`${(error as Error).message.replace(/^./, (c) => c.toUpperCase())}.`);
    }
  }
  definition.bind(lab);
  const act = (what: string): void => void lab.act(what).catch((error: unknown) => lab.fail(error));
  root.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('button[data-do],button[data-picture]') : null;
    if (!button) return;
    const { do: what, picture } = button.dataset;
    if (picture === 'svg' || picture === 'png') {
      const host = button.closest<HTMLElement>('.panel')!;
      const head = definition.head(lab);
      void savePicture(host, picture, `${definition.name}-${host.dataset['key']}`, head).catch((error: unknown) => lab.fail(error));
    } else if (what !== undefined && what !== 'paste') act(what);
  });
  document.addEventListener('keydown', (event) => {
    // Inside a text field the browser's own undo is meant.
    if (event.target instanceof HTMLElement && event.target.matches('textarea,input[type=text]')) return;
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== 'z' && key !== 'y')) return;
    event.preventDefault();
    act(key === 'y' || event.shiftKey ? 'redo' : 'undo');
  });
  window.addEventListener('pagehide', () => lab.unsaved && lab.saveNow());
  window.matchMedia('(max-width: 699px)').addEventListener('change', () => void lab.refresh());
  await Promise.all([lab.refresh(), fontCss()]);
  if (problems.length > 0) lab.say(problems.join(' '));
  root.dataset['ready'] = '';
  return (received) => lab.receive(received);
}
