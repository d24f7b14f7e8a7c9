/**
 * Earlier states of own files at a real Reva, and what was deleted there, by
 * the interface that our pages use.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type {
  DeletedItem,
  DeletedList,
  Problem,
  VersionList
} from 'sciencemesh-contract';

import { Numbers } from './numbers.ts';
import { configOfMarie } from './testing/cernbox.ts';
import { Drive } from './testing/drive.ts';
import type { Reply } from './testing/drive.ts';
import { startNode } from './testing/node.ts';
import { skip } from './testing/scene.ts';
import { startSites } from './testing/sites.ts';

/** Names that addresses, headers and XML have other uses for. */
const names = [
  'plain.txt',
  '結果 Δ Ünï.txt',
  'a #%?&+=;,$@!.txt',
  '100%25 %2e%2e.txt',
  `it's "one" <b>&amp;.txt`,
  ' blanks .txt ',
  'עברית و عربي 🧪.txt'
];

test('marie gets back what she had at CERNBox', { skip }, async t => {
  const own = await OwnFiles.open(t);

  for (const name of names) {
    await t.test(`earlier states of "${name}"`, async () => {
      const path = own.at(name);
      for (const text of ['first', 'second!', 'third']) {
        await own.save(path, text);
        await ticking();
      }
      const versions = await own.versions(path);
      assert.deepEqual(
        versions.map(({ size }) => size),
        [7, 5],
        'newest first, without the present one'
      );
      const [, first] = versions;
      assert.ok(first);
      assert.ok(Date.now() - Date.parse(first.modified ?? '') < 60_000);
      assert.equal((await own.version(path, first.id)).body, 'first');

      const restored = await own.restoreVersion(path, first.id);
      assert.equal(restored.status, 204, restored.body);
      assert.equal(await own.text(path), 'first');
      const after = await own.versions(path);
      const texts = await Promise.all(
        after.map(async ({ id }) => (await own.version(path, id)).body)
      );
      assert.deepEqual(texts, ['third', 'second!'], 'nothing is lost');
    });
  }

  await t.test('an earlier state comes as bytes, never as a page', async () => {
    const path = own.at('page.html');
    await own.save(path, '<script>alert(1)</script>');
    await ticking();
    await own.save(path, 'harmless');
    const [version] = await own.versions(path);
    const { headers, body } = await own.version(path, version?.id ?? '');
    assert.equal(body, '<script>alert(1)</script>');
    assert.match(headers.get('content-security-policy') ?? '', /^sandbox/);
    assert.match(headers.get('content-type') ?? '', /^text\/plain/);
    const saved = await own.version(path, `${version?.id}&download=1`, false);
    assert.match(
      saved.headers.get('content-disposition') ?? '',
      /^attachment; filename="page.html"/
    );
  });

  await t.test('ids that were never given lead nowhere', async () => {
    const path = own.at('plain.txt');
    for (const id of ['..', '.', '../x', 'a/b', 'a\\b', 'a\nb', '%2e%2e/']) {
      for (const { status, body } of [
        await own.version(path, id),
        await own.restoreVersion(path, id)
      ]) {
        assert.equal(status, 400, `${id}: ${body}`);
        assert.equal((JSON.parse(body) as Problem).code, 'name-refused');
      }
    }
    const unknown = await own.restoreVersion(path, '123');
    assert.equal(unknown.status, 404, unknown.body);
    assert.equal(await own.text(path), 'first');
  });

  await t.test('folders have none, and say where to look', async () => {
    await own.drive.makeFolder(own.at('runs'));
    const { status, body } = await own.get('versions', own.at('runs'));
    assert.equal(status, 400, body);
    assert.match(body, /trash bin/);
  });

  for (const name of names) {
    await t.test(`"${name}" is deleted and comes back`, async () => {
      const path = own.at(name);
      const text = await own.text(path);
      await own.drive.delete(path);
      const item = await own.deleted(path);
      assert.equal(item.kind, 'file');
      assert.equal(item.size, text.length);
      assert.ok(Date.now() - Date.parse(item.deletedAt ?? '') < 60_000);
      const restored = await own.restore(item);
      assert.equal(restored.status, 200, restored.body);
      assert.deepEqual(JSON.parse(restored.body), { path });
      assert.equal(await own.text(path), text);
      assert.ok(!(await own.paths()).includes(path), 'it is there no more');
    });
  }

  await t.test('a folder comes back with all that was in it', async () => {
    const folder = own.at('runs/日 #1');
    await own.drive.makeFolder(folder);
    await own.save(`${folder}/deep.txt`, 'deep');
    await own.drive.delete(folder);
    const item = await own.deleted(folder);
    assert.equal(item.kind, 'folder');
    assert.equal((await own.restore(item)).status, 200);
    assert.deepEqual(await own.drive.names(folder), ['deep.txt']);
    assert.equal(await own.text(`${folder}/deep.txt`), 'deep');
  });

  await t.test('nothing is overwritten where the place is taken', async () => {
    const path = own.at('taken.txt');
    await own.save(path, 'old');
    await own.drive.delete(path);
    const item = await own.deleted(path);
    await own.save(path, 'new');
    const refused = await own.restore(item);
    assert.equal(refused.status, 409);
    const { code, message } = JSON.parse(refused.body) as Problem;
    assert.equal(code, 'place-taken');
    assert.match(message, /Rename or move that one/);
    assert.equal(await own.text(path), 'new');

    const renamed = await own.drive.rename(path, own.at('newer.txt'));
    assert.equal(renamed.status, 200, renamed.body);
    assert.equal((await own.restore(item)).status, 200);
    assert.equal(await own.text(path), 'old');
    assert.equal(await own.text(own.at('newer.txt')), 'new');
  });

  await t.test('a folder that is gone is made anew when asked', async () => {
    const path = own.at('gone/below/x.txt');
    await own.drive.makeFolder(own.at('gone'));
    await own.drive.makeFolder(own.at('gone/below'));
    await own.save(path, 'x');
    await own.drive.delete(path);
    await own.drive.delete(own.at('gone'));
    const item = await own.deleted(path);
    const refused = await own.restore(item);
    assert.equal(refused.status, 409);
    const { code, message } = JSON.parse(refused.body) as Problem;
    assert.equal(code, 'folder-missing');
    assert.match(message, /"gone\/below"/);
    const made = await own.restore(item, { makeFolder: true });
    assert.equal(made.status, 200, made.body);
    assert.equal(await own.text(path), 'x');
  });

  await t.test('it comes back to where it was only', async () => {
    await own.save(own.at('stray.txt'), 'stray');
    await own.drive.delete(own.at('stray.txt'));
    const item = await own.deleted(own.at('stray.txt'));
    for (const [path, status] of [
      ['elsewhere.txt', 404],
      [own.space, 400],
      [`${own.space}/../x`, 400],
      ['', 404]
    ] as const) {
      const answer = await own.restore({ ...item, path });
      assert.equal(answer.status, status, `${path}: ${answer.body}`);
    }
    for (const id of ['..', '.', 'a/b', '../trash-bin', 'a\u0000b']) {
      assert.equal((await own.restore({ ...item, id })).status, 400, id);
      assert.equal((await own.purge(id)).status, 400, id);
    }
    assert.ok(await own.deleted(own.at('stray.txt')), 'it is there still');
  });

  await t.test('one thing is deleted for good, and no other', async () => {
    const before = await own.trash();
    const item = await own.deleted(own.at('stray.txt'));
    assert.equal((await own.purge('')).status, 400, 'without an id: all');
    const purged = await own.purge(item.id);
    assert.equal(purged.status, 204, purged.body);
    const after = await own.trash();
    assert.deepEqual(
      after.map(({ id }) => id),
      before.map(({ id }) => id).filter(id => id !== item.id)
    );
    const again = await own.restore(item);
    assert.ok(again.status >= 400, again.body);
  });

  await t.test('the driver keeps a folder with something in it', async () => {
    const folder = own.at('full');
    await own.drive.makeFolder(folder);
    await own.save(`${folder}/x.txt`, 'x');
    await own.drive.delete(folder);
    const item = await own.deleted(folder);
    const { status, body } = await own.purge(item.id);
    assert.equal(status, 502, body);
    assert.equal((await own.restore(item)).status, 200);
    assert.equal(await own.text(`${folder}/x.txt`), 'x');
  });

  await t.test('the drive says where it can be done', async () => {
    const { sciencemesh } = await own.drive.contents(own.space);
    assert.deepEqual([sciencemesh.versions, sciencemesh.trash], [true, true]);
    const { status, body } = await own.get('trash', 'CERNBox:');
    assert.equal(status, 501, body);
    assert.equal((JSON.parse(body) as Problem).code, 'no-trash');
  });

  await t.test('what others share has neither', async () => {
    const share = await own.share('Ergebnisse');
    const { sciencemesh } = await own.drive.contents(share);
    assert.deepEqual(
      [sciencemesh.versions, sciencemesh.trash],
      [undefined, undefined]
    );
    for (const [what, path, code] of [
      ['versions', `${share}/a.txt`, 'no-versions'],
      ['trash', share, 'no-trash']
    ] as const) {
      const { status, body } = await own.get(what, path);
      assert.equal(status, 501, body);
      assert.equal((JSON.parse(body) as Problem).code, code);
    }
  });
});

