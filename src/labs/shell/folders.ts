/** What is in a dropped folder: its files with their paths, so that a reader finds what belongs together (a Bruker experiment). */
import type { Received } from './lab.ts';

/** Enough for a series of experiments; raw time signals and large files are passed over. */
const MOST_FILES = 400;
const LARGEST_FILE = 20_000_000;
const RAW = /^(fid|ser|\.ds_store)$/i;

const filesOf = (entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => {
    const reader = entry.createReader();
    const found: FileSystemEntry[] = [];
    // A reader gives its entries in portions, an empty one at the end.
    const more = (): void =>
      reader.readEntries((some) => {
        found.push(...some);
        if (some.length > 0 && found.length < MOST_FILES) more();
        else resolve(found);
      }, reject);
    more();
  });

/** All files below the entries of a drop. Rejects with one sentence when there are none. */
export async function readEntries(entries: readonly FileSystemEntry[]): Promise<Received[]> {
  const out: Received[] = [];
  const open = [...entries];
  for (let entry = open.shift(); entry && out.length < MOST_FILES; entry = open.shift()) {
    if (entry.isDirectory) open.push(...(await filesOf(entry as FileSystemDirectoryEntry)));
    else if (!RAW.test(entry.name)) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      if (file.size <= LARGEST_FILE) out.push({ name: entry.fullPath.replace(/^\//, ''), bytes: new Uint8Array(await file.arrayBuffer()) });
    }
  }
  if (out.length === 0) throw new RangeError('the folder holds no file that could be read: expected data files of at most 20 MB');
  return out;
}
