/** TeX to MathML at build: no font, no script, no style attribute. */
import temml from 'temml';

export const mathml = (tex: string): string =>
  temml
    .renderToString(tex, { displayMode: true, throwOnError: true })
    .replace(/ style="[^"]*"/g, '')
    // Names of functions stand upright; single letters are variables.
    .replace(/<mi>([a-zA-Z]{2,})<\/mi>/g, '<mi class="up">$1</mi>');
