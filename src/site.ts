/** The one script of every page: small, and everything heavier waits for the reader's hand. */
import './labs/shell/wake.ts';
import { startFigures } from './runtime/live-figure.ts';

startFigures({
  figure: async (id) => (await import('./figures/registry.ts')).loadFigure(id),
  kernels: async (names) => (await import('./kernels/page.ts')).pageKernels(names),
  long: async (id, values, progress, signal) => (await import('./jobs/run.ts')).runJob('figure', { id, values }, { progress, signal }),
});

// Exercises load with the first touch of one.
const wakeExercises = (event: Event): void => {
  if (!(event.target instanceof Element) || !event.target.closest('live-exercise')) return;
  document.removeEventListener('focusin', wakeExercises);
  void import('./exercises/live-exercise.ts').then((m) => m.startExercises());
};
document.addEventListener('focusin', wakeExercises);

const root = document.documentElement;
const themeSwitch = document.querySelector<HTMLButtonElement>('[data-theme-switch]');
const isDark = (): boolean => (root.dataset['theme'] ? root.dataset['theme'] === 'dark' : window.matchMedia('(prefers-color-scheme: dark)').matches);
const nameSwitch = (): void => {
  if (themeSwitch) themeSwitch.textContent = isDark() ? 'Light' : 'Dark';
};
themeSwitch?.addEventListener('click', () => {
  root.dataset['theme'] = isDark() ? 'light' : 'dark';
  try {
    localStorage.setItem('theme', root.dataset['theme']);
  } catch {
    // Storage may be denied; the choice then lasts for this page.
  }
  nameSwitch();
});
nameSwitch();

// Notes: by hover and focus from the style sheet alone. The first tap of a finger opens, the second follows the link; Esc and a tap elsewhere close.
let finger = false;
document.addEventListener('pointerdown', (event) => (finger = event.pointerType === 'touch'), true);
document.addEventListener('click', (event) => {
  const wrap = event.target instanceof Element ? event.target.closest('.num-wrap') : null;
  if (finger && wrap && !wrap.classList.contains('open') && (event.target as Element).closest('.num-wrap > a')) event.preventDefault();
  for (const open of document.querySelectorAll('.num-wrap.open')) if (open !== wrap) open.classList.remove('open');
  if (finger) wrap?.classList.add('open');
});
const showNote = (event: Event): void => {
  const wrap = event.target instanceof Element ? event.target.closest<HTMLElement>('.num-wrap') : null;
  if (wrap) void import('./runtime/notes.ts').then((m) => m.placeNote(wrap));
};
document.addEventListener('pointerover', showNote);
document.addEventListener('focusin', showNote);
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const open of document.querySelectorAll('.num-wrap:is(:hover, :focus-within, .open)')) {
    open.classList.remove('open');
    open.classList.add('shut');
    for (const leave of ['pointerleave', 'focusout']) open.addEventListener(leave, () => open.classList.remove('shut'), { once: true });
  }
});

// Menus of the masthead close with Esc, which gives the focus back, and with a press elsewhere.
const closeMenus = (keep?: Element | null): void => document.querySelectorAll<HTMLDetailsElement>('.mast details[open]').forEach((menu) => menu !== keep && (menu.open = false));
document.addEventListener('click', (event) => closeMenus(event.target instanceof Element ? event.target.closest('.mast details') : null));
document.addEventListener('keydown', (event) => {
  const open = event.key === 'Escape' && document.querySelector<HTMLDetailsElement>('.mast details[open]');
  if (!open) return;
  if (open.contains(document.activeElement)) open.querySelector('summary')?.focus();
  closeMenus();
});

// Kept for reading offline: after everything that this visit needs, and not where the reader saves data.
if ('serviceWorker' in navigator && !(navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData) {
  window.addEventListener('load', () => {
    const register = (): void => void navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`).catch(() => undefined);
    if ('requestIdleCallback' in window) requestIdleCallback(register, { timeout: 5000 });
    else setTimeout(register, 2000);
  });
}
