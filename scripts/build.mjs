// Builds the site: kernels, a check of the reconstructed data, the pages, the search index over them, and what is made of all files together.
// BASE=/paper/ builds for a site below a path, OUT_DIR=dist-paper into another folder, SITE=https://… for another address.
import { join } from 'node:path';
import { must, node, root } from './run.mjs';

const outDir = process.env.OUT_DIR ?? 'dist';
must('the build of the kernels', node, ['scripts/build-kernels.mjs']);
must('the check of the reconstructed data', node, ['scripts/data.ts', '--check']);
must('the build of the pages', 'astro', ['build', '--silent']);
must('the search index', node, ['scripts/build-search.mjs', join(root, outDir)]);
must('the publication', node, ['scripts/publish.mjs', join(root, outDir), process.env.BASE ?? '/', process.env.SITE ?? 'https://less-salt.example']);
console.log(`The site is built: ${outDir}/`);
