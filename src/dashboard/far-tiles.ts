/** The places of the dashboard whose pictures take longer than a third of a frame. Their code comes when one of them is needed. */
import fig1b from '../figures/1b/index.ts';
import fig3a from '../figures/3a/index.ts';
import fig4a from '../figures/4a/index.ts';
import fig4b from '../figures/4b/index.ts';
import fig6c from '../figures/6c/index.ts';
import { HEATING, sigmaRoom } from '../physics/transport-model.ts';
import { clamp } from '../runtime/controls.ts';
import type { NumberParam } from '../runtime/figure.ts';
import { nameOf } from '../runtime/plot/colours.ts';
import { from, heated, type Tile } from './tiles.ts';

export const FAR: readonly Tile[] = [
  { key: 'diffraction', far: true, source: (s) => (heated(s) ? from(fig4a, 'stack') : from(fig1b, 'stack', { x: s.x })) },
  { key: 'nmr', far: true, source: (s) => (heated(s) ? from(fig4b, `x${nameOf(s.x).replace('.', '')}`) : from(fig3a, 'stack', { x: s.x })) },
  {
    key: 'cell',
    far: true,
    source({ x, T, sample }) {
      const param = fig6c.params as unknown as Record<'sigma' | 'T', NumberParam>;
      const sigma = (1000 * sigmaRoom(x)) / (sample === 'heat-treated' ? HEATING.factor : 1);
      const held = clamp(param.T, T);
      return from(fig6c, 'rates', { sigma: Number(clamp(param.sigma, sigma).toPrecision(3)), T: held }, held === T ? undefined : `The cell model ends at ${held} °C.`);
    },
  },
];
