/** Readers of NMR spectra: published encodings, rows that TopSpin wrote, formats written here by the letter of their definitions, damage told in one sentence. */
import { describe, expect, it } from 'vitest';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NamedBytes } from '../../src/labs/readers/bytes.ts';
import { UnreadableFile } from '../../src/labs/readers/columns.ts';
import { decodeOrdinates } from '../../src/labs/readers/jcamp.ts';
import { readNmr, readNmrText } from '../../src/labs/readers/nmr.ts';
import { bruker, csdm, jcamp, ssnake, type BrukerOptions } from './nmr-files.ts';

const rows = (...lines: string[]) => lines.map((text, i) => ({ text, line: i + 1 }));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (name: string, text: string): NamedBytes => ({ name, bytes: bytes(text) });

describe('JCAMP-DX ordinates', () => {
  // The table of forms in McDonald & Wilks (1988): one set of ordinates in every form, here behind the abscissa 0.
  const published = [1, 2, 3, 3, 2, 1, 0, -1, -2, -3];
  it.each([
    ['AFFN', '0 1 2 3 3 2 1 0 -1 -2 -3'],
    ['AFFN with exponents', '0 1.0E+00 0.2E1 3 3 2 1 0 -1e0 -2 -3'],
    ['PAC', '0+1+2+3+3+2+1+0-1-2-3'],
    ['SQZ', '0ABCCBA@abc'],
    ['DIF', '0AJJ%jjjjjj'],
    ['DIFDUP', '0AJJ%jX'],
    ['SQZ with DUP', '0ABCTBA@abc'],
  ])('%s', (_form, row) => {
    expect([...decodeOrdinates(rows(row), null)]).toEqual(published);
  });

  // Written by TopSpin (jcamp-data-test, MIT, © 2020 cheminfo: aspirin-1h.dx). The abscissas count down to 0; that of a further row belongs to the ordinate it repeats.
  const topspin = `32767a18793J479J106m69n09M04K64j28O69J222K6r65K83J902J431O2j58j66j113
32749a13453j273M19J319l34j589J58K227J382m52k11N33p63j958j31K262J317
32733a10547j216j063R42Q61q98o64J480K086O98jM99M40K6O69J252pj394l68
32715a07205J386P24j043n21J313Q83j244j400N56J463P67N36O50m54j418QJ888
32698a03111Q94j288n93J878J694p11q71J352J664m80j067P02J127n93q37J331
32682i8909K297O57n65L2J18r45o90J043J248l00l01J563J617q38j857N9J477`.split('\n');
  it('rows of TopSpin: as many points a row as the abscissas say, and every check ordinate met', () => {
    for (let k = 1; k < topspin.length; k++) {
      expect(decodeOrdinates(rows(...topspin.slice(0, k)), null).length).toBe(32767 - Number(/^\d+/.exec(topspin[k]!)![0]) + 1);
    }
    const values = decodeOrdinates(rows(...topspin), null);
    // ##FIRST= -118793; then by hand: +1479, +1106.
    expect([...values.slice(0, 3)]).toEqual([-118793, -117314, -116208]);
  });

  it('a lost row, a changed digit and a lost end are noticed', () => {
    expect(() => decodeOrdinates(rows(...topspin.filter((_, i) => i !== 2)), null)).toThrow(/line 3: the check ordinate is -107205, but the line before ended at -110547/);
    expect(() => decodeOrdinates(rows(topspin[0]!.replace('J479', 'J579'), topspin[1]!), null)).toThrow(/line 2: the check ordinate/);
    expect(() => readNmrText(jcamp({ y: published, form: 'affn' }).replace(' -3', ''))).toThrow(/holds 9 points, the file promises 10/);
  });

  it('counts that would fill the memory are refused', () => {
    expect(() => decodeOrdinates(rows('0A@s99999999999'), 10)).toThrow(/more points than the 10/);
    expect(() => decodeOrdinates(rows('0A@s99999999999'), null)).toThrow(/more points/);
  });
});

