/** Powder patterns from text: the same points in every form, errors and wavelengths where a file has them, damage told in one sentence; the command. */
import { describe, expect, it } from 'vitest';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnreadableFile } from '../../src/labs/readers/columns.ts';
import { readPattern } from '../../src/labs/readers/pattern.ts';

const x = [10, 10.5, 11, 11.5, 12];
const y = [51, 60, 480, 75, 49];
const rows = (separator: string, more: (i: number) => string[] = () => []): string => x.map((v, i) => [v, y[i], ...more(i)].join(separator)).join('\n');

describe('the same points in every form', () => {
  it.each([
    ['.xy', rows(' '), 'xy'],
    ['.xy with Windows line ends and blanks before', rows('\t').replace(/^/gm, '   ').replace(/\n/g, '\r\n'), 'xy'],
    ['CSV with a header', `"2Theta","Intensity"\n${rows(',')}`, 'xy'],
    ['CSV of this site', `# comment\ntwo_theta_deg,intensity\n${rows(',')}`, 'xy'],
    ['names with units, other columns between', `Angle (°),d / Å,Counts\n${x.map((v, i) => `${v},2.5,${y[i]}`).join('\n')}`, 'xy'],
    ['semicolons and decimal commas', rows(';').replace(/\./g, ','), 'xy'],
    ['decimal commas in quotes', `"2theta","counts"\n${x.map((v, i) => `"${String(v).replace('.', ',')}","${y[i]}"`).join('\n')}`, 'xy'],
    ['row names of R', `"tth" "int"\n${x.map((v, i) => `"${i + 1}" ${v} ${y[i]}`).join('\n')}`, 'xy'],
    ['a comma behind every row', `[Data]\nAngle, PSD,\n${x.map((v, i) => `${v}, ${y[i]},`).join('\n')}`, 'xy'],
    ['words below', `${rows(' ')}\n\nend of scan\n`, 'xy'],
    ['comments of FullProf', `! NaCl\n' more\n${rows(' ')}`, 'xy'],
    ['start, step, end', `NaCl at room temperature\n10.0 0.5 12.0\n51 60 480\n75 49\n`, 'start-step-end'],
  ])('%s', (_name, text, format) => {
    const read = readPattern(text);
    expect(read.format).toBe(format);
    expect([[...read.patterns[0]!.two_theta_deg], [...read.patterns[0]!.intensity]]).toEqual([x, y]);
    expect([read.patterns[0]!.u_intensity, read.patterns[0]!.wavelength_A]).toEqual([null, null]);
  });

  it('decimal commas between commas, and θ for 2θ, are refused', () => {
    expect(() => readPattern(`2theta,int\n${x.map((v, i) => `${String(v.toFixed(1)).replace('.', ',')},${y[i]}`).join('\n')}`)).toThrow(/line 2 has 3 cells under the 2 names of line 1/);
    expect(() => readPattern(`theta (deg),int\n${rows(',')}`)).toThrow(/first column is "thetadeg", θ or ω: expected 2θ/);
  });

  it('.xye: the third column is the error', () => {
    expect([...readPattern(rows(' ', (i) => [String(Math.sqrt(y[i]!))])).patterns[0]!.u_intensity!]).toEqual(y.map(Math.sqrt));
  });

  it('.xrdml: both scans, wavelengths, listed positions', () => {
    const scan = (positions: string, counts: string): string => `<scan><dataPoints><positions axis="Omega"><commonPosition>5</commonPosition></positions><positions axis="2Theta" unit="deg">${positions}</positions><commonCountingTime unit="seconds">2.5</commonCountingTime><${counts} unit="counts">${y.join(' ')}</${counts}></dataPoints></scan>`;
    const text = `<?xml version="1.0" encoding="UTF-8"?><xrdMeasurements><sample type="To be analyzed"><id/><name>NaCl</name></sample><xrdMeasurement><usedWavelength intended="K-Alpha"><kAlpha1 unit="Angstrom">1.5405980</kAlpha1><kAlpha2 unit="Angstrom">1.5444260</kAlpha2></usedWavelength>${scan('<startPosition>10</startPosition><endPosition>12</endPosition>', 'intensities')}${scan(`<listPositions>${x.join(' ')}</listPositions>`, 'counts')}</xrdMeasurement></xrdMeasurements>`;
    const { format, patterns } = readPattern(text);
    expect([format, patterns.length]).toEqual(['xrdml', 2]);
    for (const p of patterns) {
      expect([[...p.two_theta_deg], [...p.intensity], p.wavelength_A, p.wavelength2_A, p.label, p.metadata]).toEqual([x, y, 1.540598, 1.544426, 'NaCl', { counting_time_s: 2.5 }]);
    }
  });
});

describe('damaged and foreign files are refused in one sentence', () => {
  it.each([
    ['nothing', '', /empty/],
    ['comments alone', '# a\n! b\n', /comments alone/],
    ['prose', 'Dear reader\nno numbers', /^line 1 reads "Dear reader": expected columns of 2θ/],
    ['text in a cell', '10 5\n11 x\n12 7', /^line 2: the intensity is "x"/],
    ['Q for an axis', 'Q_1/A,intensity\n1.5,3\n1.6,4', /first column is "q1a", Q: expected 2θ/],
    ['an angle too large', '10 5\n200 6', /angle of point 2 is 200/],
    ['one point', '10 5', /1 points/],
    ['one angle', '10 5\n10 6', /all points are at 10/],
    ['.xrdml cut off', '<xrdMeasurements><xrdMeasurement><scan><dataPoints><positions axis="2Theta"><startPosition>1', /never closed: the file is cut off/],
    ['.xrdml without a scan', '<xrdMeasurements></xrdMeasurements>', /no scan/],
    ['binary', 'RAW1.01\u0000\u0000\u0001', /binary/],
  ])('%s', (_name, text, message) => {
    expect(() => readPattern(text)).toThrow(UnreadableFile);
    expect(() => readPattern(text)).toThrow(message);
  });
});

describe('halide diffraction read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'patterns-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const read = (path: string): any => JSON.parse(execFileSync(process.execPath, ['src/cli/halide.mjs', 'diffraction', 'read', path], { encoding: 'utf8' }));

  it('patterns and structures', () => {
    const { format, patterns, structures } = read(file('a.xy', rows(' ')));
    expect([format, patterns[0].n, patterns[0].two_theta_deg, patterns[0].intensity, structures]).toEqual(['xy', 5, x, y, []]);
    const cif = read('content/data/structures/nacl.cif');
    expect([cif.format, cif.patterns, cif.structures[0].label, cif.structures[0].n_operations, cif.structures[0].sites.length]).toEqual(['cif', [], 'NaCl', 192, 2]);
  });

  it('refuses with exit 2 and one line that names the file', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli/halide.mjs', 'diffraction', 'read', file('bad.xy', '10 5\n11 x\n')], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/bad\.xy: line 2: the intensity is "x": expected a number\n$/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
