import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';

import { listenOnLoopback } from '../loopback/index.ts';
import { startOrigin } from '../origin/index.ts';
import type { Origin } from '../origin/index.ts';
import { get } from '../origin/testing/client.ts';
import type { Received } from '../origin/testing/client.ts';
import { Institution, offerOf } from './index.ts';
import type { FolderShare } from './index.ts';

const shareWith = 'marie@jupyter.example.org';

describe('the institution', () => {
  let origin: Origin;
  let institution: Institution;
  let folder: string;
  let share: FolderShare;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'institution-'));
    await mkdir(join(folder, 'sub folder'));
    await writeFile(join(folder, 'readme.txt'), 'Hello');
    await writeFile(join(folder, 'sub folder', 'ψ.txt'), '0123456789');
    origin = await startOrigin();
    institution = await Institution.start();
    origin.forward(institution.host, institution.url);
    share = institution.share({ shareWith, folder, name: 'Dimuon' });
  });
  after(async () => {
    await institution.stop();
    await origin.stop();
    await rm(folder, { recursive: true });
  });

  function ask(
    path: string,
    method = 'GET',
    headers: Record<string, string> = {}
  ): Promise<Received> {
    const authorization = `Bearer ${share.sharedSecret}`;
    return get(origin, share.uri + path, {
      method,
      headers: { authorization, ...headers }
    });
  }

  it('publishes where its API and its WebDAV root are', async () => {
    for (const path of ['/.well-known/ocm', '/ocm-provider/']) {
      const url = `https://cloud.example.org${path}`;
      const { body } = await get(origin, url);
      const document = JSON.parse(body.toString()) as Record<string, unknown>;
      assert.equal(document.endPoint, 'https://cloud.example.org/ocm');
    }
  });

  it('lists the folder, one level deep', async () => {
    const { status, body } = await ask('/', 'PROPFIND', { depth: '1' });
    const root = `/remote.php/dav/ocm/${share.providerId}/`;
    const hrefs = [...body.toString().matchAll(/<href>([^<]*)<\/href>/g)]
      .map(([, href = '']) => new URL(href, share.uri).pathname)
      .sort();
    assert.equal(status, 207);
    assert.deepEqual(hrefs, [
      root,
      `${root}readme.txt`,
      `${root}sub%20folder/`
    ]);
  });

  it('serves files, in ranges too', async () => {
    const whole = await ask('/sub%20folder/%CF%88.txt');
    assert.equal(whole.body.toString(), '0123456789');
    const part = await ask('/sub%20folder/%CF%88.txt', 'GET', {
      range: 'bytes=3-5'
    });
    assert.equal(part.status, 206);
    assert.equal(part.body.toString(), '345');
  });

  it('knows the secret as the user name of Basic authentication', async () => {
    const basic = Buffer.from(`${share.sharedSecret}:`).toString('base64');
    const { status } = await ask('/readme.txt', 'GET', {
      authorization: `Basic ${basic}`
    });
    assert.equal(status, 200);
  });

  it('lets nobody in without the secret', async () => {
    for (const authorization of ['', 'Bearer wrong', 'Basic d3Jvbmc6']) {
      const { status } = await ask('/readme.txt', 'GET', { authorization });
      assert.equal(status, 401);
    }
  });

  it('takes no change of a share that is for reading', async () => {
    const { status } = await ask('/readme.txt', 'DELETE');
    assert.equal(status, 403);
    assert.equal((await ask('/readme.txt')).status, 200);
  });

  it('never leaves the shared folder', async () => {
    const { status } = await ask('/..%2f..%2fetc%2fpasswd');
    assert.notEqual(status, 200);
  });

  it('offers a share, and hears that it was accepted', async () => {
    const { promise: offered, resolve } = Promise.withResolvers<string>();
    const receiver = createServer((request, response) => {
      response.writeHead(201).end('{"recipientDisplayName": "Marie"}');
      resolve(text(request));
    });
    const port = await listenOnLoopback(receiver);
    const answer = await institution.offer(`http://127.0.0.1:${port}/ocm`, {
      shareWith,
      folder,
      name: 'Dimuon'
    });
    receiver.close();
    assert.equal(answer.status, 201);
    assert.deepEqual(JSON.parse(await offered), offerOf(answer.share));

    const notify = (sharedSecret: string): Promise<Response> =>
      fetch(`${institution.url}/ocm/notifications`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          notificationType: 'SHARE_ACCEPTED',
          providerId: answer.share.providerId,
          notification: { sharedSecret }
        })
      });
    assert.equal((await notify('wrong')).status, 403);
    assert.equal((await notify(answer.share.sharedSecret)).status, 201);
    const accepted = institution.notifications.map(entry => entry.accepted);
    assert.deepEqual(accepted, [false, true]);
  });

  it('serves a share no longer once it is withdrawn', async () => {
    const other = institution.share({ shareWith, folder, name: 'Other' });
    await institution.withdraw(`${institution.url}/ocm`, other);
    const { status } = await get(origin, `${other.uri}/readme.txt`, {
      headers: { authorization: `Bearer ${other.sharedSecret}` }
    });
    assert.equal(status, 404);
  });
});
