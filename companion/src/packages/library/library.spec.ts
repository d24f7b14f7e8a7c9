import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { PackagePreview } from 'sciencemesh-contract';
import { startOrigin, type Origin } from '../../../../peers/origin/index.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import type { OutboundClient } from '../../http/outbound.ts';
import { openStore, type Store } from '../../store/store.ts';
import { createTransferEngine } from '../../transfers/engine.ts';
import { openArchiveEntry } from '../loading/archive.ts';
import { crateOf } from '../testing/crates.ts';
import { PackageLibrary } from './library.ts';

const HOST = 'data.example.org';

let origin: Origin;
let outbound: OutboundClient;
let base = '';
let store: Store;
let library: PackageLibrary;

before(async () => {
  origin = await startOrigin();
  outbound = createOutboundClient({}, undefined, {
    environment: origin.environment
  });
});
after(async () => {
  await outbound.close();
  await origin.stop();
});
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'library-'));
  store = openStore(join(base, 'data'));
  library = openLibrary();
});
afterEach(async () => {
  await library.close();
  store.close();
  await rm(base, { recursive: true });
});

function openLibrary(): PackageLibrary {
  return new PackageLibrary({
    store: store.packages,
    dataFolder: store.folder,
    outbound,
    transfers: createTransferEngine({
      dataFolder: store.folder,
      client: outbound,
      openEntry: openArchiveEntry
    }),
    workspace: { root: base, folder: 'ScienceMesh' },
    kernels: async () => [],
    senderOf: async () => null,
    onTrouble: cause => assert.fail(String(cause))
  });
}

/** Imports a package that names files by their addresses. */
async function packageOf(...addresses: string[]): Promise<PackagePreview> {
  const nodes = addresses.map(id => ({ '@id': id, '@type': 'File' }));
  return library.import({
    name: 'ro-crate-metadata.json',
    document: JSON.stringify(crateOf({}, ...nodes))
  });
}

/** Waits for a change after which the preview is as wanted. */
async function previewWhen(
  id: string,
  wanted: (preview: PackagePreview) => boolean
): Promise<PackagePreview> {
  for (;;) {
    const changed = Promise.withResolvers<void>();
    const stop = library.onChange(() => changed.resolve());
    const preview = await library.preview(id);
    if (wanted(preview)) {
      stop();
      return preview;
    }
    await changed.promise;
    stop();
  }
}

const states = ({ files }: PackagePreview) => files.map(({ check }) => check);

describe('checking the sources of a package', () => {
  it('fills in what hosts say while others are still to answer', async () => {
    const slow = Promise.withResolvers<void>();
    origin.route(HOST, '/a.csv', { text: '12345' });
    origin.route(HOST, '/gone.csv', { status: 404 });
    origin.route(HOST, '/slow.csv', async () => {
      await slow.promise;
      return { text: 'x' };
    });
    const { id, files } = await packageOf(
      `https://${HOST}/a.csv`,
      `https://${HOST}/gone.csv`,
      `https://${HOST}/slow.csv`
    );
    assert.deepEqual(
      files.map(({ check }) => check),
      ['unchecked', 'unchecked', 'unchecked']
    );
    const begun = await library.check(id);
    assert.equal(begun.checking, true);
    assert.deepEqual(states(begun), ['checking', 'checking', 'checking']);
    const halfway = await previewWhen(id, preview =>
      states(preview).includes('missing')
    );
    assert.deepEqual(states(halfway), ['available', 'missing', 'checking']);
    assert.equal(halfway.files[0]?.size, 5);
    slow.resolve();
    const ended = await previewWhen(id, ({ checking }) => !checking);
    assert.deepEqual(states(ended), ['available', 'missing', 'available']);
    assert.equal(ended.totals.bytes, 6);
  });

  it('puts the files behind a DOI in its place', async () => {
    origin.route('doi.org', '/10.5072/x', {
      redirect: 'https://repository.example.org/records/1'
    });
    origin.route('repository.example.org', '/records/1', { text: '<html>' });
    origin.route('repository.example.org', '/api/records/1/files', {
      json: {
        entries: [
          { key: 'tables/a.csv', size: 10 },
          { key: '../../b.csv', size: 20 }
        ]
      }
    });
    const { id } = await packageOf('https://doi.org/10.5072/x');
    await library.check(id);
    const { files, totals } = await previewWhen(
      id,
      ({ checking }) => !checking
    );
    assert.deepEqual(
      files.map(({ path, size }) => [path, size]),
      [
        ['data/tables/a.csv', 10],
        ['data/b.csv', 20]
      ]
    );
    assert.deepEqual(totals, {
      files: 2,
      bytes: 30,
      unknownSizes: 0,
      hosts: ['repository.example.org']
    });
  });

  it('that is stopped keeps what was found, also for the next start', async () => {
    origin.route(HOST, '/a.csv', { text: '12345' });
    origin.route(HOST, '/slow.csv', () => new Promise(() => undefined));
    const { id } = await packageOf(
      `https://${HOST}/a.csv`,
      `https://${HOST}/slow.csv`
    );
    await library.check(id);
    await previewWhen(id, preview => states(preview).includes('available'));
    const stopped = await library.cancelCheck(id);
    assert.equal(stopped.checking, false);
    assert.deepEqual(states(stopped), ['available', 'unchecked']);
    await library.close();
    library = openLibrary();
    assert.deepEqual(states(await library.preview(id)), [
      'available',
      'unchecked'
    ]);
  });

  it('of nothing cannot be stopped', async () => {
    await assert.rejects(library.cancelCheck('nothing'), {
      code: 'package-not-found'
    });
  });
});
