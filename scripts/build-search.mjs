// The search index over the built site: node scripts/build-search.mjs dist
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { close, createIndex } from 'pagefind';
import { builtFiles } from './publish.mjs';
import { siteRecords } from './search-records.mjs';

const folder = resolve(process.argv[2] ?? 'dist');
rmSync(join(folder, 'pagefind'), { recursive: true, force: true });
const { index } = await createIndex({ forceLanguage: 'en', maxFragments: 48 });
const records = siteRecords(builtFiles(folder), (file) => readFileSync(join(folder, file), 'utf8'));
for (const { path, html } of records) {
  const { errors } = await index.addHTMLFile({ url: `/${path}`, content: html });
  if (errors.length) throw new Error(`the search index refuses ${path}: ${errors.join('; ')}`);
}
const { errors } = await index.writeFiles({ outputPath: join(folder, 'pagefind') });
if (errors.length) throw new Error(`the search index was not written: ${errors.join('; ')}`);
// The ready-made search boxes are not used.
for (const unused of ['pagefind-ui.js', 'pagefind-ui.css', 'pagefind-modular-ui.js', 'pagefind-modular-ui.css', 'pagefind-component-ui.js', 'pagefind-component-ui.css', 'pagefind-highlight.js']) rmSync(join(folder, 'pagefind', unused), { force: true });
await close();
