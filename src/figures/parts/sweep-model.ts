/** The two voltammograms of Figure 5a as sums of irreversible peaks, each pinned to a reported peak and onset. */
import type { CellKernel, Peak } from '../../kernels/cell.ts';
import { numberSpecs } from '../../physics/cell-parameters.ts';
import { sweepReport, YTTRIUM_ONSET_V } from '../../physics/windows.ts';
import type { NumberParam } from '../../runtime/figure.ts';

/** The share of a peak at which the reported onsets are taken to have been read: the text does not say. */
export const READ_AT = 0.05;
export const SWEEP_T_K = numberSpecs.T_K.value;
const [low, high] = sweepReport.reduction.firstOnset_V;

export interface SweepPeaks {
  best: Peak;
  amorphous: Peak;
  zirconium: Peak;
  yttrium: Peak;
}

/** The four peaks; heights in arbitrary units (assumed: the text prints no current). */
export function sweepPeaks(kernel: CellKernel): SweepPeaks {
  const peak = (peak_V: number, onset_V: number, current: number, direction: Peak['direction']): Peak => ({ peak_V, alpha: kernel.alphaFromOnset(peak_V, onset_V, READ_AT, SWEEP_T_K), current, direction });
  const { best, amorphous } = sweepReport.oxidation;
  return {
    best: peak(best.peak_V, best.onset_V, 1, 'oxidation'),
    amorphous: peak(amorphous.peak_V, amorphous.onset_V, 1, 'oxidation'),
    zirconium: peak(sweepReport.reduction.zirconium_V, (low + high) / 2, 0.7, 'reduction'),
    yttrium: peak(sweepReport.reduction.yttrium_V, YTTRIUM_ONSET_V, 0.5, 'reduction'),
  };
}

export interface Onsets {
  best_V: number;
  amorphous_V: number;
  reduction_V: number;
}

/** Onsets in V vs Na9Sn4 by the definition `fraction` of the peak's height. */
export const onsetsAt = (kernel: CellKernel, peaks: SweepPeaks, fraction: number): Onsets => ({
  best_V: kernel.onset(peaks.best, fraction, SWEEP_T_K),
  amorphous_V: kernel.onset(peaks.amorphous, fraction, SWEEP_T_K),
  reduction_V: kernel.onset(peaks.zirconium, fraction, SWEEP_T_K),
});

export const fractionParam = {
  kind: 'number',
  label: 'Onset: current reaches',
  unit: '% of the peak',
  min: 0.5,
  max: 20,
  step: 0.1,
  default: 100 * READ_AT,
  decimals: 1,
  scale: 'log',
  span: 6,
  assumed: true,
  note: 'the text gives no rule; 5 % is assumed for its onsets',
  ticks: [{ value: 0.5, label: '0.5' }, { value: 1, label: '1' }, { value: 5, label: '5' }, { value: 20, label: '20' }],
} as const satisfies NumberParam;
