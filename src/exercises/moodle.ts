/**
 * The bank as Moodle XML (docs.moodle.org, "Moodle XML format"): multichoice and numerical, with units, tolerances, feedback and hints.
 * A slip becomes two questions; a state asks for the value of the control. Only text is built here, the same in Node and in the page.
 */
import { richToHtml, richToPlain } from '../runtime/rich.ts';
import { escapeAttribute, escapeText } from '../runtime/svg.ts';
import type { StateRange } from './state-range.ts';
import type { Variant } from './variant.ts';
import { convert } from './units.ts';

/** Units that Moodle should take, by the unit of the question: that unit first, as Moodle is to show it. */
const UNITS: Record<string, readonly string[]> = {
  'S/cm': ['S/cm', 'mS/cm', 'µS/cm', 'S/m', 'mS/m', 'S cm^-1', 'mS cm^-1', 'S m^-1', 'Ω^-1 cm^-1'],
  'mS/cm': ['mS/cm', 'S/cm', 'µS/cm', 'S/m', 'mS cm^-1', 'S cm^-1'],
  'S K/cm': ['S K/cm', 'K S/cm', 'S K cm^-1', 'S K/m'],
  Ω: ['Ω', 'kΩ', 'MΩ'],
  'Ω cm^2': ['Ω cm^2'],
  MHz: ['MHz', 'kHz', 'Hz', 'GHz'],
  meV: ['meV', 'eV', 'kJ/mol', 'kJ mol^-1'],
  nm: ['nm', 'Å', 'pm'],
  Å: ['Å', 'nm', 'pm'],
  pm: ['pm', 'nm', 'Å'],
  mg: ['mg', 'g'],
  mA: ['mA', 'A', 'µA'],
  nA: ['nA', 'A', 'pA', 'µA'],
  mV: ['mV', 'V'],
  V: ['V', 'mV'],
  nF: ['nF', 'F', 'pF', 'µF'],
  s: ['s', 'min'],
  'g/mol': ['g/mol', 'g mol^-1', 'kg/mol'],
  mmol: ['mmol', 'mol'],
  'mA/cm^2': ['mA/cm^2', 'A/cm^2', 'µA/cm^2', 'mA cm^-2', 'A/m^2'],
  'mAh/cm^2': ['mAh/cm^2', 'Ah/cm^2', 'mAh cm^-2', 'C/cm^2'],
  // Not 1/s: a unit that begins with a digit would lengthen the number before it.
  's^-1': ['s^-1', '/s', 'Hz', 'kHz', 'MHz'],
  'cm^-3': ['cm^-3', '/cm^3', 'm^-3', 'nm^-3'],
  'cm^2/(V s)': ['cm^2/(V s)', 'cm^2/V/s', 'cm^2/Vs', 'cm^2 V^-1 s^-1', 'm^2/(V s)', 'm^2 V^-1 s^-1'],
  'cm^2/s': ['cm^2/s', 'cm^2 s^-1', 'm^2/s', 'm^2 s^-1'],
  '°': ['°', 'deg', 'rad'],
  '%': ['%', 'percent'],
  ppm: ['ppm', '%'],
  '°C': ['°C'],
};

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = (digits: string): string => [...digits].map((c) => (c === '-' ? '⁻' : SUPERSCRIPTS[Number(c)]!)).join('');

/** Moodle drops the spaces of an answer and compares the rest letter by letter, so each unit stands without spaces, in every usual spelling. */
function spellings(unit: string): string[] {
  const tight = unit.replaceAll(' ', '');
  const micro = tight.includes('µ') ? [tight, tight.replace('µ', 'μ'), tight.replace('µ', 'u')] : [tight];
  const ohm = micro.flatMap((name) => (name.includes('Ω') ? [name, name.replace('Ω', 'ohm'), name.replace('Ω', 'Ohm')] : [name]));
  return ohm.flatMap((name) => (name.includes('^') ? [name, name.replaceAll('^', ''), name.replace(/\^(-?\d+)/g, (_, digits: string) => raised(digits))] : [name]));
}

const cdata = (markup: string): string => `<text><![CDATA[${markup.replaceAll(']]>', ']]&gt;')}]]></text>`;
const html = (rich: string): string => cdata(`<p>${richToHtml(rich)}</p>`);
const number = (value: number): string => String(Number(value.toPrecision(9)));

interface Question {
  id: string;
  name: string;
  prompt: string;
  solution: string;
  hints: readonly string[];
  /** Address of the figure to read or to move, or ''. */
  figure: string;
}

const open = (type: 'numerical' | 'multichoice', q: Question): string => `<question type="${type}">
<name><text>${escapeText(q.name)}</text></name>
<questiontext format="html">${cdata(`<p>${richToHtml(q.prompt)}</p>${q.figure && `<p><a href="${escapeAttribute(q.figure)}" target="_blank">The figure for this question</a></p>`}`)}</questiontext>
<generalfeedback format="html">${html(q.solution)}</generalfeedback>
<defaultgrade>1</defaultgrade>
<penalty>0.3333333</penalty>
<hidden>0</hidden>
<idnumber>${escapeText(q.id)}</idnumber>
`;
const close = (q: Question): string => `${q.hints.map((hint) => `<hint format="html">${html(hint)}</hint>\n`).join('')}</question>\n`;

