import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ContentReach, Share } from 'sciencemesh-contract';
import type { Drive, Mounted } from '../drive/drive.ts';
import { lookAfterReturn } from './server-return.ts';

/** A share, where it comes from and how its server was last seen. */
type Seen = [id: string, source: string, reach: ContentReach];

it('what waits goes out, and those in trouble are asked', async () => {
  const seen: Seen[] = [
    ['well', 'cernbox', 'ready'],
    ['refused', 'cernbox', 'refused'],
    ['failing', 'cernbox', 'failing'],
    ['elsewhere', 'node', 'refused']
  ];
  const asked: string[] = [];
  const hurried: string[] = [];
  const drive: Pick<Drive, 'everything' | 'reach'> = {
    everything: async () =>
      seen.map(
        ([id, source]) =>
          ({
            share: { id, source } as Share,
            storage: {
              stat: () => {
                asked.push(id);
                return Promise.reject(new Error('still away'));
              }
            }
          }) as unknown as Mounted
      ),
    reach: ({ id }) => seen.find(([known]) => known === id)?.[2] ?? 'waiting'
  };
  await lookAfterReturn('cernbox', {
    drive,
    hurry: ids => hurried.push(...ids)
  });
  assert.deepEqual(hurried, ['well', 'refused', 'failing']);
  assert.deepEqual(asked, ['refused', 'failing']);
});
