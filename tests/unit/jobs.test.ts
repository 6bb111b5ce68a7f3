import { describe, expect, test } from 'vitest';
import { finish, runSliced } from '../../src/jobs/job.ts';
import { loadJob } from '../../src/jobs/registry.ts';

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
