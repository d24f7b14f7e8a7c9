/**
 * Fetches one version of a repository with `git`, for forges that serve no
 * archive.
 *
 * git only fetches and packs what it has fetched into a zip; it never writes
 * the files themselves. They come out of the zip like those of any forge's
 * archive (`unpack.ts`), so links, filters, hooks and submodules have no place
 * to act, and no `.git` folder of a stranger comes to lie on the disk. A
 * working copy for running needs no history.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GuardedTunnel } from '../../http/guarded-tunnel.ts';
import type { OutboundClient } from '../../http/outbound.ts';
import { cloneProblem } from './clone-problem.ts';
import { Git } from './git.ts';
import type { RepositoryLimits } from './limits.ts';
import { RepositoryProblem } from './problem.ts';
import { isReference } from './reference.ts';

export interface CloneOrder {
  /** https address of the repository. */
  url: string;
  /** Branch, tag or whole commit hash; null for what the forge prefers. */
  reference: string | null;
  /** Where the zip goes. */
  archive: string;
  /** Folder for git to work in; removed at the end. */
  temporary: string;
  limits: RepositoryLimits;
  outbound: OutboundClient;
  signal?: AbortSignal;
}

/** What cannot be in a zip: other repositories, by their path in this one. */
export interface Cloned {
  submodules: string[];
}

/**
 * Leaves the files of one version in a zip.
 *
 * @throws RepositoryProblem, or the reason of the signal
 */
export async function cloneRepository(order: CloneOrder): Promise<Cloned> {
  const { url, reference, outbound, limits, temporary } = order;
  const refused = outbound.judge(url);
  if (refused !== null || !url.startsWith('https://')) {
    throw new RepositoryProblem(
      'refused',
      refused?.message ??
        'Repositories are fetched by https only. Ask the sender for such an address.',
      refused
    );
  }
  if (reference !== null && !isReference(reference)) {
    throw new RepositoryProblem(
      'reference-not-found',
      'The package names a branch, tag or commit that cannot be one. Ask the sender for the right one.'
    );
  }
  const tunnel = await GuardedTunnel.start(outbound, {
    maximumBytes: limits.fetchedBytes,
    idleMilliseconds: limits.idleMilliseconds
  });
  const deadline = AbortSignal.timeout(limits.milliseconds);
  const signal =
    order.signal === undefined
      ? deadline
      : AbortSignal.any([order.signal, deadline]);
  try {
    return await fetchAndPack(order, tunnel, signal);
  } catch (error) {
    order.signal?.throwIfAborted();
    throw cloneProblem(error, {
      host: new URL(url).host,
      reference,
      refusal: tunnel.failure,
      tooSlow: deadline.aborted
    });
  } finally {
    await tunnel.close();
    await rm(temporary, { recursive: true, force: true });
  }
}

async function fetchAndPack(
  { url, reference, archive, temporary, limits, outbound }: CloneOrder,
  tunnel: GuardedTunnel,
  signal: AbortSignal
): Promise<Cloned> {
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  const git = await Git.create(
    {
      folder: temporary,
      proxy: tunnel.address,
      authorities: outbound.authorities()
    },
    signal
  );
  await git.run(
    [
      'fetch',
      '--quiet',
      '--depth=1',
      '--no-tags',
      '--no-recurse-submodules',
      '--end-of-options',
      withoutFragment(url),
      reference ?? 'HEAD'
    ],
    signal
  );
  const listing = new Listing(limits);
  await git.run(
    ['ls-tree', '-r', '-l', '-z', '--full-tree', 'FETCH_HEAD'],
    signal,
    output => listing.read(output)
  );
  await git.run(
    // A tree and no commit, so that no text in its files is replaced
    // (gitattributes, `export-subst`); stored, so that bytes count as they are.
    ['archive', '--format=zip', '-0', '--prefix=files/', 'FETCH_HEAD^{tree}'],
    signal,
    output =>
      pipeline(
        output,
        atMost(limits.unpackedBytes + overhead(limits)),
        createWriteStream(archive)
      )
  );
  return { submodules: listing.submodules };
}

function withoutFragment(address: string): string {
  const url = new URL(address);
  url.hash = '';
  return url.href;
}

/**
 * Counts what a version holds before anything of it is written: a few objects
 * of a repository can stand for any number of files.
 */
class Listing {
  readonly submodules: string[] = [];
  readonly #limits: RepositoryLimits;
  #files = 0;
  #bytes = 0;
  #rest = '';

  constructor(limits: RepositoryLimits) {
    this.#limits = limits;
  }

  /** @throws RepositoryProblem as soon as it is too much */
  async read(output: Readable): Promise<void> {
    output.setEncoding('utf8');
    for await (const text of output as AsyncIterable<string>) {
      const lines = (this.#rest + text).split('\0');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) {
        this.#count(line);
      }
    }
  }

  /** `<mode> <type> <object> <size>\t<path>`, the size padded with spaces. */
  #count(line: string): void {
    const [, type, size = '0', path = ''] =
      /^\d+ (\w+) \w+ +(\d+|-)\t(.*)$/s.exec(line) ?? [];
    if (type === 'commit') {
      this.submodules.push(path);
      return;
    }
    this.#files += 1;
    this.#bytes += Number(size);
    const { files, unpackedBytes } = this.#limits;
    if (this.#files > files) {
      throw new RepositoryProblem(
        'too-large',
        `The repository holds more than ${files} files, which is more than is taken in here.`
      );
    }
    if (this.#bytes > unpackedBytes) {
      throw tooLarge(unpackedBytes);
    }
  }
}

/** Headers and names in a zip, twice. */
function overhead({ files }: RepositoryLimits): number {
  return files * 2 * 4200;
}

function atMost(maximumBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maximumBytes) {
        done(tooLarge(maximumBytes));
      } else {
        done(null, chunk);
      }
    }
  });
}

function tooLarge(bytes: number): RepositoryProblem {
  return new RepositoryProblem(
    'too-large',
    `The repository holds more than ${Math.floor(bytes / 1024 ** 2)} MiB, which is more than is taken in here.`
  );
}
