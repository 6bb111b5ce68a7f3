/** Tables that the diffraction lab writes: the peaks with what their widths mean, and the points. */
import { PEAK_FIELDS } from '../../kernels/peaks.ts';
import type { DiffractionState } from './state.ts';
import type { DiffractionView } from './view.ts';

const number = (v: number | null | undefined): string => (v === null || v === undefined ? '' : String(Number(v.toPrecision(10))));

/** Title first, then provenance and state: for pictures and tables. */
export const headOf = (state: DiffractionState, { hall }: DiffractionView): string[] => [
  `Powder pattern and peaks: ${state.pattern.label}`,
  state.pattern.provenance === 'yours' ? 'Provenance of the data: yours.' : 'Provenance of the data: reconstructed, made by this lab from a structure with seeded noise; nobody measured it.',
  ...(state.pattern.note ? [`The pattern: ${state.pattern.note}.`] : []),
  `wavelength_A ${number(state.wavelength_A)}${state.second ? `; second ${number(state.second.wavelength_A)} with share ${number(state.second.share)}` : ''}; window_deg ${number(state.window[0])} to ${number(state.window[1])}; weights: ${state.weight}`,
  `K ${number(state.K)}; instrument U, V, W ${number(state.instrument.U)}, ${number(state.instrument.V)}, ${number(state.instrument.W)} degrees^2, known to ${number(100 * state.instrument.u_relative)} %, taken off: ${state.correction}`,
  ...(state.fit ? [`fit: ${state.fit.verdict}; ${state.fit.message}; R_wp ${number(state.fit.r_wp_percent)} %; reduced chi2 ${number(state.fit.reduced_chi2)}`] : ['the peaks are not fitted']),
  ...(hall && state.fit ? [`Williamson-Hall: size_nm ${number(hall.size_nm)} +- ${number(hall.u_size_nm)}; strain ${number(hall.strain)} +- ${number(hall.u_strain)}${hall.message ? `; ${hall.message}` : ''}`] : []),
  'From: Less salt, more current',
];

/** The peaks, one a row, with standard errors. */
export function peaksCsv(state: DiffractionState, view: DiffractionView): string {
  const names = ['peak', ...PEAK_FIELDS.flatMap((f) => [f, `u_${f}`]), 'size_nm', 'u_size_nm', 'used'];
  const rows = state.peaks.map((peak, i) => [i + 1, ...PEAK_FIELDS.flatMap((f) => [number(peak[f]), number(state.fit?.stderr[i]?.[f])]), number(view.sizes[i]?.size_nm), number(view.sizes[i]?.u_size_nm), peak.used ? 1 : 0].join(','));
  return [...headOf(state, view).map((line) => `# ${line}`), names.join(','), ...rows].join('\r\n') + '\r\n';
}

/** The points inside the window. */
export function pointsCsv(state: DiffractionState, view: DiffractionView): string {
  const rows = Array.from(view.two_theta_deg, (x, i) => [x, view.intensity[i]!, view.model[i]!, view.intensity[i]! - view.model[i]!, view.background[i]!, view.overlay?.[i]].map(number).join(','));
  return [...headOf(state, view).map((line) => `# ${line}`), 'two_theta_deg,intensity,model,residual,background,structure', ...rows].join('\r\n') + '\r\n';
}
