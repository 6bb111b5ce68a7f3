/**
 * State in the address, versioned: ?v=1&x=1.75&T=60&3b.stray=50#fig-3b
 * Linked parameters (x, T, sample) stand alone and move every figure; others carry their figure's id. Only what differs from the
 * paper's own state is written. Reading never fails: what cannot be used is left out and told in one sentence.
 */
import { defaults, type AnyValues, type Controlled, type Param } from './figure.ts';
import { richToPlain } from './rich.ts';

export const LINK_VERSION = 1;

export const nameInUrl = (figure: Controlled, name: string): string => figure.params[name]?.linked ?? `${figure.id}.${name}`;

/** Writes `values` into `search`, in place of what stood there for this figure. What equals `base` (absent: the paper's state) is left out. */
export function writeState(figure: Controlled, values: AnyValues, search: URLSearchParams, base?: AnyValues): void {
  const paper: AnyValues = base ?? defaults(figure.params);
  for (const name of Object.keys(figure.params)) {
    const key = nameInUrl(figure, name);
    if (values[name] === paper[name]) search.delete(key);
    else search.set(key, encode(values[name]!));
  }
  search.delete('v');
  if ([...search.keys()].length > 0) search.set('v', String(LINK_VERSION));
}

const encode = (value: number | string | boolean): string => (typeof value === 'boolean' ? (value ? '1' : '0') : typeof value === 'number' ? String(Number(value.toPrecision(10))) : value);

/** The values that an address asks of a figure whose own state is `base` (absent: the paper's), and a sentence for each thing in it that could not be used. */
export function readState(figure: Controlled, search: URLSearchParams, base?: AnyValues): { values: AnyValues; problems: string[] } {
  const values: AnyValues = { ...(base ?? defaults(figure.params)) };
  const problems: string[] = [];
  const version = search.get('v');
  if (version !== null && version !== String(LINK_VERSION)) {
    problems.push(`This link was made for version ${version} of the figures, this page has version ${LINK_VERSION}: values that still exist are used, the others are the paper’s.`);
  }
  for (const [name, param] of Object.entries(figure.params)) {
    const text = [nameInUrl(figure, name), ...(param.formerly ?? []).map((old) => `${figure.id}.${old}`)].map((key) => search.get(key)).find((found) => found !== null) ?? null;
    if (text === null) continue;
    const read = decode(param, text);
    if (read.value !== undefined) values[name] = read.value;
    if (read.problem) problems.push(`${richToPlain(param.label)}: ${read.problem}`);
  }
  const known = new Set(Object.entries(figure.params).flatMap(([name, param]) => [name, ...(param.formerly ?? [])]));
  for (const key of search.keys()) {
    if (key.startsWith(`${figure.id}.`) && !known.has(key.slice(figure.id.length + 1))) {
      problems.push(`The link sets “${key.slice(figure.id.length + 1)}”, which figure ${figure.id} does not have; it was left out.`);
    }
  }
  return { values, problems };
}

function decode(param: Param, text: string): { value?: number | string | boolean; problem?: string } {
  if (param.kind === 'toggle') {
    if (text === '1' || text === '0') return { value: text === '1' };
    return { problem: `the link says “${text}”, expected 1 or 0; the paper’s state is shown.` };
  }
  if (param.kind === 'choice') {
    if (param.options.some((o) => o.value === text)) return { value: text };
    return { problem: `the link says “${text}”, expected one of ${param.options.map((o) => o.value).join(', ')}; the paper’s state is shown.` };
  }
  const unit = param.unit ? ` ${param.unit}` : '';
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value)) return { problem: `the link says “${text}”, which is not a number; ${param.default}${unit} is shown.` };
  const clamped = Math.min(param.max, Math.max(param.min, value));
  if (clamped !== value) return { value: clamped, problem: `the link asks for ${text}${unit}, but it runs from ${param.min} to ${param.max}${unit}; ${clamped}${unit} is shown.` };
  return { value };
}
