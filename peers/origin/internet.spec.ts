import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { expectedPackages } from '../packages/index.ts';
import { recordedInternet, startOrigin } from './index.ts';
import type { Origin, RecordedInternet } from './index.ts';
import { get } from './testing/client.ts';
import type { Received } from './testing/client.ts';

interface RecordFile {
  key: string;
  size: number;
  checksum: string;
  links: { content?: string; self: string };
}

interface DataverseFile {
  dataFile: {
    id: number;
    filesize: number;
    originalFileSize?: number;
    checksum: { type: string; value: string };
  };
  restricted: boolean;
}

describe('the recorded internet', () => {
  let origin: Origin;
  let internet: RecordedInternet;
  before(async () => {
    origin = await startOrigin();
    internet = await recordedInternet(origin);
  });
  after(async () => {
    await origin.stop();
    await internet.stop();
  });

  async function follow(
    address: string,
    headers: Record<string, string> = {}
  ): Promise<Received & { url: string }> {
    let url = address;
    for (let hops = 0; hops < 5; hops++) {
      const received = await get(origin, url, { headers });
      if (received.headers.location === undefined) {
        return { ...received, url };
      }
      url = new URL(received.headers.location, url).href;
    }
    throw new Error(`${address} redirects for ever`);
  }

  async function json<T>(address: string): Promise<T> {
    const { status, body } = await follow(address);
    assert.equal(status, 200, address);
    return JSON.parse(body.toString()) as T;
  }

  it('has every address that the real packages name', async () => {
    const real = (await expectedPackages()).filter(({ sha256 }) => sha256);
    const addresses = real
      .flatMap(({ main, files = [] }) => [main, ...files.map(f => f.url)])
      .filter(url => typeof url === 'string')
      .filter(url => url.startsWith('https://'));
    assert.ok(addresses.length >= 5);
    for (const address of new Set(addresses)) {
      const { status } = await follow(address);
      assert.equal(status, address.includes('12345678') ? 404 : 200, address);
    }
  });

  it('has the old notebook, which wants Python 2 and a table', async () => {
    const folder = 'https://raw.githubusercontent.com/dpiparo/swanExamples';
    const notebook = await json<{
      nbformat: number;
      nbformat_minor: number;
      metadata: { kernelspec: { name: string } };
    }>(`${folder}/refs/heads/master/notebooks/CMSDimuon_py.ipynb`);
    assert.equal(notebook.nbformat, 4);
    assert.equal(notebook.nbformat_minor, 0);
    assert.equal(notebook.metadata.kernelspec.name, 'python2');
    const table = await follow(`${folder}/master/notebooks/MuRun2010B.csv`);
    assert.match(table.body.toString(), /^Type,Run,Event,E1,px1,/);
  });

  it('leads from a GitHub page to the raw file', async () => {
    const raw = await follow(
      'https://github.com/EOSC-Data-Commons/dataplayer-example-dataset' +
        '/raw/master/cernbox/CMSDimuon/MuRun2010B.csv'
    );
    assert.ok(raw.url.startsWith('https://raw.githubusercontent.com/'));
    assert.equal(raw.status, 200);
  });

  it('packs a repository as GitHub does', async () => {
    for (const reference of ['HEAD', 'main', 'refs/heads/main']) {
      const { status, headers, body } = await follow(
        `https://github.com/recap/DataLens/archive/${reference}.zip`
      );
      assert.equal(status, 200);
      assert.equal(headers['content-length'], undefined);
      assert.equal(body.subarray(0, 2).toString(), 'PK');
      assert.ok(body.includes('/notebooks/explore.ipynb'));
    }
    const lost = await follow(
      'https://github.com/recap/DataLens/archive/none.zip'
    );
    assert.equal(lost.status, 404);
  });

  it('can be cloned from', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clone-'));
    for (const [name, end] of [
      ['plain', ''],
      ['suffixed', '.git']
    ] as const) {
      const url = `https://github.com/recap/DataLens${end}`;
      await promisify(execFile)(
        'git',
        ['clone', '--quiet', '--depth', '1', url, join(folder, name)],
        {
          env: {
            PATH: process.env.PATH,
            HTTPS_PROXY: origin.proxyUrl,
            GIT_SSL_CAINFO: origin.caFile,
            GIT_CONFIG_GLOBAL: '/dev/null',
            GIT_CONFIG_SYSTEM: '/dev/null',
            GIT_TERMINAL_PROMPT: '0'
          }
        }
      );
      const files = await readdir(join(folder, name));
      assert.ok(files.includes('requirements.txt'));
    }
    await rm(folder, { recursive: true });
  });

  it('lists a Zenodo record, with true sizes and checksums', async () => {
    const landing = await follow('https://doi.org/10.5281/zenodo.99000001');
    assert.equal(landing.url, 'https://zenodo.org/records/99000001');
    const record = 'https://zenodo.org/api/records/99000001';
    const { files } = await json<{ files: RecordFile[] }>(record);
    const { entries } = await json<{ entries: RecordFile[] }>(
      `${record}/files`
    );
    assert.equal(files.length, 4);
    await verify(files);
    await verify(entries);
  });

  it('lists a record of another InvenioRDM, folders included', async () => {
    const landing = await follow('https://doi.org/10.5072/abcde-12345');
    const { origin: host, pathname } = new URL(landing.url);
    const { entries } = await json<{ entries: RecordFile[] }>(
      `${host}/api${pathname}/files`
    );
    assert.ok(entries.some(({ key }) => key === 'tables/events.csv'));
    await verify(entries);
  });

  it('lists a Dataverse dataset, whose checksums are of originals', async () => {
    const landing = await follow('https://doi.org/10.5072/FK2/DIMUON');
    const { origin: host, pathname, searchParams } = new URL(landing.url);
    assert.equal(pathname, '/dataset.xhtml');
    const id = encodeURIComponent(searchParams.get('persistentId') ?? '');
    const { data } = await json<{
      data: { latestVersion: { files: DataverseFile[] } };
    }>(`${host}/api/datasets/:persistentId/?persistentId=${id}`);
    for (const { dataFile, restricted } of data.latestVersion.files) {
      const url = `${host}/api/access/datafile/${dataFile.id}`;
      const converted = dataFile.originalFileSize !== undefined;
      const { status, body } = await follow(
        converted ? `${url}?format=original` : url
      );
      assert.equal(status, restricted ? 403 : 200);
      if (!restricted) {
        const { type, value } = dataFile.checksum;
        assert.equal(
          body.length,
          dataFile.originalFileSize ?? dataFile.filesize
        );
        assert.equal(digest(type.replace('-', ''), body), value);
      }
    }
  });

  it('knows DOIs by the handle system, and those that do not exist', async () => {
    const known = await json<{ responseCode: number }>(
      'https://doi.org/api/handles/10.5281/zenodo.99000001'
    );
    assert.equal(known.responseCode, 1);
    const unknown = await follow(
      'https://doi.org/api/handles/10.5281/zenodo.12345678'
    );
    assert.equal(unknown.status, 404);
  });

  it('leads from a public Onedata share to its provider', async () => {
    const { status, url } = await follow(
      'https://onezone.example.org/api/v3/onezone/shares/data/0000000000aa11/content'
    );
    assert.equal(status, 200);
    assert.ok(url.startsWith('https://oneprovider.example.org/'));
  });

  async function verify(files: RecordFile[]): Promise<void> {
    for (const { size, checksum, links } of files) {
      const { body } = await follow(links.content ?? links.self);
      assert.equal(body.length, size);
      assert.equal(`md5:${digest('md5', body)}`, checksum);
    }
  }
});

function digest(algorithm: string, bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
