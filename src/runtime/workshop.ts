/** The part of <live-figure> that is loaded with the first touch: reading controls, writing them, drawing. */
import { boxText, clamp, fromRuler, fromSlider, toRuler, toSlider, valueText } from './controls.ts';
import type { AnyFigure, AnyValues, Controlled, NumberParam } from './figure.ts';
import { parseQuantity } from './quantity.ts';
import { panelSvg, panelWords, tableHtml } from './render.ts';
import { richToHtml, richToPlain } from './rich.ts';
import { patch } from './svg.ts';
import { showHtml } from './words.ts';

export { toSlider } from './controls.ts';
export { defaults } from './figure.ts';
export { comparisonHtml } from './render.ts';
export { readState, writeState } from './url-state.ts';

/** Distance on the ruler within which the pointer is drawn to a reported value. */
const SNAP = 0.012;

/** The value that a slider at `position` means. The pointer snaps to ticks; keys do not, so they can leave them. */
export function sliderValue(param: NumberParam, position: number, snap: boolean): number {
  const value = param.scale === 'log' ? fromSlider(param, position) : fromRuler(param, toRuler(param, position));
  if (!snap) return value;
  return param.ticks?.find((t) => Math.abs(toRuler(param, t.value) - toRuler(param, value)) < SNAP)?.value ?? value;
}

/** A typed number: its value within the range, and a sentence when it was not taken as typed. */
export function typed(param: NumberParam, text: string): { value: number | null; problem: string } {
  const label = richToPlain(param.label);
  const range = `from ${param.min} to ${param.max}${param.unit ? ` ${param.unit}` : ''}`;
  const value = parseQuantity(text, param.unit);
  if (value === null) return { value: null, problem: `${label}: “${text}” is not a number; type one ${range}. The last value stays.` };
  const clamped = clamp(param, value);
  return { value: clamped, problem: clamped === value ? '' : `${label} runs ${range}: ${boxText(param, clamped)} is shown.` };
}

/** Values of controls that the reader moved before the code had loaded. */
export function readForm(figure: Controlled, host: Element): [string, number | string][] {
  const moved: [string, number | string][] = [];
  for (const input of host.querySelectorAll<HTMLInputElement>('.strip input[name]')) {
    const param = figure.params[input.name];
    if (param?.kind === 'number' && input.value !== input.defaultValue) moved.push([input.name, sliderValue(param, Number(input.value), true)]);
    if (param?.kind === 'choice' && input.checked && !input.defaultChecked) moved.push([input.name, input.value]);
  }
  return moved;
}

let toldCarried = false;

/** Takes into `values` what the reader linked on a page before, as far as it can be had here. The first figure that starts elsewhere than the paper says so. */
export function takeCarried(figure: Controlled, values: AnyValues, carried: Readonly<Record<string, number | string | boolean>>): string {
  const taken: string[] = [];
  for (const [name, param] of Object.entries(figure.params)) {
    const value = param.linked === undefined ? undefined : carried[param.linked];
    if (value === undefined) continue;
    if (param.kind === 'number' && Number.isFinite(Number(value))) values[name] = clamp(param, Number(value));
    else if (param.kind === 'choice' && param.options.some((o) => o.value === value)) values[name] = value;
    if (values[name] !== param.default) taken.push(`${richToPlain(param.label)} ${param.kind === 'number' ? valueText(param, values[name] as number) : String(values[name])}`);
  }
  if (taken.length === 0 || toldCarried) return '';
  toldCarried = true;
  return `As you left it on the page before: ${taken.join(', ')}. Reset brings back the paper’s own state.`;
}

interface NumberControl {
  slider: HTMLInputElement;
  box: HTMLInputElement;
  ticks: Element[];
}

/** Looked up once: controls and panels of a figure stay the same elements as long as the page. */
const kept = new WeakMap<Element, Map<string, unknown>>();
function once<T>(host: Element, key: string, look: () => T): T {
  const known = kept.get(host) ?? new Map<string, unknown>();
  kept.set(host, known);
  if (!known.has(key)) known.set(key, look());
  return known.get(key) as T;
}

/** Makes every control show `values`; what shows its value already is left alone. */
export function writeControls(figure: Controlled, host: Element, values: AnyValues): void {
  for (const [name, param] of Object.entries(figure.params)) {
    const control = once(host, `control ${name}`, () => host.querySelector(`.ctl[data-name="${name}"]`)!);
    const value = values[name]!;
    if (param.kind === 'number') writeNumber(host, name, control, param, value as number);
    else if (param.kind === 'choice') {
      const reasons = new Set<string>();
      for (const radio of once(host, `radios ${name}`, () => [...control.querySelectorAll<HTMLInputElement>('input')])) {
        const reason = param.unavailable?.(radio.value, values) ?? null;
        if (radio.disabled !== (reason !== null)) radio.disabled = reason !== null;
        if (radio.checked !== (radio.value === value)) radio.checked = radio.value === value;
        if (reason) reasons.add(reason);
      }
      const why = once(host, `reason ${name}`, () => control.querySelector<HTMLElement>('.reason')!);
      if (why.hidden !== (reasons.size === 0)) why.hidden = reasons.size === 0;
      showHtml(why, [...reasons].map(richToHtml).join('; '));
    } else setAttribute(once(host, `button ${name}`, () => control.querySelector('button')!), 'aria-pressed', String(value));
  }
}

