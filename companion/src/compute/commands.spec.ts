import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { BatchError, type BatchFailure } from './batch-system.ts';
import {
  commandEnvironment,
  findProgram,
  runCommand,
  type CommandOptions,
  type CommandResult
} from './commands.ts';

const NODE = process.execPath;

describe('running a program', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'commands-'));
  });
  after(() => rm(folder, { recursive: true }));

  const run = (
    argv: readonly [string, ...string[]],
    options: Partial<CommandOptions> = {}
  ): Promise<CommandResult> =>
    runCommand(argv, {
      signal: new AbortController().signal,
      seconds: 20,
      ...options
    });
  const script = (text: string, options: Partial<CommandOptions> = {}) =>
    run([NODE, '-e', text], options);

  const fails = async (
    promise: Promise<unknown>,
    code: BatchFailure,
    message: RegExp
  ): Promise<BatchError> => {
    const error = await promise.then(
      () => assert.fail('it did not fail'),
      (reason: unknown) => reason
    );
    assert.ok(error instanceof BatchError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return error;
  };

  /** Waits until a process is no more (a zombie is none). */
  const gone = async (pid: number) => {
    for (;;) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(
        () => 'State:\tX'
      );
      if (/^State:\t[ZX]/m.test(status)) {
        return;
      }
      await new Promise(resolve => setImmediate(resolve));
    }
  };

  /** A program that starts another, says its number and waits for ever. */
  const PARENT = `
    const { spawn } = require('node:child_process');
    const { writeFileSync } = require('node:fs');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'],
      { stdio: 'inherit' });
    child.on('spawn', () => writeFileSync(process.argv[1], String(child.pid)));
    setInterval(() => {}, 1e6);`;

  const written = async (path: string): Promise<number> => {
    for (;;) {
      const text = await readFile(path, 'utf8').catch(() => '');
      if (text !== '') {
        return Number(text);
      }
      await new Promise(resolve => setImmediate(resolve));
    }
  };

  it('tells the status and both outputs apart', async () => {
    const result = await script(
      'process.stdout.write("out é"); process.stderr.write("err"); process.exitCode = 7'
    );
    assert.equal(result.code, 7);
    assert.equal(result.stdout, 'out é');
    assert.equal(result.stderr, 'err');
    assert.deepEqual(result.bytes, Buffer.from('out é'));
  });

  it('gives every byte of an output that is no text', async () => {
    const { bytes } = await script(
      'process.stdout.write(Buffer.from([0xff, 0, 0xc3]))'
    );
    assert.deepEqual([...bytes], [0xff, 0, 0xc3]);
  });

  it('counts signals as shells do', async () => {
    const { code } = await script('process.kill(process.pid, "SIGTERM")');
    assert.equal(code, 143);
  });

  it('hands over input, and does not mind when nobody reads it', async () => {
    const { stdout } = await script('process.stdin.pipe(process.stdout)', {
      input: 'hello'
    });
    assert.equal(stdout, 'hello');
    const { code } = await script('process.exitCode = 3', {
      input: Buffer.alloc(1_000_000)
    });
    assert.equal(code, 3);
  });

  it('gives arguments as they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc
            .string({ unit: 'grapheme' })
            .filter(text => !text.includes('\0') && text.isWellFormed()),
          { minLength: 1, maxLength: 5 }
        ),
        async words => {
          const { stdout } = await run([
            NODE,
            '-e',
            'console.log(JSON.stringify(process.argv.slice(1)))',
            '--',
            ...words
          ]);
          assert.deepEqual(JSON.parse(stdout), words);
        }
      ),
      {
        numRuns: Number(process.env['SCIENCEMESH_TRIALS'] ?? 10),
        ...(process.env['SCIENCEMESH_SEED'] === undefined
          ? {}
          : { seed: Number.parseInt(process.env['SCIENCEMESH_SEED'], 10) }),
        examples: [[['$(id)', '`id`', '; id', 'a\nb', '-e', '"', '\\']]]
      }
    );
  });

  it('refuses a NUL before it starts anything', async () => {
    await fails(run([NODE, '-e', 'a\0b']), 'refused', /NUL/);
  });

  it('says which program is missing, and where it was looked for', async () => {
    await fails(run(['no-such-program']), 'broken', /no-such-program .*PATH/);
    await fails(
      run(['sh'], { programs: folder }),
      'broken',
      new RegExp(`sh is not in ${folder}`)
    );
  });

  it('takes a program from its folder before the PATH', async () => {
    const program = join(folder, 'sh');
    await writeFile(program, '#!/bin/sh\necho ours\n');
    assert.equal(findProgram('sh', folder), null);
    await chmod(program, 0o755);
    const { stdout } = await run(['sh'], { programs: folder });
    assert.equal(stdout, 'ours\n');
    await rm(program);
  });

  it('says that its folder is missing', async () => {
    await fails(
      run([NODE, '-v'], { cwd: join(folder, 'none') }),
      'broken',
      /cannot be started/
    );
  });

  it('ends a program with its children when the time is over', async () => {
    const file = join(folder, 'timeout');
    const error = await fails(
      run([NODE, '-e', PARENT, file], { seconds: 1 }),
      'timeout',
      /within 1 seconds/
    );
    assert.equal(error.outcomeUnknown, false);
    await gone(await written(file));
  });

  it('ends a program with its children when nobody waits any more', async () => {
    const file = join(folder, 'aborted');
    const controller = new AbortController();
    const running = run([NODE, '-e', PARENT, file], {
      signal: controller.signal,
      changes: true
    });
    const child = await written(file);
    controller.abort();
    const error = await fails(running, 'aborted', /was ended/);
    assert.equal(error.outcomeUnknown, true);
    await gone(child);
  });

  it('starts nothing for a signal that was given before', async () => {
    const error = await fails(
      run([NODE, '-v'], { signal: AbortSignal.abort(), changes: true }),
      'aborted',
      /not started/
    );
    assert.equal(error.outcomeUnknown, false);
  });

  it('ends a program that prints without end', async () => {
    await fails(
      run(['yes'], { maximumBytes: 100_000 }),
      'broken',
      /more than 100000 bytes/
    );
  });

  it('takes an output of exactly the size that is allowed', async () => {
    const text = 'process.stdout.write("y".repeat(1000))';
    const { stdout } = await script(text, { maximumBytes: 1000 });
    assert.equal(stdout.length, 1000);
    await fails(script(text, { maximumBytes: 999 }), 'broken', /999/);
  });

  it('keeps the beginning of a long complaint', async () => {
    const { stderr } = await script(
      'process.stderr.write("first" + "x".repeat(1_000_000))'
    );
    assert.equal(stderr.length, 64 * 1024);
    assert.ok(stderr.startsWith('first'));
  });

  it('does not wait for what a program leaves running', async () => {
    const result = await script(`
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'],
        { stdio: 'inherit', detached: true });
      child.unref();
      console.log(child.pid);
      process.exitCode = 5;`);
    assert.equal(result.code, 5);
    const left = Number(result.stdout);
    process.kill(left, 'SIGKILL');
    await gone(left);
  });

  it('lets no variable through that changes answers', async () => {
    const environment = commandEnvironment({
      PATH: '/bin',
      HOME: '/home/alice',
      USER: 'mistaken',
      LANG: 'de_DE.UTF-8',
      KRB5CCNAME: 'FILE:/tmp/krb5cc_1',
      CONDOR_CONFIG: '/etc/condor/other',
      _condor_SCHEDD_HOST: 'bigbird.example.org',
      SLURM_CONF: '/etc/slurm.conf',
      SLURM_TIME_FORMAT: 'relative',
      SQUEUE_FORMAT: '%i',
      SBATCH_PARTITION: 'long',
      SCIENCEMESH_TOKEN: 'secret',
      JUPYTERHUB_API_TOKEN: 'secret'
    });
    assert.deepEqual(Object.keys(environment).sort(), [
      'CONDOR_CONFIG',
      'HOME',
      'KRB5CCNAME',
      'LANG',
      'LC_ALL',
      'LOGNAME',
      'PATH',
      'SLURM_CONF',
      'USER',
      '_condor_SCHEDD_HOST'
    ]);
    assert.equal(environment['LANG'], 'C.UTF-8');
    assert.notEqual(environment['USER'], 'mistaken');
    const { stdout } = await script(
      'console.log(process.env.SQUEUE_FORMAT, process.env.MORE)',
      { environment: { MORE: 'more' } }
    );
    assert.equal(stdout, 'undefined more\n');
  });
});
