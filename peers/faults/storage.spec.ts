import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';

import fc from 'fast-check';

import type { OutboundClient } from '../../companion/src/http/outbound.ts';
import {
  PASSING,
  StorageError,
  type Storage
} from '../../companion/src/storage/storage.ts';
import { put } from '../../companion/src/storage/testing/files.ts';
import {
  apply,
  carryOut,
  contentOf,
  operation,
  sorted,
  TRIALS,
  type Operation
} from '../../companion/src/storage/testing/random-operations.ts';
import {
  localClient,
  webDavAt
} from '../../companion/src/storage/testing/webdav.ts';
import { findServers, startServer } from '../webdav/index.ts';
import type { WebDavServer } from '../webdav/index.ts';
import { FaultProxy, FAULTS } from './index.ts';
import type { Fault } from './index.ts';

/** Of a hundred requests so many go wrong. */
const SHARE = 30;
const ATTEMPTS = 8;
/** Milliseconds: the same machine, the same country, another continent. */
const LATENCIES = [0, 20, 100];

const found = await findServers();
const skip = 'missing' in found ? found.missing : false;

describe('random operations through a bad connection', { skip }, () => {
  for (const kind of ['wsgidav', 'apache'] as const) {
    describe(`to ${kind}`, () => {
      let server: WebDavServer;
      let proxy: FaultProxy;
      let outbound: OutboundClient;
      let count = 0;

      before(async () => {
        server = await startServer(kind);
        proxy = await FaultProxy.start(server.url);
        outbound = localClient({ timeoutSeconds: 1, idleSeconds: 1 });
      });
      after(async () => {
        await outbound.close();
        await proxy.stop();
        await server.stop();
      });

      it(`lose nothing and double nothing (SCIENCEMESH_SEED=${TRIALS.seed})`, async t => {
        const { authorization } = server;
        let done = 0;
        const quiet = webDavAt(server.url, outbound, { authorization });
        await fc.assert(
          fc.asyncProperty(
            fc.array(operation, { minLength: 5, maxLength: 12 }),
            fc.infiniteStream(fc.integer({ min: 0, max: 99 })),
            fc.infiniteStream(fc.constantFrom(...FAULTS)),
            fc.constantFrom(...LATENCIES),
            async (operations, dice, faults, latency) => {
              proxy.latency = latency;
              const storage = webDavAt(proxy.url, outbound, { authorization });
              const root = `trial ${(count += 1)}`;
              await quiet.makeFolder(root);
              const model = new Map<string, string | null>();
              for (const each of operations) {
                proxy.choose = method =>
                  next(dice) < SHARE ? faultFor(method, next(faults)) : null;
                await agree(storage, root, each, model, proxy);
                done += 1;
              }
              assert.deepEqual(await contentOf(quiet, root), sorted(model));
              // What broke off on the way is cleared away in the end.
              await put(storage, `${root}/last`, 'x');
              const left = await readdir(`${server.folder}/${root}`, {
                recursive: true
              });
              assert.deepEqual(
                left.filter(name => name.endsWith('.part')),
                []
              );
            }
          ),
          { ...TRIALS, endOnFailure: true }
        );
        const faults = [...proxy.happened].map(each => each.join(' '));
        t.diagnostic(`${done} operations; ${faults.join(', ')}`);
        assert.ok(proxy.happened.size > 3, 'faults happened');
      });
    });
  }
});

function next<T>(stream: Iterator<T, unknown>): T {
  const result = stream.next();
  assert.ok(!result.done);
  return result.value;
}

/** A server is waited for while it works, so that silence would take minutes. */
function faultFor(method: string, fault: Fault): Fault | null {
  const works = ['MOVE', 'COPY', 'DELETE'].includes(method);
  return works && ['silence', 'stall'].includes(fault.type) ? null : fault;
}

/**
 * Tries until it is done or cannot be done, as a person or the outbox does, and
 * compares that with what the model says.
 */
async function agree(
  storage: Storage,
  root: string,
  each: Operation,
  model: Map<string, string | null>,
  proxy: FaultProxy
): Promise<void> {
  const expected = apply(model, each);
  for (let attempt = 1; ; attempt++) {
    if (attempt === ATTEMPTS) {
      proxy.choose = () => null;
    }
    try {
      await carryOut(storage, root, each);
      assert.equal(expected, null, `${JSON.stringify(each)} was done`);
      break;
    } catch (error) {
      if (!(error instanceof StorageError)) {
        throw error;
      }
      // Somebody in between may say 412 as well.
      const passes = PASSING.has(error.code) || error.code === 'changed';
      if (!passes || attempt === ATTEMPTS) {
        assert.notEqual(
          expected,
          null,
          `${JSON.stringify(each)}: ${error.code}, attempt ${attempt}`
        );
        break;
      }
    }
  }
  proxy.choose = () => null;
}
