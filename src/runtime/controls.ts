/**
 * The control strip as HTML: native form controls that stand by themselves, each with a label, a ruler with its reported
 * values as ticks, and a number box with its unit. <live-figure> binds to the same elements by their names.
 */
import { defaults, figureName, type AnyValues, type ChoiceParam, type Controlled, type NumberParam, type ToggleParam } from './figure.ts';
import { escapeAttribute } from './svg.ts';
import { richToHtml, richToPlain } from './rich.ts';
import { fixed } from './format.ts';

/** Position on the ruler, 0…1, of a value. */
export function toRuler(param: NumberParam, value: number): number {
  return param.scale === 'log' ? Math.log(value / param.min) / Math.log(param.max / param.min) : (value - param.min) / (param.max - param.min);
}

/** Value at a position on the ruler, rounded to the step (to three digits on a logarithmic one). */
export function fromRuler(param: NumberParam, position: number): number {
  if (param.scale === 'log') return Number((param.min * (param.max / param.min) ** position).toPrecision(3));
  const raw = param.min + position * (param.max - param.min);
  return clamp(param, Number((Math.round((raw - param.min) / param.step) * param.step + param.min).toPrecision(12)));
}

export const clamp = ({ min, max }: NumberParam, value: number): number => Math.min(max, Math.max(min, value));

/** What the number box shows. */
export const boxText = (param: NumberParam, value: number): string =>
  param.scale === 'log' && (value < 1e-2 || value >= 1e4) ? value.toExponential(2).replace('e+', 'e') : value.toFixed(param.decimals);

/** What a screen reader says of a slider: value with its unit. */
export const valueText = (param: NumberParam, value: number): string => `${boxText(param, value)}${param.unit ? ` ${param.unit}` : ''}`;

/** Sliders run on the ruler's own scale: 0…1000 when logarithmic, the quantity itself when linear. */
export const sliderAttributes = (param: NumberParam): { min: number; max: number; step: number } =>
  param.scale === 'log' ? { min: 0, max: 1000, step: 1 } : { min: param.min, max: param.max, step: param.step };
export const toSlider = (param: NumberParam, value: number): number => (param.scale === 'log' ? Math.round(1000 * toRuler(param, value)) : value);
export const fromSlider = (param: NumberParam, slider: number): number => (param.scale === 'log' ? fromRuler(param, slider / 1000) : slider);

export function controlsHtml(figure: Controlled, id: string, values: AnyValues = defaults(figure.params)): string {
  const controls = Object.entries(figure.params).map(([name, param]) => {
    const field = `${id}-${name}`;
    if (param.kind === 'number') return numberHtml(name, field, param, values[name] as number);
    if (param.kind === 'choice') return choiceHtml(name, field, param, values[name] as string, values);
    return toggleHtml(name, param, values[name] as boolean);
  });
  return `<form class="strip" action="#${id}" method="get" aria-label="Controls: ${figureName(figure)}">${controls.join('')}</form>`;
}

const noteHtml = (assumed: boolean | undefined, note: string | undefined): string => {
  if (!assumed && !note) return '';
  const glyph = assumed ? `${glyphHtml('assumed')} assumed${note ? '; ' : ''}` : '';
  return `<span class="why">${glyph}${note ? richToHtml(note) : ''}</span>`;
};

function numberHtml(name: string, field: string, param: NumberParam, value: number): string {
  const { min, max, step } = sliderAttributes(param);
  const label = richToHtml(param.label);
  const plain = escapeAttribute(richToPlain(param.label));
  return `<div class="ctl span-${param.span ?? 4}${param.curve ? ' has-curve' : ''}" data-name="${name}">
<div class="head"><label for="${field}">${label}</label><input class="box" type="text" inputmode="decimal" autocomplete="off" data-box="${name}" aria-label="${plain}, number${param.unit ? ` in ${escapeAttribute(param.unit)}` : ''}" value="${boxText(param, value)}"><span class="unit">${richToHtml(param.unit)}</span>${param.curve ? `<span class="hint">${richToHtml(param.curve.note)}</span>` : ''}</div>
${noteHtml(param.assumed, param.note)}
<div class="track${param.assumed ? ' assumed' : ''}">${rulerSvg(param)}<input type="range" id="${field}" name="${name}" min="${min}" max="${max}" step="${step}" value="${toSlider(param, value)}" aria-valuetext="${escapeAttribute(valueText(param, value))}"></div>
</div>`;
}

