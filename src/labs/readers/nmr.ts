/** NMR spectra from files: which format they are in, and what they hold. */
import { readBruker, isBruker } from './bruker.ts';
import { baseName, quoted, type NamedBytes } from './bytes.ts';
import { binaryKind, decodeText } from './decode.ts';
import { UnreadableFile } from './columns.ts';
import { isCsdm, readCsdm } from './csdm.ts';
import { isJcamp, readJcamp } from './jcamp.ts';
import { parseLooseJson } from './loose-json.ts';
import { readNmrTable } from './nmr-table.ts';
import type { NmrReadOptions, NmrSpectrumRead } from './nmr-spectrum.ts';
import { isSsnake, readSsnake } from './ssnake.ts';

export type { NmrReadOptions, NmrSpectrumRead } from './nmr-spectrum.ts';

export interface NmrReadResult {
  /** "table", "jcamp-dx", "csdm", "ssnake-json" or "bruker-1r". */
  format: string;
  spectra: NmrSpectrumRead[];
  warnings: string[];
}

/** Spectra of one text. Throws UnreadableFile. */
export function readNmrText(raw: string, options: NmrReadOptions = {}): NmrReadResult {
  const text = raw.replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new UnreadableFile('the file is empty: expected a spectrum as CSV with shift_ppm,intensity, JCAMP-DX, CSDM, ssNake JSON or Bruker 1r');
  if (isJcamp(text)) return { format: 'jcamp-dx', ...readJcamp(text, options) };
  if (/^\s*[{[]/.test(text)) {
    const json = parseLooseJson(text);
    if (isCsdm(json)) return { format: 'csdm', spectra: readCsdm(json, options), warnings: [] };
    if (isSsnake(json)) return { format: 'ssnake-json', spectra: [readSsnake(json)], warnings: [] };
    throw new UnreadableFile('the JSON is neither CSDM ("csdm") nor ssNake ("dataReal", "freq", "sw"): expected one of them');
  }
  const binary = binaryKind(text);
  if (binary !== null) throw new UnreadableFile(`the file is ${binary}: expected text, or a Bruker 1r together with its procs`);
  return { format: 'table', spectra: [readNmrTable(text, options)], warnings: [] };
}

const COMPANIONS = /^(1i|procs?|acqus?|title|2rr|2ri|2ir|2ii|fid|ser|pulseprogram|auditp?\.txt|audita\.txt|uxnmr\.par|format\.temp|outd|intrng|peakrng|peaklist\.xml|integrals\.txt|thumb\.png|\.ds_store)$/i;

/**
 * Spectra of one or more files: a Bruker folder or its files given together, or text files of one format each.
 * Points stay in file order. Throws UnreadableFile with one sentence that names the file when there are several.
 */
export function readNmr(files: readonly NamedBytes[], options: NmrReadOptions = {}): NmrReadResult {
  if (files.length === 0) throw new UnreadableFile('no file is given: expected a spectrum');
  if (isBruker(files)) return { format: 'bruker-1r', spectra: readBruker(files), warnings: [] };
  const readable = files.length === 1 ? files : files.filter(({ name }) => !COMPANIONS.test(baseName(name)));
  if (readable.length === 0 || (files.length === 1 && /^(fid|ser|2rr|procs?|acqus?)$/i.test(baseName(files[0]!.name)))) {
    throw new UnreadableFile(`${quoted(baseName(files[0]!.name))} is part of a Bruker experiment without a processed 1-D spectrum: expected 1r with its procs`);
  }
  const results = readable.map(({ name, bytes }) => {
    try {
      const result = readNmrText(decodeText(bytes), options);
      const named = result.spectra.map((s) => (/^(spectrum|block) \d+$/.test(s.label) && name !== '' ? { ...s, label: baseName(name) } : s));
      return { ...result, spectra: named };
    } catch (error) {
      if (error instanceof UnreadableFile && readable.length > 1) throw new UnreadableFile(`${baseName(name)}: ${error.message}`);
      throw error;
    }
  });
  return { format: [...new Set(results.map((r) => r.format))].join(', '), spectra: results.flatMap((r) => r.spectra), warnings: results.flatMap((r) => r.warnings) };
}
