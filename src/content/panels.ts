/** Where a panel of the paper can be seen on this site: its figure in its chapter, or its row of the evidence table. */

/** The address of a panel below the base path. `figures` maps the id of a figure to the chapter that shows it. Panels drawn together are found by the first letter: 2f in figure 2d. */
export function panelAddress(panel: string, figures: ReadonlyMap<string, string>): string {
  const id = panel.toLowerCase();
  const letter = /^(\d+)([a-f])$/.exec(id);
  const candidates = letter ? [...'abcdef'].filter((l) => l <= letter[2]!).reverse().map((l) => letter[1] + l) : [id];
  const found = candidates.find((candidate) => figures.has(candidate));
  return found ? `${figures.get(found)}/#fig-${found}` : `data/#panel-${panel}`;
}

/** Figures of all chapters, by id. */
export const figureHomes = (chapters: readonly { id: string; data: { figures: readonly string[] } }[]): Map<string, string> =>
  new Map(chapters.flatMap((chapter) => chapter.data.figures.map((figure) => [figure, chapter.id] as const)));
