/** What is done inside a page, in any engine. Each function is sent as text: it uses nothing but its argument and the page. */

export interface MovedFigure {
  id: string;
  live: boolean;
  /** Controls that changed neither picture nor words. */
  unmoved: string[];
  /** What no reader may see: NaN, undefined, or an error in the notice. */
  bad: string[];
}

/**
 * Wakes every figure of the page and moves each of its controls from the paper's own state, to its other end or its next option. A control
 * that acts only together with a switch is tried again with the switches turned, through all their options.
 */
export async function figuresMoved(): Promise<MovedFigure[]> {
  const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
  const until = async (holds: () => boolean, limit_ms: number): Promise<boolean> => {
    for (const end = Date.now() + limit_ms; Date.now() < end; await pause(15)) if (holds()) return true;
    return holds();
  };
  const report: MovedFigure[] = [];
  for (const host of document.querySelectorAll<HTMLElement>('live-figure')) {
    const figure: MovedFigure = { id: host.dataset['figure'] ?? '', live: false, unmoved: [], bad: [] };
    report.push(figure);
    host.scrollIntoView();
    const look = (): string => [...host.querySelectorAll('svg.plot, .readout')].map((part) => part.innerHTML).join('');
    const settled = async (): Promise<void> => {
      for (let last = ''; last !== look(); await pause(60)) last = look();
    };
    // Again and again: the element may not be defined yet.
    figure.live = await until(() => host.dispatchEvent(new Event('pointerenter')) && 'live' in host.dataset, 15_000);
    if (!figure.live) continue;
    const moves = new Map<string, () => void>();
    for (const input of host.querySelectorAll<HTMLInputElement>('.strip input[type=range]')) {
      moves.set(input.name, () => {
        const half = (Number(input.min) + Number(input.max)) / 2;
        input.value = Number(input.value) > half ? input.min : input.max;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      });
    }
    const switches = new Map<string, () => void>();
    for (const { name } of host.querySelectorAll<HTMLInputElement>('.strip input[type=radio]')) {
      switches.set(name, () => {
        const options = [...host.querySelectorAll<HTMLInputElement>(`.strip input[type=radio][name="${name}"]:not(:disabled)`)];
        const other = options[(options.findIndex((option) => option.checked) + 1) % options.length];
        if (!other || other.checked) return;
        other.checked = true;
        other.dispatchEvent(new Event('input', { bubbles: true }));
      });
    }
    for (const button of host.querySelectorAll<HTMLButtonElement>('.strip button[aria-pressed][name]')) switches.set(button.name, () => button.click());
    const reset = async (): Promise<void> => {
      host.querySelector<HTMLButtonElement>('button[data-do=reset]')?.click();
      await settled();
    };
    const moved = async (name: string, move: () => void): Promise<boolean> => {
      await settled();
      const before = look();
      move();
      const answered = await until(() => look() !== before, 2_500);
      const notice = host.querySelector('.notice:not([hidden])')?.textContent ?? '';
      if (notice) figure.bad.push(`${name}: ${notice}`);
      if (/NaN|undefined|Infinity/.test(look())) figure.bad.push(`${name}: NaN, undefined or Infinity is shown`);
      return answered;
    };
    for (const [name, move] of [...moves, ...switches]) {
      await reset();
      if (await moved(name, move)) continue;
      await reset();
      // Once round every choice, at most.
      const most = Math.max(1, ...[...switches.keys()].map((other) => host.querySelectorAll(`.strip input[type=radio][name="${other}"]`).length - 1));
      let found = false;
      for (let turns = 0; turns < most && !found; turns++) {
        for (const [other, turn] of switches) if (other !== name) turn();
        found = await moved(name, move);
      }
      if (!found) figure.unmoved.push(name);
    }
  }
  return report;
}

/** The read-out of a figure once it holds `text`; fails after ten seconds. */
export async function says({ figure, text }: { figure: string; text: string }): Promise<string> {
  const plain = (): string => (document.querySelector(`#fig-${figure} .readout`)?.textContent ?? '').replace(/\s/g, ' ');
  for (let i = 0; i < 100 && !plain().includes(text); i++) await new Promise((later) => setTimeout(later, 100));
  if (!plain().includes(text)) throw new Error(`the read-out of ${figure} never said “${text}”: ${plain()}`);
  return plain();
}

/** Number of results on the search page. */
export async function search(): Promise<number> {
  const count = (): number => document.querySelectorAll('#results li a').length;
  for (let i = 0; i < 100 && count() === 0; i++) await new Promise((later) => setTimeout(later, 100));
  return count();
}

/** Gives a file to the lab of the page, as a drop does, and returns its read-out once that speaks of the file. */
export async function fileDropped({ name, text }: { name: string; text: string }): Promise<string> {
  const input = document.querySelector<HTMLInputElement>('lab-bench input[type=file]')!;
  const before = document.querySelector('[data-part=readout]')!.textContent;
  const carried = new DataTransfer();
  carried.items.add(new File([text], name, { type: 'text/csv' }));
  input.files = carried.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  const found = (): boolean => document.querySelector('[data-part=series]')!.textContent!.includes(name) && ![before, 'The fit is on its way.'].includes(document.querySelector('[data-part=readout]')!.textContent);
  for (let i = 0; i < 300 && !found(); i++) await new Promise((later) => setTimeout(later, 100));
  if (!found()) throw new Error(`the lab did not take the file: ${document.querySelector('.lab-says')?.textContent ?? ''}`);
  return document.querySelector('[data-part=readout]')!.textContent!;
}
