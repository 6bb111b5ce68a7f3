/** Nanocrystals: atoms of a crystal inside a sphere, for the Debye equation. */
import { expandSites, orthogonalMatrix, toCartesian, type Crystal } from './crystal.ts';

/** Atoms in space: elements[i] sits at xyz[3 i … 3 i + 2], angstrom. */
export interface Cluster {
  elements: string[];
  xyz: Float64Array;
}

/** Uniform numbers in [0, 1) from a 32-bit seed (mulberry32, public domain, T. Ettinger 2017). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** One place in the cell and what may stand there: elements with their occupancies, the rest vacant. */
interface Place {
  at: readonly number[];
  choices: { element: string; occupancy: number }[];
}

/** Sites at the same coordinates share a place. */
function places(crystal: Crystal): Place[] {
  const found = new Map<string, Place>();
  for (const { site, positions } of expandSites(crystal)) {
    for (const at of positions) {
      const key = at.map((v) => (Math.round(v * 2000) % 2000) / 2000).join(',');
      const place = found.get(key) ?? { at, choices: [] };
      place.choices.push({ element: site.element, occupancy: site.occupancy });
      found.set(key, place);
    }
  }
  return [...found.values()];
}

/**
 * The sphere of `diameter_A` (angstrom, 1 to 200) cut from a crystal around the first site's first atom (or `centre`, fractional).
 * Partly occupied places are filled at random, repeatable by `seed`. Throws RangeError when no atom lies inside or the diameter is out of range.
 */
export function sphereCluster(crystal: Crystal, diameter_A: number, options: { seed?: number; centre?: readonly number[] } = {}): Cluster {
  if (!(diameter_A >= 1 && diameter_A <= 200)) throw new RangeError(`cluster diameter is ${diameter_A} Å: expected 1 to 200 Å`);
  const random = randomNumbers(options.seed ?? 1);
  const matrix = orthogonalMatrix(crystal.cell);
  const basis = places(crystal);
  const middle = toCartesian(matrix, options.centre ?? basis[0]!.at);
  const radius = diameter_A / 2;
  // Perpendicular heights of the cell bound how many cells a radius spans.
  const { a_A: a, b_A: b, c_A: c } = crystal.cell;
  const volume = matrix[0]! * matrix[4]! * matrix[8]!;
  const sines = [crystal.cell.alpha_deg, crystal.cell.beta_deg, crystal.cell.gamma_deg].map((d) => Math.sin((d * Math.PI) / 180));
  const spans = [b * c * sines[0]!, a * c * sines[1]!, a * b * sines[2]!].map((area) => Math.ceil((radius * area) / volume) + 1);
  const elements: string[] = [];
  const xyz: number[] = [];
  for (let i = -spans[0]!; i <= spans[0]!; i++) {
    for (let j = -spans[1]!; j <= spans[1]!; j++) {
      for (let k = -spans[2]!; k <= spans[2]!; k++) {
        for (const { at, choices } of basis) {
          const position = toCartesian(matrix, [at[0]! + i, at[1]! + j, at[2]! + k]).map((v, n) => v - middle[n]!);
          // 1e-6 Å: atoms exactly on the surface are inside whatever the rounding.
          if (Math.hypot(...position) > radius + 1e-6) continue;
          const element = choose(choices, random);
          if (element === undefined) continue;
          elements.push(element);
          xyz.push(...position);
        }
      }
    }
  }
  if (elements.length === 0) throw new RangeError(`a sphere of ${diameter_A} Å holds no atom of ${crystal.name}: choose a larger diameter`);
  return { elements, xyz: Float64Array.from(xyz) };
}

function choose(choices: Place['choices'], random: () => number): string | undefined {
  if (choices.length === 1 && choices[0]!.occupancy === 1) return choices[0]!.element;
  let left = random();
  for (const { element, occupancy } of choices) {
    left -= occupancy;
    if (left < 0) return element;
  }
  return undefined;
}
