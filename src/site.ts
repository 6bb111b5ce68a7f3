/** The one script of every page: small, and everything heavier waits for the reader's hand. */
import './labs/shell/wake.ts';
import { bootExercises } from './exercises/boot.ts';
import { carried } from './runtime/linked.ts';
import { startFigures } from './runtime/live-figure.ts';

startFigures({
  figure: async (id) => (await import('./figures/registry.ts')).loadFigure(id),
  kernels: async (names) => (await import('./kernels/page.ts')).pageKernels(names),
  long: async (id, values, progress, signal) => (await import('./jobs/run.ts')).runJob('figure', { id, values }, { progress, signal }),
});

// A figure in a frame of another page tells how tall it is.
if (window.parent !== window) void import('./embed.ts');

// The dashboard wakes at the first touch, or at once where a state was brought along.
const board = document.querySelector<HTMLElement>('.board');
if (board) {
  let started: Promise<void> | undefined;
  const wake = (): void => {
    started ??= import('./dashboard/live-dashboard.ts')
      .then((m) => m.startDashboard(board))
      .catch(() => {
        started = undefined;
        const notice = board.querySelector<HTMLElement>('.notice')!;
        notice.hidden = false;
        notice.textContent = 'The live part could not be loaded; pictures and words show the paper’s own state. Touch a control to try again.';
      });
  };
  for (const event of ['pointerdown', 'pointerenter', 'focusin', 'input']) board.addEventListener(event, wake);
  board.addEventListener('submit', (event) => event.preventDefault());
  if (window.location.search.length > 1 || Object.keys(carried()).length) wake();
}

bootExercises();

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
