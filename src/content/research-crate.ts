/** The site as a research object: RO-Crate 1.1 (Soiland-Reyes et al. 2022), one JSON-LD file that lists the data with their types, sizes and licences. */
import { PAPER, PUBLICATION } from './publication.ts';
import { publishedSets, sha256 } from './published-data.ts';

interface Entity {
  '@id': string;
  '@type': string | string[];
  [property: string]: unknown;
}

export interface Crate {
  '@context': string;
  '@graph': Entity[];
}

const ref = (id: string): { '@id': string } => ({ '@id': id });

/** The crate of the site at `home` (its address, with a slash at the end). */
export function researchCrate(home: string): Crate {
  const sets = publishedSets();
  const files = sets.flatMap((set) =>
    set.files.map(({ path, body, mediaType }): Entity => ({
      '@id': `data/${path}`,
      '@type': 'File',
      name: path,
      description: path.endsWith('datapackage.json') ? `Frictionless Data Package of ${set.title}` : set.title,
      encodingFormat: mediaType,
      contentSize: String(Buffer.byteLength(body)),
      sha256: sha256(body),
      license: ref(PUBLICATION.licence.url),
    })),
  );
  const folders = sets.map((set): Entity => ({
    '@id': `data/${set.id}/`,
    '@type': 'Dataset',
    name: set.title,
    description: `${set.description} Provenance: ${set.provenance}.`,
    license: ref(PUBLICATION.licence.url),
    hasPart: set.files.map((file) => ref(`data/${file.path}`)),
  }));
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      { '@id': 'ro-crate-metadata.json', '@type': 'CreativeWork', conformsTo: ref('https://w3id.org/ro/crate/1.1'), about: ref('./') },
      {
        '@id': './',
        '@type': 'Dataset',
        name: `${PUBLICATION.name}: ${PUBLICATION.subtitle}`,
        description: `${PUBLICATION.description} The paper’s raw data are not public and not part of this crate.`,
        datePublished: PUBLICATION.date,
        version: PUBLICATION.version,
        url: home,
        author: ref('#project'),
        publisher: ref('#project'),
        license: ref(PUBLICATION.licence.url),
        isBasedOn: ref('#paper'),
        citation: ref('#paper'),
        hasPart: [ref('index.html'), ...folders.map((folder) => ref(folder['@id'])), ...files.map((file) => ref(file['@id']))],
      },
      { '@id': 'index.html', '@type': 'File', name: 'The first page of the site', encodingFormat: 'text/html' },
      ...folders,
      ...files,
      { '@id': '#project', '@type': 'Organization', name: PUBLICATION.author },
      { '@id': '#paper', '@type': 'ScholarlyArticle', name: PAPER.name, author: `${PAPER.firstAuthor} and others` },
      { '@id': PUBLICATION.licence.url, '@type': 'CreativeWork', name: 'Creative Commons Attribution 4.0 International', identifier: PUBLICATION.licence.name },
    ],
  };
}