function writeNumber(host: Element, name: string, control: Element, param: NumberParam, value: number): void {
  const { slider, box, ticks } = once<NumberControl>(host, `number ${name}`, () => ({
    slider: control.querySelector<HTMLInputElement>('input[type=range]')!,
    box: control.querySelector<HTMLInputElement>('.box')!,
    ticks: [...control.querySelectorAll('[data-tick]')],
  }));
  const [position, text] = [String(toSlider(param, value)), boxText(param, value)];
  if (slider.value !== position) slider.value = position;
  if (box.value !== text) box.value = text;
  setAttribute(slider, 'aria-valuetext', valueText(param, value));
  for (const tick of ticks) {
    const on = Number(tick.getAttribute('data-tick')) === value;
    if (tick.classList.contains('on') !== on) tick.classList.toggle('on', on);
  }
}

function setAttribute(node: Element, name: string, value: string): void {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

interface Place {
  title: Element | null;
  wide: Element[];
  narrow: Element[];
}

const placeOf = (host: Element, key: string): Place =>
  once(host, `panel ${key}`, () => {
    const plots = [...host.querySelectorAll(`svg.plot[data-panel="${key}"]`)];
    const [narrow, wide] = [plots.filter((svg) => svg.classList.contains('narrow-only')), plots.filter((svg) => !svg.classList.contains('narrow-only'))];
    return { title: host.querySelector(`.panel[data-key="${key}"] > .ph`), wide, narrow };
  });

let phone: MediaQueryList | undefined;
const isNarrow = (): boolean => (phone ??= window.matchMedia('(max-width: 699px)')).matches;

/** Pictures and read-out: what must follow the hand within a frame. What a picture is called by assistive technology follows with the words. */
export function drawPicture(figure: AnyFigure, host: Element, result: unknown, values: AnyValues): void {
  const narrow = isNarrow();
  for (const panel of figure.view(result, values)) {
    const { title, ...plots } = placeOf(host, panel.key);
    if (title && panel.title !== undefined) showHtml(title, richToHtml(panel.title));
    for (const svg of narrow ? plots.narrow : plots.wide) patch(svg, panelSvg(panel, narrow, svg.getAttribute('aria-label') ?? ''));
  }
  showHtml(
    once(host, 'readout', () => host.querySelector('.readout')!),
    richToHtml(figure.summary(result, values)),
  );
}

/** Table, announcement and names of the pictures: what may wait until the hand rests. */
export function drawWords(figure: AnyFigure, host: Element, result: unknown, values: AnyValues): void {
  const summary = figure.summary(result, values);
  for (const panel of figure.view(result, values)) {
    const { wide, narrow } = placeOf(host, panel.key);
    for (const svg of [...wide, ...narrow]) setAttribute(svg, 'aria-label', panelWords(figure, panel, summary));
  }
  const live = host.querySelector('[aria-live]')!;
  if (live.textContent !== richToPlain(summary) && host.hasAttribute('data-live')) live.textContent = richToPlain(summary);
  const old = host.querySelector('.tabled > .scroll');
  if (old) old.outerHTML = tableHtml(figure.table(result, values));
}

/** Where the focus goes when a bead is let go: keys move the slider of the same name. */
const focusSlider = (host: HTMLElement, name: string): void => host.querySelector<HTMLInputElement>(`input[type=range]:is([name="${name}"], [data-slider="${name}"])`)?.focus({ preventScroll: true });

/** Beads in the pictures: the pointer moves them along their track, which sets the parameter; `done` hears the last value when one that was moved is let go. */
export function bindHandles(host: HTMLElement, set: (name: string, value: number) => void, done?: (name: string, value: number) => void): void {
  host.addEventListener('pointerdown', (event) => {
    const bead = event.target instanceof Element ? event.target.closest<SVGGElement>('.handle') : null;
    const svg = bead?.ownerSVGElement;
    if (!bead || !svg) return;
    event.preventDefault();
    const name = bead.dataset['param']!;
    const track = bead.dataset['track']!.split(' ').map((p) => p.split(',').map(Number) as [number, number, number]);
    let value: number | null = null;
    const move = (e: PointerEvent): void => {
      const p = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM()!.inverse());
      value = nearestOnTrack(track, p.x, p.y);
      set(name, value);
    };
    const stop = (): void => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', stop);
      window.removeEventListener('pointercancel', stop);
      if (value !== null) done?.(name, value);
      focusSlider(host, name);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', stop);
    window.addEventListener('pointercancel', stop);
  });
}

/** Value at the point of a polyline nearest to (x, y). */
export function nearestOnTrack(track: readonly (readonly [number, number, number])[], x: number, y: number): number {
  let best = Infinity;
  let value = track[0]![0];
  for (let i = 1; i < track.length; i++) {
    const [v0, x0, y0] = track[i - 1]!;
    const [v1, x1, y1] = track[i]!;
    const length2 = (x1 - x0) ** 2 + (y1 - y0) ** 2;
    const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length2));
    const distance = (x0 + t * (x1 - x0) - x) ** 2 + (y0 + t * (y1 - y0) - y) ** 2;
    if (distance < best) {
      best = distance;
      value = v0 + t * (v1 - v0);
    }
  }
  return value;
}

/** Milliseconds before a computation that goes on is worth a word: shorter ones come and go unseen. */
const PATIENCE_MS = 400;

/** A bar with a button that stops the work; it shows itself only when the work takes long. */
export function showProgress(host: Element, stop: () => void): { show(done: number): void; end(): void } {
  const box = document.createElement('div');
  box.className = 'progress';
  const bar = document.createElement('progress');
  bar.max = 1;
  bar.setAttribute('aria-label', 'Computing');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Stop';
  button.addEventListener('click', stop);
  box.append(bar, button);
  const patience = setTimeout(() => host.querySelector('.notice')!.before(box), PATIENCE_MS);
  return {
    show: (done) => (bar.value = done),
    end() {
      clearTimeout(patience);
      box.remove();
    },
  };
}
