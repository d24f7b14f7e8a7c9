/**
 * `sciencemesh package …`: packages without JupyterLab, for scripts and batch
 * jobs.
 */
import type { Streams } from './package-inspect.ts';
import { UsageError } from './usage.ts';

const STREAMS: Streams = {
  out: text => process.stdout.write(text),
  error: text => process.stderr.write(text)
};

/** @returns the exit status */
export async function packageCommand([
  command,
  ...args
]: readonly string[]): Promise<number> {
  switch (command) {
    case 'inspect': {
      const { packageInspect } = await import('./package-inspect.ts');
      return packageInspect(args, STREAMS);
    }
    case 'open': {
      const { packageOpen } = await import('./package-open.ts');
      return packageOpen(args, STREAMS);
    }
    case undefined:
      throw new UsageError('Say what to do with a package, inspect or open.');
    default:
      throw new UsageError(`There is no command "package ${command}".`);
  }
}
