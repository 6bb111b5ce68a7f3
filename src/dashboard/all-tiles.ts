/** All places of the dashboard in their order, for the build and the tests. */
import { FAR } from './far-tiles.ts';
import { NEAR, type Tile } from './tiles.ts';

export const TILES: readonly Tile[] = [...NEAR, ...FAR];
