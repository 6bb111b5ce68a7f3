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

// Notes close with Esc, also while the pointer rests on them.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const open = document.querySelector('.num-wrap:hover, .num-wrap:focus-within');
  if (!open) return;
  open.classList.add('shut');
  open.addEventListener('pointerleave', () => open.classList.remove('shut'), { once: true });
  open.addEventListener('focusout', () => open.classList.remove('shut'), { once: true });
});

// Kept for reading offline: after everything that this visit needs, and not where the reader saves data.
if ('serviceWorker' in navigator && !(navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData) {
  window.addEventListener('load', () => {
    const register = (): void => void navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`).catch(() => undefined);
    if ('requestIdleCallback' in window) requestIdleCallback(register, { timeout: 5000 });
    else setTimeout(register, 2000);
  });
}
