/** A curve as sound: time is the horizontal axis from left to right, pitch is height. */
import type { Series } from './series.ts';

export interface Tune {
  seconds: number;
  /** Hz, evenly spaced in time. */
  pitch_Hz: Float32Array;
}

const STEPS = 160;
const LOW_HZ = 220;
/** Two octaves over the lowest tone. */
const OCTAVES = 2;

/** Heights are heard on a log scale where the plot needs one: all above zero, and over more than two decades. */
export function tuneOf(series: Series): Tune {
  const points = series.points.toSorted((a, b) => a.x - b.x);
  const y = points.map((p) => p.y);
  const [low, high] = [Math.min(...y), Math.max(...y)];
  const logarithmic = low > 0 && high / low > 100;
  const scale = (v: number): number => (high === low ? 0.5 : logarithmic ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low));
  const x0 = points[0]!.x;
  const span = points.at(-1)!.x - x0;
  let i = 0;
  const pitch_Hz = Float32Array.from({ length: STEPS }, (_, k) => {
    const x = x0 + (span * k) / (STEPS - 1);
    while (i < points.length - 2 && points[i + 1]!.x < x) i++;
    const [a, b] = [points[i]!, points[Math.min(i + 1, points.length - 1)]!];
    const t = b.x === a.x ? 0 : Math.min(1, Math.max(0, (x - a.x) / (b.x - a.x)));
    return LOW_HZ * 2 ** (OCTAVES * scale(a.y + t * (b.y - a.y)));
  });
  return { seconds: 3, pitch_Hz };
}

/** Plays a tune; the returned function ends it early. Throws where the browser has no sound. */
export function play({ seconds, pitch_Hz }: Tune, ended: () => void): () => void {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.type = 'triangle';
  tone.frequency.setValueCurveAtTime(pitch_Hz, context.currentTime, seconds);
  volume.gain.setValueAtTime(0, context.currentTime);
  volume.gain.linearRampToValueAtTime(0.15, context.currentTime + 0.03);
  volume.gain.setValueAtTime(0.15, context.currentTime + seconds - 0.05);
  volume.gain.linearRampToValueAtTime(0, context.currentTime + seconds);
  tone.connect(volume).connect(context.destination);
  tone.onended = () => {
    void context.close();
    ended();
  };
  tone.start();
  tone.stop(context.currentTime + seconds);
  return () => tone.stop();
}
