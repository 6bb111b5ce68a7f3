/** The worksheet in the page: its print button. Numbers other than the printed ones load what they need. */
document.querySelector('.sheet [data-do=print]')?.addEventListener('click', () => window.print());
if (new URLSearchParams(window.location.search).has('seed')) void import('./sheet-fill.ts').then((m) => m.fillSheet());
