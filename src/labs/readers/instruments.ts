/** Text files of instruments. Each entry knows its own files by their first lines and hands back spectra with Im Z negative where capacitive. */
import { UnreadableFile, cellsOf, layoutOf, parseNumber, type Separator, type TableLayout } from './columns.ts';
import { columnsAt, columnsByName, readRows, splitCycles, splitSweeps, withUnits, type Columns, type Format, type ReadSpectrum } from './spectrum-table.ts';

const isZero = (frequency: number): boolean => frequency === 0;

/** Columns of a header that must name all three, with the sign that the header states. */
function requiredColumns(names: readonly string[], line: number, expected: string): Columns {
  const columns = columnsByName(names);
  if (columns === null) throw new UnreadableFile(`line ${line} names ${names.filter((n) => n !== '').slice(0, 6).join(', ')} …: expected ${expected} among the columns; export the file again with all three`);
  return { ...columns, signKnown: true };
}

const HAS_FREQUENCY = /(^|\t)freq\/[a-z]*Hz(\t|$)/i;

/** Decimal commas show in the first row of a table whose separator is no comma. */
const layoutFor = (row: string | undefined, separator: Separator): TableLayout => ({ separator, decimalComma: separator !== ',' && /\d,\d/.test(row ?? '') });

/** The text after `name :` or `name =` in a preamble. */
function field(lines: readonly string[], name: RegExp): string | undefined {
  const line = lines.find((l) => name.test(l));
  return line?.replace(name, '').replace(/^\s*[:=]\s*/, '').trim() || undefined;
}

const given = (entries: Record<string, string | undefined>): Record<string, string> => Object.fromEntries(Object.entries(entries).filter((e): e is [string, string] => e[1] !== undefined));

/** BioLogic EC-Lab text: a preamble of stated length, tab-separated columns with names and units, Im Z negated in its column. */
const BIOLOGIC: Format = {
  name: 'biologic-mpt',
  owns: (lines) => /^\s*(EC|BT)-Lab\s+ASCII/i.test(lines[0] ?? ''),
  read(lines) {
    const stated = Number(/Nb header lines\s*:\s*(\d+)/i.exec(lines.slice(0, 5).join('\n'))?.[1]);
    // The stated number is off by some lines where a file was edited.
    const named = lines.findIndex((line) => HAS_FREQUENCY.test(line));
    const at = named < 0 && stated >= 3 && stated <= lines.length ? stated - 1 : named;
    if (at < 0) throw new UnreadableFile('this EC-Lab file has no line of column names: expected freq/Hz, Re(Z)/Ohm and -Im(Z)/Ohm');
    const names = cellsOf(lines[at]!, '\t');
    const columns = requiredColumns(names, at + 1, 'freq/Hz, Re(Z)/Ohm and -Im(Z)/Ohm');
    const layout = layoutFor(lines[at + 1], '\t');
    const spectrum = readRows(lines, at + 1, lines.length, layout, columns, isZero);
    spectrum.metadata = given({ technique: lines.slice(2, 5).find((l) => l.trim() !== ''), device: field(lines.slice(0, at), /^Device\b/), acquired: field(lines.slice(0, at), /^Acquisition started on/) });
    const cycleAt = names.findIndex((name) => /^cycle number$/i.test(name));
    if (cycleAt < 0) return { spectra: splitSweeps(spectrum), warnings: [] };
    const rows = lines.slice(at + 1).map((line) => cellsOf(line, '\t')).filter((cells) => parseNumber(cells[columns.frequency] ?? '', layout.decimalComma));
    return { spectra: splitCycles(spectrum, rows.map((cells) => parseNumber(cells[cycleAt] ?? '', layout.decimalComma) ?? 1)).flatMap(relabelled), warnings: [] };
  },
};

/** A cycle that holds several sweeps (the count was not advanced) keeps its name, with the sweep's beside it. */
function relabelled(cycle: ReadSpectrum): ReadSpectrum[] {
  const sweeps = splitSweeps(cycle);
  return sweeps.length === 1 ? [cycle] : sweeps.map((sweep) => ({ ...sweep, label: `${cycle.label}, ${sweep.label}` }));
}

