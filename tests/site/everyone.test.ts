/** Everyone's hands and eyes: the whole site by keyboard, at double size, in forced colours, without motion. */
import { describe, expect, test } from 'vitest';
import { FULL, LOOKED_AT, useChromium } from './browser.ts';

const open = useChromium();

interface Step {
  name: string;
  /** Width and height of what has the focus, or of its label where it is itself hidden. */
  seen: boolean;
  /** An outline, an underline or another change that shows the focus. */
  marked: boolean;
}

/** What has the focus now; null at the end of the page. */
const focused = (): Step | null => {
  const element = document.activeElement as HTMLElement | null;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const label = (element as HTMLInputElement).labels?.[0] ?? element.closest('label');
  const shown = box.width > 1 && box.height > 1 ? element : label;
  const place = shown?.getBoundingClientRect();
  const style = getComputedStyle(element);
  const around = label ? getComputedStyle(label) : style;
  // A slider rings its thumb, which no script can ask about: the style sheet says so, and in forced colours the whole slider is ringed.
  const ring = (element as HTMLInputElement).type === 'range' || [style, around].some((s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none');
  return {
    name: `${element.tagName.toLowerCase()} ${element.getAttribute('name') ?? element.getAttribute('href') ?? element.getAttribute('class') ?? ''} ${(element.textContent ?? '').trim().slice(0, 30)}`,
    seen: !!place && place.width > 0 && place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth,
    marked: ring,
  };
};

describe.each(FULL ? LOOKED_AT : ['', 'transport/', 'labs/impedance/', 'lessons/impedance/'])('page /%s', (path) => {
  test('by keyboard: every stop is seen, shows that it has the focus, and lets go of it', { timeout: 120_000 }, async () => {
    const { page, faults, close } = await open(path);
    const problems: string[] = [];
    let stops = 0;
    for (; stops < 1500; stops++) {
      await page.keyboard.press('Tab');
      let step = await page.evaluate(focused);
      if (!step) break;
      if (!step.seen || !step.marked) {
        // A note finds its place beside its word a moment after it opens.
        await page.waitForTimeout(250);
        step = (await page.evaluate(focused)) ?? step;
      }
      if (!step.seen) problems.push(`not seen: ${step.name}`);
      if (!step.marked) problems.push(`no sign of focus: ${step.name}`);
    }
    expect(problems.slice(0, 10)).toEqual([]);
    expect(stops, 'the last stop of the page').toBeLessThan(1500);
    expect(stops).toBeGreaterThan(5);
    expect(faults).toEqual([]);
    await close();
  });

  test('at double size, in forced colours and without motion nothing is lost', async () => {
    const { page, close } = await open(path, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, reducedMotion: 'reduce', forcedColors: 'active' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 'scrolls sideways').toBeLessThanOrEqual(0);
    expect(await page.evaluate(() => document.getAnimations().filter((a) => a.playState === 'running').length), 'moves').toBe(0);
    for (const slider of (await page.locator('input[type=range]:enabled').locator('visible=true').all()).slice(0, 2)) {
      await slider.focus();
      await page.keyboard.press('ArrowRight');
      expect(await slider.evaluate((input) => getComputedStyle(input).outlineStyle)).not.toBe('none');
    }
    // Curves and words of the plots must not be of the colour of the ground.
    const lost = await page.evaluate(() => {
      const ground = getComputedStyle(document.body).backgroundColor;
      return [...document.querySelectorAll('svg.plot path, svg.plot text')]
        .filter((mark) => mark.getBoundingClientRect().width > 0)
        .filter((mark) => {
          const { stroke, fill, opacity } = getComputedStyle(mark);
          const colours = mark.tagName === 'text' ? [fill] : [stroke, fill].filter((c) => c !== 'none' && c !== 'rgba(0, 0, 0, 0)');
          return Number(opacity) > 0 && colours.length > 0 && colours.every((c) => c === ground);
        })
        .map((mark) => mark.outerHTML.slice(0, 120));
    });
    expect(lost.slice(0, 5)).toEqual([]);
    await close();
  });
});
