/** Files of instruments: values against what stands in the files, several spectra, direct-current rows, damage told in one sentence. */
import { describe, expect, it } from 'vitest';
import { readImpedance } from '../../src/labs/readers/impedance.ts';
import { hasShared, readShared, sharedPath } from '../shared-data.ts';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** Files of instruments are latin-1 where they are not UTF-8. */
const sample = (name: string): string => new TextDecoder('latin1').decode(readFileSync(sharedPath(`data/instrument-files/impedance_py__exampleData${name}`)));

describe.skipIf(!hasShared('data/instrument-files'))('sample files', () => {
  // First and last row as they stand in the file.
  const cases: [string, string, string, number, number[], number[]][] = [
    ['BioLogic.mpt', 'biologic-mpt', 'cycle 1', 43, [1000.3201, 65.470886, -0.38998979], [0.01689554, 110.97003, -2.3458567]],
    ['Gamry.DTA', 'gamry-dta', 'ZCURVE', 72, [200015.6, 825.8584, -1367.239], [0.0158898, 17007.49, -6635.557]],
    ['Parstat.txt', 'parstat', 'sweep 1', 31, [10000, -0.00049816280376104, 0.0175143479976367], [10, 0.0270946491457229, -0.00399791080333837]],
    ['VersaStudio.par', 'versastudio-par', 'segment 1', 61, [100000, 55.31571, 4.575431], [0.02154435, 1516.313, -122.8279]],
    ['CHInstruments.txt', 'ch-instruments', 'sweep 1', 73, [99610, 98.91, -2.748], [0.1, 5685, -15860]],
  ];
  it.each(cases)('%s', (file, format, label, n, first, last) => {
    const { format: found, spectra, warnings } = readImpedance(sample(file));
    expect(found).toBe(format);
    expect(warnings).toEqual([]);
    expect(spectra.map((s) => [s.label, s.frequency_Hz.length])).toEqual([[label, n]]);
    const row = (k: number): number[] => [spectra[0]!.frequency_Hz[k]!, spectra[0]!.zReal_ohm[k]!, spectra[0]!.zImag_ohm[k]!];
    expect(row(0)).toEqual(first);
    expect(row(n - 1)).toEqual(last);
  });

  it('ZPlot, with and without its comments', () => {
    const text = readShared('data/impedance-dummy-cell/Circuit1_EIS_1.z');
    const bare = text.split(/\r?\n/).slice(text.split(/\r?\n/).findIndex((l) => l.startsWith('End Comments')) + 1).join('\n');
    const [a, b] = [readImpedance(text).spectra[0]!, readImpedance(bare).spectra[0]!];
    expect(a.frequency_Hz.length).toBe(48);
    expect([a.frequency_Hz[0], a.zReal_ohm[0], a.zImag_ohm[0]]).toEqual([50000, 29.036, 0.63662]);
    expect(b).toEqual({ ...a, metadata: {} });
  });

  it('no file of the folder is left out: each is read with its values above, or is the damaged one', () => {
    const files = readdirSync(sharedPath('data/instrument-files')).filter((name) => name !== 'LICENSE').map((name) => name.replace('impedance_py__exampleData', ''));
    expect(files.sort()).toEqual([...cases.map(([name]) => name), 'BioLogic_MissingFreq.mpt'].sort());
  });

  it('the command reads them too, and ends with 2 and one line at the damaged one', () => {
    const run = (name: string) => spawnSync(process.execPath, ['src/cli/halide.mjs', 'impedance', 'read', sharedPath(`data/instrument-files/impedance_py__exampleData${name}`)], { encoding: 'utf8' });
    const [name, format, label, n, first] = cases[0]!;
    const { spectra, format: told } = JSON.parse(run(name).stdout);
    expect([told, spectra[0].label, spectra[0].n, [spectra[0].frequency_Hz[0], spectra[0].z_real_ohm[0], spectra[0].z_imag_ohm[0]]]).toEqual([format, label, n, first]);
    const damaged = run('BioLogic_MissingFreq.mpt');
    expect([damaged.status, damaged.stdout]).toEqual([2, '']);
    expect(damaged.stderr.trim().split('\n')).toHaveLength(1);
    expect(damaged.stderr).toMatch(/expected freq\/Hz/);
  });

  it('a file without its frequency column is refused in one sentence that names what is missing', () => {
    expect(() => readImpedance(sample('BioLogic_MissingFreq.mpt'))).toThrow(/^line 61 names Re\(Z\)\/Ohm, .*expected freq\/Hz/);
  });

  it('decimal commas read as the same numbers', () => {
    const text = sample('BioLogic.mpt');
    const at = text.indexOf('freq/Hz');
    const comma = text.slice(0, at) + text.slice(at).replace(/(\d)\.(\d)/g, '$1,$2');
    expect(readImpedance(comma).spectra).toEqual(readImpedance(text).spectra);
  });

  it('rows cut off in the middle are refused, with their line', () => {
    const text = sample('Gamry.DTA').split(/\r?\n/);
    text[459] = text[459]!.split('\t').slice(0, 4).join('\t');
    expect(() => readImpedance(text.join('\n'))).toThrow(/^line 460: Re Z is missing/);
  });
});

const mpt = (cycles: number[]): string =>
  ['EC-Lab ASCII FILE', 'Nb header lines : 4', '', 'freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\tcycle number', ...cycles.flatMap((c) => [1e4, 1e3, 100, 10].map((f) => `${f}\t${c * 10}\t5\t${c}.000`))].join('\r\n');

