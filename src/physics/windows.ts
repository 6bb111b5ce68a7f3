/**
 * Potentials of the stability figures. The ledger holds the same numbers with their quotes (content/ledger); tests/figures/cells.test.ts keeps the two equal.
 * Second-hand: read in notes on Jang et al. 2026, not in the article.
 */
import { na9sn4_V } from './cell-parameters.ts';

/** Reported, V vs Na9Sn4. */
export const sweepReport = {
  oxidation: { best: { peak_V: 4.6, onset_V: 4.0 }, amorphous: { peak_V: 4.7, onset_V: 4.1 } },
  reduction: { zirconium_V: 1.4, yttrium_V: 0.55, firstOnset_V: [1.8, 2.0] },
  cells_V: [1.7, 3.4],
} as const;

/** Onset of the second reduction peak, V vs Na9Sn4: assumed, the text gives its peak only. */
export const YTTRIUM_ONSET_V = 0.95;

/** V vs Na/Na+; literature, second-hand, but for the limit quoted by the paper for x = 0. */
export const computed = { window_V: [1.69, 3.77], kinetic_V: 4.12 } as const;
/** V vs Na/Na+: quoted in the paper from Wu et al. 2021. */
export const QUOTED_X0_V = 3.8;

export const toSodium = (vsAlloy_V: number, alloy_V: number = na9sn4_V.value): number => vsAlloy_V + alloy_V;

export interface CathodeWindow {
  /** Rich text. */
  name: string;
  /** End of the ledger's ids window-… and capacity-…. */
  id: string;
  /** V vs Na/Na+. */
  window_V: readonly [number, number];
  capacity_mAh_g: number;
}

/** Jang et al. 2026, Table S1, second-hand. Brackets keep a name on one line, and sodium apart from nickel. */
export const cathodeWindows: readonly CathodeWindow[] = [
  { name: 'Na~3~V~2~(PO~4~)~3~', id: 'nvp', window_V: [2.7, 3.8], capacity_mAh_g: 66 },
  { name: 'NaFePO~4~', id: 'nafepo4', window_V: [2.2, 4.3], capacity_mAh_g: 125 },
  { name: 'P2 Na~0.6~Mn~0.8~Li~0.2~O~2~', id: 'p2-mnli', window_V: [2, 4.6], capacity_mAh_g: 190 },
  { name: 'P2 Na~0.67~Fe~0.5~Mn~0.5~O~2~', id: 'p2-femn', window_V: [1.5, 4.3], capacity_mAh_g: 190 },
  { name: 'P2 Na~0.67~Ni~1/3~Mn~1/3~Ti~1/3~O~2~', id: 'p2-nimnti', window_V: [2.5, 4.15], capacity_mAh_g: 88 },
  { name: 'P2 Na~0.67~Co~0.5~Mn~0.5~O~2~', id: 'p2-comn', window_V: [1.5, 4.3], capacity_mAh_g: 147 },
  { name: 'P2 Na~0.67~Mn~0.65~Co~0.2~Ni~0.15~O~2~', id: 'p2-mnconi', window_V: [2, 4.4], capacity_mAh_g: 141 },
  { name: 'P2 Na~0.67~Mn~0.7~Ni~0.2~Mg~0.1~O~2~', id: 'p2-mnnimg', window_V: [2, 4.5], capacity_mAh_g: 128 },
  { name: 'O3 NaFe~0.5~Co~0.5~O~2~', id: 'o3-feco', window_V: [2.5, 4], capacity_mAh_g: 160 },
  { name: 'O3 Na[Ni~0.5~Mn~0.5~O~2~]', id: 'o3-nimn', window_V: [2, 4], capacity_mAh_g: 141 },
  { name: 'O3 Na[Ni~0.5~Fe~0.5~O~2~]', id: 'o3-nife', window_V: [2, 3.9], capacity_mAh_g: 129 },
  { name: 'O3 Na[Ni~1/3~Fe~1/3~Mn~1/3~O~2~]', id: 'o3-nifemn', window_V: [1.5, 4.1], capacity_mAh_g: 100 },
  { name: 'O3 Na[Ni~1/3~Mn~1/3~Co~1/3~O~2~]', id: 'o3-nimnco', window_V: [2, 3.75], capacity_mAh_g: 120 },
  { name: 'O3 Na[Ni~0.61~Co~0.12~Mn~0.27~O~2~]', id: 'o3-nicomn', window_V: [1.5, 4.1], capacity_mAh_g: 153 },
];

/** How far `inner` sticks out of `outer` at each end, V; 0 where it does not. */
export const excess = (inner: readonly [number, number], outer: readonly [number, number]): { below_V: number; above_V: number } => ({
  below_V: Math.max(0, outer[0] - inner[0]),
  above_V: Math.max(0, inner[1] - outer[1]),
});
