/**
 * A place to clone to, and a forge to clone from.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir, rm } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startOrigin, type Origin } from '../../../../../peers/origin/index.ts';
import { createOutboundClient } from '../../../http/guarded-client.ts';
import type { OutboundClient } from '../../../http/outbound.ts';
import { readContent } from '../../loading/archive.ts';
import { cloneRepository, type Cloned, type CloneOrder } from '../clone.ts';
import { REPOSITORY_LIMITS } from '../limits.ts';
import { RepositoryProblem, type RepositoryTrouble } from '../problem.ts';
import { unpackRepository } from '../unpack.ts';
import { Forge } from './forge.ts';

const run = promisify(execFile);

export const HOST = 'git.example.org';

export class Bench {
  readonly origin: Origin;
  readonly forge: Forge;
  readonly outbound: OutboundClient;
  /** A folder of this test alone. */
  base = '';

  private constructor(origin: Origin, forge: Forge) {
    this.origin = origin;
    this.forge = forge;
    this.outbound = createOutboundClient({}, undefined, {
      environment: origin.environment
    });
  }

  static async start(): Promise<Bench> {
    const origin = await startOrigin();
    return new Bench(origin, await Forge.start(origin, HOST));
  }

  async stop(): Promise<void> {
    await this.outbound.close();
    await this.origin.stop();
    await this.forge.stop();
  }

  /** Before each test. */
  clear(): void {
    this.base = mkdtempSync(join(tmpdir(), 'clone-'));
  }

  /** After each test. */
  sweep(): Promise<void> {
    return rm(this.base, { recursive: true });
  }

  /** Clones what is behind a path of the forge. */
  clone(path: string, changes: Partial<CloneOrder> = {}): Promise<Cloned> {
    return cloneRepository({
      url: `https://${HOST}${path}`,
      reference: null,
      archive: join(this.base, 'repository.zip'),
      temporary: join(this.base, 'temporary'),
      limits: REPOSITORY_LIMITS,
      outbound: this.outbound,
      ...changes
    });
  }

  /** Clones and unpacks, as for a working copy. */
  async bring(
    path: string,
    changes: Partial<CloneOrder> = {}
  ): Promise<{ leftOut: string[] }> {
    await this.clone(path, changes);
    return unpackRepository({
      archive: join(this.base, 'repository.zip'),
      folder: join(this.base, 'copy'),
      temporary: join(this.base, 'unpacking'),
      limits: REPOSITORY_LIMITS
    });
  }

  /** Names in the zip that git made. */
  zipped(): Promise<string[]> {
    const path = join(this.base, 'repository.zip');
    return readContent(path, 1000, async ({ files }) =>
      files.map(({ name }) => name).sort()
    );
  }

  /** Content of a file that was brought. */
  copied(path: string): Promise<string> {
    return readFile(join(this.base, 'copy', path), 'utf8');
  }

  /** Names in the folder of the test, or in one below. */
  async names(folder = '.'): Promise<string[]> {
    return (await readdir(join(this.base, folder))).sort();
  }

  /** Command lines of the programs that work in the folder of the test. */
  async running(): Promise<string[]> {
    const { stdout } = await run('ps', ['-eo', 'args']);
    return stdout.split('\n').filter(line => line.includes(this.base));
  }
}

/** For `assert.rejects`. */
export function failsWith(code: RepositoryTrouble, message = /\.$/) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof RepositoryProblem, String(error));
    assert.equal(error.code, code, `${error.message} ${String(error.cause)}`);
    assert.match(error.message, message);
    assert.match(error.message, /\.$/);
    return true;
  };
}
