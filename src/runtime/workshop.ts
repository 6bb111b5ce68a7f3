/** The part of <live-figure> that is loaded with the first touch: reading controls, writing them, drawing. */
import { boxText, clamp, fromRuler, fromSlider, toRuler, toSlider, valueText } from './controls.ts';
import type { AnyFigure, AnyValues, Controlled, NumberParam } from './figure.ts';
import { parseQuantity } from './quantity.ts';
import { panelSvg, panelWords, tableHtml } from './render.ts';
import { richToHtml, richToPlain } from './rich.ts';
import { patch } from './svg.ts';

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

/** Makes every control show `values`. */
export function writeControls(figure: Controlled, host: Element, values: AnyValues): void {
  for (const [name, param] of Object.entries(figure.params)) {
    const control = host.querySelector(`.ctl[data-name="${name}"]`)!;
    const value = values[name]!;
    if (param.kind === 'number') {
      const slider = control.querySelector<HTMLInputElement>('input[type=range]')!;
      const box = control.querySelector<HTMLInputElement>('.box')!;
      slider.value = String(toSlider(param, value as number));
      slider.setAttribute('aria-valuetext', valueText(param, value as number));
      box.value = boxText(param, value as number);
      for (const text of control.querySelectorAll('[data-tick]')) text.classList.toggle('on', Number(text.getAttribute('data-tick')) === value);
    } else if (param.kind === 'choice') {
      const reasons = new Set<string>();
      for (const radio of control.querySelectorAll<HTMLInputElement>('input')) {
        const reason = param.unavailable?.(radio.value, values) ?? null;
        radio.disabled = reason !== null;
        radio.checked = radio.value === value;
        if (reason) reasons.add(reason);
      }
      const why = control.querySelector<HTMLElement>('.reason')!;
      why.hidden = reasons.size === 0;
      why.innerHTML = [...reasons].map(richToHtml).join('; ');
    } else control.querySelector('button')!.setAttribute('aria-pressed', String(value));
  }
}

/** Pictures and read-out: what must follow the hand within a frame. */
export function drawPicture(figure: AnyFigure, host: Element, result: unknown, values: AnyValues): void {
  const narrow = window.matchMedia('(max-width: 699px)').matches;
  const summary = figure.summary(result, values);
  for (const panel of figure.view(result, values)) {
    const title = host.querySelector(`.panel[data-key="${panel.key}"] > .ph`);
    if (title && panel.title !== undefined) title.innerHTML = richToHtml(panel.title);
    for (const svg of host.querySelectorAll(`svg.plot[data-panel="${panel.key}"]`)) {
      if (svg.classList.contains('narrow-only') === narrow) patch(svg, panelSvg(panel, narrow, panelWords(figure, panel, summary)));
    }
  }
  host.querySelector('.readout')!.innerHTML = richToHtml(summary);
}

/** Table and announcement: what may wait until the hand rests. */
export function drawWords(figure: AnyFigure, host: Element, result: unknown, values: AnyValues): void {
  const summary = richToPlain(figure.summary(result, values));
  const live = host.querySelector('[aria-live]')!;
  if (live.textContent !== summary && host.hasAttribute('data-live')) live.textContent = summary;
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
