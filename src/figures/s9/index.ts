import { EA_DEFAULT_meV, isReportedSigma } from '../../physics/transport-model.ts';
import { defineFigure } from '../../runtime/figure.ts';
import { conductivity, fixed } from '../../runtime/format.ts';
import { nameOf } from '../../runtime/plot/colours.ts';
import { heatingOf, sampleParam, strayParam, temperatureParam, xParam } from '../parts/params.ts';
import { energyWords, nearestSpectrum, seedParam, seriesArrhenius, seriesPlane, seriesTable, stepParam, temperatureSeries } from '../parts/temperature-series.ts';

/** Figure S9: the spectra behind the activation energies. Reconstructed: neither temperatures nor spectra are in the text. */
export default defineFigure({
  id: 's9',
  name: 'Figure S9',
  title: 'Nyquist plots of one pellet against temperature, and the Arrhenius line through their fits.',
  question: 'How do a handful of spectra become one activation energy?',
  technique: 'impedance',
  version: 1,
  params: { x: xParam, sample: sampleParam, T: { ...temperatureParam, note: 'picks the spectrum drawn thick' }, step: stepParam, stray: strayParam, seed: seedParam },
  kernels: ['impedance', 'transport'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'Pinned: *σ* at 25 °C of *x* = 1.625 and 2.000, and an activation energy inside the reported range, 348 to 370 meV; the spectra are those of Figure 3b, warmed and cooled by Equation 1.',
    free: 'Free: the temperatures, 359 meV for every *x*, stray capacitance, electrode and noise. The open dots are fits of synthetic spectra, not the authors’ points.',
    constraints: ['The line through the fits returns an activation energy inside 348 to 370 meV for every as-milled sample.', 'Its value at 25 °C returns 4.0 and 1.2 × 10^−4^ S/cm at the two reported samples.', 'Nothing lies above 70 °C, because the powder crystallises below 100 °C.'],
    alternatives: 'Any value between 348 and 370 meV for any sample agrees with the text, and so do other sets of temperatures. The error shown is that of noise alone; a real series also carries drift, contact and the reading of the thermometer.',
  },
  compute: (kernels, { x, sample, step, stray, seed }) => temperatureSeries(kernels, { x, step_C: step, stray_pF: stray, seed, heating: heatingOf(sample, x) }),
  view: (series, { T, x }) => {
    const certainty = series.input.heating || !isReportedSigma(x) ? 'assumed' : 'pinned';
    return [
      { key: 'nyquist', span: 'main', title: `**Impedance** ${series.spectra.length} temperatures, one scale`, draw: (frame) => seriesPlane(series, T, certainty, frame) },
      { key: 'arrhenius', span: 'side', title: '**Arrhenius** one dot a spectrum', draw: (frame) => seriesArrhenius([{ series, certainty, name: `*x* = ${nameOf(x)}`, side: 1 }], T, series.input.heating ? [3e-6, 4e-4] : [3e-5, 4e-3], frame) },
    ];
  },
  summary(series, { x, T, sample }) {
    const s = nearestSpectrum(series, T);
    const missing = sample === 'heated' && !series.input.heating ? ' There is no heated sample of this *x*: as milled is shown.' : '';
    return `From 10 to ${fixed(series.spectra.at(-1)!.T_C, 0)} °C ${series.spectra.length} spectra of *x* = ${nameOf(x)}${series.input.heating ? ', heated,' : ''} give *E*~a~ = **${energyWords(series)}** for an assumed noise of 0.5 %, and *σ* = **${conductivity(series.line.sigma_298_S_cm, 3)}** at 25 °C. At ${fixed(s.T_C, 0)} °C the fit reads *R* = [${fixed(s.r_ohm, 1)} Ω].${missing}`;
  },
  table: (series, { x }) => seriesTable([{ series, name: `${nameOf(x)}${series.input.heating ? ', heated' : ''}` }]),
  compare: (series, { x }) => [
    { quantity: '*E*~a~', reported: series.input.heating ? '“increased activation energies”, no value' : '348–370 meV over all samples', here: energyWords(series), verdict: series.input.heating ? `${fixed(EA_DEFAULT_meV + series.input.heating.gain_meV, 0)} meV was put in: assumed` : `${fixed(EA_DEFAULT_meV, 0)} meV was put in: this proves the code, not the paper` },
    { quantity: '*σ* at 25 °C', reported: series.input.heating ? '“roughly one order of magnitude lower”' : x === 1.625 ? '4.0 × 10^−4^ S/cm' : x === 2 ? '1.2 × 10^−4^ S/cm' : 'only “> 1.0 × 10^−4^ S/cm”', here: conductivity(series.line.sigma_298_S_cm, 3), verdict: series.input.heating ? 'a tenth was put in: assumed' : isReportedSigma(x) ? 'was put in; the line finds it again' : 'a guess above the reported floor' },
    { quantity: 'Temperatures', reported: 'not in the text', here: series.spectra.map((s) => fixed(s.T_C, 0)).join(', '), verdict: 'assumed' },
  ],
});
