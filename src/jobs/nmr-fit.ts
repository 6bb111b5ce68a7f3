/** A model fitted to a ²³Na spectrum: one call of the kernel, beside the page. */
import { defineJob, type Steps } from './job.ts';
import type { NmrFit, NmrKernel } from '../kernels/nmr.ts';
import type { NmrModel } from '../physics/nmr-model.ts';

export interface NmrFitInput {
  shift_ppm: Float64Array;
  intensity: Float64Array;
  model: NmrModel;
  starts: number;
  seed: number;
}

function* steps(nmr: NmrKernel, { shift_ppm, intensity, model, starts, seed }: NmrFitInput): Steps<NmrFit> {
  yield 0;
  return nmr.fit({ shift_ppm, intensity }, model, { starts, seed });
}

export default defineJob<NmrFitInput, NmrFit>({ kernels: () => ['nmr'], steps: ({ nmr }, input) => steps(nmr, input) });
