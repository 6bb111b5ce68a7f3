/** Every kind of long work by name, loaded when asked for. A new one is one file and one line here. */
import type { Job } from './job.ts';
import type figure from './figure.ts';
import type * as impedanceLab from '../labs/impedance/jobs.ts';
import type spectra from './spectra.ts';
import type nmrFit from './nmr-fit.ts';
import type peakFit from './peak-fit.ts';

const loaders = {
  figure: () => import('./figure.ts'),
  spectra: () => import('./spectra.ts'),
  'impedance-fits': async () => ({ default: (await import('../labs/impedance/jobs.ts')).fits }),
  'impedance-checks': async () => ({ default: (await import('../labs/impedance/jobs.ts')).checks }),
  'impedance-compare': async () => ({ default: (await import('../labs/impedance/jobs.ts')).compare }),
  'impedance-global': async () => ({ default: (await import('../labs/impedance/jobs.ts')).global }),
  'impedance-profiles': async () => ({ default: (await import('../labs/impedance/jobs.ts')).profiles }),
  'nmr-fit': () => import('./nmr-fit.ts'),
  'peak-fit': () => import('./peak-fit.ts'),
};

/** Input and output of each job. */
export interface Jobs {
  figure: typeof figure;
  spectra: typeof spectra;
  'impedance-fits': typeof impedanceLab.fits;
  'impedance-checks': typeof impedanceLab.checks;
  'impedance-compare': typeof impedanceLab.compare;
  'impedance-global': typeof impedanceLab.global;
  'impedance-profiles': typeof impedanceLab.profiles;
  'nmr-fit': typeof nmrFit;
  'peak-fit': typeof peakFit;
}

export type JobName = keyof Jobs;
export type InputOf<K extends JobName> = Jobs[K] extends Job<infer I, infer _> ? I : never;
export type OutputOf<K extends JobName> = Jobs[K] extends Job<infer _, infer O> ? O : never;

/** The definition of a job. Throws one sentence that names the known ones. */
export async function loadJob(name: string): Promise<Job<unknown, unknown>> {
  const load = loaders[name as JobName];
  if (!load) throw new Error(`there is no job "${name}": expected one of ${Object.keys(loaders).join(', ')} (src/jobs/registry.ts)`);
  return (await load()).default as Job<unknown, unknown>;
}
