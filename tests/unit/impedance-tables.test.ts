/** Tables of impedance as people save them: one spectrum in many spellings is the same numbers, or one sentence says why not. */
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/labs/readers/decode.ts';
import { readImpedance } from '../../src/labs/readers/impedance.ts';

const POINTS: readonly [number, number, number][] = [[1e5, 10.5, -3.25], [1e4, 20.25, -40.5], [1e3, 530.125, -480.75], [100, 1030.5, -120.25], [10, 1100.75, -60.5], [1, 1250.5, -400.125]];
const rows = (row: (f: number, r: number, i: number, k: number) => string): string => POINTS.map(([f, r, i], k) => row(f, r, i, k)).join('\n');
const comma = (text: string): string => text.replaceAll('.', ',');
const modulus = (r: number, i: number): number => Math.hypot(r, i);
const degrees = (r: number, i: number): number => (Math.atan2(i, r) * 180) / Math.PI;
const english = (x: number): string => x.toLocaleString('en-US', { maximumFractionDigits: 6 });
const german = (x: number): string => x.toLocaleString('de-DE', { maximumFractionDigits: 6 });
const utf16 = (text: string, big: boolean): Uint8Array => (big ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'utf16le'));

const SAME: readonly [string, string | Uint8Array][] = [
  // Units that the header, or a line under it, states.
  ['kHz', 'f/kHz,Re(Z)/Ohm,Im(Z)/Ohm\n' + rows((f, r, i) => `${f / 1e3},${r},${i}`)],
  ['MHz in brackets', "freq [MHz]\tZ' [ohm]\tZ'' [ohm]\n" + rows((f, r, i) => `${f / 1e6}\t${r}\t${i}`)],
  ['mHz is not MHz', 'freq/mHz;Re(Z)/Ohm;-Im(Z)/Ohm\n' + rows((f, r, i) => `${f * 1e3};${r};${-i}`)],
  ['kΩ', "Frequency/Hz,Z'/kΩ,-Z''/kΩ\n" + rows((f, r, i) => `${f},${r / 1e3},${-i / 1e3}`)],
  ['MOhm', 'freq (Hz),Zre (MOhm),Zim (MOhm)\n' + rows((f, r, i) => `${f},${r / 1e6},${i / 1e6}`)],
  ['mΩ', 'freq (Hz),Zre (mΩ),-Zim (mΩ)\n' + rows((f, r, i) => `${f},${r * 1e3},${-i * 1e3}`)],
  ['two units side by side', 'f/Hz,Re/kohm,Im/ohm\n' + rows((f, r, i) => `${f},${r / 1e3},${i}`)],
  ['units behind a blank', 'Freq kHz,Re kOhm,Im kOhm\n' + rows((f, r, i) => `${f / 1e3},${r / 1e3},${i / 1e3}`)],
  ['a line of units', 'Frequency,Zreal,Zimag\nkHz,kohm,kohm\n' + rows((f, r, i) => `${f / 1e3},${r / 1e3},${i / 1e3}`)],
  ['angular frequency', 'ω/rad s-1;Re Z;Im Z\n' + rows((f, r, i) => `${f * 2 * Math.PI};${r};${i}`)],
  ['logarithm of the frequency', "log(f/Hz),Z'/ohm,Z''/ohm\n" + rows((f, r, i) => `${Math.log10(f)},${r},${i}`)],
  ['a logarithm beside the frequency', 'log f,Frequency,Zreal,Zimag\n' + rows((f, r, i) => `${Math.log10(f)},${f},${r},${i}`)],
  // Modulus and phase.
  ['|Z| and degrees', 'f (Hz);|Z| (Ω);φ (°)\n' + rows((f, r, i) => `${f};${modulus(r, i)};${degrees(r, i)}`)],
  ['|Z| and radians', 'Frequency/Hz,|Z|/Ohm,Phase(Z)/rad\n' + rows((f, r, i) => `${f},${modulus(r, i)},${Math.atan2(i, r)}`)],
  ['Z and the negative phase', 'Frequency (Hz),Z (Ω),-Phase (°)\n' + rows((f, r, i) => `${f},${modulus(r, i)},${-degrees(r, i)}`)],
  ['Zahner Thales', 'Number of Samples: 6\n\nNumber   Frequency/Hz   Impedance/Ohm   Phase/deg   Significance\n' + rows((f, r, i, k) => `  ${k}   ${f.toExponential(4)}   ${modulus(r, i)}   ${degrees(r, i)}   1.0`)],
  ['modulus in kΩ', 'Frequency [Hz],Impedance Magnitude [kOhm],Impedance Phase (deg)\n' + rows((f, r, i) => `${f},${modulus(r, i) / 1e3},${degrees(r, i)}`)],
  // Names of programs and languages.
  ['Nova', "Index\tFrequency (Hz)\tZ' (Ω)\t-Z'' (Ω)\tZ (Ω)\t-Phase (°)\n" + rows((f, r, i, k) => `${k}\t${f}\t${r}\t${-i}\t1\t1`)],
  ['SMaRT', "Time,Frequency (Hz),Impedance Magnitude (Ohms),Impedance Phase Degrees ('),Impedance Real (Ohms),Impedance Imaginary (Ohms),Admittance Real (S)\n" + rows((f, r, i) => `1,${f},2,3,${r},${i},4`)],
  ['Ivium, blanks inside names', 'freq. /Hz   Z1 /ohm  Z2 /ohm\n' + rows((f, r, i) => `${f} ${r} ${i}`)],
  ['PalmSens', "freq / Hz, neg. Phase / °, Z / Ohm, Z' / Ohm, -Z'' / Ohm\n" + rows((f, r, i) => `${f},1,2,${r},${-i}`)],
  ['Novocontrol: series before parallel', " Freq. [Hz]\tZp' [Ohms]\tZp'' [Ohms]\tZs'[Ohms]\tZs''[Ohms]\n" + rows((f, r, i) => `${f}\t1\t2\t${r}\t${i}`)],
  ['ZView without its first line', '"ZView Calculated Data File: Version 1.1"\n"  Freq(Hz)    Ampl   Bias   Time(Sec)   Z\'(a)   Z\'\'(b)   GD   Err   Range"\n6\n' + rows((f, r, i) => `${f},0.01,0,1,${r},${i},0,0,1`)],
  ['six columns of ZPlot alone', rows((f, r, i, k) => `${f}\t0.01\t0\t${k}\t${r}\t${i}`)],
  ['French', 'Fréquence (Hz);Z réel (ohm);-Z imag (ohm)\n' + rows((f, r, i) => comma(`${f};${r};${-i}`))],
  ['a written minus', 'freq,z_re,neg_z_im\n' + rows((f, r, i) => `${f},${r},${-i}`)],
  ['a row name that R writes', '"freq" "re" "im"\n' + rows((f, r, i, k) => `"${k + 1}" ${f} ${r} ${i}`)],
  // Numbers.
  ['decimal commas in quotes', '"f/Hz","Re/Ohm","Im/Ohm"\n' + rows((f, r, i) => comma(`"${f}","${r}","${i}"`).replace(/",",?"/g, '","'))],
  ['thousands in quotes', 'f,re,im\n' + rows((f, r, i) => `"${english(f)}","${english(r)}","${english(i)}"`)],
  ['thousands by commas', 'f\tre\tim\n' + rows((f, r, i) => `${english(f)}\t${english(r)}\t${english(i)}`)],
  ['thousands by points', 'f;re;im\n' + rows((f, r, i) => `${german(f)};${german(r)};${german(i)}`)],
  ['thousands by apostrophes', 'f;re;im\n' + rows((f, r, i) => `${english(f).replaceAll(',', "'")};${r};${i}`)],
  ['thousands by narrow blanks', 'f;re;im\n' + rows((f, r, i) => `${english(f).replaceAll(',', '\u202f')};${r};${i}`)],
  ['a typographic minus', 'f/Hz;Re/ohm;Im/ohm\n' + rows((f, r, i) => `${f};${r};${String(i).replace('-', '−')}`)],
  // Layout.
  ['bars', 'frequency_Hz|z_real_ohm|z_imag_ohm\n' + rows((f, r, i) => `${f}|${r}|${i}`)],
  ['empty columns', rows((f, r, i) => `${f},,${r},,${i},,`)],
  ['comments of C', '// made here\n// f re im\n' + rows((f, r, i) => `${f} ${r} ${i}`)],
  ['numbers above the header', '1 2 3\nFrequency (Hz), Z real (ohm), Z imag (ohm)\n' + rows((f, r, i) => `${f},${r},${i}`)],
  ['words below the rows', 'f,re,im\n' + rows((f, r, i) => `${f},${r},${i}`) + '\n\nMeasured by A. B., 2020\nEnd of data\n'],
  ['UTF-16 without a mark', utf16('freq/Hz;Re(Z)/Ohm;-Im(Z)/Ohm\r\n' + rows((f, r, i) => `${f};${r};${-i}`), false)],
  ['UTF-16, big end first', utf16('freq/Hz;Re(Z)/Ohm;-Im(Z)/Ohm\r\n' + rows((f, r, i) => `${f};${r};${-i}`), true)],
  // Instruments.
  ['EC-Lab with a wrong count of header lines', 'EC-Lab ASCII FILE\nNb header lines : 9\n\nPEIS\nfreq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\n' + rows((f, r, i) => `${f}\t${r}\t${-i}`)],
  ['Gamry in kHz and kohm', 'EXPLAIN\nZCURVE\tTABLE\n\tPt\tFreq\tZreal\tZimag\n\t#\tkHz\tkohm\tkohm\n' + rows((f, r, i, k) => `\t${k}\t${f / 1e3}\t${r / 1e3}\t${i / 1e3}`)],
  ['VersaStudio by semicolons', '<Application>\n</Application>\n<Segment1>\nDefinition=Frequency(Hz); Z Real; Z Imag\n' + rows((f, r, i) => comma(`${f};${r};${i}`)) + '\n</Segment1>'],
];

describe('one spectrum in many spellings', () => {
  it.each(SAME)('%s', (_name, data) => {
    const { spectra } = readImpedance(typeof data === 'string' ? data : decodeText(data));
    expect(spectra).toHaveLength(1);
    const [s] = spectra;
    const read = s!.frequency_Hz.map((f, k) => [f, s!.zReal_ohm[k]!, s!.zImag_ohm[k]!]);
    expect(read).toHaveLength(POINTS.length);
    // Angles and powers of ten come back to rounding: 1e-9 is far below any wrong unit or sign.
    read.forEach((point, k) => point.forEach((v, j) => expect(Math.abs(v / POINTS[k]![j]! - 1)).toBeLessThan(1e-9)));
  });

  it('a header that comes again begins another sweep', () => {
    const { spectra } = readImpedance('freq,re,im\n1e5,1,-1\n1e4,2,-2\n\nSweep 2\nfreq,re,im\n1e5,3,-3\n1e4,4,-4\n');
    expect(spectra.map((s) => [s.label, s.zReal_ohm])).toEqual([['sweep 1', [1, 2]], ['sweep 2', [3, 4]]]);
  });
});

describe('what is guessed is said', () => {
  it.each<[string, string, RegExp]>([
    ['a phase without unit', 'Freq,Zmod,Zphz\n1e5,10,-0.1\n1e4,11,-0.2', /phase has no unit: read in degrees/],
    ['ohm times an area', "freq/Hz,Z'/(ohm cm2),Z''/(ohm cm2)\n1,2,-3\n2,3,-4", /in ohm cm2, not in ohm/],
    ['unknown names', 'A,B,C\n1e5,1,-1\n1e4,2,-2', /names in line 1 are not known/],
    ['more columns than names', '1e5,1,-1,9\n1e4,2,-2,9', /no line names the 4 columns/],
    ['spectra side by side', 'Frequency,Zre_25C,Zim_25C,Zre_50C,Zim_50C\n1e5,1,-1,2,-2\n1e4,1,-1,2,-2', /one further column/],
  ])('%s', (_name, text, message) => {
    expect(readImpedance(text).warnings.join('; ')).toMatch(message);
  });
});

describe('refused in one sentence', () => {
  it.each<[string, string, RegExp]>([
    ['a capacitance is no impedance', 'Freq(Hz),Cp(F),D\n1000,1e-9,0.1\n100,2e-9,0.2', /line 1 names Freq\(Hz\), Cp\(F\), D: expected the frequency with Re Z and Im Z/],
    ['an admittance', 'freq/Hz,Re(Y)/S,Im(Y)/S\n1,2,3\n2,3,4', /line 1 names .*Re\(Y\)/],
    ['siemens', "freq/Hz,Z'/S,Z''/S\n1,2,-3\n2,3,-4", /in S, an admittance: expected an impedance in ohm/],
    ['decimal commas between commas', 'f,re,im\n1000,5,10,2,-3,1\n100,5,11,2,-3,2', /line 2 has 6 cells under the 3 names of line 1/],
    ['a modulus below zero', 'Freq,|Z|,Phase(deg)\n1e5,-10,-0.1', /line 2: \|Z\| is -10/],
    ['words between rows', 'f,re,im\n1e5,1,-1\nhello\n1e4,2,-2', /line 3: the frequency is "hello"/],
    ['text in the last number', 'f,re,im\n1e5,1,-1\nabc,2,-2', /line 3: the frequency is "abc"/],
    ['a last row cut short', 'f,re,im\n1e5,1,-1\n1e4,2', /line 3: Im Z is missing/],
    ['a last row of nothing', 'f,re,im\n1e5,1,-1\nnan,nan,nan', /line 3: the frequency is "nan"/],
    ['a workbook', 'PK\u0003\u0004\u0014\u0000 1 2 3', /a workbook \(\.xlsx\): expected text/],
    ['an image', decodeText(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13)), /an image: expected text/],
    ['a web page', '<!DOCTYPE html><p>1 2 3', /a web page: expected text/],
  ])('%s', (_name, text, message) => {
    expect(() => readImpedance(text)).toThrow(message);
  });
});