describe('several spectra in one file', () => {
  it('BioLogic cycles', () => {
    const { spectra } = readImpedance(mpt([1, 2, 3]));
    expect(spectra.map((s) => [s.label, s.frequency_Hz.length, s.zReal_ohm[0], s.zImag_ohm[0]])).toEqual([['cycle 1', 4, 10, -5], ['cycle 2', 4, 20, -5], ['cycle 3', 4, 30, -5]]);
  });

  it('Gamry tables, raw and corrected for drift, of an aborted run', () => {
    const table = (name: string, r: number) => [`${name}\tTABLE`, '\tPt\tTime\tFreq\tZreal\tZimag', '\t#\ts\tHz\tohm\tohm', ...[1e3, 100, 10].map((f, i) => `\t${i}\t${i}\t${f}\t${r}\t-2`)];
    const { spectra, warnings } = readImpedance(['EXPLAIN', 'TAG\tEISPOT', 'OCVCURVE\tTABLE\t1', '\tPt\tT\tVf', '\t#\ts\tV', '\t0\t1\t0.2', ...table('ZCURVE', 7), ...table('ZCURVEDRIFT', 8), 'EXPERIMENTABORTED\tTOGGLE\tT\tExperiment Aborted'].join('\n'));
    expect(spectra.map((s) => [s.label, s.frequency_Hz, s.zReal_ohm[0]])).toEqual([['ZCURVE', [1e3, 100, 10], 7], ['ZCURVEDRIFT', [1e3, 100, 10], 8]]);
    expect(warnings).toEqual([expect.stringMatching(/aborted/)]);
  });

  it('a table whose frequency jumps back', () => {
    const rows = [1e5, 1e4, 1e3, 1e2, 1e5, 1e4, 1e3, 1e2].map((f) => `${f},10,-3`);
    expect(readImpedance(['frequency_Hz,z_real_ohm,z_imag_ohm', ...rows].join('\n')).spectra.map((s) => [s.label, s.frequency_Hz.length])).toEqual([['sweep 1', 4], ['sweep 2', 4]]);
    // Points in no order, each frequency once, are one spectrum; the same disorder with every frequency twice is not taken for one.
    const shuffled = [3e3, 1e5, 2, 7e4, 50, 9e5, 1, 400, 3e5, 20].map((f) => `${f},10,-3`);
    expect(readImpedance(shuffled.join('\n')).spectra.map((s) => s.frequency_Hz.length)).toEqual([10]);
    expect(readImpedance([...shuffled, ...shuffled].join('\n')).spectra.length).toBeGreaterThan(1);
    // Two sweeps on grids of their own stay two.
    const apart = [1e5, 1e4, 1e3, 1e2, 9e4, 9e3, 9e2, 90].map((f) => `${f},10,-3`);
    expect(readImpedance(apart.join('\n')).spectra.map((s) => s.frequency_Hz.length)).toEqual([4, 4]);
    const there = [1, 10, 100, 1e3, 1e2, 10, 1].map((f) => `${f},10,-3`);
    expect(readImpedance(there.join('\n')).spectra).toHaveLength(1);
  });
});

describe('tables of other programs, by the names of their columns', () => {
  it.each<[string, string, string]>([
    ['Autolab', 'Frequency (Hz);Z\' (Ω);-Z\'\' (Ω);Z (Ω);-Phase (°);Time (s)', '1000;12,5;3,25;12,9;14,6;1'],
    ['PowerSuite', 'Point\tFrequency (Hz)\tImpedance Real (Ohms)\tImpedance Imaginary (Ohms)', '1\t1000\t12.5\t-3.25'],
    ['quotes', '"Freq/Hz","Z\'/ohm","Z""/ohm"', '1000,12.5,-3.25'],
  ])('%s', (_name, header, row) => {
    const { spectra } = readImpedance([header, row].join('\n'));
    expect([spectra[0]!.frequency_Hz, spectra[0]!.zReal_ohm, spectra[0]!.zImag_ohm]).toEqual([[1000], [12.5], [-3.25]]);
  });
});

describe('damaged files are refused in one sentence', () => {
  it.each<[string, string, RegExp]>([
    ['an EC-Lab file that ends in its preamble', 'EC-Lab ASCII FILE\nNb header lines : 61\n\nPEIS', /no line of column names/],
    ['an EC-Lab file without rows', mpt([]), /no points/],
    ['text in a BioLogic number', mpt([1]).replace('1000\t', 'abc\t'), /line 6: the frequency is "abc"/],
    ['a Gamry file without its table', 'EXPLAIN\nTAG\tEISPOT', /no table of impedances/],
    ['a Gamry table without Zimag', 'EXPLAIN\nZCURVE\tTABLE\n\tPt\tFreq\tZreal\n\t#\tHz\tohm\n\t0\t1\t2', /line 3 names Pt, Freq, Zreal .*expected Freq, Zreal and Zimag/],
    ['a VersaStudio file without segments', '<Application>\nName=VersaStudio\n</Application>', /no impedances/],
    ['a VersaStudio row cut off', '<Application>\n</Application>\n<Segment1>\nDefinition=Frequency(Hz), Z Real, Z Imag\n100,1\n</Segment1>', /line 5: Im Z is missing/],
    ['a negative frequency', mpt([1]).replace('1000\t', '-1000\t'), /line 6: the frequency is -1000/],
  ])('%s', (_name, text, message) => {
    expect(() => readImpedance(text)).toThrow(message);
  });
});
