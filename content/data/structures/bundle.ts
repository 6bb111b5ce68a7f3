/** Writes src/physics/structure-texts.ts, the four CIF files as strings, so that figures can read them in the page. Run: node content/data/structures/bundle.ts */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILES = { nacl: 'nacl.cif', zrcl4: 'zrcl4-p2c.cif', na3ycl6: 'na3ycl6-p21n.cif', nyzc: 'nyzc-p21n.cif' };

/** The module's source. */
export function bundledStructures(): string {
  const texts = Object.entries(FILES).map(([id, file]) => `  // ${file}\n  ${id}: \`${readFileSync(new URL(file, import.meta.url), 'utf8')}\`,\n`);
  return `/** The CIF files of content/data/structures as text. Written by bundle.ts beside them; a test keeps both equal. */\nexport const STRUCTURE_TEXTS = {\n${texts.join('')}} as const;\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(fileURLToPath(new URL('../../../src/physics/structure-texts.ts', import.meta.url)), bundledStructures());
