/**
 * Every hostile crate is taken as a share, shown, and in a choice of them
 * opened for real.
 */
import assert from 'node:assert/strict';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { test } from 'node:test';
import type { PackagePreview } from 'sciencemesh-contract';
import { CRATES } from './crates.ts';
import { examineNotebooks } from './notebooks.ts';
import { openPackage, preview, receive } from './packages.ts';
import { Scene } from './scene.ts';

const UNREADABLE =
  /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]|\p{Cs}/u;
/** A page must be able to show it. */
const LONGEST_PREVIEW = 12 * 1024 * 1024;

function assertShown(shown: PackagePreview): void {
  const { title, files, main, people, warnings, runnable, folder } = shown;
  assert.ok(title.length > 0 && title.length <= 500);
  const texts = [
    title,
    folder,
    ...files.flatMap(({ name, path }) => [name, path]),
    ...people.map(({ name }) => name),
    ...warnings.map(({ message }) => message),
    ...runnable.elsewhere.map(({ name }) => name),
    main?.name ?? '',
    main?.path ?? ''
  ];
  for (const text of texts) {
    assert.doesNotMatch(text, UNREADABLE);
  }
  const paths = files.map(({ path }) => path);
  for (const path of [...paths, folder, main?.path ?? 'x']) {
    assert.ok(!/^\/|\\|(?:^|\/)\.\.?(?:\/|$)|\/\/|\/$/.test(path), path);
    assert.ok(!path.split('/').some(part => part.startsWith('.')), path);
  }
  assert.equal(
    new Set(paths.map(path => path.toLowerCase())).size,
    paths.length
  );
  for (const { url } of [...files, ...runnable.elsewhere]) {
    assert.ok(url === null || /^https?:\/\/[^\s@/]+\//.test(url), url ?? '');
  }
  assert.ok(warnings.length <= 500);
}

/** Everything below the folder is a file of it, a folder, or a link inside. */
async function assertContained(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true
  });
  const names: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    names.push(path);
    assert.doesNotMatch(entry.name, UNREADABLE);
    if (entry.isSymbolicLink()) {
      const aim = resolve(entry.parentPath, await readlink(path));
      assert.ok(aim.startsWith(folder + sep), `${path} leads to ${aim}`);
    } else {
      assert.ok(entry.isFile() || entry.isDirectory(), path);
    }
  }
  return names;
}

test('a crate', { timeout: 240_000 }, async t => {
  const scene = await Scene.start(t);
  const { origin, root } = scene;
  origin.route('data.example.org', '/*', { text: 'x,y\n1,2\n' });
  const notebooks: string[] = [];
  for (const { name, document, open } of CRATES) {
    await t.test(`with ${name} is shown`, async () => {
      const id = await receive(scene, document);
      const answer = await scene.api(`/api/packages/${id}`);
      assert.ok(answer.text.length < LONGEST_PREVIEW, `${answer.text.length}`);
      const shown = await preview(scene, id);
      assertShown(shown);
      if (open) {
        const { transfer, files } = await openPackage(scene, id);
        assert.ok(
          ['done', 'incomplete', 'failed'].includes(transfer.state),
          transfer.state
        );
        for (const file of files) {
          assert.ok(file.state === 'done' || (file.message ?? '') !== '');
        }
        const folder = join(root, transfer.folder);
        await assertContained(folder);
        JSON.parse(
          await readFile(join(folder, 'ro-crate-metadata.json'), 'utf8')
        );
        if (transfer.notebook !== null) {
          const notebook = join(root, transfer.notebook);
          notebooks.push(notebook);
          if (shown.kind === 'data') {
            assert.match(await readFile(notebook, 'utf8'), /check_files/);
          }
        }
      }
      await scene.assertWell();
    });
  }
  await t.test('never becomes code in a notebook', async () => {
    assert.ok(notebooks.length > 40);
    assert.deepEqual(await examineNotebooks(notebooks), []);
  });
  await t.test('leaves nothing outside of its working copy', async () => {
    await scene.assertUntouched();
    assert.deepEqual(
      new Set(origin.connects),
      new Set(['data.example.org:443'])
    );
    scene.assertDiscreet(['events.csv', 'touch owned']);
  });
  t.diagnostic(`at most ${await scene.peakMebibytes()} MiB`);
});
