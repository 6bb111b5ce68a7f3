/** From the share of the NaCl line to adjusted x, with two kinds of sodium: NaCl, and everything else. */
import { quantify, type Quantification } from '../../physics/nmr-quantify.ts';

export interface LedgerOptions {
  x: number;
  /** NaCl line over all areas, 0…1. */
  area: number;
  satellites: boolean;
  selective: boolean;
  flip_deg: number;
}

/** Every step by the same function as `halide nmr quantify`. */
export const ledgerOf = ({ x, area, satellites, selective, flip_deg }: LedgerOptions): Quantification =>
  quantify(
    [
      { name: 'NaCl', iso_ppm: 7.2, area, quadrupolar: false, u_area: null },
      { name: 'chloride phase', iso_ppm: -11, area: 1 - area, quadrupolar: true, u_area: null },
    ],
    { x, nacl: 'NaCl', satellites, selective, flip_deg },
  );

/** The intensity of all sodium over that of the line, for the quadrupolar part. */
export const factorOf = (q: Quantification): number => q.sites[1]!.factor;
