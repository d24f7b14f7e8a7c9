import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';

import { listenOnLoopback } from '../loopback/index.ts';
import { readPackage } from '../packages/index.ts';
import { Dispatcher, pythonJson, shapes, shareOf } from './index.ts';
import type { Sender, SentCrate } from './index.ts';

const sender: Sender = {
  host: 'player.example.org',
  subject: '0123abcd@login.example.org',
  userName: 'marie'
};

async function crateOf(file: string): Promise<SentCrate> {
  return JSON.parse(await readPackage(file)) as SentCrate;
}

describe('the shapes of a share', () => {
  it('hold the crate unchanged, each in its place', async () => {
    const crate = await crateOf('made/generation-a.json');
    for (const shape of shapes) {
      const { protocol, protocols } = shareOf(shape, { crate, sender }) as {
        protocol?: { embedded: SentCrate & { payload?: SentCrate } };
        protocols?: { rocrate: SentCrate };
      };
      const { payload, ...embedded } = protocol?.embedded ?? {};
      const carried = protocols?.rocrate ?? payload ?? embedded;
      assert.deepEqual(carried, crate, shape);
      assert.equal(payload !== undefined, !['S0', 'SX'].includes(shape));
    }
  });

  it('grow a second @ in the sender and lose it by the specification', async () => {
    const crate = await crateOf('made/generation-b.json');
    const ats = shapes.map(shape => {
      const { sender: address } = shareOf(shape, { crate, sender });
      return [shape, String(address).split('@').length - 1];
    });
    assert.deepEqual(Object.fromEntries(ats), {
      S0: 1,
      S1: 1,
      S2: 1,
      S3: 2,
      S4: 2,
      S5: 2,
      S6: 2,
      S7: 2,
      SC: 2,
      SX: 1
    });
  });

  it('take the recipient from where their time put it', async () => {
    const b = await crateOf('made/generation-b.json');
    const c = await crateOf('made/generation-c.json');
    assert.equal(
      shareOf('S6', { crate: b, sender }).shareWith,
      'marie@jupyter.example.org'
    );
    assert.equal(
      shareOf('S7', { crate: c, sender }).shareWith,
      'marie@jupyter.example.org'
    );
    assert.equal(
      shareOf('SC', { crate: b, sender }).shareWith,
      'marie@jupyter.example.org@eosc.cernbox.cern.ch'
    );
  });

  it('are named after the main entity at first, then after the root', async () => {
    const crate = await crateOf('made/generation-b.json');
    assert.equal(shareOf('S1', { crate, sender }).name, 'analysis.ipynb');
    assert.equal(shareOf('S2', { crate, sender }).name, 'Example package');
  });

  it('of today have the members and the order of the wire', async () => {
    const crate = await crateOf('made/generation-b.json');
    assert.deepEqual(Object.keys(shareOf('S6', { crate, sender })), [
      'shareWith',
      'name',
      'description',
      'providerId',
      'resourceId',
      'owner',
      'senderDisplayName',
      'sender',
      'resourceType',
      'shareType',
      'protocol'
    ]);
  });
});

describe('JSON as Python writes it', () => {
  it('has blanks, and no character beyond ASCII', () => {
    assert.equal(
      pythonJson({ a: [1, 'ψ', null, true], 'é"': { b: 2.5 } }),
      '{"a": [1, "\\u03c8", null, true], "\\u00e9\\"": {"b": 2.5}}'
    );
    assert.equal(pythonJson('𝜇'), '"\\ud835\\udf07"');
  });
});

describe('the dispatcher', () => {
  let dispatcher: Dispatcher;
  let receiver: Server;
  let received: { request: IncomingMessage; body: string } | undefined;
  before(async () => {
    dispatcher = await Dispatcher.start();
    receiver = createServer((request, response) => {
      void text(request).then(body => {
        received = { request, body };
        response.writeHead(201).end('{}');
      });
    });
    await listenOnLoopback(receiver);
  });
  after(async () => {
    await dispatcher.stop();
    receiver.close();
  });

  it('posts one unsigned request, as a Python program does', async () => {
    const { port } = receiver.address() as AddressInfo;
    const crate = await crateOf('real/sciencemesh-notebook.json');
    const answer = await dispatcher.dispatch(`http://127.0.0.1:${port}/`, {
      crate
    });
    assert.equal(answer.status, 201);
    assert.equal(received?.request.url, '/ocm/shares');
    assert.match(
      received.request.headers['user-agent'] ?? '',
      /^python-requests/
    );
    assert.equal(received.request.headers.signature, undefined);
    assert.equal(received.body, pythonJson(answer.share));
    assert.deepEqual(JSON.parse(received.body), answer.share);
  });

  it('publishes a document whose end point is a bare host name', async () => {
    const answer = await fetch(`${dispatcher.url}/.well-known/ocm`);
    const document = (await answer.json()) as Record<string, unknown>;
    assert.equal(document.endPoint, 'player.example.org');
    assert.equal((await fetch(`${dispatcher.url}/ocm/shares`)).status, 404);
  });
});
