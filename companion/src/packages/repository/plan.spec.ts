import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startOrigin, type Origin } from '../../../../peers/origin/index.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import type { OutboundClient } from '../../http/outbound.ts';
import type { Package } from '../reading/package.ts';
import { planRepository, type MainPlan } from './plan.ts';

const RECORDINGS = join(
  import.meta.dirname,
  '../../../../peers/origin/recordings'
);
const ARCHIVE = '.sciencemesh/repository.zip';

let origin: Origin;
let outbound: OutboundClient;

before(async () => {
  origin = await startOrigin({ recordings: RECORDINGS });
  outbound = createOutboundClient({}, undefined, {
    environment: origin.environment
  });
});
after(async () => {
  await outbound.close();
  await origin.stop();
});

function plan(
  url: string,
  { name = 'Data lens', wanted = null as string | null } = {}
): Promise<MainPlan> {
  const main: NonNullable<Package['main']> = {
    id: url,
    url,
    path: null,
    name,
    source: 'landing',
    host: new URL(url).host
  };
  return planRepository(main, wanted, outbound);
}

/** A record of an InvenioRDM with the given files. */
function record(host: string, ...names: string[]): string {
  origin.route(host, '/records/1', { text: '<html>' });
  origin.route(host, '/api/records/1/files', {
    json: { entries: names.map(key => ({ key, size: 3 })) }
  });
  return `https://${host}/records/1`;
}

describe('the plan for a repository', () => {
  it('is the archive of its forge, without asking anybody', async () => {
    origin.forget();
    assert.deepEqual(await plan('https://github.com/recap/DataLens'), {
      files: [
        {
          path: ARCHIVE,
          source: {
            type: 'url',
            url: 'https://github.com/recap/DataLens/archive/HEAD.zip'
          },
          size: null,
          checksum: null,
          skip: false
        }
      ],
      part: { type: 'archive', path: ARCHIVE, folder: 'DataLens' }
    });
    assert.equal(origin.requests.length, 0);
  });

  it('is a clone where there is no archive', async () => {
    assert.deepEqual(await plan('https://git.example.org/o/lens.git'), {
      files: [],
      part: {
        type: 'git',
        url: 'https://git.example.org/o/lens.git',
        reference: null,
        folder: 'lens'
      }
    });
  });

  it('is a clone where the version cannot stand in an address', async () => {
    const { part } = await plan('https://github.com/recap/DataLens', {
      wanted: 'odd version'
    });
    assert.deepEqual(part, {
      type: 'git',
      url: 'https://github.com/recap/DataLens.git',
      reference: 'odd version',
      folder: 'DataLens'
    });
  });

  it('is the files of a record, their folders kept', async () => {
    const { files, part } = await plan(
      record(
        'files.example.org',
        'index.ipynb',
        '.binder/environment.yml',
        '../../evil.txt',
        '.git/config',
        'INDEX.ipynb'
      )
    );
    assert.deepEqual(part, { type: 'folder', folder: 'Data lens' });
    assert.deepEqual(
      files.map(({ path }) => path),
      [
        'Data lens/index.ipynb',
        'Data lens/.binder/environment.yml',
        'Data lens/evil.txt',
        'Data lens/file',
        'Data lens/INDEX-2.ipynb'
      ]
    );
  });

  it('is the one zip of a record, to be unpacked', async () => {
    const { files, part } = await plan(
      record('release.example.org', 'recap/DataLens-v1.0.zip')
    );
    assert.deepEqual(part, {
      type: 'archive',
      path: ARCHIVE,
      folder: 'Data lens'
    });
    assert.deepEqual(
      files.map(({ path, size }) => [path, size]),
      [[ARCHIVE, 3]]
    );
  });

  it('says what a person can do with Software Heritage', async () => {
    const { files, part } = await plan(
      `https://archive.softwareheritage.org/swh:1:dir:${'a'.repeat(40)}`
    );
    assert.deepEqual(part, { type: 'none' });
    const source = files[0]?.source;
    assert.ok(source?.type === 'none');
    assert.match(source.message, /Open the page/);
  });

  it('says why a record cannot be listed', async () => {
    for (const [url, code, message] of [
      [
        'https://doi.org/10.5281/zenodo.12345678',
        'not-found',
        /does not know this address/
      ],
      [
        'https://repository.example.org/records/closed-00001',
        'login-required',
        /wants a login/
      ],
      ['https://doi.org/10.5072/unknown-software', 'not-found', /Open the page/]
    ] as const) {
      const source = (await plan(url)).files[0]?.source;
      assert.ok(source?.type === 'none');
      assert.equal(source.code, code);
      assert.match(source.message, message);
    }
  });

  it('never takes a folder that is ours', async () => {
    for (const [name, folder] of [
      ['data', 'repository'],
      ['Data', 'repository'],
      ['ro-crate-metadata.json', 'repository'],
      ['.sciencemesh', '_.sciencemesh'],
      ['..', 'repository'],
      ['', 'repository']
    ] as const) {
      const { part } = await plan(record('named.example.org', 'a.txt'), {
        name
      });
      assert.deepEqual(part, { type: 'folder', folder });
    }
  });
});
