/**
 * Documents and zips that a person opens: from a folder, from an address, from
 * another drive. The person chose them, but not what is in them.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { PackagePreview } from 'sciencemesh-contract';
import { ARCHIVES } from './archives.ts';
import { crate } from './crates.ts';
import { openPackage } from './packages.ts';
import { assertRefusal, Scene } from './scene.ts';

const nested = (levels: number) =>
  `${'{"@graph":['.repeat(levels)}${']}'.repeat(levels)}`;

const DOCUMENTS: readonly [string, string, number][] = [
  ['nothing', '', 422],
  ['no JSON', '{"@graph": [', 422],
  ['a number', '7', 422],
  ['a text', '"@graph"', 422],
  ['no graph', '{}', 422],
  ['an empty graph', '{"@graph": []}', 422],
  ['a graph of numbers', '{"@graph": [1, 2]}', 422],
  ['a graph of nulls', '{"@graph": [null]}', 422],
  ['a web page', '<html><script>alert(1)</script></html>', 422],
  ['a hundred thousand levels', nested(100_000), 422],
  [
    'a hundred thousand levels in a share',
    `{"protocol":{"embedded":${nested(100_000)}}}`,
    422
  ],
  ['brackets without end', '['.repeat(5_000_000), 422],
  [
    'empty objects without end',
    `{"@graph":[${'{},'.repeat(2_000_000)}{}]}`,
    422
  ],
  ['a share without a crate', '{"protocol": {"webdav": {"uri": "x"}}}', 422]
];

test('a file that a person opens', { timeout: 240_000 }, async t => {
  const scene = await Scene.start(t);
  const { origin, root } = scene;
  const folder = join(root, 'ScienceMesh', 'received');
  await mkdir(folder, { recursive: true });
  const open = (path: string) => scene.api('/api/packages', 'POST', { path });

  for (const [what, text, status] of DOCUMENTS) {
    await t.test(`holds ${what}`, async () => {
      await writeFile(join(folder, 'crate.json'), text);
      assertRefusal(await open('ScienceMesh/received/crate.json'), status);
      const name = 'crate.json';
      const answer = await scene.api('/api/packages', 'POST', {
        name,
        document: text
      });
      assertRefusal(answer, answer.status);
      assert.ok([400, 422].includes(answer.status), answer.text);
      origin.route('data.example.org', '/crate.json', { text });
      const url = 'https://data.example.org/crate.json';
      assertRefusal(await scene.api('/api/packages', 'POST', { url }), status);
      await scene.assertWell();
    });
  }

  for (const { name, bytes, status } of ARCHIVES) {
    await t.test(`is a zip with ${name}`, async () => {
      await writeFile(join(folder, 'crate.zip'), bytes);
      const answer = await open('ScienceMesh/received/crate.zip');
      if (status !== null) {
        assertRefusal(answer, status);
        return;
      }
      assert.equal(answer.status, 201, answer.text.slice(0, 300));
      const { id } = answer.value as PackagePreview;
      const { transfer } = await openPackage(scene, id);
      const copy = join(root, transfer.folder);
      for (const entry of await readdir(copy, {
        withFileTypes: true,
        recursive: true
      })) {
        const path = join(entry.parentPath, entry.name);
        assert.ok(entry.isFile() || entry.isDirectory(), path);
        if (entry.isFile()) {
          const content = await readFile(path, 'latin1');
          assert.ok(content.length < 66 * 1024 * 1024);
          assert.doesNotMatch(content, /^root:x:0:0/);
        }
      }
      await scene.assertWell();
    });
  }

  const elsewhere: readonly [string, string][] = [
    ['below no folder', '../../passwd'],
    ['by an absolute path', `${scene.base}/passwd`],
    ['with dots', 'ScienceMesh/../../../passwd'],
    ['by the root itself', ''],
    ['by a dot', '.'],
    ['with a NUL', 'ScienceMesh\0/x'],
    ['that is not there', 'nowhere.json'],
    ['with a very long name', 'x'.repeat(5000)],
    ['of another user', '../../../../../etc/shadow'],
    ['of the home folder', '../.ssh/id_rsa']
  ];
  for (const [what, path] of elsewhere) {
    await t.test(`lies ${what}`, async () => {
      const answer = await open(path);
      assertRefusal(answer, answer.status);
      assert.ok([400, 404, 422].includes(answer.status), answer.text);
      assert.doesNotMatch(answer.text, /root:x|private key/);
    });
  }

  await t.test('is no file but something that never ends', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    await symlink('/dev/zero', join(folder, 'zero.json'));
    await symlink('loop.json', join(folder, 'loop.json'));
    await symlink(folder, join(folder, 'itself'));
    for (const name of ['pipe.json', 'zero.json', 'loop.json', 'itself']) {
      const answer = await open(`ScienceMesh/received/${name}`);
      assertRefusal(answer, answer.status);
      assert.ok([404, 422].includes(answer.status), answer.text);
    }
  });

  await t.test('names what lies beside it, and nothing hidden', async () => {
    // Somebody may well save a document into the home folder.
    await mkdir(join(folder, '.ssh'));
    await writeFile(join(folder, '.ssh', 'id_rsa'), 'the private key');
    await writeFile(join(folder, 'beside.csv'), '1,2\n');
    await symlink(join(scene.base, 'passwd'), join(folder, 'link.csv'));
    const names = [
      '.ssh/id_rsa',
      './.ssh/id_rsa',
      '%2essh/id_rsa',
      '../../../.ssh/id_rsa',
      '..%2f..%2f..%2f.ssh%2fid_rsa',
      `${scene.base}/passwd`,
      'file:///etc/passwd',
      'link.csv',
      'beside.csv'
    ];
    await writeFile(
      join(folder, 'crate.json'),
      JSON.stringify(
        crate(
          { hasPart: [{ '@id': '.ssh/' }, { '@id': '../../../' }] },
          { '@id': '.ssh/', '@type': 'Dataset' },
          { '@id': '../../../', '@type': 'Dataset' },
          ...names.map(name => ({ '@id': name, '@type': 'File' }))
        )
      )
    );
    const answer = await open('ScienceMesh/received/crate.json');
    assert.equal(answer.status, 201);
    const { id, files } = answer.value as PackagePreview;
    const included = files.filter(file => file.included).map(({ id }) => id);
    assert.deepEqual(included, ['beside.csv']);
    const { transfer } = await openPackage(scene, id);
    const copy = join(root, transfer.folder);
    for (const entry of await readdir(copy, {
      withFileTypes: true,
      recursive: true
    })) {
      if (entry.isFile()) {
        const content = await readFile(
          join(entry.parentPath, entry.name),
          'utf8'
        );
        assert.doesNotMatch(content, /the private key|root:x/);
      }
    }
  });

  await t.test(
    'comes from an address and is too large for what it is',
    async () => {
      const url = 'https://data.example.org/large.json';
      for (const behaviour of [
        { zeros: 200_000_000 },
        { zeros: 200_000_000, gzip: true },
        { text: ' '.repeat(100_000_000) },
        { endless: 'x' }
      ]) {
        origin.route('data.example.org', '/large.json', behaviour);
        const answer = await scene.api('/api/packages', 'POST', { url });
        assertRefusal(answer, answer.status);
        assert.ok([413, 422, 502].includes(answer.status), answer.text);
        const [asked] = origin
          .requestsTo('data.example.org', '/large.json')
          .slice(-1);
        assert.ok((asked?.bytesSent ?? 0) < 150_000_000, `${asked?.bytesSent}`);
        await scene.assertWell();
      }
    }
  );

  await t.test('leaves nothing behind', async () => {
    await scene.assertUntouched();
    assert.deepEqual(
      new Set(origin.connects),
      new Set(['data.example.org:443'])
    );
    scene.assertDiscreet(['private key', 'crate.zip', 'crate.json', '<html>']);
  });
  t.diagnostic(`at most ${await scene.peakMebibytes()} MiB`);
});
