/** Buttons of the teacher's pack: what they do loads with the first press, and none is lost meanwhile. */
const pack = document.querySelector<HTMLElement>('.pack')!;
const act = (what: string): void => void import('./teacher-page.ts').then((m) => m.act(what));

pack.querySelector('form')!.addEventListener('submit', (event) => {
  event.preventDefault();
  act('make');
});
pack.addEventListener('click', (event) => {
  const what = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-do]')?.dataset['do'] : undefined;
  if (what === 'print') window.print();
  else if (what) act(what);
});
if (new URLSearchParams(window.location.search).has('seed')) act('given');
