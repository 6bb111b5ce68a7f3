/** Where the note behind a word opens: in the margin where there is one (the style sheet does that), else right below the line of the word, or above it near the foot of the window. */
const GAP = 4;

export function placeNote(wrap: HTMLElement): void {
  const note = wrap.querySelector<HTMLElement>(':scope > .num-note');
  const cue = wrap.firstElementChild;
  const block = note?.offsetParent;
  if (!note || !cue || !block) return;
  // The focus is in it already: moved under it, the page would scroll after it.
  if (note.contains(document.activeElement)) return;
  note.style.removeProperty('top');
  // Beside its paragraph it covers nothing.
  if (getComputedStyle(note).getPropertyValue('--beside').trim() === '1') return;
  // The last line of a cue that breaks over two.
  const line = [...cue.getClientRects()].at(-1) ?? cue.getBoundingClientRect();
  const top = block.getBoundingClientRect().top + block.clientTop;
  const below = line.bottom + GAP;
  const above = line.top - GAP - note.offsetHeight;
  note.style.setProperty('top', `${(below + note.offsetHeight > window.innerHeight && above > 0 ? above : below) - top}px`);
}