test('what is replaced by MOVE is in the trash bin', { skip }, async t => {
  const own = await OwnFiles.open(t, false);
  const path = own.at('a.txt');
  for (const text of ['first', 'second!']) {
    await own.save(path, text);
    await ticking();
  }
  assert.deepEqual(await own.versions(path), []);
  const { size } = await own.deleted(path);
  assert.equal(size, 5);
});

/** Own files in the drive of a node whose user is logged in at Reva. */
class OwnFiles {
  readonly drive: Drive;
  /** Path of the space. */
  readonly space: string;
  /** Has a folder shared with marie; tells its name in the drive. */
  readonly share: (name: string) => Promise<string>;

  private constructor(
    drive: Drive,
    space: string,
    share: (name: string) => Promise<string>
  ) {
    this.drive = drive;
    this.space = space;
    this.share = share;
  }

  static async open(test: TestContext, hasNumbers = true): Promise<OwnFiles> {
    const { sites } = await startSites(test);
    const { gateway, host, url: plain } = sites.b;
    const numbers = await Numbers.start(host);
    test.after(() => numbers.stop());
    const url = hasNumbers ? numbers.url : plain;
    const config = await configOfMarie(test, { gateway, url });
    const node = await startNode(test, { cernbox: config });
    const drive = new Drive(node);
    const { content } = await until(async () => {
      const root = await drive.contents('CERNBox:');
      return root.content.length > 0 ? root : undefined;
    });
    const share = async (name: string) => {
      await sites.shareFolder({ name, files: { 'a.txt': 'a' } });
      const { id } = await until(async () => {
        await drive.ask('POST', '/api/providers/cernbox/refresh', { json: {} });
        return (await node.companion.shares()).find(one => one.name === name);
      });
      await drive.ask('PATCH', `/api/shares/${id}`, {
        json: { state: 'accepted' }
      });
      const root = await drive.contents('');
      const model = root.content.find(
        ({ sciencemesh }) => sciencemesh.shareId === id
      );
      assert.ok(model);
      return model.name;
    };
    return new OwnFiles(drive, content[0]?.path ?? '', share);
  }

