/** Small whole files of every format, to be damaged. */
import { readFileSync } from 'node:fs';

const sweep = [1e5, 31623, 1e4, 3162.3, 1000, 316.23, 100];
const z = sweep.map((f, i) => ({ f, re: 100 + 20 * i, im: -5 - 30 * Math.sin(i / 2) ** 2 }));
const table = (separator: string, header: string, sign = 1): string => [header, ...z.map(({ f, re, im }) => [f, re.toFixed(3), (sign * im).toFixed(3)].join(separator))].join('\n');

export const IMPEDANCE_SEEDS: readonly string[] = [
  table(',', 'frequency_Hz,z_real_ohm,z_imag_ohm'),
  table('\t', "Freq (Hz)\tZ' (ohm)\t-Z'' (ohm)", -1),
  table(' ', '# f/Hz Re Im'),
  table(';', "Frequency (Hz);Z' (Ω);-Z'' (Ω)", -1).replace(/(\d)\.(\d)/g, '$1,$2'),
  ['EC-Lab ASCII FILE', 'Nb header lines : 5', '', 'Device : SP-300', 'freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\tcycle number', ...[1, 2].flatMap((c) => z.map(({ f, re, im }) => `${f}\t${re}\t${-im}\t${c}.000`))].join('\r\n'),
  ['EXPLAIN', 'TAG\tEISPOT', 'TITLE\tLABEL\tcell 1\tTest', 'ZCURVE\tTABLE\t7', '\tPt\tTime\tFreq\tZreal\tZimag', '\t#\ts\tHz\tohm\tohm', ...z.map(({ f, re, im }, i) => `\t${i}\t${i}\t${f}\t${re}\t${im}`), 'EXPERIMENTABORTED\tTOGGLE\tT\tAborted'].join('\n'),
  ['<Application>', 'Name=VersaStudio', '</Application>', '<Segment1>', 'Definition=Segment #, Frequency(Hz), E Real, Z Real, Z Imag', ...z.map(({ f, re, im }) => `0,${f},0.1,${re},${im}`), '</Segment1>'].join('\n'),
  ['Potential (V)\tCurrent (A)\tFrequency (Hz)\tZre (ohms)\tZim (ohms)', ...z.map(({ f, re, im }) => `0.1\t1e-6\t${f}\t${re}\t${im}`)].join('\n'),
  ['Jan. 1, 2020   10:00:00', 'A.C. Impedance', 'Instrument Model:  CHI660E', '', 'Freq/Hz, Z\'/ohm, Z"/ohm, Z/ohm, Phase/deg', '', ...z.map(({ f, re, im }) => `${f}, ${re}, ${im}, 1, 2`)].join('\n'),
  ['ZPLOT2 ASCII', 'Comments', 'End Comments', ...z.map(({ f, re, im }) => `${f}\t0.01\t0\t1\t${re}\t${im}\t0\t0\t1`)].join('\n'),
  ['Number,Frequency/kHz,|Z|/kOhm,-Phase/deg', '', ...z.map(({ f, re, im }, i) => `"${i}","${f / 1e3}","${Math.hypot(re, im) / 1e3}","${(Math.atan2(-im, re) * 180) / Math.PI}"`), '', 'Points: 7'].join('\n'),
  ['"f" "re" "im"', ...z.map(({ f, re, im }, i) => `"${i + 1}" ${f} ${re} ${im}`), '"f" "re" "im"', ...z.map(({ f, re, im }, i) => `"${i + 1}" ${f} ${re} ${im}`)].join('\n'),
  ['f;Re;Im', 'Hz;kΩ;kΩ', ...z.map(({ f, re, im }) => [f, re * 1e3, im * 1e3].map((v) => v.toLocaleString('de-DE')).join(';'))].join('\n'),
];

