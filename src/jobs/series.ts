/** Spectra at several temperatures to conductivities and an activation energy: input and output of `temperatureSeries`, plain data both. */
import { temperatureSeries, type SeriesInput, type SeriesResult } from '../kernels/temperature-series.ts';
import { defineJob } from './job.ts';

export default defineJob<SeriesInput, SeriesResult>({
  kernels: () => ['impedance', 'transport'],
  steps: (kernels, input) => temperatureSeries(kernels, input),
});
