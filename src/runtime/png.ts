/** The picture of a figure as PNG at twice its size on the page. */
import { pictureOf } from './picture.ts';
import { withText } from './png-text.ts';
import sans from '../styles/fonts/sans.woff2?url';
import sansGreek from '../styles/fonts/sans-greek.woff2?url';
import serifItalic from '../styles/fonts/serif-italic.woff2?url';
import serifGreek from '../styles/fonts/serif-greek-italic.woff2?url';

const SCALE = 2;
const LATIN = 'U+20-17F,U+2000-22FF';
const GREEK = 'U+370-3FF';
const FACES = [
  { family: 'Source Sans 3', weight: '400 600', style: 'normal', range: LATIN, url: sans },
  { family: 'Source Sans 3', weight: '400', style: 'normal', range: GREEK, url: sansGreek },
  { family: 'Source Serif 4', weight: '400', style: 'italic', range: LATIN, url: serifItalic },
  { family: 'Source Serif 4', weight: '400', style: 'italic', range: GREEK, url: serifGreek },
];

const asDataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error('a font could not be read'));
    reader.readAsDataURL(blob);
  });

/** The faces of the plots as one style sheet without addresses: an SVG inside an image may fetch nothing. A face that cannot be had is left out, and the next family of the list serves. */
async function readFonts(): Promise<string> {
  const rules = await Promise.all(
    FACES.map(async ({ family, weight, style, range, url }) => {
      try {
        const data = await asDataUrl(await (await fetch(url)).blob());
        return `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};unicode-range:${range};src:url(${data}) format("woff2")}`;
      } catch {
        return '';
      }
    }),
  );
  return rules.join('');
}

let fonts: Promise<string> | undefined;

/** The faces, read once: a page that promises silence asks for them before. */
export const fontCss = (): Promise<string> => (fonts ??= readFonts());

/** PNG bytes of the figure (or of one panel), with its provenance as text inside. */
export async function pngOf(host: HTMLElement, head: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const { svg, width, height } = pictureOf(host, head, await fontCss());
  const image = new Image();
  // A data address: the policy of the site lets images come from there, and the canvas stays readable.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = SCALE * width;
  canvas.height = SCALE * height;
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The picture could not be written as PNG by this browser; the SVG holds the same.');
  return withText(new Uint8Array(await blob.arrayBuffer()), { Title: head[0] ?? '', Description: head.join('\n'), Copyright: 'CC BY 4.0', Source: /https?:\S+/.exec(head.join('\n'))?.[0] ?? '' }) as Uint8Array<ArrayBuffer>;
}
