/**
 * The command line: `sciencemesh serve`, `sciencemesh package …`.
 */
import { USAGE, UsageError } from './command-line/usage.ts';
import { VERSION } from './http/version.ts';

// At once, before anything else runs: no child process and no crash report of
// ours shall ever see it.
const secret = process.env['SCIENCEMESH_SECRET'];
delete process.env['SCIENCEMESH_SECRET'];
const hub = {
  JUPYTERHUB_API_URL: process.env['JUPYTERHUB_API_URL'],
  JUPYTERHUB_API_TOKEN: process.env['JUPYTERHUB_API_TOKEN']
};
delete process.env['JUPYTERHUB_API_TOKEN'];

async function run([command, ...args]: string[]): Promise<number> {
  switch (command) {
    case 'serve': {
      const { serve } = await import('./command-line/serve.ts');
      return serve(args, { secret, hub });
    }
    case 'package': {
      const { packageCommand } = await import('./command-line/package.ts');
      return packageCommand(args);
    }
    case 'openapi': {
      const { printOpenApi } = await import('./command-line/describe.ts');
      return printOpenApi();
    }
    case 'config-schema': {
      const { printConfigSchema } = await import('./command-line/describe.ts');
      return printConfigSchema();
    }
    case '--help':
    case '-h':
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    case '--version':
      process.stdout.write(`${VERSION}\n`);
      return 0;
    case undefined:
      throw new UsageError('Say what to do, e.g. sciencemesh serve.');
    default:
      throw new UsageError(`There is no command "${command}".`);
  }
}

/** One sentence for the person, the rest is not their business. */
function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isUsageError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return (
    error instanceof UsageError || String(code).startsWith('ERR_PARSE_ARGS')
  );
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const hint = isUsageError(error) ? ' See sciencemesh --help.' : '';
  const sentence = explain(error).replace(/\.?$/, '.');
  process.stderr.write(`sciencemesh: ${sentence}${hint}\n`);
  process.exitCode = isUsageError(error) ? 2 : 1;
}
