/**
 * sin and cos together, for arguments up to 1e5: a quarter of the code of the general functions, which reduce any double.
 * Reduction by pi/2 in two parts (Cody & Waite, 1980), kernels of fdlibm (Sun Microsystems, 1993). Error below 1e-16 + 1e-17 |x|.
 */
export let sine: f64 = 0;
export let cosine: f64 = 0;

const PIO2_HIGH: f64 = 1.57079632673412561417; // 33 bits of pi/2, so that a quadrant count below 2^20 multiplies exactly
const PIO2_LOW: f64 = 6.0771005065061922e-11;

export function sincos(x: f64): void {
  const quadrant = Math.floor(x * (2 / Math.PI) + 0.5);
  const r = x - quadrant * PIO2_HIGH - quadrant * PIO2_LOW;
  const z = r * r;
  const s =
    r + r * z * (-1.66666666666666324348e-1 + z * (8.33333333332248946124e-3 + z * (-1.98412698298579493134e-4 + z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)))));
  const c =
    1 - 0.5 * z + z * z * (4.16666666666666019037e-2 + z * (-1.38888888888741095749e-3 + z * (2.48015872894767294178e-5 + z * (-2.75573143513906633035e-7 + z * (2.08757232129817482790e-9 + z * -1.13596475577881948265e-11)))));
  const q = <i32>quadrant & 3;
  sine = q == 0 ? s : q == 1 ? c : q == 2 ? -s : -c;
  cosine = q == 0 ? c : q == 1 ? -s : q == 2 ? -c : s;
}