/** Ruler, ticks and the small curve over it. Positions are percentages, so that no style attribute is needed. */
function rulerSvg(param: NumberParam): string {
  const at = (v: number): string => `${(100 * toRuler(param, v)).toFixed(2)}%`;
  const top = param.curve ? 66 : 0;
  const ticks = (param.ticks ?? [])
    .map(({ value, label, colour }) => {
      const text = label ?? fixed(value, param.decimals);
      return `<line class="tick ${colour ?? ''}" x1="${at(value)}" x2="${at(value)}" y1="${top + 11}" y2="${top + 20}"/><text x="${at(value)}" y="${top + 37}" text-anchor="middle" data-tick="${value}">${escapeAttribute(text)}</text>`;
    })
    .join('');
  let hump = '';
  if (param.curve) {
    const height = (h: number): number => 60 - 36 * h;
    const d = param.curve.points.map(([v, h], i) => `${i ? 'L' : 'M'}${(1000 * toRuler(param, v)).toFixed(1)} ${height(h).toFixed(1)}`).join('');
    hump = `<svg class="hump" x="0" y="0" width="100%" height="66" viewBox="0 0 1000 66" preserveAspectRatio="none"><path d="${d}"/></svg>${param.curve.marks
      .map(
        (m) =>
          `<circle class="pt ${m.value === param.curve!.marks[0]!.value ? 'f1625' : 'f2000'}" cx="${at(m.value)}" cy="${height(m.height).toFixed(1)}" r="5"/><text class="strong" x="${at(m.value)}" y="${(height(m.height) - 10).toFixed(1)}" text-anchor="${toRuler(param, m.value) > 0.9 ? 'end' : 'middle'}">${escapeAttribute(m.label)}</text>`,
      )
      .join('')}`;
  }
  return `<svg class="ruler" width="100%" height="${top + 42}" aria-hidden="true">${hump}<line class="rule" x1="0" x2="100%" y1="${top + 11}" y2="${top + 11}"/>${ticks}</svg>`;
}

function choiceHtml(name: string, field: string, param: ChoiceParam, value: string, values: AnyValues): string {
  const options = param.options
    .map(({ value: v, label }) => {
      const reason = param.unavailable?.(v, values) ?? null;
      return `<label class="opt"><input type="radio" name="${name}" value="${v}"${v === value ? ' checked' : ''}${reason ? ' disabled' : ''}><span>${richToHtml(label)}</span></label>`;
    })
    .join('');
  const reasons = param.options.map((o) => param.unavailable?.(o.value, values)).filter(Boolean);
  return `<fieldset class="ctl seg span-${param.span ?? 4}" data-name="${name}" id="${field}"><legend>${richToHtml(param.label)}</legend>${options}${noteHtml(param.assumed, param.note)}<span class="why reason"${reasons.length ? '' : ' hidden'}>${reasons.map((r) => richToHtml(r!)).join('; ')}</span></fieldset>`;
}

function toggleHtml(name: string, param: ToggleParam, value: boolean): string {
  return `<div class="ctl switch span-${param.span ?? 4}" data-name="${name}"><button type="button" class="${param.action ? 'action' : 'toggle'}" name="${name}" aria-pressed="${value}">${richToHtml(param.label)}</button>${noteHtml(param.assumed, param.note)}</div>`;
}

/** The glyph of a provenance word as inline SVG; decoration, the word stands beside it. */
export function glyphHtml(provenance: string): string {
  const drawn: Record<string, string> = {
    reported: '<svg class="gl" viewBox="4.5 0 11 12" aria-hidden="true"><circle cx="10" cy="6" r="4.2" fill="currentColor"/></svg>',
    literature: '<svg class="gl" viewBox="4.5 0 11 12" aria-hidden="true"><rect x="6" y="2" width="8" height="8" fill="currentColor"/></svg>',
    derived: '<svg class="gl" viewBox="4.5 0 11 12" aria-hidden="true"><path d="M10 .8L15 6L10 11.2L5 6Z" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>',
    reconstructed:
      '<svg class="gl ln" viewBox="0 0 20 12" aria-hidden="true"><rect x="0" y="2.2" width="20" height="7.6" fill="currentColor" opacity=".22"/><path d="M0 6H20" stroke="currentColor" stroke-width="2"/></svg>',
    assumed: '<svg class="gl ln" viewBox="0 0 20 12" aria-hidden="true"><path d="M0 6H20" stroke="currentColor" stroke-width="1.8" stroke-dasharray="5 2.6"/></svg>',
    yours: '<svg class="gl" viewBox="4.5 0 11 12" aria-hidden="true"><path d="M6 2L14 10M14 2L6 10" stroke="currentColor" stroke-width="1.8"/></svg>',
  };
  return drawn[provenance] ?? '';
}

/** Glyph and word. */
export const badgeHtml = (provenance: string): string => `<span class="badge">${glyphHtml(provenance)} ${provenance}</span>`;
