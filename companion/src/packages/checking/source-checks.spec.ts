import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { PackageFile } from 'sciencemesh-contract';
import { startOrigin, type Origin } from '../../../../peers/origin/index.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import type { OutboundClient } from '../../http/outbound.ts';
import { fileAt } from '../testing/files.ts';
import { SourceChecks } from './source-checks.ts';

const HOST = 'data.example.org';
const ID = 'package-1';

let origin: Origin;
let client: OutboundClient;
let kept: Map<string, string>;
let told: number[];
let checks: SourceChecks;
let onTold: () => void;

before(async () => {
  origin = await startOrigin();
  client = createOutboundClient({}, undefined, {
    environment: origin.environment
  });
});
after(async () => {
  await client.close();
  await origin.stop();
});

beforeEach(() => {
  kept = new Map();
  told = [];
  onTold = () => undefined;
  checks = new SourceChecks({
    outbound: client,
    store: {
      findings: id => kept.get(id) ?? null,
      keepFindings: (id, findings) => {
        kept.set(id, findings);
      }
    },
    onChange: id => {
      assert.equal(id, ID);
      told.push(performance.now());
      onTold();
    },
    onTrouble: cause => assert.fail(String(cause))
  });
});
afterEach(() => checks.close());

function files(count: number): PackageFile[] {
  return Array.from({ length: count }, (_, index) =>
    fileAt(`https://${HOST}/${index}.csv`, index)
  );
}

/** Waits for a change after which the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise<void>(resolve => {
      onTold = resolve;
    });
  }
}

const ended = () => until(() => !checks.isRunning(ID));
const foundCount = () => Object.keys(checks.findings(ID)).length;

/** Answers the first files and holds the rest until it is released. */
function holdAfter(answered: number): () => void {
  const gate = Promise.withResolvers<void>();
  origin.route(HOST, '/*', async ({ path }) => {
    if (Number.parseInt(path.slice(1), 10) >= answered) {
      await gate.promise;
    }
    return { text: 'x' };
  });
  return gate.resolve;
}

function keptCount(): number {
  return Object.keys(JSON.parse(kept.get(ID) ?? '{}') as object).length;
}

describe('a check of sources', () => {
  it('shows what it has found before it has ended', async () => {
    const release = holdAfter(10);
    checks.start(ID, files(30));
    await until(() => foundCount() === 10);
    assert.equal(checks.isRunning(ID), true);
    assert.equal(keptCount(), 0);
    release();
    await ended();
    assert.equal(keptCount(), 30);
  });

  it('tells at most four times a second, however many files', async () => {
    origin.route(HOST, '/*', { text: 'x' });
    const began = performance.now();
    checks.start(ID, files(200));
    await ended();
    const quarters = Math.ceil((performance.now() - began) / 250);
    assert.ok(told.length >= 1);
    assert.ok(told.length <= quarters + 1, `${told.length} in ${quarters}`);
  });

  it('that is cancelled keeps what it has found', async () => {
    holdAfter(10);
    checks.start(ID, files(30));
    await until(() => foundCount() === 10);
    await checks.cancel(ID);
    assert.equal(checks.isRunning(ID), false);
    assert.equal(keptCount(), 10);
    assert.equal(foundCount(), 10);
  });

  it('is not begun twice', async () => {
    const release = holdAfter(0);
    checks.start(ID, files(3));
    origin.forget();
    checks.start(ID, files(3));
    release();
    await ended();
    assert.equal(origin.requestsTo(HOST).length, 3);
  });

  it('that is made again leaves the rest known until it is known anew', async () => {
    origin.route(HOST, '/*', { text: 'x' });
    checks.start(ID, files(20));
    await ended();
    origin.route(HOST, '/*', { status: 404 });
    holdAfter(5);
    checks.start(ID, files(20));
    assert.equal(foundCount(), 20);
    await checks.close();
    assert.equal(keptCount(), 20);
  });
});
