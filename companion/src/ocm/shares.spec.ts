import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startCompanion } from './testing/companion.ts';
import { CRATE, EMBEDDED, WEBDAV } from './testing/share-creations.ts';

const S6 = EMBEDDED.S6;

describe('POST /ocm/shares', () => {
  for (const [shape, creation] of Object.entries(EMBEDDED)) {
    it(`takes the embedded crate of shape ${shape}`, async t => {
      const companion = await startCompanion(t);
      const answer = await companion.post('/ocm/shares', creation);
      assert.equal(answer.status, 201);
      assert.deepEqual(await answer.json(), { recipientDisplayName: 'marie' });
      const [share] = await companion.shares();
      assert.equal(share?.kind, 'package');
      assert.deepEqual(share.protocols, ['embedded']);
      assert.equal(share.provider, share.sender.host);
      assert.equal(share.authenticity, 'claimed');
      const crate = await companion.api(`/api/shares/${share.id}/crate`);
      const expected = shape === 'S4' ? { ...CRATE, 'x-posted': true } : CRATE;
      assert.deepEqual(await crate.json(), expected);
    });
  }

  it('keeps a crate as it was written, and knows it again all the same', async t => {
    const companion = await startCompanion(t);
    const crate =
      '{ "@graph": [{"@id": "./", "size": 12345678901234567890.0}] }';
    const body = JSON.stringify({
      ...S6,
      protocol: { name: 'multi', embedded: { payload: 'here' } }
    });
    for (const text of [crate, crate.replaceAll(' ', '')]) {
      const answer = await companion.ocm('/ocm/shares', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: body.replace('"here"', text)
      });
      assert.equal(answer.status, 201);
    }
    const [share, ...others] = await companion.shares();
    assert.deepEqual(others, []);
    const kept = await companion.api(`/api/shares/${share?.id}/crate`);
    assert.equal(await kept.text(), crate);
  });

  for (const [shape, creation] of Object.entries(WEBDAV)) {
    it(`takes a WebDAV share: ${shape}`, async t => {
      const companion = await startCompanion(t);
      const answer = await companion.post('/ocm/shares', creation);
      assert.equal(answer.status, 201);
      const [share] = await companion.shares();
      assert.equal(share?.kind, 'folder');
      assert.equal(share.providerId, '7');
      assert.ok(share.protocols.includes('webdav'));
      assert.ok(!JSON.stringify(share).includes('s3cret'));
      const access = companion.store.shares.access(share.id);
      assert.ok(JSON.stringify(access).includes('s3cret'));
    });
  }

  for (const path of ['/ocm/shares/', '//ocm/shares', '/ocm//shares']) {
    it(`takes a share at ${path}, as peers write it`, async t => {
      const companion = await startCompanion(t);
      assert.equal((await companion.post(path, S6)).status, 201);
    });
  }

  it('keeps an unknown protocol beside a known one', async t => {
    const companion = await startCompanion(t);
    await companion.post(
      '/ocm/shares',
      WEBDAV['unknown protocol beside a known one']
    );
    const [share] = await companion.shares();
    assert.deepEqual(share?.protocols, ['webdav', 'teleport']);
    assert.deepEqual(companion.store.shares.access(share.id)?.['teleport'], {
      beam: 'me up'
    });
  });

  it('splits a sender with two @ at the last one and lets the owner be elsewhere', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', S6);
    const [share] = await companion.shares();
    assert.deepEqual(share?.sender, {
      address: '0123abcd@egi.eu@player.example.org',
      displayName: 'jdoe',
      host: 'player.example.org'
    });
    assert.equal(share.owner.host, 'egi.eu');
  });

  it('takes the owner for the sender when only that is named', async t => {
    const companion = await startCompanion(t);
    const creation = { ...WEBDAV.multi, sender: null };
    assert.equal((await companion.post('/ocm/shares', creation)).status, 201);
    const [share] = await companion.shares();
    assert.equal(share?.provider, 'cloud.example.org');
  });

  for (const [name, expected] of [
    ['', 'Dimuon spectrum'],
    ['placeholder', 'Dimuon spectrum'],
    ['Root dataset for tool: x', 'Dimuon spectrum'],
    ['a\u0000b\u202ec', 'a bc']
  ] as const) {
    it(`shows the name ${JSON.stringify(name)} as "${expected}"`, async t => {
      const companion = await startCompanion(t);
      await companion.post('/ocm/shares', { ...S6, name });
      assert.equal((await companion.shares())[0]?.name, expected);
    });
  }

  it('finds the same content to be the same share, however it is written', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', S6);
    const [before] = await companion.shares();
    const reordered = Object.fromEntries(Object.entries(S6).reverse());
    const again = await companion.post('/ocm/shares', {
      ...reordered,
      shareWith: 'marie',
      sender: '0123abcd@egi.eu@player.example.org',
      resourceId: 'another one'
    });
    assert.equal(again.status, 201);
    assert.deepEqual(await companion.shares(), [before]);
  });

  it('keeps other content under the same id as a new share', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', S6);
    const [first] = await companion.shares();
    await companion.post('/ocm/shares', {
      ...S6,
      protocol: {
        name: 'multi',
        embedded: { payload: { ...CRATE, extra: 1 } }
      }
    });
    const shares = await companion.shares();
    assert.equal(shares.length, 2);
    assert.deepEqual(shares[1], first);
  });

  it('keeps every share of the id "n/a"', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', EMBEDDED.S0);
    await companion.post('/ocm/shares', EMBEDDED.S0);
    assert.equal((await companion.shares()).length, 2);
  });

  it('lets the same id and content of another host be another share', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', S6);
    await companion.post('/ocm/shares', {
      ...S6,
      sender: '0123abcd@egi.eu@other.example.org'
    });
    assert.equal((await companion.shares()).length, 2);
  });
});

