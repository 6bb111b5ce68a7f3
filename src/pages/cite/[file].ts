/** Citations as files: paper, site and every figure, for BibTeX and for RIS. */
import type { APIRoute } from 'astro';
import { figureCitation, paperCitation, siteCitation, toBibtex, toRis } from '../../content/citing.ts';
import { pageOfFigure } from '../../content/figure-pages.ts';
import { FIGURE_IDS, loadFigure } from '../../figures/registry.ts';

export function getStaticPaths() {
  return ['paper', 'site', ...FIGURE_IDS.map((id) => `figure-${id}`)].flatMap((what) => ['bib', 'ris'].map((kind) => ({ params: { file: `${what}.${kind}` }, props: { what, kind } })));
}

export const GET: APIRoute<{ what: string; kind: string }> = async ({ props: { what, kind }, site }) => {
  const home = new URL(import.meta.env.BASE_URL, site);
  const csl = what === 'paper' ? paperCitation() : what === 'site' ? siteCitation(home.href) : await ofFigure(what.slice('figure-'.length), home);
  return new Response(kind === 'bib' ? toBibtex(csl) : toRis(csl), { headers: { 'Content-Type': kind === 'bib' ? 'application/x-bibtex; charset=utf-8' : 'application/x-research-info-systems; charset=utf-8' } });
};

async function ofFigure(id: string, home: URL) {
  return figureCitation(await loadFigure(id), new URL(`${pageOfFigure(id)}#fig-${id}`, home).href);
}
