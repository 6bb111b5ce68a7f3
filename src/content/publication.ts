/** What this site is as a publication: said once, used by meta data, the research crate, the data packages and the files to cite it by. */
export const PUBLICATION = {
  name: 'Less salt, more current',
  subtitle: 'an interactive reading',
  /** Never the authors of the paper. */
  author: 'Less salt, more current (project)',
  date: '2026-11-25',
  version: '0.1.0',
  description: 'An independent, interactive reading of one paper on halide solid electrolytes for sodium batteries: every number with its provenance, every curve recomputed in the browser from reported numbers.',
  licence: { name: 'CC-BY-4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
  codeLicence: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
} as const;

/** The paper that the site reads. It is cited, never claimed; no DOI is printed because none stands in the preprint that was read. */
export const PAPER = {
  name: 'Amorphous and Nanocrystalline Halide Solid Electrolytes with Enhanced Sodium-ion Conductivity',
  firstAuthor: 'Phillip Ridley',
  key: 'ridley2024',
} as const;

/** schema.org description of a page of the site: a scholarly article based on the paper, by this project. */
export function articleJsonLd({ title, description, url, home }: { title: string; description: string; url: string; home: string }): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'ScholarlyArticle',
    '@id': url,
    url,
    name: title,
    headline: title,
    description,
    inLanguage: 'en',
    datePublished: PUBLICATION.date,
    version: PUBLICATION.version,
    author: { '@type': 'Organization', name: PUBLICATION.author },
    publisher: { '@type': 'Organization', name: PUBLICATION.author },
    license: PUBLICATION.licence.url,
    isAccessibleForFree: true,
    isBasedOn: { '@type': 'ScholarlyArticle', name: PAPER.name, author: { '@type': 'Person', name: `${PAPER.firstAuthor} and others` } },
    ...(url === home ? {} : { isPartOf: { '@type': 'WebSite', name: PUBLICATION.name, url: home } }),
  };
}
