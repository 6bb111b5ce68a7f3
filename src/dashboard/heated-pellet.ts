/** The impedance of a heat-treated pellet, for the dashboard only: no spectrum of one is in the text. */
import { traceOf, extentFor } from '../figures/parts/pellet-spectrum.ts';
import { nyquist } from '../figures/parts/nyquist.ts';
import { conductivity, fixed, significant } from '../runtime/format.ts';
import { defineFigure } from '../runtime/figure.ts';
import { xParam, temperatureParam } from '../figures/parts/params.ts';
import { EA_DEFAULT_meV, INSTRUMENT, pelletAt } from '../physics/transport-model.ts';

/** "Roughly one order of magnitude" (reported in words): here ten, at every temperature. */
export const LOST_FACTOR = 10;

export default defineFigure({
  id: '4c',
  title: 'Impedance of a pellet of the heat-treated powder.',
  question: 'What would the heated powder show?',
  technique: 'impedance',
  version: 1,
  params: { x: xParam, T: temperatureParam },
  kernels: ['impedance'],
  provenance: { badge: 'assumed', pinned: '', free: 'A tenth of the conductivity as milled, by the words of the text.', constraints: [], alternatives: '' },
  compute(kernels, { x, T }) {
    const input = { x, T_C: T, Ea_meV: EA_DEFAULT_meV, stray_pF: 100, permittivity: 10 };
    const milled = pelletAt(input);
    const r_ohm = milled.r_ohm * LOST_FACTOR;
    const heated = { ...milled, r_ohm, sigma_S_cm: milled.sigma_S_cm / LOST_FACTOR, apex_Hz: milled.apex_Hz / LOST_FACTOR };
    return { heated, selected: { ...traceOf(kernels, input, heated), pinned: false }, extent_ohm: LOST_FACTOR * extentFor(input) };
  },
  view: ({ selected, extent_ohm }, { T }) => [{ key: 'nyquist', span: 'main', title: `**Impedance** ${fixed(T, 0)} °C, heated powder`, draw: (frame) => nyquist({ selected, others: [], max_Hz: INSTRUMENT.max_Hz, extent_ohm }, frame) }],
  summary: ({ heated }, { T }) => `At ${fixed(T, 0)} °C the arc would close at **[${significant(heated.r_ohm, 3)} Ω]**, *σ* = **${conductivity(heated.sigma_S_cm)}**.`,
  table: () => ({ caption: '', columns: [], rows: [] }),
  compare: () => [],
});
