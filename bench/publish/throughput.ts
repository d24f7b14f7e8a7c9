/**
 * How fast files arrive at a repository, beside other programs: the same files
 * at the same server, in turns.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Dataverse } from '../../peers/dataverse/index.ts';
import { median } from '../drive/statistics.ts';
import { printTable } from '../drive/table.ts';
import {
  installContenders,
  sendWithDvuploader,
  sendWithRoCrateInvenio
} from './contenders.ts';
import { sendWithCurl, sendWithCurlToStore } from './curl.ts';
import { freshFolder, PARALLEL, rate, sendWithOurs } from './own.ts';
import { datasetFor, dataverseTarget, InvenioServer } from './servers.ts';
import { filesOf, MIB, requireDisk, shapesOf, type Shape } from './shapes.ts';

const CURL = `curl -T, ${PARALLEL} at a time`;
const RO_CRATE = 'ro-crate-inveniordm 2.1.0';
const DVUPLOADER = 'python-dvuploader 0.3.3';
const OURS = 'ours';

type Contender = (folder: string) => Promise<number>;

export async function measureThroughput(full: boolean): Promise<void> {
  const programs = await installContenders();
  const shapes = shapesOf(full);
  const rounds = full ? 5 : 3;
  for (const shape of shapes) {
    // The server keeps what each contender sends in each round.
    const bytes = shape.count * shape.size;
    requireDisk(bytes * (5 * rounds + 1));
    const folder = await filesOf(shape);
    try {
      await beside(
        `${shape.name}, a real InvenioRDM`,
        shape,
        rounds,
        folder,
        await invenioContenders(programs, shape)
      );
      await beside(
        `${shape.name}, a stand-in for Dataverse that keeps nothing`,
        shape,
        rounds,
        folder,
        await dataverseContenders(programs)
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

interface Contest {
  contenders: Readonly<Record<string, Contender>>;
  stop: () => Promise<void>;
}

async function invenioContenders(
  programs: string,
  { size }: Shape
): Promise<Contest> {
  const server = await InvenioServer.start('plain');
  const scratch = freshFolder();
  const target = server.target();
  const part = 128 * MIB;
  const parts = (together: number) => ({ above: part, bytes: part, together });
  const ways = {
    'whole files': null,
    ...(size <= part
      ? {}
      : { 'in parts of 128 MiB': parts(1), 'two parts at a time': parts(2) })
  };
  const ours = Object.entries(ways).map(([way, parts]): [string, Contender] => [
    `${OURS}, ${way}`,
    async folder =>
      (await sendWithOurs({ target: { ...target, parts }, folder })).seconds
  ]);
  return {
    contenders: {
      [CURL]: folder => sendWithCurl(server, folder, scratch, PARALLEL),
      [RO_CRATE]: folder =>
        sendWithRoCrateInvenio(programs, server, folder, scratch),
      ...Object.fromEntries(ours)
    },
    stop: () => server.stop()
  };
}

async function dataverseContenders(programs: string): Promise<Contest> {
  // Files go in one piece; curl can send no other.
  const partSize = 8 * 1024 * MIB;
  const server = await Dataverse.start({ discard: true, partSize });
  const target = dataverseTarget(server);
  const scratch = freshFolder();
  return {
    contenders: {
      [CURL]: folder => sendWithCurlToStore(server, folder, scratch, PARALLEL),
      [DVUPLOADER]: async folder => {
        const names = await readdir(folder);
        const files = names.map(name => join(folder, name));
        return sendWithDvuploader(programs, await datasetFor(server), files);
      },
      [OURS]: async folder => (await sendWithOurs({ target, folder })).seconds
    },
    stop: () => server.stop()
  };
}

async function beside(
  title: string,
  { count, size }: Shape,
  rounds: number,
  folder: string,
  { contenders, stop }: Contest
): Promise<void> {
  const seconds = new Map<string, number[]>();
  try {
    for (let round = 0; round < rounds; round += 1) {
      const turns = Object.entries(contenders);
      for (const [name, send] of round % 2 === 0 ? turns : turns.reverse()) {
        const taken = seconds.get(name) ?? [];
        seconds.set(name, [...taken, await send(folder)]);
      }
    }
  } finally {
    await stop();
  }
  const first = median([...seconds.values()][0] ?? []);
  printTable(
    title,
    new Map(
      Object.keys(contenders).map(name => {
        const taken = median(seconds.get(name) ?? []);
        return [
          name,
          {
            seconds: taken.toFixed(2),
            rate: rate(count * size, taken),
            'of the first': (first / taken).toFixed(2)
          }
        ];
      })
    )
  );
}
