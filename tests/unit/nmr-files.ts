/** Files of NMR formats, written by the letter of their definitions and by other ways than the readers go. */
import type { NamedBytes } from '../../src/labs/readers/bytes.ts';

const SQZ = '@ABCDEFGHI abcdefghi';
const DIF = '%JKLMNOPQR jklmnopqr';
const DUP = ' STUVWXYZs';

/** First digit and sign as one letter, the rest as digits. */
function lettered(value: number, letters: string): string {
  const text = String(Math.abs(value));
  return letters[Number(text[0]) + (value < 0 ? 10 : 0)]! + text.slice(1);
}

/** Rows of (X++(Y..Y)), five ordinates each; abscissas count down from n − 1. */
function ordinates(y: readonly number[], form: 'affn' | 'sqz' | 'difdup'): string {
  const lines: string[] = [];
  for (let from = 0; from < y.length; from += 5) {
    const row = y.slice(from, from + 5);
    const x = y.length - 1 - from;
    if (form === 'affn') lines.push([x, ...row].join(' '));
    else if (form === 'sqz') lines.push(x + row.map((v) => lettered(v, SQZ)).join(''));
    else {
      // The first ordinate of a row repeats the last of the row before.
      const before = from > 0 ? [y[from - 1]!] : [];
      const all = [...before, ...row];
      let text = String(from > 0 ? x + 1 : x) + lettered(all[0]!, SQZ);
      const steps = all.slice(1).map((v, i) => v - all[i]!);
      for (let i = 0; i < steps.length; ) {
        let times = 1;
        while (steps[i + times] === steps[i] && times < 9) times++;
        text += lettered(steps[i]!, DIF) + (times > 1 ? DUP[times]! : '');
        i += times;
      }
      lines.push(text);
    }
  }
  if (form === 'difdup') lines.push(`0${lettered(y.at(-1)!, SQZ)}`);
  return lines.join('\n');
}

export interface JcampOptions {
  y: readonly number[];
  form: 'affn' | 'sqz' | 'difdup' | 'pairs' | 'ntuples';
  yFactor?: number;
}

/** 100 MHz, 10 Hz a point downwards, point 1 at 15 ppm. */
export function jcamp({ y, form, yFactor = 1 }: JcampOptions): string {
  const first = 1500;
  const last = first - 10 * (y.length - 1);
  const head = `##TITLE= made here\n##JCAMP-DX= 5.01 $$ comment\n##DATA TYPE= NMR SPECTRUM\n##.OBSERVE FREQUENCY= 100\n##.OBSERVE NUCLEUS= ^23Na\n##.SHIFT REFERENCE= INTERNAL, NaCl(aq), 1, 15\n`;
  if (form === 'ntuples') {
    const table = (values: readonly number[], letter: string): string => `##PAGE= N=1\n##DATA TABLE= (X++(${letter}..${letter})), XYDATA\n${ordinates(values, 'difdup')}\n`;
    return `${head}##DATA CLASS= NTUPLES\n##NTUPLES= NMR SPECTRUM\n##SYMBOL= X, R, I\n##VAR_DIM= ${y.length}, ${y.length}, ${y.length}\n##UNITS= HZ, ARBITRARY UNITS, ARBITRARY UNITS\n##FACTOR= 1, ${yFactor}, ${yFactor}\n##FIRST= ${first}, 0, 0\n##LAST= ${last}, 0, 0\n${table(y, 'R')}${table(y.map((v) => 0 - v), 'I')}##END NTUPLES= NMR SPECTRUM\n##END=\n`;
  }
  const scale = `##XUNITS= HZ\n##YUNITS= ARBITRARY UNITS\n##XFACTOR= 1\n##YFACTOR= ${yFactor}\n##FIRSTX= ${first}\n##LASTX= ${last}\n##NPOINTS= ${y.length}\n`;
  if (form === 'pairs') return `${head}${scale}##XYPOINTS= (XY..XY)\n${y.map((v, i) => `${first - 10 * i}, ${v}`).join('\n')}\n##END=\n`;
  return `${head}${scale}##XYDATA= (X++(Y..Y))\n${ordinates(y, form)}\n##END=\n`;
}

