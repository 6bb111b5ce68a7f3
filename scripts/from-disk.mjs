// The copy of the site that opens from disk: pages without scripts, whose links lead from file to file. Figures stay as they were
// drawn at build, with their words and tables; a line on each page says where the living one is.
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseHTML } from 'linkedom';

/** Files that make no sense without scripts or a server. */
const LEFT_OUT = /^(pagefind|embed|slides)\/|\.(js|wasm|xml)$|^robots\.txt$|^404\.html$/;

/** [path, bytes] of every file of the copy, by path. `files` are the built ones, `base` the path that they were built for. */
export function fromDisk(folder, files, base) {
  const kept = files.filter((file) => !LEFT_OUT.test(file));
  const known = new Set(kept);
  return kept.map((file) => {
    const bytes = readFileSync(join(folder, file));
    if (file.endsWith('.html')) return [file, Buffer.from(pageFromDisk(bytes.toString('utf8'), file, base, known))];
    if (file.endsWith('.css')) return [file, Buffer.from(styleFromDisk(bytes.toString('utf8'), file, folder, base))];
    return [file, bytes];
  });
}

/** The file that an address of the site leads to, or null: a page is its index.html. */
function fileOf(path, known) {
  const clean = decodeURIComponent(path);
  const file = clean === '' || clean.endsWith('/') ? `${clean}index.html` : clean;
  return known.has(file) ? file : null;
}

/** A page with relative links, without scripts and without the policy that is written for a server. */
export function pageFromDisk(html, file, base, known) {
  const { document } = parseHTML(html);
  for (const element of document.querySelectorAll('script:not([type="application/ld+json"]), link[rel="preload"], link[rel="modulepreload"], meta[http-equiv="content-security-policy" i], [data-not-from-disk]')) element.remove();
  for (const element of document.querySelectorAll('[href], [src]')) {
    const name = element.hasAttribute('href') ? 'href' : 'src';
    const relative = fromPage(element.getAttribute(name), file, base, known);
    if (relative !== null) element.setAttribute(name, relative);
    // A link without a target is taken out of the masthead, and stays as words elsewhere.
    else if (element.closest('header')) element.remove();
    else element.removeAttribute(name);
  }
  const note = document.createElement('p');
  note.setAttribute('class', 'page from-disk');
  note.textContent = 'This is the copy that opens from disk: its figures stand still, in the state that the paper reports. Words, tables and pictures are complete.';
  document.querySelector('header')?.after(note);
  return `<!doctype html>\n${document.documentElement.outerHTML}\n`;
}

/** An address as seen from `file`: unchanged when it leads off the site or to this page, null when the copy has no such file. */
function fromPage(address, file, base, known) {
  if (/^(#|[a-z][a-z+.-]*:)/i.test(address)) return address;
  const here = new URL(`http://disk${base}${file.replace(/(^|\/)index\.html$/, '$1')}`);
  const { pathname, hash } = new URL(address, here);
  const target = pathname.startsWith(base) ? fileOf(pathname.slice(base.length), known) : null;
  if (target === null) return null;
  return (posix.relative(posix.dirname(file), target) || posix.basename(target)) + hash;
}

/** Fonts go into the style sheet: browsers read no font across folders from disk. */
function styleFromDisk(css, file, folder, base) {
  return css.replace(/url\(["']?([^"')]+\.woff2)["']?\)/g, (_, address) => {
    const path = address.startsWith(base) ? address.slice(base.length) : posix.join(dirname(file), address);
    return `url(data:font/woff2;base64,${readFileSync(join(folder, path)).toString('base64')})`;
  });
}
