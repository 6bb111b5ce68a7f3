/**
 * <live-figure>: makes the static figure of the page answer the hand. Code and kernels are loaded at the first touch, or when
 * the figure comes near the viewport after the reader has done anything at all; until then, and without JavaScript, the page is whole.
 */
import type { AnyFigure, AnyValues, NumberParam } from './figure.ts';
import type { Kernels } from '../kernels/all.ts';
import type { KernelName } from '../kernels/names.ts';
import type { Walker } from './walk/panel.ts';
import { adoptAddress, carried, forgetLinked, listenLinked, setLinked } from './linked.ts';

/** What the element needs from the site: the definition of a figure, and bound kernels. */
export interface FigureSource {
  figure(id: string): Promise<AnyFigure>;
  kernels(names: readonly KernelName[]): Promise<Kernels>;
  /** Computes a figure that takes longer than a frame, beside the page. */
  long?(id: string, values: AnyValues, progress: (done: number) => void, signal: AbortSignal): Promise<unknown>;
}

type Workshop = typeof import('./workshop.ts');

/** Defines the element; `source` is the only knowledge of particular figures. */
export function startFigures(source: FigureSource): void {
  adoptAddress();
  class LiveFigure extends HTMLElement {
    #figure: AnyFigure | undefined;
    #kernels: Kernels | undefined;
    #workshop: Workshop | undefined;
    #values: AnyValues = {};
    /** The page's own state of this figure, where it is not the paper's. */
    #base: AnyValues | undefined;
    #result: unknown;
    #loading: Promise<void> | undefined;
    #frame = 0;
    #inView = true;
    #rest = 0;
    #later = 0;
    #snap = false;
    #comparing = false;
    #linked = true;
    #pending: [string, number | string | boolean][] = [];

    /** The values shown now; null before the first touch. */
    get values(): Readonly<AnyValues> | null {
      return this.#figure ? { ...this.#values } : null;
    }

    connectedCallback(): void {
      const wake = (): void => void this.#load();
      for (const event of ['pointerdown', 'pointerenter', 'focusin', 'input'] as const) this.addEventListener(event, wake, { once: true });
      this.addEventListener('submit', (event) => event.preventDefault());
      this.addEventListener('pointerdown', (event) => {
        this.#snap = event.target instanceof HTMLInputElement && event.target.type === 'range';
      });
      this.addEventListener('keydown', () => (this.#snap = false));
      this.addEventListener('input', (event) => this.#onInput(event));
      this.addEventListener('change', (event) => this.#onChange(event));
      this.addEventListener('click', (event) => this.#onClick(event));
      listenLinked((name, value, from) => {
        if (from === this || !this.#linked) return;
        if (this.#figure) this.#takeLinked(name, value);
        else {
          this.#pending.push([name, value]);
          void this.#load();
        }
      });
      if (window.location.search.length > 1) void this.#load();
      else if (Object.keys(carried()).length) nearViewport(this, wake);
      else whenReaderActs(() => nearViewport(this, wake));
    }

    /** Once: definition, kernels, state of the address; then the first live picture. */
    #load(): Promise<void> {
      this.#loading ??= this.#start().catch((error: unknown) => {
        this.#loading = undefined;
        this.#notice(`The live part of this figure could not be loaded (${error instanceof Error ? error.message : 'unknown reason'}). The picture, the words and the table above stay valid for the paper’s own state; touch a control to try again.`);
      });
      return this.#loading;
    }

    async #start(): Promise<void> {
      const figure = await source.figure(this.dataset['figure'] ?? '');
      const [kernels, workshop] = await Promise.all([source.kernels(figure.kernels), import('./workshop.ts')]);
      this.#figure = figure;
      this.#kernels = kernels;
      this.#workshop = workshop;
      if (this.dataset['preset']) this.#base = workshop.readState(figure, new URLSearchParams(this.dataset['preset'])).values;
      const { values, problems } = workshop.readState(figure, new URLSearchParams(window.location.search), this.#base);
      this.#values = values;
      // A page that sets the figure up for its own question keeps it so.
      const before = this.#base ? '' : workshop.takeCarried(figure, this.#values, carried());
      // A control moved before the code was there keeps its place.
      const moved = workshop.readForm(figure, this);
      for (const [name, value] of moved) this.#values[name] = value;
      for (const [name, value] of this.#pending.splice(0)) this.#takeLinked(name, value);
      workshop.writeControls(figure, this, this.#values);
      if (problems.length || before) this.#notice([...problems, before].join(' '));
      workshop.bindHandles(this, (name, value) => {
        const param = figure.params[name];
        if (param?.kind === 'number') this.#set(name, workshop.sliderValue(param, workshop.toSlider(param, value), true));
      });
      window.addEventListener('popstate', () => {
        this.#values = workshop.readState(figure, new URLSearchParams(window.location.search), this.#base).values;
        workshop.writeControls(figure, this, this.#values);
        this.#schedule();
      });
      this.#draw();
      this.dataset['live'] = '';
      // And the figures that share it follow, as they would have at a later touch.
      for (const [name, value] of moved) {
        const { linked } = figure.params[name]!;
        if (linked && this.#linked) setLinked(linked, value, this);
      }
      new IntersectionObserver((entries) => (this.#inView = entries.at(-1)!.isIntersecting), { rootMargin: '50px' }).observe(this);
    }

    #takeLinked(linked: string, value: number | string | boolean): void {
      for (const [name, param] of Object.entries(this.#figure!.params)) {
        if (param.linked !== linked) continue;
        const taken = param.kind === 'number' ? Math.min(param.max, Math.max(param.min, Number(value))) : value;
        this.#values[name] = taken;
        this.#workshop!.writeControls(this.#figure!, this, this.#values);
        this.#schedule();
      }
    }

    /** One parameter moved by the hand. */
    #set(name: string, value: number | string | boolean): void {
      const param = this.#figure?.params[name];
      if (!param || this.#values[name] === value) return;
      this.#values[name] = value;
      this.#touched = true;
      this.#notice('');
      this.#workshop!.writeControls(this.#figure!, this, this.#values);
      this.#schedule();
      if (param.linked && this.#linked) setLinked(param.linked, value, this);
    }

    #onInput(event: Event): void {
      const input = event.target;
      if (!(input instanceof HTMLInputElement) || input.dataset['box'] || !this.#figure) return;
      const param = this.#figure.params[input.name];
      if (param?.kind === 'number') this.#set(input.name, this.#workshop!.sliderValue(param, Number(input.value), this.#snap));
      else if (param?.kind === 'choice' && input.checked) this.#set(input.name, input.value);
    }

    /** A number typed into a box. */
    #onChange(event: Event): void {
      const box = event.target;
      if (!(box instanceof HTMLInputElement) || !box.dataset['box']) return;
      const name = box.dataset['box'];
      // Read before loading: the first live picture writes every control.
      const text = box.value;
      void this.#load().then(() => {
        if (!this.#figure) return;
        const param = this.#figure.params[name] as NumberParam;
        const { value, problem } = this.#workshop!.typed(param, text);
        if (value !== null) this.#set(name, value);
        this.#workshop!.writeControls(this.#figure, this, this.#values);
        this.#notice(problem);
      });
    }

    #onClick(event: Event): void {
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      if (!button || !this.contains(button)) return;
      void this.#load().then(() => {
        const figure = this.#figure;
        if (!figure) return;
        if (button.name && figure.params[button.name]?.kind === 'toggle') this.#set(button.name, this.#values[button.name] !== true);
        else if (button.dataset['do']) void this.#do(button.dataset['do'], button);
      });
    }

    async #do(what: string, button: HTMLElement): Promise<void> {
      const figure = this.#figure!;
      const workshop = this.#workshop!;
      if (what === 'reset') {
        window.history.pushState(null, '', this.#address());
        for (const [name, value] of Object.entries(this.#base ?? workshop.defaults(figure.params))) this.#set(name, value);
        forgetLinked();
        this.#notice('');
        return;
      }
      if (what === 'linked') {
        this.#linked = !this.#linked;
        button.setAttribute('aria-pressed', String(this.#linked));
        return;
      }
      if (what === 'compare') {
        this.#comparing = !this.#comparing;
        button.setAttribute('aria-expanded', String(this.#comparing));
        this.#drawComparison();
        return;
      }
      if (what === 'walk') return this.#walk(button);
      const address = this.#address();
      if (what === 'link') {
        window.history.replaceState(null, '', address);
        const copied = await navigator.clipboard?.writeText(address).then(
          () => true,
          () => false,
        );
        this.#notice(copied ? 'The link to this state is copied.' : `The link to this state is in the address bar: ${address}`);
        return;
      }
      if (this.#result === undefined) return;
      const { takeAway } = await import('./take-away.ts');
      this.#notice(await takeAway(what, { figure, values: this.#values, result: this.#result, address, host: this }).catch((error: Error) => error.message));
    }

    /** Opens or closes the panel that walks along the curves. */
    async #walk(button: HTMLElement): Promise<void> {
      if (this.#walker) return this.#walker.close();
      if (this.#result === undefined) return this.#notice('The first state is still being computed: try again in a moment.');
      const { openWalk } = await import('./walk/panel.ts');
      const closed = (): void => {
        this.#walker = undefined;
        button.setAttribute('aria-expanded', 'false');
        button.focus();
      };
      this.#walker = openWalk(this.querySelector('.quiet')!, this.#figure!.title, this.#figure!.table(this.#result, this.#values), closed);
      button.setAttribute('aria-expanded', 'true');
    }
    #walker: Walker | undefined;

    #address(): string {
      const url = new URL(window.location.href);
      this.#workshop!.writeState(this.#figure!, this.#values, url.searchParams, this.#base);
      url.hash = this.id;
      return url.href;
    }

    /** In view: with the next frame. Out of view: when the hand rests, so that the figure under it has the frame to itself. */
    #schedule(): void {
      if (!this.#inView) {
        clearTimeout(this.#rest);
        this.#rest = window.setTimeout(() => this.#draw(), 200);
        return;
      }
      this.#frame ||= requestAnimationFrame(() => {
        this.#frame = 0;
        this.#draw();
      });
    }

    #draw(): void {
      const figure = this.#figure!;
      if (figure.steps && source.long) {
        this.#drawLater(source.long);
        return;
      }
      try {
        this.#show(figure.compute(this.#kernels!, this.#values), this.#values);
      } catch (error) {
        this.#failed(error);
      }
    }

    /** The last good picture stays; the reader learns why it does not move. */
    #failed(error: unknown): void {
      this.#notice(error instanceof Error ? error.message : 'This state could not be computed; the last picture stays.');
    }

    #running: AbortController | undefined;
    #again = false;

    /** One computation at a time; the hand's latest values follow when it is done. */
    #drawLater(long: NonNullable<FigureSource['long']>): void {
      if (this.#running) {
        this.#again = true;
        return;
      }
      const control = new AbortController();
      this.#running = control;
      const values = { ...this.#values };
      const progress = this.#workshop!.showProgress(this, () => control.abort());
      long(this.#figure!.id, values, progress.show, control.signal)
        .then(
          (result) => this.#show(result, values),
          (error: unknown) => {
            if (control.signal.aborted) this.#notice('Stopped: the picture shows the last state that was computed. Move a control to go on.');
            else this.#failed(error);
          },
        )
        .finally(() => {
          progress.end();
          this.#running = undefined;
          if (this.#again && !control.signal.aborted) this.#schedule();
          this.#again = false;
        });
    }

    #show(result: unknown, values: AnyValues): void {
      const figure = this.#figure!;
      this.#result = result;
      this.#workshop!.drawPicture(figure, this, result, values);
      this.#drawComparison();
      clearTimeout(this.#later);
      // Table, announcement and address follow when the hand rests.
      this.#later = window.setTimeout(() => {
        this.#workshop!.drawWords(figure, this, result, values);
        this.#walker?.update(figure.table(result, values));
        if (this.#touched) window.history.replaceState(null, '', this.#stateUrl());
        this.#touched = true;
      }, 350);
    }
    #touched = false;

    /** The address with this figure's state, without moving the page to it. */
    #stateUrl(): string {
      const url = new URL(window.location.href);
      this.#workshop!.writeState(this.#figure!, this.#values, url.searchParams, this.#base);
      return url.href;
    }

    #drawComparison(): void {
      const figure = this.#figure!;
      const box = this.querySelector<HTMLElement>('.compare')!;
      if (box.hidden === this.#comparing) box.hidden = !this.#comparing;
      if (this.#comparing && this.#result !== undefined) box.innerHTML = this.#workshop!.comparisonHtml(figure, figure.compare(this.#result, this.#values));
    }

    #notice(text: string): void {
      const notice = this.querySelector<HTMLElement>('.notice')!;
      if (text === '' && notice.hidden) return;
      notice.hidden = text === '';
      notice.textContent = text;
    }
  }
  customElements.define('live-figure', LiveFigure);
}

/** The reader's first sign of life on the page. */
function whenReaderActs(then: () => void): void {
  const events = ['scroll', 'pointermove', 'keydown', 'touchstart'] as const;
  const once = (): void => {
    for (const event of events) window.removeEventListener(event, once);
    then();
  };
  for (const event of events) window.addEventListener(event, once, { passive: true });
}

function nearViewport(element: Element, then: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      then();
    },
    { rootMargin: '100px' },
  );
  observer.observe(element);
}
