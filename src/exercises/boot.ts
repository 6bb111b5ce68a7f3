/** Exercises, worksheets and the teacher's pack in every page's script: listeners only, what they do loads with the first touch and none is lost meanwhile. */
const hasSeed = new URLSearchParams(window.location.search).has('seed');
const within = (event: Event, selector: string): HTMLElement | null => (event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null);

export function bootExercises(): void {
  if (document.querySelector('live-exercise, exercise-progress')) bootAnswers();
  const paper = document.querySelector<HTMLElement>('.sheet, .pack');
  if (paper) bootPaper(paper);
}

/** Answers load with the first touch; at once where a class link or an earlier visit decides what is shown. */
function bootAnswers(): void {
  let loading: Promise<void> | undefined;
  const wake = (): Promise<void> =>
    (loading ??= import('./live-exercise.ts').then(
      (m) => m.startExercises(),
      () => {
        // Without the code nothing can be checked: the solutions open, and the next touch tries again.
        loading = undefined;
        for (const exercise of document.querySelectorAll('live-exercise')) exercise.setAttribute('data-attempted', '');
      },
    ));
  const mine = 'live-exercise, exercise-progress';
  for (const touch of ['focusin', 'pointerdown'] as const) document.addEventListener(touch, (event) => void (within(event, mine) && wake()));
  // An answer given before the code has come waits for it, and does not leave the page.
  document.addEventListener('submit', (event) => {
    if (!within(event, mine) || customElements.get('live-exercise')) return;
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    void wake().then(() => customElements.get('live-exercise') && form.requestSubmit());
  });
  let visited = hasSeed;
  try {
    visited ||= localStorage.getItem('exercises') !== null;
  } catch {
    // Storage may be denied: then there was no earlier visit.
  }
  if (visited) void wake();
}

/** Worksheets and answer keys: printing needs nothing, other numbers load what they need. */
function bootPaper(paper: HTMLElement): void {
  const act = (what: string): void => void (paper.matches('.sheet') ? import('./sheet-fill.ts').then((m) => m.fillSheet()) : import('./teacher-page.ts').then((m) => m.act(what)));
  paper.addEventListener('click', (event) => {
    const what = within(event, '[data-do]')?.dataset['do'];
    if (what === 'print') window.print();
    else if (what) act(what);
  });
  paper.addEventListener('submit', (event) => {
    event.preventDefault();
    act('make');
  });
  if (hasSeed) act('given');
}