describe('JCAMP-DX files', () => {
  const y = [0, 5, 120, -7, 3, 3, 3, -40, 2];
  it.each(['affn', 'sqz', 'difdup', 'pairs', 'ntuples'] as const)('%s', (form) => {
    const { format, spectra } = readNmrText(jcamp({ y, form, yFactor: 0.5 }));
    expect(format).toBe('jcamp-dx');
    const [s] = spectra;
    expect([...s!.intensity]).toEqual(y.map((v) => v / 2));
    // Point 1 at 15 ppm, 100 MHz, 10 Hz a point.
    s!.shift_ppm.forEach((v, i) => expect(v).toBeCloseTo(15 - 0.1 * i, 12));
    expect([s!.larmor_MHz, s!.nucleus]).toEqual([100, '23Na']);
    expect(s!.imaginary && [...s!.imaginary]).toEqual(form === 'ntuples' ? y.map((v) => 0 - v / 2) : null);
  });

  it('several blocks: the spectra are read, the decay is named', () => {
    const both = `##TITLE= link\n##DATA TYPE= LINK\n##BLOCKS= 2\n${jcamp({ y, form: 'sqz' })}${jcamp({ y, form: 'sqz' }).replace('NMR SPECTRUM', 'NMR FID')}##END=\n`;
    const { spectra, warnings } = readNmrText(both);
    expect(spectra).toHaveLength(1);
    expect(warnings).toEqual([expect.stringMatching(/block 2 is left out: .*FID/)]);
  });

  it('the step stands for a missing end of the axis', () => {
    const text = jcamp({ y, form: 'sqz' }).replace(/##LASTX.*\n/, '##DELTAX= -10\n');
    readNmrText(text).spectra[0]!.shift_ppm.forEach((v, i) => expect(v).toBeCloseTo(15 - 0.1 * i, 12));
  });

  it('an axis in Hz without a frequency asks for it, and takes it', () => {
    const text = jcamp({ y, form: 'sqz' }).replace(/##\.OBSERVE FREQUENCY.*\n/, '').replace(/##\.SHIFT REFERENCE.*\n/, '');
    expect(() => readNmrText(text)).toThrow(/no observe frequency: give the Larmor frequency/);
    expect(readNmrText(text, { larmor_MHz: 100 }).spectra[0]!.shift_ppm[1]).toBeCloseTo(14.9, 12);
  });
});

describe('tables', () => {
  const expected = { shift_ppm: [10, 5, 0], intensity: [1, 2.5, -3] };
  it.each([
    ['CSV', 'shift_ppm,intensity\n10,1\n5,2.5\n0,-3'],
    ['columns the other way round', 'intensity,shift_ppm\n1,10\n2.5,5\n-3,0'],
    ['TSV with a comment', '# ssNake\n# 23Na\n10\t1\n5\t2.5\n0\t-3'],
    ['semicolons and decimal commas', 'ppm;real;imag\n10,0;1;0\n5,0;2,5;1\n0,0;-3,0;2'],
    ['decimal commas below whole numbers', '10;1\n5;2,5\n0;-3'],
    ['blanks', '10 1\r\n5 2.5e0\r\n0 -3\r\n'],
    ['a Greek name', 'δ / ppm\tI / a.u.\n10\t1\n5\t2.5\n0\t-3'],
    ['hertz beside ppm', 'Hz,ppm,intensity\n1000,10,1\n500,5,2.5\n0,0,-3'],
    ['row names of R', '"ppm" "int"\n"1" 10 1\n"2" 5 2.5\n"3" 0 -3'],
    ['decimal commas in quotes', '"ppm","int"\n"10,0","1"\n"5,0","2,5"\n"0,0","-3"'],
    ['a preamble and words below', 'Sample 3, 23Na, at 211 MHz\n10,1\n5,2.5\n0,−3\n\nEnd of file\n'],
    ['the list that TopSpin writes', '# LEFT = 10 ppm. RIGHT = 0 ppm.\n#\n# SIZE = 3 ( = number of points)\n#\n1\n2.5\n-3\n'],
    ['names with units', '"Chemical shift (ppm)","Intensity (a.u.)"\n10,1\n5,2.5\n0,-3'],
  ])('%s', (_name, text) => {
    const [s] = readNmrText(text).spectra;
    expect({ shift_ppm: [...s!.shift_ppm], intensity: [...s!.intensity] }).toEqual(expected);
  });

  it('Hz need a frequency', () => {
    expect(() => readNmrText('freq_Hz,real\n1000,1\n0,2')).toThrow(/in Hz/);
    expect([...readNmrText('freq_Hz,real\n1000,1\n0,2', { larmor_MHz: 100 }).spectra[0]!.shift_ppm]).toEqual([10, 0]);
    expect([...readNmrText('Frequency (kHz),real\n1,1\n0,2', { larmor_MHz: 100 }).spectra[0]!.shift_ppm]).toEqual([10, 0]);
  });

  it('decimal commas between commas, and a list cut off, are refused', () => {
    expect(() => readNmrText('ppm,int\n10,0,1\n5,0,2')).toThrow(/line 2 has 3 cells under the 2 names of line 1/);
    expect(() => readNmrText('# LEFT = 10 ppm. RIGHT = 0 ppm.\n# SIZE = 4\n1\n2\n3\n')).toThrow(/holds 3 intensities and states SIZE = 4/);
  });
});

describe('CSDM', () => {
  const y = [0.5, -1.25, 3, 2];
  const im = [1, 2, 3, 4];
  // The axis by hand: increment 100 Hz, carrier 500 Hz above 0 ppm at 100 MHz, complex_fft: −200, −100, 0, 100 Hz about the carrier.
  const ppm = [3, 4, 5, 6];
  it.each([
    ['float64', 'base64'],
    ['float32', 'base64'],
    ['complex128', 'base64'],
    ['complex64', 'none'],
    ['float32', 'none'],
    ['int16', 'base64'],
  ] as const)('%s, %s', (type, encoding) => {
    const values = type === 'int16' ? [1, -2, 300, 4] : y;
    const { format, spectra } = readNmrText(csdm({ values, imaginary: im, type, encoding }));
    expect(format).toBe('csdm');
    expect([...spectra[0]!.intensity]).toEqual(values);
    expect(spectra[0]!.imaginary && [...spectra[0]!.imaginary]).toEqual(type.startsWith('complex') ? im : null);
    spectra[0]!.shift_ppm.forEach((v, i) => expect(v).toBeCloseTo(ppm[i]!, 9));
    expect(spectra[0]!.larmor_MHz).toBeCloseTo(100, 9);
    expect(spectra[0]!.nucleus).toBe('23Na');
  });

  it('kHz and ppm axes, and a monotonic one', () => {
    const base = JSON.parse(csdm({ values: y, imaginary: im, type: 'float64', encoding: 'none' })) as { csdm: { dimensions: Record<string, unknown>[] } };
    const withDimension = (d: Record<string, unknown>) => readNmrText(JSON.stringify({ csdm: { ...base.csdm, dimensions: [d] } })).spectra[0]!.shift_ppm;
    expect([...withDimension({ type: 'linear', count: 4, increment: '-1 ppm', coordinates_offset: '7 ppm' })]).toEqual([7, 6, 5, 4]);
    expect([...withDimension({ type: 'monotonic', coordinates: ['9 ppm', '4 ppm', '1 ppm', '0 ppm'] })]).toEqual([9, 4, 1, 0]);
    withDimension({ type: 'linear', count: 4, increment: '0.1 kHz', coordinates_offset: '0.5 kHz', origin_offset: '100.0005 MHz', complex_fft: true }).forEach((v, i) => expect(v).toBeCloseTo(ppm[i]!, 9));
  });
});

describe('ssNake JSON', () => {
  it.each([
    ['stored axis, NaN reference', { ref: 'NaN', stored: true }, [-2, -1, 0, 1]],
    ['no axis, reference below the carrier by 500 Hz', { ref: '99999500', stored: false }, [3, 4, 5, 6]],
  ] as const)('%s', (_name, options, ppm) => {
    const { format, spectra } = readNmrText(ssnake(options));
    expect(format).toBe('ssnake-json');
    expect([...spectra[0]!.intensity]).toEqual([1, 2, 5, 3]);
    spectra[0]!.shift_ppm.forEach((v, i) => expect(v).toBeCloseTo(ppm[i]!, 4));
  });
});

describe('Bruker 1r', () => {
  const y = [100, -2000, 30000, 7];
  const orders: BrukerOptions[] = [{ little: true, type: 0, power: -2 }, { little: false, type: 0, power: 3 }, { little: true, type: 1, power: 0 }, { little: false, type: 2, power: 1 }];
  it.each(orders)('%o', (options) => {
    const { format, spectra } = readNmr(bruker(y, options));
    expect(format).toBe('bruker-1r');
    expect([...spectra[0]!.intensity]).toEqual(y.map((v) => v * 2 ** options.power));
    expect([...spectra[0]!.imaginary!]).toEqual(y.map((v) => -v * 2 ** options.power));
    // OFFSET 20 ppm, 400 Hz over 4 points at 100 MHz.
    spectra[0]!.shift_ppm.forEach((v, i) => expect(v).toBeCloseTo(20 - i, 12));
    expect([spectra[0]!.label, spectra[0]!.nucleus, spectra[0]!.larmor_MHz]).toEqual(['Na6', '23Na', 100]);
  });

  it('two experiments, each with its own procs', () => {
    const two = ['10', '11'].flatMap((n, i) => bruker(y, { little: true, type: 0, power: i }).map((f) => ({ ...f, name: `set/${n}/${f.name}` })));
    expect(readNmr(two).spectra.map((s) => s.intensity[0])).toEqual([100, 200]);
  });

  it('the folder and the file alone, through the command', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bruker-'));
    mkdirSync(join(folder, 'pdata/1'), { recursive: true });
    for (const { name, bytes: content } of bruker(y, { little: true, type: 0, power: 0 })) writeFileSync(join(folder, name), content);
    for (const path of [folder, join(folder, 'pdata/1'), join(folder, 'pdata/1/1r')]) {
      const { format, spectra } = JSON.parse(execFileSync(process.execPath, ['src/cli/halide.mjs', 'nmr', 'read', path], { encoding: 'utf8' }));
      expect([format, spectra[0].n, spectra[0].intensity, spectra[0].nucleus]).toEqual(['bruker-1r', 4, y, '23Na']);
    }
  });
});

describe('damaged and foreign files are refused in one sentence', () => {
  const y = [1, 2, 3, 4];
  it.each<[string, () => unknown, RegExp]>([
    ['nothing', () => readNmrText('  \n'), /^the file is empty: expected/],
    ['prose', () => readNmrText('Dear reader,\nno numbers here'), /^line 1 reads "Dear reader,": expected/],
    ['another header', () => readNmrText('time,volts\n1,2\n2,3'), /^line 1 has the header "time,volts"/],
    ['text in a cell', () => readNmrText('shift_ppm,intensity\n1,2\nx,3'), /^line 3: shift_ppm is "x"/],
    ['other JSON', () => readNmrText('{"a":1}'), /neither CSDM/],
    ['cut-off JSON', () => readNmrText('{"csdm":{"dimensions":['), /not valid JSON/],
    ['binary', () => readNmr([{ name: 'a.raw', bytes: Uint8Array.from([0x52, 0, 0, 1]) }]), /binary/],
    ['a lone fid', () => readNmr([file('fid', 'xx')]), /part of a Bruker experiment/],
    ['1r without procs', () => readNmr([file('1r', 'abcdefgh')]), /no procs beside/],
    ['1r cut off', () => readNmr(bruker(y, { little: true, type: 0, power: 0 }).map((f) => (f.name.endsWith('1r') ? { ...f, bytes: f.bytes.slice(0, 13) } : f))), /^1r holds 13 bytes: expected 16/],
    ['procs without SF', () => readNmr(bruker(y, { little: true, type: 0, power: 0 }).map((f) => (f.name.endsWith('procs') ? file(f.name, new TextDecoder().decode(f.bytes).replace(/##\$SF=.*\n/, '')) : f))), /procs: SF is missing/],
    ['an ssNake decay', () => readNmrText(ssnake({ ref: 'NaN', stored: true }).replace('"spec": [1.0]', '"spec": [0.0]')), /time signal/],
    ['two dimensions', () => readNmrText('{"csdm":{"version":"1.0","dimensions":[{},{}],"dependent_variables":[]}}'), /2 dimensions/],
    ['an infrared spectrum', () => readNmrText(jcamp({ y, form: 'sqz' }).replace('NMR SPECTRUM', 'INFRARED SPECTRUM')), /INFRARED SPECTRUM/],
    ['a JCAMP-DX file of peaks', () => readNmrText('##TITLE= x\n##DATA TYPE= NMR PEAK TABLE\n##PEAK TABLE= (XY..XY)\n1,2\n##END='), /holds no spectrum/],
  ])('%s', (_name, work, message) => {
    expect(work).toThrow(UnreadableFile);
    expect(work).toThrow(message);
  });
});
