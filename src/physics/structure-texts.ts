/** The CIF files of content/data/structures as text. Written by bundle.ts beside them; a test keeps both equal. */
export const STRUCTURE_TEXTS = {
  // nacl.cif
  nacl: `# NaCl, rock salt. Provenance: literature (cell, positions), assumed (B).
# literature: structure type B1; a = 5.6402 A at room temperature
# assumed: B of Na 1.6 and of Cl 1.3 A2, round values near the measured ones
data_NaCl
_cell_length_a 5.6402
_cell_length_b 5.6402
_cell_length_c 5.6402
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_space_group_name_H-M_alt 'F m -3 m'
_space_group_IT_number 225
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
_atom_site_B_iso_or_equiv
Na1 Na 0 0 0 1 1.6
Cl1 Cl 0.5 0.5 0.5 1 1.3
`,
  // zrcl4-p2c.cif
  zrcl4: `# ZrCl4. Provenance: literature (cell, space group), reconstructed (coordinates), assumed (B).
# literature: P2/c, 6.361 7.407 6.256 A, 109.30 deg, Z = 2 (Krebs 1970, abstract)
# reconstructed: coordinates that give Zr-Cl 2.655, 2.498, 2.307 A (Krebs 1970, abstract) and Zr...Zr 3.968 A (redetermination of 2018, abstract);
#   line positions are exact, intensities indicative
# assumed: every B
data_ZrCl4_P2c
_cell_length_a 6.361
_cell_length_b 7.407
_cell_length_c 6.256
_cell_angle_alpha 90
_cell_angle_beta 109.3
_cell_angle_gamma 90
_space_group_name_H-M_alt 'P 1 2/c 1'
_space_group_IT_number 13
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
_atom_site_B_iso_or_equiv
Zr1 Zr 0 0.164806 0.25 1 1.5
Cl1 Cl 0.773371 0.10683 0.501774 1 2
Cl2 Cl 0.233894 0.622736 0.978045 1 2
`,
  // na3ycl6-p21n.cif
  na3ycl6: `# Na3YCl6, cryolite type. Provenance: reconstructed. Written by reconstruct.ts.
# literature: space group, density 2.439 g/cm3 (V = 504.6 A3), Y-Cl 2.62 A (Acta Cryst. E 60 (2004), 10.1107/S1600536804011043)
# literature: axial ratios and beta of isotypic Na3HoCl6 (Z. Krist. NCS 216 (2001) 19); derived: those axes scaled evenly to V
# reconstructed: coordinates from cryolite (AMCSD 0007739), Cl moved along its bond to 2.62 A from Y; intensities are indicative
# assumed: every B
data_Na3YCl6_P21n
_cell_length_a 6.8534
_cell_length_b 7.2582
_cell_length_c 10.145
_cell_angle_alpha 90
_cell_angle_beta 90.79
_cell_angle_gamma 90
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
Y1 Y 0.0000 0.0000 0.0000 1 1.5
Na1 Na 0.0000 0.0000 0.5000 1 2.5
Na2 Na -0.0121 0.4492 0.2526 1 2.5
Cl1 Cl 0.1138 0.0495 0.2451 1 2
Cl2 Cl 0.1901 0.3027 0.5512 1 2
Cl3 Cl 0.1820 0.3016 0.9308 1 2
`,
  // nyzc-p21n.cif
  nyzc: `# Na2.25Y0.25Zr0.75Cl6 (x = 0), a model in the structure of Na3YCl6. Provenance: assumed. Written by reconstruct.ts.
# literature: that P21/n Na2ZrCl6 forms on milling (Sebti et al. 2022, abstract)
# assumed: cell of Na3YCl6 shrunk by 3.6 % in volume; Y 0.25 and Zr 0.75 at random on one site; Na 0.75 on both of its sites
# assumed: M-Cl 2.5075 A, a quarter of Y-Cl 2.62 and three quarters of Zr-Cl 2.47 A; every B
# reconstructed: coordinates as for Na3YCl6; intensities are indicative
data_NYZC_P21n
_cell_length_a 6.7702
_cell_length_b 7.1701
_cell_length_c 10.0217
_cell_angle_alpha 90
_cell_angle_beta 90.79
_cell_angle_gamma 90
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
Y1 Y 0.0000 0.0000 0.0000 0.25 1.5
Zr1 Zr 0.0000 0.0000 0.0000 0.75 1.5
Na1 Na 0.0000 0.0000 0.5000 0.75 2.5
Na2 Na -0.0121 0.4492 0.2526 0.75 2.5
Cl1 Cl 0.1102 0.0480 0.2374 1 2
Cl2 Cl 0.1997 0.3088 0.5496 1 2
Cl3 Cl 0.1764 0.2921 0.9329 1 2
`,
} as const;
