/** Composition and charge balance. */
import { compositionAt, SALT_MASS, SAMPLES } from '../../physics/composition.ts';
import { closed, words, type Model } from '../model.ts';

const percent = (x: number): number => 100 * compositionAt(x).moleFraction.NaCl;

export const MODELS: Record<string, Model> = {
  'chloride-count': closed(({ x }) => {
    const { Na, Cl } = compositionAt(x!).atoms;
    // Zirconium taken as trivalent: one chloride less for each.
    return { answer: Cl, traps: { trivalent: Na + 3, parent: 6 }, shown: { na: Na } };
  }),
  'molar-mass': closed(({ x }) => {
    const { molarMass_g_mol } = compositionAt(x!);
    const parent = compositionAt(0).molarMass_g_mol;
    return { answer: molarMass_g_mol, traps: { sodiumOnly: parent - x! * 22.98977, parent }, shown: { na: 2.25 - x!, cl: 6 - x!, parent, gone: x! * SALT_MASS.NaCl } };
  }),
  'salt-to-weigh': closed(({ x, batch }) => {
    const { weightFraction, moleFraction, molarMass_g_mol } = compositionAt(x!);
    return { answer: batch! * weightFraction.NaCl, traps: { mole: batch! * moleFraction.NaCl, parent: batch! * compositionAt(0).weightFraction.NaCl }, shown: { na: 2.25 - x!, M: molarMass_g_mol, salt: (2.25 - x!) * SALT_MASS.NaCl } };
  }),
  'zirconium-share': closed(({ x }) => {
    const { moleFraction, weightFraction } = compositionAt(x!);
    return { answer: 100 * moleFraction.ZrCl4, traps: { weight: 100 * weightFraction.ZrCl4, metals: 75 }, shown: { na: 2.25 - x!, total: 3.25 - x! } };
  }),
  'read-the-ternary': closed(({ x }) => {
    const { moleFraction, weightFraction } = compositionAt(x!);
    return { answer: 100 * weightFraction.ZrCl4, traps: { mole: 100 * moleFraction.ZrCl4 }, shown: { salt: 100 * weightFraction.NaCl } };
  }),
  'sodium-in-a-pellet': closed(({ x, mass }) => {
    const { molarMass_g_mol, atoms } = compositionAt(x!);
    const moles = mass! / 1000 / molarMass_g_mol;
    return { answer: 1000 * moles * atoms.Na, traps: { formula: 1000 * moles, parent: (1000 * mass! * 2.25) / 1000 / compositionAt(0).molarMass_g_mol }, shown: { na: atoms.Na, M: molarMass_g_mol, units: 1000 * moles } };
  }),
  'set-a-salt-share': {
    kernels: [],
    dial: 'x',
    solve: (_kernels, { percent: target }) => ({ goal: [target! - 0.3, target! + 0.3], shown: { x: 3.25 - 1 / (1 - target! / 100) } }),
    measures: (_kernels, values) => percent(values['x'] as number),
  },
  'what-leaves': words(),
  'lower-end': closed(() => ({ answer: SAMPLES[0], traps: { printed: 1.325 } })),
};