/** Gamry EXPLAIN files: every TABLE whose columns hold a frequency and both parts of Z. Rows begin with a tab; an aborted run ends the table early. */
const GAMRY: Format = {
  name: 'gamry-dta',
  owns: (lines) => /^\s*EXPLAIN\s*$/i.test(lines[0] ?? ''),
  read(lines) {
    const spectra: ReadSpectrum[] = [];
    const metadata = given({ title: gamryField(lines, 'TITLE'), date: gamryField(lines, 'DATE'), time: gamryField(lines, 'TIME'), instrument: gamryField(lines, 'PSTAT') });
    lines.forEach((line, i) => {
      const name = /^\s*(\S+)\tTABLE\b/i.exec(line)?.[1];
      if (name === undefined) return;
      const names = cellsOf(lines[i + 1] ?? '', '\t');
      const found = columnsByName(names);
      if (found === null) {
        if (/^Z/i.test(name)) requiredColumns(names, i + 2, 'Freq, Zreal and Zimag');
        return;
      }
      // The line under the names holds the units.
      const columns = withUnits(found, cellsOf(lines[i + 2] ?? '', '\t'), i + 3);
      let end = i + 3;
      while (end < lines.length && /^\s*\t?\s*\d/.test(lines[end]!)) end++;
      const spectrum = readRows(lines, i + 3, end, layoutFor(lines[i + 3], '\t'), { ...columns, signKnown: true });
      spectrum.metadata = metadata;
      if (spectrum.frequency_Hz.length === 0) return;
      const sweeps = splitSweeps(spectrum);
      spectra.push(...sweeps.map((sweep) => ({ ...sweep, label: sweeps.length === 1 ? name : `${name}, ${sweep.label}` })));
    });
    if (spectra.length === 0) throw new UnreadableFile('this Gamry file holds no table of impedances: expected a ZCURVE table with Freq, Zreal and Zimag and at least one row');
    const aborted = lines.some((line) => /^\s*EXPERIMENTABORTED\tTOGGLE\tT/i.test(line));
    return { spectra, warnings: aborted ? ['the run was aborted: the points up to then are read'] : [] };
  },
};

const gamryField = (lines: readonly string[], tag: string): string | undefined => lines.find((line) => line.startsWith(`${tag}\t`))?.split('\t')[2]?.trim() || undefined;

/** VersaStudio projects: comma-separated rows in <SegmentN>, columns named by its Definition line; rows without a frequency are direct current. */
const VERSASTUDIO: Format = {
  name: 'versastudio-par',
  owns: (lines) => lines.slice(0, 3).some((line) => /^\s*<Application>/i.test(line)) || lines.some((line) => /^\s*Name=VersaStudio/i.test(line)),
  read(lines) {
    const spectra: ReadSpectrum[] = [];
    lines.forEach((line, i) => {
      const segment = /^\s*<Segment(\d+)>/i.exec(line)?.[1];
      if (segment === undefined) return;
      const close = lines.findIndex((l, k) => k > i && /^\s*<\/Segment/i.test(l));
      const end = close < 0 ? lines.length : close;
      const at = lines.findIndex((l, k) => k > i && k < end && /^\s*Definition=/i.test(l));
      if (at < 0) return;
      const definition = lines[at]!.replace(/^\s*Definition=/i, '');
      const separator: Separator = definition.includes(';') ? ';' : ',';
      const names = definition.split(separator).map((name) => name.trim());
      const column = (name: RegExp): number => names.findIndex((n) => name.test(n));
      const columns = columnsAt(column(/^Frequency/i), column(/^Z Real/i), column(/^Z Imag/i), true);
      if (columns.frequency < 0 || columns.real < 0 || columns.imag < 0) return;
      const spectrum = readRows(lines, at + 1, end, layoutFor(lines[at + 1], separator), columns, isZero);
      if (spectrum.frequency_Hz.length === 0) return;
      spectrum.metadata = given({ instrument: field(lines, /^Type=(?=VersaSTAT|PARSTAT)/i), acquired: field(lines, /^DateAcquired/) });
      const sweeps = splitSweeps(spectrum);
      spectra.push(...sweeps.map((sweep) => ({ ...sweep, label: sweeps.length === 1 ? `segment ${segment}` : `segment ${segment}, ${sweep.label}` })));
    });
    if (spectra.length === 0) throw new UnreadableFile('this VersaStudio file holds no impedances: expected a segment with Frequency(Hz), Z Real and Z Imag and at least one row');
    return { spectra, warnings: [] };
  },
};