const answer = (value: number, tolerance: number, fraction: number, says: string): string =>
  `<answer fraction="${fraction}" format="moodle_auto_format"><text>${number(value)}</text><feedback format="html">${html(says)}</feedback><tolerance>${number(tolerance)}</tolerance></answer>\n`;

/** Units: the question's own with multiplier 1; of another, how many of it make one of the question's. Throws for a unit that the list lacks. */
function units(unit: string): string {
  if (unit === '') return '<unitgradingtype>0</unitgradingtype>\n<unitpenalty>0.1</unitpenalty>\n<showunits>3</showunits>\n<unitsleft>0</unitsleft>\n';
  if (!Object.hasOwn(UNITS, unit)) throw new RangeError(`Moodle’s units of “${unit}” are not listed: add them to src/exercises/moodle.ts`);
  const sizes = new Map(UNITS[unit]!.flatMap((name) => spellings(name).map((spelt) => [spelt, convert(1, unit, name)!] as const)));
  const listed = [...sizes].map(([name, size]) => `<unit><multiplier>${number(size)}</multiplier><unit_name>${escapeText(name)}</unit_name></unit>`);
  return `<unitgradingtype>0</unitgradingtype>\n<unitpenalty>0.1</unitpenalty>\n<showunits>0</showunits>\n<unitsleft>0</unitsleft>\n<units>${listed.join('')}</units>\n`;
}

function numerical(q: Question, v: Variant): string {
  // The first match counts: what is right comes before what is nearly a known mistake.
  const traps = v.traps.map((t) => answer(t.value, 0.02 * Math.abs(t.value), 0, t.says));
  return `${open('numerical', q)}${answer(v.answer!, v.tolerance, 100, 'Right.')}${traps.join('')}${units(v.unitPlain)}${close(q)}`;
}

const multichoice = (q: Question, v: Variant): string =>
  `${open('multichoice', q)}<single>true</single>\n<shuffleanswers>true</shuffleanswers>\n<answernumbering>abc</answernumbering>\n<correctfeedback format="html"><text></text></correctfeedback>\n<partiallycorrectfeedback format="html"><text></text></partiallycorrectfeedback>\n<incorrectfeedback format="html"><text></text></incorrectfeedback>\n${v.options
    .map((o) => `<answer fraction="${o.right ? 100 : 0}" format="html">${html(o.text)}<feedback format="html">${html(o.says)}</feedback></answer>\n`)
    .join('')}${close(q)}`;

function questions(v: Variant, range: StateRange | null, address: string): string {
  const figure = v.figure && (v.kind === 'state' || v.kind === 'reading') ? `${address}${v.home}${v.state && `?${v.state}`}#fig-${v.figure}` : '';
  const q: Question = { id: `${v.id}-${v.seed}`, name: richToPlain(v.title), prompt: v.prompt, solution: v.solution, hints: v.hints, figure };
  if (v.kind === 'choice') return multichoice(q, v);
  if (v.kind === 'slip') {
    const second = { ...q, id: `${q.id}-number`, name: `${q.name} (the number)`, prompt: `${v.prompt} The statement is: ${v.options.find((o) => o.right)!.text}. What should its number be?` };
    return multichoice(q, v) + numerical(second, v);
  }
  if (v.kind !== 'state') return numerical(q, v);
  const { label, unit, low, high } = range!;
  const middle = (low + high) / 2;
  const asked = { ...q, prompt: `${q.prompt} Then give the value that you set: ${label}${unit ? `, in ${unit}` : ''}.` };
  return `${open('numerical', asked)}${answer(middle, (high - low) / 2 + 1e-9 * Math.abs(middle), 100, v.verdicts!.right)}${answer(middle, 1e9, 0, 'Not there yet: look at the read-out under the figure.')}${units('')}${close(asked)}`;
}

export interface ForMoodle {
  variant: Variant;
  range: StateRange | null;
}

/** A file that Moodle imports: one category for each lesson. `address`: where this site stands, with a slash at its end. */
export function moodleXml(items: readonly ForMoodle[], titles: Readonly<Record<string, string>>, address: string): string {
  let lesson = '';
  const body = items.map(({ variant, range }) => {
    const category =
      variant.lesson === lesson
        ? ''
        : `<question type="category">\n<category><text>$course$/top/Less salt, more current/${escapeText((titles[variant.lesson] ?? variant.lesson).replaceAll('/', '//'))}</text></category>\n<info format="html"><text>${escapeText(`Numbers no. ${variant.seed}`)}</text></info>\n</question>\n`;
    lesson = variant.lesson;
    return category + questions(variant, range, address);
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n${body.join('')}</quiz>\n`;
}