const line = Array.from({ length: 12 }, (_, i) => ({ x: 20 - 3 * i, y: 100 / (1 + (i - 5) ** 2) }));
export const NMR_TABLE_SEEDS: readonly string[] = [
  ['shift_ppm,intensity', ...line.map(({ x, y }) => `${x},${y}`)].join('\n'),
  ['# exported', 'ppm\treal\timag', ...line.map(({ x, y }) => `${x}\t${y}\t${-y}`)].join('\n'),
  ['ppm;intensity', ...line.map(({ x, y }) => `${x};${y.toFixed(4)}`)].join('\n').replace(/(\d)\.(\d)/g, '$1,$2'),
  line.map(({ x, y }) => `${x} ${y}`).join('\r\n'),
  ['# LEFT = 20 ppm. RIGHT = -13 ppm.', '# SIZE = 12', ...line.map(({ y }) => String(y))].join('\n'),
];

const scan = Array.from({ length: 15 }, (_, i) => ({ x: 10 + 0.1 * i, y: Math.round(50 + 500 / (1 + (i - 7) ** 2)) }));
export const PATTERN_SEEDS: readonly string[] = [
  scan.map(({ x, y }) => `${x.toFixed(2)} ${y}`).join('\n'),
  scan.map(({ x, y }) => `${x.toFixed(2)} ${y} ${Math.sqrt(y).toFixed(3)}`).join('\n'),
  ["! comment", '"2Theta (deg)","Intensity (counts)"', ...scan.map(({ x, y }) => `${x.toFixed(2)},${y}`)].join('\r\n'),
  `NaCl powder\n10.00 0.10 11.40\n${scan.map(({ y }) => String(y).padStart(8)).join('').replace(/(.{40})/g, '$1\n')}`,
  `<?xml version="1.0"?>\n<xrdMeasurements xmlns="http://www.xrdml.com/XRDMeasurement/1.5"><sample><id>a</id><name>NaCl</name></sample><xrdMeasurement><usedWavelength><kAlpha1 unit="Angstrom">1.5405980</kAlpha1><kAlpha2 unit="Angstrom">1.5444260</kAlpha2></usedWavelength><scan><dataPoints><positions axis="2Theta" unit="deg"><startPosition>10.0</startPosition><endPosition>11.4</endPosition></positions><commonCountingTime unit="seconds">10.0</commonCountingTime><intensities unit="counts">${scan.map(({ y }) => y).join(' ')}</intensities></dataPoints></scan></xrdMeasurement></xrdMeasurements>`,
];

export const CIF_SEEDS: readonly string[] = [
  readFileSync('content/data/structures/nacl.cif', 'utf8'),
  readFileSync('content/data/structures/zrcl4-p2c.cif', 'utf8'),
  "data_x\n_cell.length_a 5.64(1)\n_cell.length_b 5.64\n_cell.length_c 5.64\n_space_group_name_H-M_alt 'F m -3 m'\nloop_\n_atom_site.label\n_atom_site.fract_x\n_atom_site.fract_y\n_atom_site.fract_z\n_atom_site.U_iso_or_equiv\nNa1 0 0 0 0.02\nCl1 .5 .5 .5 0.03\nloop_\n_atom_site_aniso_label\n_atom_site_aniso_U_11\n_atom_site_aniso_U_22\n_atom_site_aniso_U_33\nNa1 0.02 0.02 0.02\n",
  `#\\#CIF_2.0\ndata_t\n_note '''two\nlines'''\n_list [1 [2 'a'] 3]\n_cell_length_a 5.64\n_cell_length_b 5.64\n_cell_length_c 5.64\n_space_group_name_H-M_full 'F 4/m -3 2/m'\nloop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nNa 0 0 0\nCl .5 .5 .5\n`,
];
export const XYZ_SEEDS: readonly string[] = ['3\nwater\nO 0 0 0.1\nH 0.76 0 -0.48\nH -0.76 0 -0.48\n', '2\n\nNa 0.0 0.0 0.0 1.0\nCl 2.82 0 0 -1.0\n'];