export interface CsdmOptions {
  values: readonly number[];
  imaginary: readonly number[];
  type: 'float64' | 'float32' | 'complex128' | 'complex64' | 'int16';
  encoding: 'base64' | 'none';
}

/** 100 Hz a point about a carrier 500 Hz above 100 MHz. */
export function csdm({ values, imaginary, type, encoding }: CsdmOptions): string {
  const flat = type.startsWith('complex') ? values.flatMap((v, i) => [v, imaginary[i]!]) : [...values];
  // Node runs on little-endian machines; the format is little endian.
  const array = { float64: Float64Array, complex128: Float64Array, float32: Float32Array, complex64: Float32Array, int16: Int16Array }[type].from(flat);
  const component = encoding === 'none' ? flat : Buffer.from(array.buffer).toString('base64');
  return JSON.stringify({
    csdm: {
      version: '1.0',
      tags: ['23Na', 'NMR'],
      dimensions: [{ type: 'linear', count: values.length, increment: '100.0 Hz', coordinates_offset: '500.0 Hz', origin_offset: '100000500.0 Hz', complex_fft: true, quantity_name: 'frequency' }],
      dependent_variables: [{ type: 'internal', numeric_type: type, quantity_type: 'scalar', encoding, components: [component] }],
    },
  });
}

/** Four points, 400 Hz, carrier 100 MHz; NaN as Python writes it. */
export function ssnake({ ref, stored }: { ref: string; stored: boolean }): string {
  return `{"dataReal": [[1.0, 2.0, 5.0, 3.0]], "dataImag": [[0.0, 0.0, 1.0, 0.0]], "hyper": [0], "freq": [100000000.0], "sw": [400.0], "spec": [1.0], "wholeEcho": [0.0], "ref": [${ref}]${stored ? ', "xaxArray": [[-200.0, -100.0, 0.0, 100.0]]' : ''}, "history": ["NaN in words stays"]}`;
}

export interface BrukerOptions {
  little: boolean;
  type: 0 | 1 | 2;
  power: number;
}

/** An experiment of which pdata/1 is processed: 400 Hz over the points, first point at 20 ppm, 100 MHz. */
export function bruker(y: readonly number[], { little, type, power }: BrukerOptions): NamedBytes[] {
  const values = (of: readonly number[]): Uint8Array => {
    const size = type === 2 ? 8 : 4;
    const out = Buffer.alloc(size * of.length);
    of.forEach((v, i) => {
      if (type === 0) (little ? out.writeInt32LE(v, 4 * i) : out.writeInt32BE(v, 4 * i));
      else if (type === 1) (little ? out.writeFloatLE(v, 4 * i) : out.writeFloatBE(v, 4 * i));
      else (little ? out.writeDoubleLE(v, 8 * i) : out.writeDoubleBE(v, 8 * i));
    });
    return new Uint8Array(out);
  };
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const procs = `##TITLE= Parameter file\n##JCAMPDX= 5.0\n##$AXNUC= <off>\n##$BYTORDP= ${little ? 0 : 1}\n##$DTYPP= ${type}\n##$NC_proc= ${power}\n##$OFFSET= 20\n##$SF= 100\n##$SI= ${y.length}\n##$SW_p= 400\n##END=\n`;
  return [
    { name: 'acqus', bytes: text('##$NUC1= <23Na>\n##$PULPROG= <onepulse>\n##$MASR= 12000\n##END=\n') },
    { name: 'pdata/1/1r', bytes: values(y) },
    { name: 'pdata/1/1i', bytes: values(y.map((v) => -v)) },
    { name: 'pdata/1/procs', bytes: text(procs) },
    { name: 'pdata/1/title', bytes: text('Na6\nsecond line\n') },
  ];
}
