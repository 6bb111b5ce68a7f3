/** The dashboard wakes at the first touch, or at once where a state was brought along. */
import { carried } from '../runtime/linked.ts';

const host = document.querySelector<HTMLElement>('.board')!;
let started: Promise<void> | undefined;
const wake = (): void => {
  started ??= import('./live-dashboard.ts')
    .then((m) => m.startDashboard(host))
    .catch(() => {
      started = undefined;
      const notice = host.querySelector<HTMLElement>('.notice')!;
      notice.hidden = false;
      notice.textContent = 'The live part of the dashboard could not be loaded; pictures and words show the paper’s own state. Touch a control to try again.';
    });
};
for (const event of ['pointerdown', 'pointerenter', 'focusin', 'input']) host.addEventListener(event, wake);
host.addEventListener('submit', (event) => event.preventDefault());
if (window.location.search.length > 1 || Object.keys(carried()).length) wake();
