import { describe, expect, test } from 'vitest';
import { finish, runSliced } from '../../src/jobs/job.ts';
import { loadJob, type JobName, type InputOf, type OutputOf } from '../../src/jobs/registry.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { normal } from '../../src/physics/random.ts';

function* countTo(n: number, work: () => void = () => undefined): Generator<number, number> {
  for (let i = 1; i <= n; i++) {
    work();
    yield i / n;
  }
  return n;
}

const busy = (ms: number) => (): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

describe('long work', () => {
  test('gives the same result at one go and in slices', async () => {
    expect(finish(countTo(5))).toBe(5);
    expect(await runSliced(countTo(5), () => undefined)).toBe(5);
  });
  test('says how far it is, never backwards', async () => {
    const heard: number[] = [];
    await runSliced(countTo(6, busy(9)), (done) => heard.push(done));
    expect(heard.length).toBeGreaterThan(2);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  });
  test('lets the event loop breathe, and stops where it is cancelled', async () => {
    const control = new AbortController();
    let steps = 0;
    setTimeout(() => control.abort(), 20);
    await expect(runSliced(countTo(1e6, () => (steps++, busy(2)())), () => undefined, control.signal)).rejects.toThrow('cancelled');
    expect(steps).toBeLessThan(1e6);
  });
  test('an unknown job is refused in one sentence', async () => {
    await expect(loadJob('none')).rejects.toThrow(/no job "none": expected one of figure/);
  });
});

/** As worker and page do it: kernels by the job's own word, steps to the end; progress heard. */
async function runAtOnce<K extends JobName>(name: K, input: InputOf<K>): Promise<{ output: OutputOf<K>; heard: number[] }> {
  const job = await loadJob(name);
  const kernels = await nodeKernels(await job.kernels(input));
  // What crosses into a worker is cloned: input and output must survive that.
  const steps = await job.steps(kernels, structuredClone(input));
  const heard: number[] = [];
  for (;;) {
    const step = steps.next();
    if (step.done) return { output: structuredClone(step.value) as OutputOf<K>, heard };
    heard.push(step.value);
  }
}

describe('impedance jobs', async () => {
  const { impedance } = await nodeKernels(['impedance']);
  const frequency_Hz = Array.from({ length: 50 }, (_, i) => 7e6 * 7e6 ** (-i / 49));
  const measured = (R1: number, seed: number) => {
    const z = impedance.impedance('p(R1,CPE1)-CPE2', [R1, 2e-10, 0.92, 2e-6, 0.85], frequency_Hz);
    const next = normal(seed);
    const size = z.zReal_ohm.map((a, i) => 3e-3 * Math.hypot(a, z.zImag_ohm[i]!));
    return { frequency_Hz, zReal_ohm: z.zReal_ohm.map((a, i) => a + size[i]! * next()), zImag_ohm: z.zImag_ohm.map((b, i) => b + size[i]! * next()) };
  };

  test('spectra: the rows are the fits, in order; a bad spectrum is a row with its sentence; progress ends at 1', async () => {
    const spectra = [measured(1000, 1), { ...measured(2000, 2), label: 'second' }, { frequency_Hz: [1, 2], zReal_ohm: [1, NaN], zImag_ohm: [0, 0] }, measured(4000, 4)];
    const { output, heard } = await runAtOnce('spectra', { spectra, circuit: 'p(R1,CPE1)-CPE2', options: { seed: 3 } });
    expect(heard).toEqual([0.25, 0.5, 0.75, 1]);
    expect(output.names).toEqual(['R1', 'CPE1_0', 'CPE1_1', 'CPE2_0', 'CPE2_1']);
    expect(output.rows.map((r) => r.label)).toEqual(['spectrum 1', 'second', 'spectrum 3', 'spectrum 4']);
    const alone = impedance.fit('p(R1,CPE1)-CPE2', spectra[1]!, { seed: 3 });
    expect(output.rows[1]).toMatchObject({ values: alone.parameters.map((p) => p.value), stderr: alone.parameters.map((p) => p.stderr), verdict: 'converged', problem: null });
    expect(output.rows[2]).toMatchObject({ verdict: null, values: [], problem: 'Z of point 2 is NaN + 0j: expected finite numbers' });
    expect(output.tally).toEqual({ converged: 3, several_minima: 0, not_determined: 0, failed: 0, problem: 1 });
    [1000, 4000].forEach((R1, i) => expect(Math.abs(output.rows[i * 3]!.values[0]! / R1 - 1)).toBeLessThan(0.01));
  });

  test('a circuit that cannot be read is one sentence', async () => {
    await expect(runAtOnce('spectra', { spectra: [], circuit: 'R1-X1' })).rejects.toThrow(/unknown element X at character 4/);
  });
});
