/** The six steps of the composition ramp, NaCl-rich blue to NaCl-poor amber, as class names (src/styles/tokens.css). */
import { SAMPLES } from '../../physics/composition.ts';

const STEPS = ['1375', '1500', '1625', '1750', '1875', '2000'] as const;

/** Class suffix of the nearest sample: step(1.6) = '1625'. */
export function step(x: number): (typeof STEPS)[number] {
  let best = 0;
  SAMPLES.forEach((sample, i) => {
    if (Math.abs(sample - x) < Math.abs(SAMPLES[best]! - x)) best = i;
  });
  return STEPS[best]!;
}

export const strokeOf = (x: number): string => `s${step(x)}`;
export const fillOf = (x: number): string => `f${step(x)}`;

/** Three decimals, as the samples are named: "1.625". */
export const nameOf = (x: number): string => x.toFixed(3);
