/** Peaks fitted to a powder pattern: one call of the kernel, beside the page. */
import { defineJob, type Steps } from './job.ts';
import type { PeakData, PeakFit, PeakFitOptions, PeakModel, PeaksKernel } from '../kernels/peaks.ts';

export interface PeakFitInput {
  data: PeakData;
  model: PeakModel;
  options: PeakFitOptions;
}

function* steps(peaks: PeaksKernel, { data, model, options }: PeakFitInput): Steps<PeakFit> {
  yield 0;
  return peaks.fit(data, model, options);
}

export default defineJob<PeakFitInput, PeakFit>({ kernels: () => ['peaks'], steps: ({ peaks }, input) => steps(peaks, input) });
