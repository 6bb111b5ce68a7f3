/** A number that a hand moves: label, number box with unit, slider, and, where it belongs to a fit, whether it is free and how well it is known. */
import { parseQuantity } from '../../runtime/quantity.ts';
import { richToHtml, richToPlain } from '../../runtime/rich.ts';
import { escapeAttribute } from '../../runtime/svg.ts';

export interface Slider {
  /** Path in the state, as in "sites.0.iso_ppm". */
  path: string;
  /** Rich text. */
  label: string;
  unit: string;
  min: number;
  max: number;
  /** Positions of the slider: linear or logarithmic. */
  log?: boolean;
  value: number;
  /** Free in a fit; absent where there is no choice. */
  free?: boolean;
  /** ± of the last fit, in words; '' when there is none. */
  error?: string;
  span?: number;
}

const STEPS = 1000;

/** A number with as many digits as matter. */
export const boxNumber = (value: number): string => {
  if (value === 0 || !Number.isFinite(value)) return '0';
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-3 ? value.toExponential(3).replace('e+', 'e') : String(Number(value.toPrecision(size >= 1000 ? 6 : 5)));
};

/** Slider position 0…1000 of a value. */
export function toPosition({ min, max, log }: Pick<Slider, 'min' | 'max' | 'log'>, value: number): number {
  const share = log ? Math.log(Math.max(value, min) / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(STEPS * Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)));
}

/** Value at a slider position, four digits on a logarithmic one. */
export function fromPosition({ min, max, log }: Pick<Slider, 'min' | 'max' | 'log'>, position: number): number {
  const share = position / STEPS;
  return log ? Number((min * (max / min) ** share).toPrecision(4)) : Number((min + share * (max - min)).toPrecision(6));
}

/** A number as a reader types it, with or without the unit of its box. NaN when it is none. */
export const typedNumber = (text: string, unit = ''): number => parseQuantity(text, unit) ?? NaN;

export function sliderHtml(slider: Slider): string {
  const { path, label, unit, free, error = '', span = 3 } = slider;
  const plain = escapeAttribute(richToPlain(label));
  const id = `f-${path.replaceAll('.', '-')}`;
  const fit = free === undefined ? '' : `<p class="fitline"><label class="free"><input type="checkbox" data-free="${path}" data-focus="free-${path}"${free ? ' checked' : ''} aria-label="${plain}: free in the fit"> free</label><span data-error="${path}">${richToHtml(error)}</span></p>`;
  return `<div class="ctl span-${span}" data-ctl="${path}"><div class="head"><label for="${id}">${richToHtml(label)}</label><input class="box" type="text" inputmode="decimal" autocomplete="off" data-box="${path}" data-focus="box-${path}" aria-label="${plain}, number${unit ? ` in ${escapeAttribute(richToPlain(unit))}` : ''}" value="${boxNumber(slider.value)}"><span class="unit">${richToHtml(unit)}</span></div><div class="track"><svg class="ruler" width="100%" height="22" aria-hidden="true"><line class="rule" x1="0" x2="100%" y1="11" y2="11"/></svg><input type="range" id="${id}" data-slider="${path}" data-focus="slider-${path}" min="0" max="${STEPS}" step="1" value="${toPosition(slider, slider.value)}" data-min="${slider.min}" data-max="${slider.max}" data-log="${slider.log ? 1 : 0}" aria-valuetext="${boxNumber(slider.value)} ${escapeAttribute(richToPlain(unit))}"></div>${fit}</div>`;
}

/** Writes values into sliders that are on the page already; the control under the hand is left alone. */
export function writeSliders(root: HTMLElement, sliders: readonly Slider[]): void {
  for (const slider of sliders) {
    const range = root.querySelector<HTMLInputElement>(`[data-slider="${slider.path}"]`);
    const box = root.querySelector<HTMLInputElement>(`[data-box="${slider.path}"]`);
    const free = root.querySelector<HTMLInputElement>(`[data-free="${slider.path}"]`);
    const error = root.querySelector<HTMLElement>(`[data-error="${slider.path}"]`);
    if (range) {
      range.dataset['min'] = String(slider.min);
      range.dataset['max'] = String(slider.max);
      const position = String(toPosition(slider, slider.value));
      if (range.value !== position) range.value = position;
      range.setAttribute('aria-valuetext', `${boxNumber(slider.value)} ${richToPlain(slider.unit)}`);
    }
    if (box && box !== document.activeElement) box.value = boxNumber(slider.value);
    if (free) free.checked = slider.free === true;
    if (error) {
      const html = richToHtml(slider.error ?? '');
      if (error.innerHTML !== html) error.innerHTML = html;
    }
  }
}

export interface Hands {
  /** A slider moves (`moving`) or a box was filled in. */
  set(path: string, value: number, moving: boolean): void;
  /** A checkbox "free" was turned. */
  free(path: string, free: boolean): void;
  /** The number that the state holds now; undefined where the path leads nowhere. */
  value(path: string): number | undefined;
  /** A box holds no number, or one that cannot be used: say so. */
  refuse(sentence: string): void;
}

/** Listens to all sliders, boxes and checkboxes below `root`, present and future. */
export function bindSliders(root: HTMLElement, hands: Hands): void {
  root.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.dataset['slider'] === undefined) return;
    hands.set(target.dataset['slider'], valueOf(target), true);
  });
  root.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const { slider, box, free } = target.dataset;
    if (slider !== undefined) hands.set(slider, valueOf(target), false);
    else if (free !== undefined) hands.free(free, target.checked);
    else if (box !== undefined) {
      const value = typedNumber(target.value, target.parentElement?.querySelector('.unit')?.textContent ?? '');
      const typed = target.value.slice(0, 20);
      if (Number.isFinite(value)) hands.set(box, value, false);
      // The box shows what is used, whatever was typed.
      const taken = hands.value(box);
      if (taken !== undefined) target.value = boxNumber(taken);
      if (!Number.isFinite(value)) hands.refuse(`“${typed}” is no number: type one such as 4.5 or 2e-3; the last value stays.`);
      else if (taken !== undefined && Math.abs(taken - value) > 1e-9 * Math.abs(value)) hands.refuse(`“${typed}” cannot be used here: ${boxNumber(taken)} is taken, the nearest that can.`);
    }
  });
}

const valueOf = ({ value, dataset }: HTMLInputElement): number => fromPosition({ min: Number(dataset['min']), max: Number(dataset['max']), log: dataset['log'] === '1' }, Number(value));