/** A table with a header in line `at`, read to the end of the file. */
function namedTable(lines: readonly string[], at: number, separator: Separator, expected: string, skip: (frequency: number) => boolean): ReadSpectrum[] {
  const columns = requiredColumns(cellsOf(lines[at]!, separator), at + 1, expected);
  const first = lines.findIndex((line, i) => i > at && line.trim() !== '');
  return splitSweeps(readRows(lines, at + 1, lines.length, layoutFor(lines[first], separator), columns, skip));
}

/** PARSTAT (PowerSuite) text: one header, tab-separated; rows of frequency 0 belong to the direct-current step before. */
const PARSTAT: Format = {
  name: 'parstat',
  owns: (lines) => /^Potential \(V\)\t.*\bZre \(ohms?\)/i.test(lines[0] ?? ''),
  read: (lines) => ({ spectra: namedTable(lines, 0, '\t', 'Frequency (Hz), Zre (ohms) and Zim (ohms)', isZero), warnings: [] }),
};

const CHI_HEADER = /^\s*Freq\/Hz\s*,/i;

/** CH Instruments text: a preamble with "A.C. Impedance", names with units, comma-separated rows. */
const CHI: Format = {
  name: 'ch-instruments',
  owns: (lines) => lines.slice(0, 60).some((line) => CHI_HEADER.test(line)) && lines.slice(0, 20).some((line) => /^\s*(A\.?C\.? Impedance|Instrument Model:\s*CHI|Init E \(V\))/i.test(line)),
  read(lines) {
    const spectra = namedTable(lines, lines.findIndex((line) => CHI_HEADER.test(line)), ',', "Freq/Hz, Z'/ohm and Z\"/ohm", () => false);
    const metadata = given({ instrument: field(lines, /^Instrument Model/), acquired: lines[0]?.trim() });
    return { spectra: spectra.map((s) => ({ ...s, metadata })), warnings: [] };
  },
};

const ZPLOT: Format = {
  name: 'zplot',
  owns: (lines) => /^\s*"?ZPLOT/i.test(lines[0] ?? '') || lines.some((line) => /^\s*End Comments/i.test(line)),
  read(lines) {
    const end = lines.findIndex((line) => /^\s*End Comments/i.test(line));
    const first = end >= 0 ? end + 1 : lines.findIndex((line) => layoutOf(line, 6) !== null);
    const row = lines.slice(Math.max(first, 0)).find((line) => line.trim() !== '');
    const layout = row === undefined ? null : layoutOf(row, 6);
    if (first < 0 || layout === null) throw new UnreadableFile('this ZPlot file holds no rows of data: expected frequency, amplitude, bias, time, Z\', Z" after "End Comments"');
    const header = end > 0 ? columnsByName(cellsOf(lines[end - 1]!.replace(/\((a|b)\)/g, ''), '\t')) : null;
    const columns: Columns = { ...(header ?? columnsAt(0, 4, 5)), negated: false, signKnown: true };
    return { spectra: splitSweeps(readRows(lines, first, lines.length, layout, columns)), warnings: [] };
  },
};

/** Asked in this order. */
export const INSTRUMENTS: readonly Format[] = [BIOLOGIC, GAMRY, VERSASTUDIO, PARSTAT, CHI, ZPLOT];
