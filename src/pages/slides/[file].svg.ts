/** Every panel of every figure as a file for slides, in the paper's own state. */
import type { APIRoute } from 'astro';
import { FIGURE_IDS, loadFigure } from '../../figures/registry.ts';
import { slidesOf } from '../../content/slides.ts';

export async function getStaticPaths() {
  const base = new URL(import.meta.env.BASE_URL, import.meta.env.SITE).href;
  const all = await Promise.all(FIGURE_IDS.map(async (id) => slidesOf(await loadFigure(id), base)));
  return all.flat().map(({ file, svg }) => ({ params: { file: file.replace(/\.svg$/, '') }, props: { svg } }));
}

export const GET: APIRoute = ({ props }) => new Response((props as { svg: string }).svg, { headers: { 'content-type': 'image/svg+xml' } });
