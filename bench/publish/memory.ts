/**
 * How much memory grows with the size of a file, and what its checksums cost,
 * towards a server that keeps nothing.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Dataverse } from '../../peers/dataverse/index.ts';
import { printTable } from '../drive/table.ts';
import { rate, sendWithOurs } from './own.ts';
import { dataverseTarget } from './servers.ts';
import { MIB, nameOf, sparseFile } from './shapes.ts';

const GIB = 1024 * MIB;

export async function measureMemory(full: boolean): Promise<void> {
  const server = await Dataverse.start({ discard: true });
  const target = dataverseTarget(server);
  const rows = new Map<string, Record<string, string>>();
  try {
    for (const size of [MIB, GIB, (full ? 20 : 4) * GIB]) {
      const folder = sparseFile(size);
      const { seconds, growth } = await sendWithOurs({ target, folder });
      const checksums = await checksumsOf(join(folder, nameOf(0)));
      const bare = await sendWithOurs({ target, folder, checksums });
      rows.set(size < GIB ? '1 MiB' : `${size / GIB} GiB`, {
        rate: rate(size, seconds),
        'memory growth': `${(growth / MIB).toFixed(0)} MiB`,
        'without making checksums': rate(size, bare.seconds),
        'what they cost': `${((1 - bare.seconds / seconds) * 100).toFixed(0)} %`
      });
      await rm(folder, { recursive: true });
    }
  } finally {
    await server.stop();
  }
  printTable('One sparse file to a server that keeps nothing', rows);
}

async function checksumsOf(file: string): Promise<Record<string, string>> {
  const hashes = ['md5', 'sha256'].map(
    name => [name, createHash(name)] as const
  );
  for await (const chunk of createReadStream(file, { highWaterMark: MIB })) {
    for (const [, hash] of hashes) {
      hash.update(chunk as Buffer);
    }
  }
  return Object.fromEntries(
    hashes.map(([name, hash]) => [name, `${name}:${hash.digest('hex')}`])
  );
}
