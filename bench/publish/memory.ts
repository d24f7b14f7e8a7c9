/**
 * How much memory grows with the size of a file, and what its checksums cost,
 * towards a server that keeps nothing.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Dataverse } from '../../peers/dataverse/index.ts';
import { median } from '../drive/statistics.ts';
import { printTable } from '../drive/table.ts';
import { rate, sendWithOurs } from './own.ts';
import { dataverseTarget } from './servers.ts';
import { MIB, nameOf, sparseFile } from './shapes.ts';

const GIB = 1024 * MIB;
const ROUNDS = 5;

/** Bytes in a second: of a network, and as much as both can do here. */
const SPEEDS = {
  '2 Gbit/s': 250e6,
  'as fast as it goes': Infinity
};

export async function measureMemory(full: boolean): Promise<void> {
  const server = await Dataverse.start({ discard: true });
  const target = dataverseTarget(server);
  const rows = new Map<string, Record<string, string>>();
  try {
    for (const size of [MIB, GIB, (full ? 20 : 4) * GIB]) {
      const folder = sparseFile(size);
      const { seconds, growth } = await sendWithOurs({ target, folder });
      rows.set(size < GIB ? '1 MiB' : `${size / GIB} GiB`, {
        rate: rate(size, seconds),
        'memory growth': `${(growth / MIB).toFixed(0)} MiB`
      });
      await rm(folder, { recursive: true });
    }
  } finally {
    await server.stop();
  }
  printTable('One sparse file to a server that keeps nothing', rows);
  await measureChecksums();
}

async function measureChecksums(): Promise<void> {
  const folder = sparseFile(GIB);
  // It is in memory from here on, for those that make checksums and for others.
  const checksums = await checksumsOf(join(folder, nameOf(0)));
  const rows = new Map<string, Record<string, string>>();
  for (const [speed, bytesPerSecond] of Object.entries(SPEEDS)) {
    const server = await Dataverse.start({ discard: true, bytesPerSecond });
    const target = dataverseTarget(server);
    const made: number[] = [];
    const spared: number[] = [];
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        made.push((await sendWithOurs({ target, folder })).seconds);
        const bare = await sendWithOurs({ target, folder, checksums });
        spared.push(bare.seconds);
      }
    } finally {
      await server.stop();
    }
    const share = 1 - median(spared) / median(made);
    rows.set(speed, {
      rate: rate(GIB, median(made)),
      'without making checksums': rate(GIB, median(spared)),
      'what they cost': `${(share * 100).toFixed(0)} %`
    });
  }
  await rm(folder, { recursive: true });
  printTable('Checksums of 1 GiB, to a server that keeps nothing', rows);
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
