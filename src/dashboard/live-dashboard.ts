/** Makes the dashboard answer the hand: light pictures with the next frame, heavy ones from the worker, what is out of view when the hand rests. */
import { runJob } from '../jobs/run.ts';
import { pageKernels } from '../kernels/page.ts';
import type { Kernels } from '../kernels/all.ts';
import type { AnyValues, NumberParam } from '../runtime/figure.ts';
import { carried, forgetLinked, setLinked } from '../runtime/linked.ts';
import { richToHtml, richToPlain } from '../runtime/rich.ts';
import { patch } from '../runtime/svg.ts';
import { showHtml } from '../runtime/words.ts';
import { bindHandles, defaults, readForm, readState, sliderValue, takeCarried, toSlider, typed, writeControls, writeState } from '../runtime/workshop.ts';
import { drawTile } from './draw.ts';
import { NEAR, STRIP, stateOf, words, type Source, type Tile } from './tiles.ts';

/** What is left of a frame for light pictures, ms. */
const SHARE_MS = 6;
const REST_MS = 200;
/** After this long the code of the heavy pictures is fetched though none is in view: a printer and a screen reader want them too. */
const IDLE_MS = 1500;
const WORDS_MS = 350;

export async function startDashboard(host: HTMLElement): Promise<void> {
  const homes = JSON.parse(host.dataset['homes'] ?? '{}') as Record<string, string>;
  const kernels: Kernels = await pageKernels([...new Set(NEAR.flatMap((tile) => [tile.source({ x: 1.625, T: 25, sample: 'as-milled' }), tile.source({ x: 1.625, T: 25, sample: 'heat-treated' })].flatMap((s) => s.figure.kernels)))]);
  const notice = host.querySelector<HTMLElement>('.notice')!;
  const say = (text: string): void => {
    notice.hidden = text === '';
    notice.textContent = text;
  };

  let values: AnyValues = {};
  let snap = false;
  let frame = 0;
  let rest = 0;
  let later = 0;
  let idle = 0;
  /** The light pictures; the heavy ones join when their code has come. */
  const tiles: Tile[] = [...NEAR];
  let far: Promise<void> | undefined;
  const shown = new Map<Tile, string>();
  const waiting = new Set<Tile>();
  const running = new Set<Tile>();
  /** Pictures that came from the worker and wait for a frame. */
  const ready = new Map<Tile, () => void>();
  const seen = new Set<Element>();
  const place = (tile: Tile): HTMLElement => host.querySelector<HTMLElement>(`[data-tile="${tile.key}"]`)!;
  const keyOf = ({ figure, values: v, panel, note }: Source): string => JSON.stringify([figure.title, panel, note, v]);

  function show(tile: Tile, source: Source, result: unknown): void {
    const { title, svg, words: sentence, foot } = drawTile(source, result, stateOf(values).x, homes[source.figure.id] ?? '');
    const at = place(tile);
    showHtml(at.querySelector('.ph')!, title);
    patch(at.querySelector('svg.plot')!, svg);
    showHtml(at.querySelector('.tile-words')!, sentence);
    const old = at.querySelector('.tile-foot')!;
    if (old.innerHTML !== foot) old.innerHTML = foot;
  }

  /** One picture. A heavy one is asked of the worker; what the hand did meanwhile follows when it comes. */
  function draw(tile: Tile): void {
    const source = tile.source(stateOf(values));
    const key = keyOf(source);
    if (shown.get(tile) === key) return;
    if (!tile.far) {
      shown.set(tile, key);
      show(tile, source, source.figure.compute(kernels, source.values));
      return;
    }
    if (running.has(tile)) return;
    running.add(tile);
    runJob('figure', { id: source.figure.id, values: source.values })
      .then(
        (result) => {
          shown.set(tile, key);
          ready.set(tile, () => show(tile, source, result));
          frame ||= requestAnimationFrame(pump);
        },
        (error: unknown) => {
          shown.set(tile, key);
          say(error instanceof Error ? error.message : 'One picture could not be computed; its last state stays.');
        },
      )
      .finally(() => {
        running.delete(tile);
        if (keyOf(tile.source(stateOf(values))) !== shown.get(tile)) ask(tile);
      });
  }

  /** One frame: at most one picture from the worker, then light ones in view until the share of the frame is used up; the others take the next. */
  function pump(): void {
    frame = 0;
    const start = performance.now();
    for (const [tile, put] of ready) {
      ready.delete(tile);
      put();
      break;
    }
    for (const tile of waiting) {
      if (!seen.has(place(tile))) continue;
      waiting.delete(tile);
      draw(tile);
      if (performance.now() - start > SHARE_MS) break;
    }
    if (ready.size || [...waiting].some((tile) => seen.has(place(tile)))) frame ||= requestAnimationFrame(pump);
  }

  function ask(...tiles: Tile[]): void {
    for (const tile of tiles) waiting.add(tile);
    frame ||= requestAnimationFrame(pump);
    clearTimeout(rest);
    rest = window.setTimeout(() => {
      for (const tile of waiting) draw(tile);
      waiting.clear();
    }, REST_MS);
  }

  /** Fetches the code of the heavy pictures, once. */
  function fetchFar(): void {
    far ??= import('./far-tiles.ts').then(
      ({ FAR }) => {
        tiles.push(...FAR);
        ask(...FAR);
      },
      () => {
        far = undefined;
        say('Three pictures could not be fetched; they show their last state. Move a slider to try again.');
      },
    );
  }

  function moved(): void {
    const state = stateOf(values);
    values['sample'] = state.sample;
    writeControls(STRIP, host, values);
    const sentence = words(state);
    showHtml(host.querySelector('.readout')!, richToHtml(sentence));
    ask(...tiles);
    clearTimeout(idle);
    idle = window.setTimeout(fetchFar, IDLE_MS);
    clearTimeout(later);
    later = window.setTimeout(() => {
      host.querySelector('[aria-live]')!.textContent = richToPlain(sentence);
      const url = new URL(window.location.href);
      writeState(STRIP, values, url.searchParams);
      if (url.href !== window.location.href) window.history.replaceState(null, '', url);
    }, WORDS_MS);
  }

  function set(name: string, value: number | string): void {
    if (values[name] === value) return;
    values[name] = value;
    say('');
    moved();
    setLinked(STRIP.params[name]!.linked!, value, host);
  }

  host.addEventListener('pointerdown', (event) => (snap = event.target instanceof HTMLInputElement && event.target.type === 'range'));
  host.addEventListener('keydown', () => (snap = false));
  host.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.dataset['box']) return;
    const param = STRIP.params[target.name];
    if (param?.kind === 'number') set(target.name, sliderValue(param, Number(target.value), snap));
    else if (param?.kind === 'choice' && target.checked) set(target.name, target.value);
  });
  host.addEventListener('change', ({ target }) => {
    const name = target instanceof HTMLInputElement ? target.dataset['box'] : undefined;
    if (!name) return;
    const { value, problem } = typed(STRIP.params[name] as NumberParam, (target as HTMLInputElement).value);
    if (value !== null) set(name, value);
    writeControls(STRIP, host, values);
    say(problem);
  });
  bindHandles(host, (name, value) => {
    const param = STRIP.params[name];
    if (param?.kind === 'number') set(name, sliderValue(param, toSlider(param, Math.min(param.max, Math.max(param.min, value))), true));
  });
  host.querySelector('[data-do=reset]')!.addEventListener('click', () => {
    window.history.pushState(null, '', window.location.pathname);
    values = defaults(STRIP.params) as AnyValues;
    forgetLinked();
    say('');
    moved();
  });
  window.addEventListener('popstate', () => {
    values = readState(STRIP, new URLSearchParams(window.location.search)).values;
    moved();
  });

  // What came into view while it waited is drawn at once.
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) seen.add(target);
        else seen.delete(target);
      if ([...seen].some((at) => !tiles.some((tile) => place(tile) === at))) fetchFar();
      if (waiting.size) frame ||= requestAnimationFrame(pump);
    },
    { rootMargin: '50px' },
  );
  for (const at of host.querySelectorAll('[data-tile]')) watch.observe(at);
  window.addEventListener('scroll', fetchFar, { once: true, passive: true });

  const { values: asked, problems } = readState(STRIP, new URLSearchParams(window.location.search));
  values = asked;
  const before = takeCarried(STRIP, values, carried());
  for (const [name, value] of readForm(STRIP, host)) values[name] = value;
  // A number typed before this code was there counts as well.
  for (const box of host.querySelectorAll<HTMLInputElement>('[data-box]')) {
    const { value } = box.value === box.defaultValue ? { value: null } : typed(STRIP.params[box.dataset['box']!] as NumberParam, box.value);
    if (value !== null) values[box.dataset['box']!] = value;
  }
  say([...problems, before].join(' ').trim());
  moved();
  host.dataset['live'] = '';
}
