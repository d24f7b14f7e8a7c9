import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, describe, it } from 'node:test';
import type { InvenioRdm } from './invenio-rdm.ts';
import { profileOf, type Profile } from './profile.ts';
import {
  bytes,
  draft,
  DRAFT,
  failsWith,
  scripted,
  signal,
  slot,
  stopAll
} from './testing/scripted-repository.ts';

after(stopAll);

describe('a file at InvenioRDM', () => {
  const send = (repository: InvenioRdm, key = 'a', size = 3) =>
    repository.send(draft, slot(key, size), 0, bytes, size, signal);

  it('is found among those that were there before', async () => {
    const { server, repository } = await scripted({
      [`POST ${DRAFT}/files`]: {
        status: 201,
        json: { entries: [{ key: 'old' }, { key: 'a' }] }
      }
    });
    const file = { key: 'a', size: 3, checksum: null };
    const slots = await repository.begin(draft, [file], signal);
    assert.deepEqual(slots, [slot('a')]);
    assert.deepEqual(JSON.parse(server.heard[0]?.body ?? ''), [
      { key: 'a', size: 3, transfer: { type: 'L' } }
    ]);
  });

  it('keeps its folders, quotes and signs', async () => {
    const key = 'a b/"ü?#%/מ.txt';
    const path = `${DRAFT}/files/a%20b/%22%C3%BC%3F%23%25/%D7%9E.txt/content`;
    const { server, repository } = await scripted({
      [`PUT ${path}`]: { json: { key } }
    });
    await send(repository, key);
    const [heard] = server.heard;
    assert.equal(heard?.body, 'abc');
    assert.equal(heard?.headers['content-length'], '3');
    assert.equal(heard?.headers['content-type'], 'application/octet-stream');
  });

  for (const key of ['', '/a', '../a', 'a//b', 'a/./b', 'n'.repeat(300)]) {
    it(`is not begun when no address would reach it: ${key.slice(0, 9)}`, async () => {
      const { server, repository } = await scripted({});
      await assert.rejects(
        repository.begin(draft, [{ key, size: 1, checksum: null }], signal),
        failsWith('refused')
      );
      assert.deepEqual(server.heard, []);
    });
  }

  it('is lost when the answer says so, whatever its status', async () => {
    const { repository } = await scripted({
      [`PUT ${DRAFT}/files/a/content`]: {
        status: 200,
        json: { errors: 'File upload transfer failed.' }
      }
    });
    await assert.rejects(send(repository), failsWith('file-lost'));
  });

  it('is lost when there is nothing to commit', async () => {
    const { repository } = await scripted({});
    await assert.rejects(
      repository.commit(draft, slot('a'), [], signal),
      failsWith('file-lost')
    );
  });

  it('is told as it is there', async () => {
    const { repository } = await scripted({
      [`POST ${DRAFT}/files/a/commit`]: {
        json: { key: 'a', size: 2, checksum: 'md5:1', status: 'completed' }
      },
      [`GET ${DRAFT}/files`]: {
        json: {
          entries: [
            { key: 'a', size: 9, checksum: 'multipart:1', status: 'completed' },
            { key: 'b', status: 'pending' }
          ]
        }
      }
    });
    assert.deepEqual(await repository.commit(draft, slot('a'), [], signal), {
      key: 'a',
      size: 2,
      checksum: 'md5:1',
      complete: true
    });
    assert.deepEqual(await repository.list(draft, signal), [
      { key: 'a', size: 9, checksum: null, complete: true },
      { key: 'b', size: null, checksum: null, complete: false }
    ]);
  });

  it('is given up when nothing of it is taken any more', async () => {
    const { repository } = await scripted(
      { [`PUT ${DRAFT}/files/a/content`]: { silent: true } },
      { patience: 1000 }
    );
    await assert.rejects(
      send(repository),
      failsWith('timeout', { outcomeUnknown: true })
    );
  });

  it('is stopped when the person stops it', async () => {
    const { repository } = await scripted({});
    const stopped = AbortSignal.abort();
    await assert.rejects(
      repository.send(draft, slot('a'), 0, bytes, 3, stopped),
      failsWith('aborted')
    );
  });

  for (const [status, message, code] of [
    [400, 'File with key a already exists.', 'conflict'],
    [400, 'Uploading selected files will exceed the quota.', 'no-space'],
    [507, '', 'no-space'],
    [410, '', 'gone']
  ] as const) {
    it(`is not begun after ${status} ${message}`, async () => {
      const { repository } = await scripted({
        [`POST ${DRAFT}/files`]: { status, json: { status, message } }
      });
      await assert.rejects(
        repository.begin(
          draft,
          [{ key: 'a', size: 3, checksum: null }],
          signal
        ),
        failsWith(code)
      );
    });
  }
});

describe('a file in parts', () => {
  const profile: Profile = {
    ...profileOf('plain'),
    parts: { above: 4, bytes: 3, together: 2 }
  };
  const file = { key: 'a', size: 5, checksum: 'md5:900150' };
  const links = (one: string, two: string) => ({
    parts: [
      { part: 2, url: two },
      { part: 1, url: one }
    ]
  });

  it('goes where the server says, and the token to no other host', async () => {
    const store = await scripted({ 'PUT /store?part=2': { text: '' } });
    const { server, repository } = await scripted(
      {
        [`POST ${DRAFT}/files`]: {
          status: 201,
          json: {
            entries: [
              {
                key: 'a',
                links: links(
                  `/api${DRAFT}/files/a/content/1`,
                  `${store.server.url}/store?part=2`
                )
              }
            ]
          }
        },
        [`PUT ${DRAFT}/files/a/content/1`]: [
          { json: { errors: 'Part too short.' } },
          { json: {} }
        ]
      },
      { profile }
    );
    const [begun] = await repository.begin(draft, [file], signal);
    assert.ok(begun);
    assert.deepEqual([begun.parts, begun.partSize, begun.together], [2, 3, 2]);
    // A checksum would be believed instead of looking at what arrives.
    assert.deepEqual(JSON.parse(server.heard[0]?.body ?? ''), [
      { key: 'a', size: 5, transfer: { type: 'M', parts: 2, part_size: 3 } }
    ]);
    const send = (part: number, size: number) =>
      repository.send(
        draft,
        begun,
        part,
        () => Readable.from([Buffer.alloc(size, 'x')]),
        size,
        signal
      );
    await assert.rejects(send(0, 3), failsWith('server-failed'));
    await send(0, 3);
    await send(1, 2);
    assert.equal(server.heard.at(-1)?.headers.authorization, 'Bearer secret');
    const [stored] = store.server.heard;
    assert.equal(stored?.body, 'xx');
    assert.equal(stored?.headers.authorization, undefined);
  });

  it('is not in parts while that saves less than it costs', async () => {
    const { server, repository } = await scripted(
      { [`POST ${DRAFT}/files`]: { status: 201, json: { entries: [] } } },
      { profile }
    );
    const small = { key: 'a', size: 4, checksum: null };
    const slots = await repository.begin(draft, [small], signal);
    assert.deepEqual(slots, [slot('a', 4)]);
    assert.deepEqual(JSON.parse(server.heard[0]?.body ?? ''), [
      { key: 'a', size: 4, transfer: { type: 'L' } }
    ]);
  });

  it('is not begun when a part has no address', async () => {
    const { repository } = await scripted(
      {
        [`POST ${DRAFT}/files`]: { status: 201, json: { entries: [] } }
      },
      { profile }
    );
    await assert.rejects(
      repository.begin(draft, [file], signal),
      failsWith('strange-answer')
    );
  });
});
