import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';

import { startOrigin } from '../../peers/origin/index.ts';
import { get } from '../../peers/origin/testing/client.ts';
import { serveDimuonPackage } from './package.ts';

const receiver = 'marie@jupyter.example.org';

it('the package describes what its addresses answer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dimuon-package-'));
  const origin = await startOrigin();
  const { crate, data } = await serveDimuonPackage(origin, {
    receiver,
    folder,
    events: 100
  });
  const entity = (id: string): Record<string, unknown> =>
    crate['@graph'].find(each => each['@id'] === id) ?? {};
  const table = 'https://data.example.org/dimuon/dimuon-events.csv';
  const { body } = await get(origin, table);
  const notebook = await get(
    origin,
    'https://data.example.org/dimuon/dimuon-spectrum.ipynb'
  );
  await origin.stop();
  await rm(folder, { recursive: true });

  const sha256 = createHash('sha256').update(body).digest('hex');
  assert.deepEqual(data, { size: body.length, sha256 });
  assert.equal(entity(table).contentSize, body.length);
  assert.equal(entity(table).sha256, sha256);
  assert.equal(notebook.headers['content-type'], 'application/x-ipynb+json');
  assert.equal(entity('#receiver').userid, receiver);
  assert.equal(entity('#input-Shared With').defaultValue, receiver);
});
