/**
 * The `halide` command: one topic a file, each loaded only when asked for.
 * One JSON document (or CSV) to standard output; messages to standard error; exit 0 on success, 2 on bad input with one sentence.
 */
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BadInput } from './errors.ts';
import { KERNEL_NAMES } from '../kernels/names.ts';

/** What a topic file exports. */
export interface Topic {
  /** Shown by `halide <topic> --help`. */
  help: string;
  /** Returns the whole standard output; throws BadInput. An object with `exit` sets another exit status than 0. */
  run(args: string[]): Promise<string | { output: string; exit: number }> | string | { output: string; exit: number };
}

const topics: Record<string, { about: string; load: () => Promise<Topic> }> = {
  composition: { about: 'formula, fractions and masses at one x', load: () => import('./composition.ts') },
  impedance: { about: 'fit and judge impedance spectra', load: () => import('./impedance.ts') },
  arrhenius: { about: 'activation energy from σ(T)', load: () => import('./arrhenius.ts') },
  nmr: { about: '²³Na line shapes, exchange, fits and quantification', load: () => import('./nmr.ts') },
  diffraction: { about: 'powder patterns, nanocrystals and electron rings', load: () => import('./diffraction.ts') },
  cell: { about: 'charge and discharge of the cell at a sequence of C-rates', load: () => import('./cell.ts') },
  reproduce: { about: 'every number of the ledger, recomputed', load: () => import('./reproduce.ts') },
};

const usage = (): string =>
  `halide: recompute the paper, or your own data, from the command line\n\nusage: halide <topic> …    (halide <topic> --help tells more)\n\n${Object.entries(topics)
    .map(([name, topic]) => `  ${name.padEnd(12)} ${topic.about}`)
    .join('\n')}\n`;

const wantsHelp = (args: string[]): boolean => args.includes('--help') || args.includes('-h');

/** One line of at most 400 characters, whatever the message held. */
export const oneLine = (message: string): string => {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length <= 400 ? line : `${line.slice(0, 399)}…`;
};

/** Runs the command and returns its exit status. */
export async function main(argv: string[], root: string): Promise<number> {
  // A reader that closes early (| head) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
  const [name, ...args] = argv;
  try {
    if (name === undefined) throw new BadInput(`a topic is needed: ${Object.keys(topics).join(', ')} (halide --help)`);
    if (name === '--help' || name === '-h' || name === 'help') {
      process.stdout.write(usage());
      return 0;
    }
    const entry = topics[name];
    if (!entry) throw new BadInput(`there is no topic "${name}": expected one of ${Object.keys(topics).join(', ')} (halide --help)`);
    buildMissingKernels(root);
    const topic = await entry.load();
    if (wantsHelp(args)) {
      process.stdout.write(topic.help);
      return 0;
    }
    const result = await topic.run(args);
    const { output, exit } = typeof result === 'string' ? { output: result, exit: 0 } : result;
    process.stdout.write(output.endsWith('\n') ? output : `${output}\n`);
    return exit;
  } catch (error) {
    const message = error instanceof BadInput ? error.message : `something went wrong inside halide (${error instanceof Error ? error.message : String(error)}): please report it with the input`;
    process.stderr.write(`${oneLine(`halide${name && topics[name] ? ` ${name}` : ''}: ${message}`)}\n`);
    return 2;
  }
}

/** After a bare `npm install` no kernel is there yet: build them once, quietly. */
function buildMissingKernels(root: string): void {
  const missing = KERNEL_NAMES.some((name) => existsSync(join(root, 'assembly', `${name}.ts`)) && !existsSync(join(root, 'src/kernels/wasm', `${name}.wasm`)));
  if (!missing) return;
  const build = spawnSync(process.execPath, [join(root, 'scripts/build-kernels.mjs')], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (build.status !== 0) throw new BadInput('the kernels could not be built: run "npm install" in the repository, then "npm run kernels"');
}