  at(path: string): string {
    return `${this.space}/${path}`;
  }

  async save(path: string, text: string): Promise<void> {
    const { status, body } = await this.drive.save(path, text);
    assert.ok(status < 300, body);
  }

  async text(path: string): Promise<string> {
    const { status, body } = await this.drive.read(path);
    assert.equal(status, 200, body);
    return body;
  }

  get(what: string, path: string): Promise<Reply> {
    return this.drive.ask('GET', `/api/${what}/${encoded(path)}`);
  }

  async versions(path: string): Promise<VersionList['items']> {
    const { status, body } = await this.get('versions', path);
    assert.equal(status, 200, body);
    return (JSON.parse(body) as VersionList).items;
  }

  version(path: string, id: string, encodes = true): Promise<Reply> {
    const query = encodes ? encodeURIComponent(id) : id;
    return this.drive.ask(
      'GET',
      `/api/version-content/${encoded(path)}?id=${query}`
    );
  }

  restoreVersion(path: string, id: string): Promise<Reply> {
    return this.drive.ask('POST', `/api/versions/${encoded(path)}`, {
      json: { id }
    });
  }

  async trash(): Promise<DeletedItem[]> {
    const { status, body } = await this.get('trash', this.space);
    assert.equal(status, 200, body);
    return (JSON.parse(body) as DeletedList).items;
  }

  async paths(): Promise<string[]> {
    return (await this.trash()).map(({ path }) => path);
  }

  async deleted(path: string): Promise<DeletedItem> {
    const item = (await this.trash()).find(one => one.path === path);
    assert.ok(item, `${path} is not among what was deleted`);
    return item;
  }

  restore({ id, path }: DeletedItem, options: object = {}): Promise<Reply> {
    return this.drive.ask('POST', `/api/trash/${encoded(this.space)}`, {
      json: { id, path, ...options }
    });
  }

  purge(id: string): Promise<Reply> {
    return this.drive.ask('DELETE', `/api/trash/${encoded(this.space)}`, {
      json: { id }
    });
  }
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The driver names versions by milliseconds. */
function ticking(): Promise<void> {
  return setTimeout(10);
}

/** @throws when it takes longer than half a minute */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    assert.ok(performance.now() < end, 'it takes too long');
    await setTimeout(200);
  }
}
