/** The temperature of a spectrum from the name of its file or from its first lines. Kelvin, or null where none is found. */
import { zeroCelsius_K } from '../../physics/constants.ts';

const KELVIN = /(?:^|[^0-9.])T?_?(\d+(?:\.\d+)?)\s*_?K(?![A-Za-z])/;
// A hyphen after a letter or digit parts words ("s04147-140deg"); after a blank, a bracket or at the start it is a minus.
const CELSIUS = /(^|[\s_(=])?(?:([-−]|minus|m(?=\d))\s*)?(?<![\d.,])(\d+(?:[.,]\d+)?)\s*_?(?:°\s*C|º\s*C|deg(?:rees)?[ _]?C?|°|C)(?![A-Za-z0-9])/i;
const IN_LINE = /temp(?:erature|\.)?[^\d\n−-]{0,24}([-−]?\d+(?:[.,]\d+)?)[\s"')\],;]*(K|°\s*C|deg(?:rees)?\s*C?|C)?(?![A-Za-z])/i;
const HEADER_LINES = 80;

/** T298.15K.csv, 298K_a.mpt */
export function kelvinInName(name: string): number | null {
  const found = KELVIN.exec(name)?.[1];
  return found === undefined ? null : Number(found);
}

const number = (text: string): number => Number(text.replace(',', '.').replace('−', '-'));
const physical = (T_K: number): number | null => (T_K > 0 && T_K < 3000 ? Number(T_K.toFixed(6)) : null);

/** Kelvin from a file's name, "…140deg.txt", "25C.csv", "-10 °C.z", or from a line of its head such as "Temperature: 25 °C". */
export function temperatureOf(name: string, text: string): number | null {
  const kelvin = kelvinInName(name);
  if (kelvin !== null) return physical(kelvin);
  const celsius = CELSIUS.exec(name);
  if (celsius) {
    const minus = celsius[2] !== undefined && (celsius[1] !== undefined || celsius.index === 0);
    return physical((minus ? -1 : 1) * number(celsius[3]!) + zeroCelsius_K.value);
  }
  const head = text.split(/\r\n|\n|\r/, HEADER_LINES).join('\n');
  const line = IN_LINE.exec(head);
  if (!line?.[2]) return null;
  return physical(/^K/.test(line[2]) ? number(line[1]!) : number(line[1]!) + zeroCelsius_K.value);
}
