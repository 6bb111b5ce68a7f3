import { EA_DEFAULT_meV, HEATED_X } from '../../physics/transport-model.ts';
import { defineFigure } from '../../runtime/figure.ts';
import { conductivity, fixed, significant } from '../../runtime/format.ts';
import { nameOf } from '../../runtime/plot/colours.ts';
import { factorParam, gainParam, strayParam, temperatureParam } from '../parts/params.ts';
import { energyWords, nearestSpectrum, seedParam, seriesArrhenius, seriesPlane, seriesTable, stepParam, temperatureSeries } from '../parts/temperature-series.ts';

/** Figure S10: the spectra of the heated samples beside those as milled. Reconstructed within the words of the text. */
export default defineFigure({
  id: 's10',
  name: 'Figure S10',
  title: 'Nyquist plots of a heated pellet against temperature, and both Arrhenius lines.',
  question: 'What does a spectrum look like when the powder has crystallised?',
  technique: 'impedance',
  version: 1,
  params: {
    pellet: { kind: 'choice', label: 'Sample', options: HEATED_X.map((x) => ({ value: nameOf(x), label: `*x* = ${nameOf(x)}` })), default: '1.625', span: 6, note: 'the only two that were heated' },
    T: { ...temperatureParam, note: 'picks the spectrum drawn thick' },
    step: stepParam,
    factor: factorParam,
    gain: { ...gainParam, max: 150, ticks: [1, 50, 100, 150].map((value) => ({ value })) },
    stray: strayParam,
    seed: seedParam,
  },
  kernels: ['impedance', 'transport'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'As milled (grey in the Nyquist plot, solid in the other): the two reported conductivities and the reported range of *E*~a~.',
    free: 'Heated (dashed): the factor and the higher *E*~a~ are assumed within the words of the text; the temperatures and the circuit are ours. The open dots are fits of synthetic spectra.',
    constraints: ['At 25 °C the heated line lies the chosen factor below the other: roughly one order of magnitude.', 'The heated activation energy comes out higher than the one as milled.', 'Heated samples exist only at *x* = 1.625 and 2.000.'],
    alternatives: 'A factor from about five to twenty and any higher *E*~a~ agree. The loss could also sit in grain boundaries: then two arcs would be seen, and the text does not say how many there are.',
  },
  compute(kernels, { pellet, step, stray, seed, factor, gain }) {
    const input = { x: Number(pellet), step_C: step, stray_pF: stray, seed };
    return { heated: temperatureSeries(kernels, { ...input, heating: { factor, gain_meV: gain } }), milled: temperatureSeries(kernels, { ...input, heating: null }) };
  },
  view: ({ heated, milled }, { T }) => [
    { key: 'nyquist', span: 'main', title: '**Impedance, heated** grey: as milled, at the chosen temperature', draw: (frame) => seriesPlane(heated, T, 'assumed', frame, milled) },
    {
      key: 'arrhenius',
      span: 'side',
      title: '**Arrhenius** one dot a spectrum',
      draw: (frame) => seriesArrhenius([{ series: milled, certainty: 'pinned', name: 'as milled', side: 1 }, { series: heated, certainty: 'assumed', name: 'heated', side: -1 }], T, [1e-6, 4e-3], frame),
    },
  ],
  summary({ heated, milled }, { pellet, T }) {
    const s = nearestSpectrum(heated, T);
    return `Heated *x* = ${pellet}: **${energyWords(heated)}** and **${conductivity(heated.line.sigma_298_S_cm, 2)}** at 25 °C, against ${energyWords(milled)} and ${conductivity(milled.line.sigma_298_S_cm, 2)} as milled. At ${fixed(s.T_C, 0)} °C its arc is [${significant(s.pellet.r_ohm, 3)} Ω] wide and has its top at ${s.pellet.apex_Hz > 7e6 ? '[more than 7 MHz]' : `[${significant(s.pellet.apex_Hz / 1e6, 2)} MHz], inside the measured range`}.`;
  },
  table: ({ heated, milled }) => seriesTable([{ series: heated, name: 'heated' }, { series: milled, name: 'as milled' }]),
  compare: ({ heated, milled }, { factor, gain }) => [
    { quantity: '*σ* at 25 °C, as milled over heated', reported: '“roughly one order of magnitude”', here: fixed(milled.line.sigma_298_S_cm / heated.line.sigma_298_S_cm, 1), verdict: `${fixed(factor, 1)} was put in` },
    { quantity: '*E*~a~ after heating', reported: '“increased”, no value', here: energyWords(heated), verdict: `${fixed(EA_DEFAULT_meV + gain, 0)} meV was put in` },
    { quantity: 'Number of arcs', reported: 'not in the text', here: 'one', verdict: 'assumed: grain boundaries would add a second' },
  ],
});
