/**
 * `sciencemesh package inspect`: says what a package holds, without fetching
 * any of it.
 */
import { parseArgs } from 'node:util';
import { loadSettings } from '../config.ts';
import { createOutboundClient } from '../http/guarded-client.ts';
import { RequestProblem } from '../http/problem.ts';
import { inspectionOf } from '../packages/library/inspection.ts';
import { readKernels } from '../packages/running/kernels.ts';
import { runnableWith } from '../packages/library/tools.ts';
import { includedKernel } from './included-kernel.ts';
import { reportOf } from './package-report.ts';
import { openPackageSource } from './package-source.ts';
import { UsageError } from './usage.ts';

/** Exit status for what is no crate. */
const NO_CRATE = 2;

/** Where a command writes. */
export interface Streams {
  out(text: string): void;
  error(text: string): void;
}

/**
 * @returns the exit status: 0 also with warnings, 2 for what is no crate
 * @throws UsageError, and Error with a sentence for the person
 */
export async function packageInspect(
  args: readonly string[],
  streams: Streams
): Promise<number> {
  const { name, json, config } = readOptions(args);
  try {
    const opened = await openPackageSource(name, () =>
      createOutboundClient(loadSettings(config, null).outbound)
    );
    try {
      const inspection = inspectionOf(
        {
          ...opened.package,
          runnable: await runnableWith(opened.package, await readKernels())
        },
        await includedKernel(opened)
      );
      streams.out(
        json
          ? `${JSON.stringify(inspection, null, 2)}\n`
          : reportOf(inspection, opened.package)
      );
      return 0;
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (error instanceof RequestProblem && error.code === 'not-a-crate') {
      streams.error(`sciencemesh: ${error.message}\n`);
      return NO_CRATE;
    }
    throw error;
  }
}

function readOptions(args: readonly string[]): {
  name: string;
  json: boolean;
  config: string | null;
} {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      config: { type: 'string' }
    }
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new UsageError('Name one package: a file, a folder or an address.');
  }
  return { name, json: values.json, config: values.config ?? null };
}
