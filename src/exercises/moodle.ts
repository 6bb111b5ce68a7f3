/**
 * The bank as Moodle XML (docs.moodle.org, "Moodle XML format"): multichoice and numerical, with units, tolerances, feedback and hints.
 * A slip becomes two questions; a state asks for the value of the control. Only text is built here, the same in Node and in the page.
 */
import { richToHtml, richToPlain } from '../runtime/rich.ts';
import { escapeText } from '../runtime/svg.ts';
import type { StateRange } from './state-range.ts';
import type { Variant } from './variant.ts';
import { convert } from './units.ts';

/** Other units that Moodle should take, by the unit of the question. Moodle compares spellings, so each stands as students type it. */
const OTHER_UNITS: Record<string, readonly string[]> = {
  'S/cm': ['mS/cm', 'S/m', 'S cm^-1', 'mS cm^-1'],
  'mS/cm': ['S/cm', 'S/m'],
  Ω: ['ohm', 'kΩ', 'kohm'],
  MHz: ['kHz', 'Hz', 'GHz'],
  meV: ['eV', 'kJ/mol'],
  nm: ['Å', 'pm'],
  Å: ['nm', 'pm'],
  pm: ['nm', 'Å'],
  mg: ['g'],
  mA: ['A', 'µA'],
  nA: ['A', 'pA', 'µA'],
  mV: ['V'],
  V: ['mV'],
  nF: ['F', 'pF', 'µF'],
  mmol: ['mol'],
  'mA/cm^2': ['A/cm^2', 'µA/cm^2'],
  '1/s': ['s^-1', 'Hz', 'kHz'],
  'cm^-3': ['1/cm^3', 'm^-3'],
  'cm^2/(V s)': ['cm^2/Vs', 'm^2/(V s)'],
  'cm^2/s': ['m^2/s'],
  '°': ['deg'],
};

const html = (rich: string): string => `<text><![CDATA[<p>${richToHtml(rich).replaceAll(']]>', ']]&gt;')}</p>]]></text>`;
const number = (value: number): string => String(Number(value.toPrecision(9)));

interface Question {
  id: string;
  name: string;
  prompt: string;
  solution: string;
  hints: readonly string[];
}

const open = (type: 'numerical' | 'multichoice', q: Question): string => `<question type="${type}">
<name><text>${escapeText(q.name)}</text></name>
<questiontext format="html">${html(q.prompt)}</questiontext>
<generalfeedback format="html">${html(q.solution)}</generalfeedback>
<defaultgrade>1</defaultgrade>
<penalty>0.3333333</penalty>
<hidden>0</hidden>
<idnumber>${escapeText(q.id)}</idnumber>
`;
const close = (q: Question): string => `${q.hints.map((hint) => `<hint format="html">${html(hint)}</hint>\n`).join('')}</question>\n`;

const answer = (value: number, tolerance: number, fraction: number, says: string): string =>
  `<answer fraction="${fraction}" format="moodle_auto_format"><text>${number(value)}</text><feedback format="html">${html(says)}</feedback><tolerance>${number(tolerance)}</tolerance></answer>\n`;

/** Units: the question's own with multiplier 1; of another, how many of it make one of the question's. */
function units(unit: string): string {
  if (unit === '') return '<unitgradingtype>0</unitgradingtype>\n<unitpenalty>0.1</unitpenalty>\n<showunits>3</showunits>\n<unitsleft>0</unitsleft>\n';
  const listed = [unit, ...(OTHER_UNITS[unit] ?? [])].map((name) => `<unit><multiplier>${number(convert(1, unit, name)!)}</multiplier><unit_name>${escapeText(name)}</unit_name></unit>`);
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
  const link = v.figure && (v.kind === 'state' || v.kind === 'reading') ? ` The figure: ${address}${v.home}${v.state && `?${v.state}`}#fig-${v.figure}` : '';
  const q: Question = { id: `${v.id}-${v.seed}`, name: richToPlain(v.title), prompt: v.prompt + escapeRich(link), solution: v.solution, hints: v.hints };
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

/** Addresses hold signs that rich text would take for marks; Moodle shows them as they are. */
const escapeRich = (text: string): string => text.replaceAll('~', '%7E').replaceAll('*', '%2A').replaceAll('^', '%5E');

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
