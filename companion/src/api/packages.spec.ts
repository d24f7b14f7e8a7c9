import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  PackagePreview,
  Problem,
  Transfer,
  TransferFileList,
  TransferList
} from 'sciencemesh-contract';
import type { Static, TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { startCompanion } from '../ocm/testing/companion.ts';
import { EMBEDDED } from '../ocm/testing/share-creations.ts';

/** Its only file is at an address that the guard refuses. */
const CRATE = {
  '@context': 'https://w3id.org/ro/crate/1.1/context',
  '@graph': [
    {
      '@id': 'ro-crate-metadata.json',
      '@type': 'CreativeWork',
      about: { '@id': './' }
    },
    {
      '@id': './',
      '@type': 'Dataset',
      name: 'Dimuon events',
      hasPart: [{ '@id': 'https://127.0.0.1:9/events.csv' }]
    },
    {
      '@id': 'https://127.0.0.1:9/events.csv',
      '@type': 'File',
      name: 'events.csv',
      contentSize: '12'
    }
  ]
};
const SHARE = {
  ...EMBEDDED.S6,
  protocol: { name: 'multi', embedded: { payload: CRATE } }
};
const MISSING = '00000000-0000-4000-8000-000000000000';

/** An answer's body, which must be what the contract says. */
async function parsed<T extends TSchema>(
  schema: T,
  answer: Response
): Promise<Static<T>> {
  const value: unknown = await answer.json();
  assert.ok(
    Check(schema, value),
    `${answer.status} ${JSON.stringify(value)} ${JSON.stringify(Errors(schema, value))}`
  );
  return value;
}

describe('/api/packages', () => {
  it('shows the package of a share without asking anybody', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', SHARE);
    const [share] = await companion.shares();
    const answer = await companion.api(`/api/packages/${share?.package?.id}`);
    const preview = await parsed(PackagePreview, answer);
    assert.equal(preview.title, 'Dimuon events');
    assert.equal(preview.kind, 'data');
    assert.deepEqual(preview.origin, { type: 'share', shareId: share?.id });
    assert.deepEqual(
      preview.files.map(({ name, size, check }) => [name, size, check]),
      [['events.csv', 12, 'unchecked']]
    );
    const metrics = await (await companion.api('/api/metrics')).text();
    assert.doesNotMatch(metrics, /outbound_requests_total\{/);
  });

  it('hands out the document as a download', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', SHARE);
    const [share] = await companion.shares();
    const answer = await companion.api(
      `/api/packages/${share?.package?.id}/document`
    );
    assert.match(
      answer.headers.get('content-disposition') ?? '',
      /^attachment/
    );
    assert.match(
      answer.headers.get('content-security-policy') ?? '',
      /sandbox/
    );
    assert.deepEqual(await answer.json(), CRATE);
  });

  it('opens a package: the share counts as accepted, the copy is told', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', SHARE);
    const [share] = await companion.shares();
    const answer = await companion.api(
      `/api/packages/${share?.package?.id}/open`,
      'POST',
      { folder: 'ScienceMesh/dimuon' }
    );
    assert.equal(answer.status, 202);
    const { id } = await parsed(Transfer, answer);
    const ended = await companion.transferEnded(id);
    assert.equal(ended.filesFailed, 1);
    const list = await parsed(
      TransferList,
      await companion.api('/api/transfers')
    );
    assert.deepEqual(list.items, [ended]);
    const files = await parsed(
      TransferFileList,
      await companion.api(`/api/transfers/${id}/files?state=failed&limit=5`)
    );
    assert.equal(files.items.length, 1);
    assert.match(files.items[0]?.message ?? '', /\.$/);
    const [after] = await companion.shares();
    assert.equal(after?.state, 'accepted');
    assert.equal(after.seen, true);
    const metrics = await (await companion.api('/api/metrics')).text();
    assert.match(metrics, /sciencemesh_transfers_total\{state="\w+"\} 1/);
  });

  it('reads a document from the Jupyter root and refuses what is none', async t => {
    const companion = await startCompanion(t);
    mkdirSync(join(companion.folder, 'crates'));
    const path = 'crates/ro-crate-metadata.json';
    writeFileSync(join(companion.folder, path), JSON.stringify(CRATE));
    const answer = await companion.api('/api/packages', 'POST', { path });
    assert.equal(answer.status, 201);
    const preview = await parsed(PackagePreview, answer);
    assert.equal(preview.origin.type, 'file');
    for (const source of [
      { path: 'crates/missing.json' },
      { path: '../../etc/passwd' },
      { name: 'x.json', document: 'no JSON' },
      { name: 'x.json', document: '{}' },
      { url: 'https://127.0.0.1:9/x.json' },
      { url: 'file:///etc/passwd' }
    ]) {
      const refused = await companion.api('/api/packages', 'POST', source);
      assert.ok(refused.status >= 400 && refused.status !== 500);
      const { message } = await parsed(Problem, refused);
      assert.match(message, /\.$/);
    }
    assert.ok(readFileSync(join(companion.folder, path)).length > 0);
  });

  it('validates what it is asked', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', SHARE);
    const [share] = await companion.shares();
    const path = `/api/packages/${share?.package?.id}/open`;
    for (const body of [
      {},
      { folder: '' },
      { folder: 'x', exclude: [-1] },
      { folder: 'x', parameters: { a: {} } },
      { folder: 'x', unknown: 1 }
    ]) {
      const answer = await companion.api(path, 'POST', body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      await parsed(Problem, answer);
    }
    for (const body of [{}, { path: 1 }, { path: 'a', url: 'b' }]) {
      const answer = await companion.api('/api/packages', 'POST', body);
      assert.equal(answer.status, 400, JSON.stringify(body));
    }
  });

  for (const [method, path] of [
    ['GET', `/api/packages/${MISSING}`],
    ['GET', `/api/packages/${MISSING}/document`],
    ['POST', `/api/packages/${MISSING}/check`],
    ['DELETE', `/api/packages/${MISSING}/check`],
    ['POST', `/api/packages/${MISSING}/open`],
    ['GET', `/api/transfers/${MISSING}`],
    ['GET', `/api/transfers/${MISSING}/files`],
    ['POST', `/api/transfers/${MISSING}/cancel`],
    ['POST', `/api/transfers/${MISSING}/retry`]
  ] as const) {
    it(`answers ${method} ${path.replace(MISSING, ':id')} of nothing with 404`, async t => {
      const companion = await startCompanion(t);
      const body = path.endsWith('open') ? { folder: 'x' } : {};
      const answer = await companion.api(
        path,
        method,
        method === 'POST' ? body : undefined
      );
      assert.equal(answer.status, 404);
      const { code } = await parsed(Problem, answer);
      assert.match(code, /^(package|transfer)-not-found$/);
    });
  }
});