describe('POST /ocm/shares refuses', () => {
  const cases: [string, unknown, number, string?][] = [
    ['a user it does not know', { ...S6, shareWith: 'pierre@x.org' }, 404],
    ['a user in other case', { ...S6, shareWith: 'Marie@x.org' }, 404],
    ['a group', { ...S6, shareType: 'group' }, 501],
    ['a federation', { ...S6, shareType: 'federation' }, 501],
    [
      'protocols that it does not know',
      { ...S6, protocol: { name: 'multi', webapp: { uri: 'https://x' } } },
      501
    ],
    ['no protocol', { ...S6, protocol: undefined }, 400, 'protocol'],
    ['a protocol that is text', { ...S6, protocol: 'webdav' }, 400, 'protocol'],
    [
      'an embedded thing that is no crate',
      { ...S6, protocol: { name: 'multi', embedded: { payload: {} } } },
      400,
      'protocol.embedded'
    ],
    ['a sender without host', { ...S6, sender: 'somebody' }, 400, 'sender'],
    [
      'a sender whose host is none',
      { ...S6, sender: 'a@b/?c#d e' },
      400,
      'sender'
    ],
    ['nobody as sender', { ...S6, sender: '', owner: '' }, 400, 'sender'],
    ['a missing shareWith', { ...S6, shareWith: undefined }, 400, 'shareWith'],
    ['a wrong type', { ...S6, providerId: {} }, 400, 'providerId'],
    ['an array', [S6], 400, '(whole)'],
    ['null', 'null', 400, '(whole)'],
    ['an empty body', '', 400],
    ['half a document', '{"shareWith": "ma', 400],
    [
      'a document that nests too deep',
      `{"shareWith":${'['.repeat(5000)}${']'.repeat(5000)}}`,
      400
    ]
  ];
  for (const [what, body, status, member] of cases) {
    it(`${what} (${status})`, async t => {
      const companion = await startCompanion(t);
      const answer = await companion.post('/ocm/shares', body);
      assert.equal(answer.status, status);
      const error = (await answer.json()) as {
        message: string;
        validationErrors?: { name: string; message: string }[];
      };
      assert.match(error.message, /\.$/);
      if (status === 400) {
        assert.ok(Array.isArray(error.validationErrors));
      }
      if (member !== undefined) {
        assert.ok(
          error.validationErrors?.some(({ name }) => name === member),
          JSON.stringify(error)
        );
      }
      assert.deepEqual(await companion.shares(), []);
    });
  }

  it('what is not JSON (415)', async t => {
    const companion = await startCompanion(t);
    const answer = await companion.ocm('/ocm/shares', {
      method: 'POST',
      body: new URLSearchParams({ shareWith: 'marie' })
    });
    assert.equal(answer.status, 415);
  });

  it('more than 64 KiB without a crate (413)', async t => {
    const companion = await startCompanion(t);
    const answer = await companion.post('/ocm/shares', {
      ...WEBDAV.multi,
      padding: 'x'.repeat(65 * 1024)
    });
    assert.equal(answer.status, 413);
    assert.match(((await answer.json()) as Error).message, /64 KiB/);
  });

  it('more than 8 MiB (413), and answers although the sender goes on', async t => {
    const companion = await startCompanion(t);
    const answer = await companion.post('/ocm/shares', {
      ...S6,
      padding: 'x'.repeat(9 * 1024 * 1024)
    });
    assert.equal(answer.status, 413);
  });

  it('too many requests of one source (429), and says when to come back', async t => {
    const companion = await startCompanion(t, {
      config: { ocm: { rateLimit: { requests: 2, seconds: 60 } } }
    });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) {
      statuses.push((await companion.post('/ocm/shares', S6)).status);
    }
    assert.deepEqual(statuses, [201, 201, 429]);
    const answer = await companion.ocm('/.well-known/ocm');
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
  });

  it('senders by policy, before it tells who is a user here', async t => {
    const companion = await startCompanion(t, {
      config: { ocm: { deny: ['player.example.org'] } }
    });
    const answer = await companion.post('/ocm/shares', {
      ...S6,
      shareWith: 'nobody'
    });
    assert.equal(answer.status, 403);
  });

  it('unsigned shares where the configuration says so (401)', async t => {
    const companion = await startCompanion(t, {
      config: {
        ocm: {
          unsigned: 'allow',
          hosts: { 'player.example.org': { unsigned: 'refuse' } }
        }
      }
    });
    const unsigned = await companion.post('/ocm/shares', S6);
    assert.equal(unsigned.status, 401);
    const unverified = await companion.ocm('/ocm/shares', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        signature: 'sig1=:AAAA:',
        'signature-input': 'sig1=("@method")'
      },
      body: JSON.stringify(S6)
    });
    assert.equal(unverified.status, 401);
    assert.equal(
      (await companion.post('/ocm/shares', WEBDAV.multi)).status,
      201
    );
  });

  it('believes X-Forwarded-For of trusted proxies only', async t => {
    const ocm = { hosts: { 'player.example.org': { from: ['192.0.2.0/24'] } } };
    const forwarded = {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': '192.0.2.7'
      },
      body: JSON.stringify(S6)
    };
    const trusting = await startCompanion(t, {
      config: { ocm: { ...ocm, trustedProxies: ['127.0.0.0/8'] } }
    });
    assert.equal((await trusting.ocm('/ocm/shares', forwarded)).status, 201);
    const other = await startCompanion(t, { config: { ocm } });
    assert.equal((await other.ocm('/ocm/shares', forwarded)).status, 403);
  });
});

describe('the log', () => {
  it('holds neither secrets nor people nor what a broken body says', async t => {
    let log = '';
    const companion = await startCompanion(t, {
      log: line => {
        log += line;
      }
    });
    await companion.post('/ocm/shares', WEBDAV.multi);
    await companion.post('/ocm/shares', S6);
    await companion.post('/ocm/shares', '{"sharedSecret": "s3cret" "x"}');
    await companion.post('/ocm/shares', { ...S6, shareWith: 'nobody' });
    assert.match(log, /share received/);
    assert.doesNotMatch(log, /s3cret|pierre|Pierre|0123abcd|jdoe|nobody/);
  });
});
