/** Where a number comes from: six words, the same in prose, plots, badges, tables and exports. */
export const PROVENANCE = ['reported', 'literature', 'derived', 'reconstructed', 'assumed', 'yours'] as const;
export type Provenance = (typeof PROVENANCE)[number];

/** What each word promises, in one line. */
export const PROVENANCE_MEANING: Record<Provenance, string> = {
  reported: 'printed in the paper by its authors',
  literature: 'printed in another source, which is cited',
  derived: 'arithmetic on reported or literature numbers with physical constants',
  reconstructed: 'computed by a physical model that reported numbers constrain; not the authors’ data',
  assumed: 'a model input that nobody reported',
  yours: 'from your own file or your own choice',
};
