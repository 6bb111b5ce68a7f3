import { SAMPLES } from '../../physics/composition.ts';
import { EA_RANGE_meV, isReportedSigma, kelvin, ROOM_TEMPERATURE_K, sigmaAt, sigmaRoom, sigmaZero } from '../../physics/transport-model.ts';
import { boltzmann_eV } from '../../physics/constants.ts';
import { defineFigure } from '../../runtime/figure.ts';
import { conductivity, fixed, scientific } from '../../runtime/format.ts';
import { nameOf, strokeOf } from '../../runtime/plot/colours.ts';
import { arrheniusPlot, printedMarks, type ArrheniusMark } from '../parts/arrhenius-plot.ts';
import { slopePlot } from '../parts/slope-plot.ts';
import { energyParam, temperatureParam, xParam } from '../parts/params.ts';

/** Temperatures of the synthetic series that the fit returns Ea from. */
const SERIES_C = [10, 20, 30, 40, 50, 60, 70];

/** Figure 3d: σ against temperature, Equation 1. */
export default defineFigure({
  id: '3d',
  title: 'Conductivity against temperature.',
  question: 'How much faster does sodium move in a warm sample?',
  technique: 'impedance',
  version: 1,
  params: { x: xParam, T: temperatureParam, Ea: energyParam, na3ps4: { kind: 'toggle', label: 'Show cubic Na~3~PS~4~', default: true, span: 3 } },
  kernels: ['transport'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'Discs: the two reported conductivities, at 25 °C. Lines: Equation 1 through them; the shaded band is the reported range of *E*~a~, 348 to 370 meV, for the selected line.',
    free: 'Dashed lines rest on the assumed hump between the discs. Squares are other people’s samples, at room temperature only.',
    constraints: ['Discs at 4.0 and 1.2 × 10^−4^ S/cm.', '*E*~a~ stays within the reported 348 to 370 meV, and is the same for every *x*: the text sees “little to no correlation” with *σ*.', 'Nothing is drawn beyond 80 °C: crystallisation sets in below 100 °C.'],
    alternatives: 'Any *E*~a~ within the band, sample by sample, agrees with the text; so do other temperatures for “room temperature”, from 20 to 25 °C.',
  },
  compute(kernels, { x, T, Ea }) {
    const room = sigmaRoom(x);
    const series = SERIES_C.map((t) => ({ T_K: kelvin(t), sigma_S_cm: sigmaAt(room, kelvin(t), Ea) }));
    const T_K = kelvin(T);
    return { sigma: sigmaAt(room, T_K, Ea), low: sigmaAt(room, T_K, EA_RANGE_meV.min), high: sigmaAt(room, T_K, EA_RANGE_meV.max), series, fit: kernels.transport.arrhenius(series), sigma0: sigmaZero(room, ROOM_TEMPERATURE_K, Ea) };
  },
  view: ({ series, fit }, { x, T, Ea, na3ps4 }) => [
    {
      key: 'arrhenius',
      span: 'main',
      title: '**Arrhenius plot** *σ* on a logarithmic axis',
      draw: (frame) => arrheniusPlot({ x, T_C: T, Ea_meV: Ea, others: SAMPLES.filter((s) => s !== x), marks: [...printedMarks(x), ...(na3ps4 ? [NA3PS4] : [])], range_meV: EA_RANGE_meV }, frame),
    },
    { key: 'slope', span: 'side', title: '**The slope is the hill** ln *σT* against 1000/*T*', draw: (frame) => slopePlot(series, fit.Ea_eV, strokeOf(x), frame) },
  ],
  summary({ sigma, low, high }, { x, T, Ea }) {
    const kT = 1000 * boltzmann_eV.value * kelvin(T);
    const [from, to] = [scientific(Math.min(low, high), 2), scientific(Math.max(low, high), 2)];
    const band = from === to ? '' : ` ([${from}] to [${to}] over the reported range of *E*~a~)`;
    const change = T === 25 ? '' : `, ${fixed(sigma / sigmaRoom(x), 2)} times its value at 25 °C`;
    return `*σ*(${fixed(T, 0)} °C) of *x* = ${nameOf(x)} is **${conductivity(sigma)}**${band}${change}. The hill, ${fixed(Ea, 0)} meV, is ${fixed(Ea / kT, 1)} *k*~B~*T* high.`;
  },
  table({ fit }, { Ea }) {
    const temperatures = [10, 25, 40, 55, 70];
    return {
      caption: `σ from Equation 1 with Ea = ${fixed(Ea, 0)} meV; a straight-line fit of the selected series returns ${fixed(1000 * fit.Ea_eV, 1)} meV`,
      columns: [{ name: '*x*', unit: '' }, ...temperatures.map((t) => ({ name: `*σ* at ${t} °C`, unit: 'S/cm' })), { name: 'Rests on', unit: '', align: 'left' as const }],
      rows: SAMPLES.map((s) => [nameOf(s), ...temperatures.map((t) => scientific(sigmaAt(sigmaRoom(s), kelvin(t), Ea), 2)), isReportedSigma(s) ? 'a reported conductivity' : 'the assumed hump']),
      full: {
        columns: [{ name: 'x', unit: '' }, { name: 'temperature', unit: 'K' }, { name: 'sigma', unit: 'S/cm' }],
        rows: SAMPLES.flatMap((s) => Array.from({ length: 13 }, (_, i) => 10 + 5 * i).map((t) => [s, kelvin(t), sigmaAt(sigmaRoom(s), kelvin(t), Ea)])),
      },
    };
  },
  compare: ({ fit, sigma0 }, { Ea }) => [
    { quantity: '*E*~a~, all samples', reported: '348 to 370 meV', here: `[${fixed(1000 * fit.Ea_eV, 1)} meV] from a fit of the drawn line`, verdict: `${fixed(Ea, 0)} meV was put in: a round trip` },
    { quantity: '*σ*~0~', reported: 'not in the text', here: `[${scientific(sigma0, 2)} S K/cm]`, verdict: 'derived from *σ* and *E*~a~ at 25 °C' },
    { quantity: '*E*~a~ of *x* = 0', reported: '664 meV (their reference 4)', here: 'not drawn as a line', verdict: 'with 6.6 × 10^−5^ S/cm it would overtake *x* = 2.000 near 41 °C: the two numbers may be of different samples (E13)' },
    { quantity: 'Cubic Na~3~PS~4~', reported: '1.4 × 10^−4^ S/cm, 364 meV', here: 'a square at 25 °C', verdict: 'quoted for comparison' },
  ],
});

const NA3PS4: ArrheniusMark = { T_K: ROOM_TEMPERATURE_K, sigma_S_cm: 1.4e-4, provenance: 'literature', name: 'Na~3~PS~4~', colour: 'fref' };
