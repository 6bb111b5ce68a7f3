import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineConfig } from 'astro/config';
import mdx from '@astrojs/mdx';
import { unified } from '@astrojs/markdown-remark';
import { crossReferences } from './src/content/cross-references.ts';
import { sampleNames } from './src/content/sample-names.ts';

// The one inline script: sets the theme before the first paint. Its hash goes into the policy.
const themeScript = readFileSync(new URL('./src/layouts/theme.js', import.meta.url), 'utf8');
const themeHash = /** @type {`sha256-${string}`} */ (`sha256-${createHash('sha256').update(themeScript).digest('base64')}`);

export default defineConfig({
  site: process.env.SITE ?? 'https://less-salt.example',
  base: process.env.BASE ?? '/',
  trailingSlash: 'always',
  outDir: process.env.OUT_DIR ?? 'dist',
  build: { inlineStylesheets: 'never', assets: '_a', format: 'directory' },
  integrations: [mdx({ processor: unified({ remarkPlugins: [crossReferences], rehypePlugins: [sampleNames] }) })],
  markdown: { syntaxHighlight: 'prism', processor: unified({ rehypePlugins: [sampleNames] }) },
  security: {
    csp: {
      algorithm: 'SHA-256',
      directives: ["default-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'", "worker-src 'self'", "base-uri 'self'", "form-action 'self'", "object-src 'none'"],
      scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"], hashes: [themeHash] },
      styleDirective: { resources: ["'self'"] },
    },
  },
  vite: {
    build: { assetsInlineLimit: 0, target: 'es2022', modulePreload: false },
    // The same names as in the page’s own build: a kernel is then one file for both.
    worker: { format: 'es', rolldownOptions: { output: { assetFileNames: '_a/[name].[hash][extname]' } } },
    // What every page runs first is one file: split by the pages that share its parts, it would be four requests.
    environments: {
      client: { build: { rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'site', test: /SiteScript\.astro\?|src\/(?:site|runtime\/(?:live-figure|linked))\.ts$|vite\/preload-helper/ }] } } } } },
    },
  },
});
