/**
 * Writes the two P2₁/n structures whose coordinates nobody within reach has printed: Na₃YCl₆ and the Na₂.₂₅Y₀.₂₅Zr₀.₇₅Cl₆ (NYZC) model.
 * Run: node content/data/structures/reconstruct.ts
 *
 * Recipe: positions of cryolite, Na₃AlF₆ at 295 K (same structure type); every halogen is then moved along its bond until the
 * metal–chlorine distance is the wanted one; Na on the prismatic site keeps cryolite's coordinates.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cellVolume, orthogonalMatrix, toCartesian, type Cell } from '../../../src/physics/crystal.ts';

/** Na₃HoCl₆, isotypic (Z. Krist. NCS 216 (2001) 19): the axes' ratios and the angle. */
const HOLMIUM: Cell = { a_A: 6.8683, b_A: 7.274, c_A: 10.167, alpha_deg: 90, beta_deg: 90.79, gamma_deg: 90 };
/** V of Na₃YCl₆ from its density 2.439 g/cm³, and Y–Cl (Acta Cryst. E 60 (2004), 10.1107/S1600536804011043). */
const VOLUME_Y_A3 = 504.6;
const Y_CL_A = 2.62;
/** Assumed contraction of the NYZC cell against Na₃YCl₆: three quarters of Y³⁺ replaced by the smaller Zr⁴⁺, a quarter of Na⁺ gone. */
const NYZC_CONTRACTION = 0.036;
/** Assumed mean M–Cl distance of NYZC: a quarter Y–Cl 2.62 Å, three quarters Zr–Cl 2.47 Å. */
const M_CL_A = 0.25 * Y_CL_A + 0.75 * 2.47;

/** Cryolite, 295 K (AMCSD 0007739), M at 0 0 0 and at ½ ½ ½. Each F with the metal it is bonded to, in fractional coordinates. */
const CRYOLITE_NA2 = [-0.0121, 0.4492, 0.2526];
const CRYOLITE_F: { at: number[]; metal: number[] }[] = [
  { at: [0.1016, 0.0442, 0.2188], metal: [0, 0, 0] },
  { at: [0.2278, 0.3267, 0.545], metal: [0.5, 0.5, 0.5] },
  { at: [0.1622, 0.2687, 0.9383], metal: [0, 0, 1] },
];

/** The holmium cell scaled evenly to a volume. */
function scaled(volume_A3: number): Cell {
  const factor = Math.cbrt(volume_A3 / cellVolume(HOLMIUM));
  const round = (edge: number): number => Number((edge * factor).toFixed(4));
  return { ...HOLMIUM, a_A: round(HOLMIUM.a_A), b_A: round(HOLMIUM.b_A), c_A: round(HOLMIUM.c_A) };
}

/** Chlorine along its bond at the wanted distance from its metal. */
function placeChlorine(cell: Cell, bond_A: number): number[][] {
  const matrix = orthogonalMatrix(cell);
  return CRYOLITE_F.map(({ at, metal }) => {
    const step = at.map((v, i) => v - metal[i]!);
    const length = Math.hypot(...toCartesian(matrix, step));
    return step.map((v, i) => metal[i]! + (v * bond_A) / length);
  });
}

type Row = [label: string, type: string, x: number, y: number, z: number, occupancy: number, B: number];

function cif(name: string, comments: string[], cell: Cell, rows: Row[]): string {
  const number = (v: number): string => v.toFixed(4);
  return `${comments.map((line) => `# ${line}\n`).join('')}data_${name}
_cell_length_a ${cell.a_A}
_cell_length_b ${cell.b_A}
_cell_length_c ${cell.c_A}
_cell_angle_alpha ${cell.alpha_deg}
_cell_angle_beta ${cell.beta_deg}
_cell_angle_gamma ${cell.gamma_deg}
_space_group_name_H-M_alt 'P 1 21/n 1'
_space_group_IT_number 14
loop_
_space_group_symop_operation_xyz
x,y,z
-x,-y,-z
1/2-x,1/2+y,1/2-z
1/2+x,1/2-y,1/2+z
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
_atom_site_B_iso_or_equiv
${rows.map(([label, type, x, y, z, occupancy, B]) => `${label} ${type} ${number(x)} ${number(y)} ${number(z)} ${occupancy} ${B}`).join('\n')}
`;
}

const chlorineRows = (cell: Cell, bond_A: number): Row[] => placeChlorine(cell, bond_A).map(([x = 0, y = 0, z = 0], i) => [`Cl${i + 1}`, 'Cl', x, y, z, 1, 2]);

/** Both files by name. */
export function reconstructedStructures(): Record<string, string> {
  const yttrium = scaled(VOLUME_Y_A3);
  const nyzc = scaled(VOLUME_Y_A3 * (1 - NYZC_CONTRACTION));
  const [x = 0, y = 0, z = 0] = CRYOLITE_NA2;
  return {
    'na3ycl6-p21n.cif': cif(
      'Na3YCl6_P21n',
      [
        'Na3YCl6, cryolite type. Provenance: reconstructed. Written by reconstruct.ts.',
        'literature: space group, density 2.439 g/cm3 (V = 504.6 A3), Y-Cl 2.62 A (Acta Cryst. E 60 (2004), 10.1107/S1600536804011043)',
        'literature: axial ratios and beta of isotypic Na3HoCl6 (Z. Krist. NCS 216 (2001) 19); derived: those axes scaled evenly to V',
        'reconstructed: coordinates from cryolite (AMCSD 0007739), Cl moved along its bond to 2.62 A from Y; intensities are indicative',
        'assumed: every B',
      ],
      yttrium,
      [['Y1', 'Y', 0, 0, 0, 1, 1.5], ['Na1', 'Na', 0, 0, 0.5, 1, 2.5], ['Na2', 'Na', x, y, z, 1, 2.5], ...chlorineRows(yttrium, Y_CL_A)],
    ),
    'nyzc-p21n.cif': cif(
      'NYZC_P21n',
      [
        'Na2.25Y0.25Zr0.75Cl6 (x = 0), a model in the structure of Na3YCl6. Provenance: assumed. Written by reconstruct.ts.',
        'literature: that P21/n Na2ZrCl6 forms on milling (Sebti et al. 2022, abstract)',
        'assumed: cell of Na3YCl6 shrunk by 3.6 % in volume; Y 0.25 and Zr 0.75 at random on one site; Na 0.75 on both of its sites',
        'assumed: M-Cl 2.5075 A, a quarter of Y-Cl 2.62 and three quarters of Zr-Cl 2.47 A; every B',
        'reconstructed: coordinates as for Na3YCl6; intensities are indicative',
      ],
      nyzc,
      [
        ['Y1', 'Y', 0, 0, 0, 0.25, 1.5], ['Zr1', 'Zr', 0, 0, 0, 0.75, 1.5], ['Na1', 'Na', 0, 0, 0.5, 0.75, 2.5], ['Na2', 'Na', x, y, z, 0.75, 2.5],
        ...chlorineRows(nyzc, M_CL_A),
      ],
    ),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(reconstructedStructures())) writeFileSync(fileURLToPath(new URL(name, import.meta.url)), text);
}
