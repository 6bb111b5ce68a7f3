/** Reading time of a chapter. */

/** Words a minute of a careful reader of a scientific text; a figure is looked at for half a minute. */
const WORDS_A_MINUTE = 200;
const MINUTES_A_FIGURE = 0.5;

/** Minutes to read an MDX text, at least one: words without markup, and a while for each figure. */
export function readingMinutes(mdx: string): number {
  const figures = mdx.match(/<Figure\b/g)?.length ?? 0;
  const words = mdx.replace(/<[^>]*>/g, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return Math.max(1, Math.round(words / WORDS_A_MINUTE + figures * MINUTES_A_FIGURE));
}
