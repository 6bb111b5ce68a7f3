/**
 * The panel under a figure that walks along its curves by keyboard or by touch, says each point in a sentence, and plays a curve as sound.
 * Up and down: another curve. Left and right: the next landmark. With Shift: the next point. Home, End: the ends. Space: listen. Esc: close.
 */
import type { Table } from '../figure.ts';
import { landmarksOf, sentence, type Landmark } from './landmarks.ts';
import { seriesOf, type Series } from './series.ts';
import { play, tuneOf } from './sound.ts';

export interface Walker {
  /** Another state of the figure: the walk goes on at the same place, in silence. */
  update(table: Table): void;
  close(): void;
}

const BUTTONS = [
  ['before', 'Previous landmark'],
  ['after', 'Next landmark'],
  ['listen', 'Listen'],
  ['close', 'Close'],
] as const;

/** Opens the panel before `place` and puts the focus into it. Returns null when the table holds no curve. */
export function openWalk(place: Element, figure: string, first: Table, closed: () => void): Walker | null {
  let all: Series[] = seriesOf(first);
  if (all.length === 0) return null;
  let curve = 0;
  let at = 0;
  let marks: Landmark[] = [];
  let silence: (() => void) | null = null;

  const box = document.createElement('div');
  box.className = 'walk';
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', `Walk along the curves of ${figure}`);
  const choose = document.createElement('select');
  choose.setAttribute('aria-label', 'Curve');
  const says = document.createElement('p');
  says.setAttribute('role', 'status');
  const row = document.createElement('div');
  row.className = 'walk-row';
  row.append(choose);
  const buttons = new Map<string, HTMLButtonElement>();
  for (const [name, label] of BUTTONS) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset['walk'] = name;
    button.textContent = label;
    buttons.set(name, button);
    row.append(button);
  }
  box.append(row, says);

  const say = (lead = ''): void => {
    const mark = marks.find((m) => m.at === at);
    says.textContent = lead + sentence(all[curve]!, at, mark?.says ?? null);
  };
  const take = (index: number): void => {
    curve = (index + all.length) % all.length;
    choose.selectedIndex = curve;
    marks = landmarksOf(all[curve]!, all);
    at = Math.min(at, all[curve]!.points.length - 1);
  };
  const list = (): void => {
    choose.replaceChildren(...all.map((series) => new Option(series.name)));
    take(Math.min(curve, all.length - 1));
  };
  const toMark = (step: 1 | -1): void => {
    const next = step > 0 ? marks.find((m) => m.at > at) : marks.findLast((m) => m.at < at);
    if (!next) return say('No further landmark. ');
    at = next.at;
    say();
  };
  const toPoint = (next: number): void => {
    at = Math.min(all[curve]!.points.length - 1, Math.max(0, next));
    say();
  };
  const another = (index: number): void => {
    take(index);
    say(`${all[curve]!.name}. `);
  };
  const hush = (): void => {
    silence?.();
    silence = null;
    buttons.get('listen')!.textContent = 'Listen';
  };
  const listen = (): void => {
    if (silence) return hush();
    try {
      silence = play(tuneOf(all[curve]!), hush);
      buttons.get('listen')!.textContent = 'Stop';
    } catch {
      says.textContent = 'This browser plays no sound; the sentences and the table say the same.';
    }
  };
  const close = (): void => {
    hush();
    box.remove();
    closed();
  };

  choose.addEventListener('change', () => another(choose.selectedIndex));
  row.addEventListener('click', (event) => {
    const what = event.target instanceof HTMLButtonElement ? event.target.dataset['walk'] : undefined;
    if (what === 'before') toMark(-1);
    if (what === 'after') toMark(1);
    if (what === 'listen') listen();
    if (what === 'close') close();
  });
  const keys: Record<string, (event: KeyboardEvent) => void> = {
    ArrowRight: (event) => (event.shiftKey ? toPoint(at + 1) : toMark(1)),
    ArrowLeft: (event) => (event.shiftKey ? toPoint(at - 1) : toMark(-1)),
    ArrowDown: () => another(curve + 1),
    ArrowUp: () => another(curve - 1),
    Home: () => toPoint(0),
    End: () => toPoint(all[curve]!.points.length - 1),
    Escape: close,
  };
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === ' ' && event.target === choose) {
      event.preventDefault();
      listen();
      return;
    }
    const key = keys[event.key];
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    key(event);
  });

  list();
  place.before(box);
  say(`${all.length === 1 ? 'One curve' : `${all.length} curves`}. Left and right go from landmark to landmark, with Shift from point to point, up and down to another curve. `);
  choose.focus();
  return {
    update(table) {
      const next = seriesOf(table);
      if (next.length === 0) return;
      all = next;
      list();
    },
    close,
  };
}
