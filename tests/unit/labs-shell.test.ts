import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { History } from '../../src/labs/shell/history.ts';
import { isLink, LONGEST_LINK, readLink, writeLink } from '../../src/labs/shell/permalink.ts';
import { forget, load, save } from '../../src/labs/shell/saved.ts';

describe('a state in a link', () => {
  test('comes back as it went, for any JSON', async () => {
    // JSON has one zero: −0 is written as 0.
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (state) => {
        const fragment = await writeLink(state);
        expect(isLink(fragment)).toBe(true);
        expect(fragment).toMatch(/^#lab=[A-Za-z0-9_-]+$/);
        expect(await readLink(fragment)).toEqual(JSON.parse(JSON.stringify(state)));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
  test('numbers keep every bit', async () => {
    const numbers = [Math.PI, 1e-300, 5e-324, 1.7976931348623157e308, 0.1 + 0.2];
    expect(await readLink(await writeLink(numbers))).toEqual(numbers);
  });
  test('is refused in one sentence when cut or altered, and never returns anything else', async () => {
    const whole = await writeLink({ data: Array.from({ length: 200 }, (_, i) => Math.sin(i)) });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 5, max: whole.length - 1 }), async (length) => {
        await expect(readLink(whole.slice(0, length))).rejects.toThrow(/damaged or cut short/);
      }),
      { seed: 2, numRuns: 200 },
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 400, unit: 'binary' }), async (noise) => {
        await expect(readLink(`#lab=${noise}`).then((x) => JSON.stringify(x))).rejects.toThrow(RangeError);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
  test('that would be too long is not made, and the sentence says what to do', async () => {
    let seed = 1;
    const noise = Array.from({ length: 6000 }, () => (seed = (seed * 48271) % 2147483647) / 2147483647);
    await expect(writeLink(noise)).rejects.toThrow(/a link holds 30,000: save it as JSON/);
    expect((await writeLink(noise.slice(0, 1000))).length).toBeLessThan(LONGEST_LINK);
  });
  test('cannot fill the memory: a short link that unpacks to 40 MB is refused', async () => {
    const packed = await new Response(new Blob([`"${'a'.repeat(40_000_000)}"`]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer();
    await expect(readLink(`#lab=${Buffer.from(packed).toString('base64url')}`)).rejects.toThrow(/damaged/);
  });
});

describe('undo and redo', () => {
  test('walk through whole states, and a new change forgets what was undone', () => {
    const history = new History(0);
    history.push(1);
    history.push(2);
    expect([history.undo(), history.now, history.undo(), history.now, history.undo(), history.now]).toEqual([true, 1, true, 0, false, 0]);
    expect([history.redo(), history.now]).toEqual([true, 1]);
    history.push(9);
    expect([history.redo(), history.now, history.canUndo, history.canRedo]).toEqual([false, 9, true, false]);
  });
  test('a drag is one step, two drags of the same slider are two', () => {
    const history = new History(0);
    for (const value of [1, 2, 3]) history.push(value, 'R1');
    history.settle();
    for (const value of [4, 5]) history.push(value, 'R1');
    history.undo();
    expect(history.now).toBe(3);
    history.undo();
    expect(history.now).toBe(0);
  });
});

describe('the copy in the browser', () => {
  afterEach(() => vi.unstubAllGlobals());
  const storage = (setItem: (key: string, text: string) => void) => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => (setItem(key, text), kept.set(key, text)), removeItem: (key: string) => kept.delete(key) });
    return kept;
  };
  test('comes back, and is gone when forgotten', () => {
    storage(() => undefined);
    expect(save('a', { version: 1, state: { x: [1, 2] } })).toBeNull();
    expect(load('a')).toEqual({ version: 1, state: { x: [1, 2] } });
    expect(load('b')).toBeNull();
    forget('a');
    expect(load('a')).toBeNull();
  });
  test('full, denied or spoilt storage is a sentence or nothing, never an error', () => {
    storage(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(save('a', { version: 1, state: {} })).toMatch(/full.*save it as JSON/);
    vi.stubGlobal('localStorage', undefined);
    expect(save('a', { version: 1, state: {} })).toMatch(/keeps nothing/);
    expect(load('a')).toBeNull();
    forget('a');
    const kept = storage(() => undefined);
    for (const text of ['', 'null', '3', '{"version":"1","state":1}', '{"version":1}', '{']) {
      kept.set('lab:a', text);
      expect(load('a')).toBeNull();
    }
  });
});
