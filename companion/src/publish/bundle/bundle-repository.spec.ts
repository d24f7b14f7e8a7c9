import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import type { PublicationMetadata } from 'sciencemesh-contract';
import { canMount, mountSmall } from '../../jobs/testing/small-disk.ts';
import { hostileStrings } from '../../packages/testing/hostile-strings.ts';
import { askPython } from '../../packages/testing/python.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import { RepositoryError, type DraftState } from '../repository.ts';
import { archiveName } from './names.ts';
import { judged } from './testing/judged.ts';
import { BundleRepository } from './bundle-repository.ts';

const signal = new AbortController().signal;

function metadataOf(title: string): PublicationMetadata {
  return {
    title,
    resourceType: 'dataset',
    publicationDate: '2026-11-22',
    creators: [{ kind: 'person', family: 'Curie' }],
    access: { files: 'public' }
  };
}

function scene(test: TestContext, base = emptyFolder(test)) {
  const root = join(base, 'root');
  mkdirSync(root, { recursive: true });
  const bundle = new BundleRepository({
    folder: join(base, 'data/bundles'),
    root,
    target: 'ScienceMesh/Publications'
  });
  const make = (title = 'Masses of muons') =>
    bundle.create(bundle.toBody(metadataOf(title)));
  const fill = async (draft: DraftState, texts: Record<string, string>) => {
    const files = Object.entries(texts);
    const slots = await bundle.begin(
      draft,
      files.map(([key, text]) => ({
        key,
        size: Buffer.byteLength(text),
        checksum: null
      }))
    );
    for (const [at, slot] of slots.entries()) {
      const text = files[at]?.[1] ?? '';
      const receipt = await bundle.send(
        draft,
        slot,
        0,
        () => Readable.from([Buffer.from(text)]),
        Buffer.byteLength(text),
        signal
      );
      await bundle.commit(draft, slot, [receipt]);
    }
  };
  return { base, root, bundle, make, fill };
}

const refused =
  (code: RepositoryError['code'], sentence = /./) =>
  (error: unknown) => {
    assert.ok(error instanceof RepositoryError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, sentence);
    return true;
  };

describe('a bundle', () => {
  it('is a bag in a zip, with everything under its name', async t => {
    const { bundle, fill, make, root } = scene(t);
    const texts = {
      'ro-crate-metadata.json': '{}',
      'data/a b.csv': 'mass\n',
      'data/one\nnext.txt': 'odd',
      'répertoire/漢字.txt': '',
      'figure.png': 'not packed again'
    };
    const draft = await make();
    assert.equal(draft.id, 'ScienceMesh/Publications/Masses of muons.zip');
    assert.equal(await bundle.reserveDoi(), null);
    await fill(draft, texts);
    const published = await bundle.publish(draft, signal);
    assert.equal(published.state, 'published');
    const { algorithms, info, name, payload } = judged(
      t,
      join(root, published.id)
    );
    assert.equal(name, 'Masses of muons');
    assert.deepEqual(algorithms, ['md5', 'sha256']);
    assert.equal(info['Payload-Oxum'], '26.5');
    assert.equal(info['External-Description'], 'Masses of muons');
    assert.deepEqual(
      payload,
      Object.fromEntries(
        Object.entries(texts).map(([key, text]) => [`data/${key}`, text])
      )
    );
    // Nothing else lies there, and the bytes lie nowhere twice.
    assert.deepEqual(readdirSync(join(root, 'ScienceMesh/Publications')), [
      'Masses of muons.zip'
    ]);
  });

  it('writes percent signs as BagIt 1.0 wants them', async t => {
    const { bundle, fill, make, root } = scene(t);
    const draft = await make();
    await fill(draft, { '100%0A.txt': 'x' });
    await bundle.publish(draft, signal);
    // bagit 1.9 does not decode these (RFC 8493, section 2.1.3).
    assert.match(
      String(
        askPython(
          `
import json, sys, zipfile
with zipfile.ZipFile(json.load(sys.stdin)) as zip:
    print(json.dumps(zip.read("Masses of muons/manifest-md5.txt").decode()))
`,
          join(root, draft.id)
        )
      ),
      /^9dd4e461268c8034f5c8564e155c67a6 {2}data\/100%250A\.txt\n$/
    );
  });

  it('tells of its files what it has, also when it is made', async t => {
    const { bundle, fill, make } = scene(t);
    const draft = await make();
    await fill(draft, { 'a.txt': 'abc' });
    const expected = [
      {
        key: 'a.txt',
        size: 3,
        checksum:
          'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        complete: true
      }
    ];
    assert.deepEqual(await bundle.list(draft), expected);
    await bundle.publish(draft, signal);
    assert.deepEqual(await bundle.list(draft), expected);
    const [slot] = await bundle
      .newVersion(draft.id)
      .then(next =>
        bundle.begin(next, [{ key: 'b', size: 1, checksum: null }])
      );
    assert.equal(slot?.parts, 1);
  });

  it('is made once, however often that is asked for', async t => {
    const { bundle, fill, make, root } = scene(t);
    const draft = await make();
    await fill(draft, { 'a.txt': 'abc' });
    const first = await bundle.publish(draft, signal);
    const bytes = readFileSync(join(root, draft.id));
    assert.deepEqual(await bundle.publish(draft, signal), first);
    assert.deepEqual(readFileSync(join(root, draft.id)), bytes);
    await assert.rejects(bundle.remove(draft, 'a.txt'), refused('refused'));
    await assert.rejects(
      bundle.discard(draft),
      refused('refused', /is made.*Delete the file/)
    );
  });

  it('never takes the place of a file', async t => {
    const { bundle, fill, make, root } = scene(t);
    const draft = await make();
    await fill(draft, { 'a.txt': 'abc' });
    mkdirSync(join(root, 'ScienceMesh/Publications'), { recursive: true });
    writeFileSync(join(root, draft.id), 'of somebody else');
    await assert.rejects(
      bundle.publish(draft, signal),
      refused('conflict', /already. Move it away/)
    );
    assert.equal(
      readFileSync(join(root, draft.id), 'utf8'),
      'of somebody else'
    );
    assert.equal(
      (await make()).id,
      'ScienceMesh/Publications/Masses of muons (2).zip'
    );
    rmSync(join(root, draft.id));
    assert.equal((await bundle.publish(draft, signal)).state, 'published');
  });

  it('has new versions beside the old one, one open at a time', async t => {
    const { bundle, fill, make } = scene(t);
    const draft = await make();
    await fill(draft, { 'a.txt': 'abc' });
    await bundle.publish(draft, signal);
    const next = await bundle.newVersion(draft.id);
    assert.match(next.id, /Masses of muons \(2\)\.zip$/);
    assert.deepEqual(await bundle.newVersion(draft.id), next);
    assert.deepEqual(await bundle.list(next), []);
    assert.deepEqual(await bundle.drafts(new Date(0)), [next]);
    await bundle.discard(next);
    await bundle.discard(next);
    await assert.rejects(bundle.look(next.id), refused('not-found'));
  });

  it('takes no file that did not come whole', async t => {
    const { base, bundle, make } = scene(t);
    const draft = await make();
    const [slot] = await bundle.begin(draft, [
      { key: 'a.txt', size: 4, checksum: null }
    ]);
    assert.ok(slot);
    const send = (text: string) =>
      bundle.send(
        draft,
        slot,
        0,
        () => Readable.from([Buffer.from(text)]),
        4,
        signal
      );
    await assert.rejects(send('abc'), refused('file-lost'));
    await assert.rejects(
      bundle.publish(draft, signal),
      refused('refused', /"a.txt" has not come whole/)
    );
    const receipt = await send('abcd');
    await assert.rejects(
      bundle.commit(draft, { ...slot, checksum: 'sha256:other' }, [receipt]),
      refused('file-lost')
    );
    const data = join(base, 'data/bundles');
    const [folder = ''] = readdirSync(data);
    const part = readdirSync(join(data, folder, 'files')).find(name =>
      name.endsWith('.part')
    );
    truncateSync(join(data, folder, 'files', part ?? ''), 2);
    await assert.rejects(
      bundle.commit(draft, slot, [receipt]),
      refused('file-lost')
    );
    assert.deepEqual(await bundle.list(draft), [
      { key: 'a.txt', size: 4, checksum: null, complete: false }
    ]);
    await assert.rejects(
      bundle.begin(draft, [{ key: 'a.txt', size: 4, checksum: null }]),
      refused('conflict')
    );
    await bundle.remove(draft, 'a.txt');
    await bundle.remove(draft, 'a.txt');
    assert.deepEqual(await bundle.list(draft), []);
    await assert.rejects(
      bundle.publish(draft, signal),
      refused('refused', /no files/)
    );
  });

  it('takes no name that leads out of it', async t => {
    const { bundle, make } = scene(t);
    const draft = await make();
    for (const key of ['../a', '/a', 'a//b', 'a/./b', 'a\\b', 'a\0', '']) {
      await assert.rejects(
        bundle.begin(draft, [{ key, size: 1, checksum: null }]),
        refused('refused', /Rename it/),
        key
      );
    }
  });

  it('is broken off without a trace', async t => {
    const { bundle, fill, make, root } = scene(t);
    const draft = await make();
    await fill(draft, { 'a.txt': 'abc' });
    await assert.rejects(
      bundle.publish(draft, AbortSignal.abort()),
      refused('aborted')
    );
    assert.deepEqual(readdirSync(join(root, 'ScienceMesh/Publications')), []);
    assert.equal((await bundle.look(draft.id)).state, 'draft');
  });

  it('changes its title, unless somebody else did', async t => {
    const { bundle, make } = scene(t);
    const draft = await make();
    const body = bundle.toBody(metadataOf('Other title'));
    const changed = await bundle.update(draft, body);
    assert.equal(changed.title, 'Other title');
    await assert.rejects(bundle.update(draft, body), refused('conflict'));
  });

  it('knows before it begins that the disk is too full', async t => {
    const { bundle, make } = scene(t);
    const draft = await make();
    await assert.rejects(
      bundle.begin(draft, [{ key: 'a', size: 2 ** 50, checksum: null }]),
      refused('no-space', /too full.*Make room/)
    );
    const { abilities, login } = await bundle.probe();
    assert.ok((abilities.totalBytes ?? 0) > 0);
    assert.equal(login.state, 'good');
  });

  // Only root can make a disk so small.
  if (canMount()) {
    it('leaves nothing behind when the disk fills up all the same', async t => {
      const base = mkdtempSync(join(tmpdir(), 'bundle-'));
      mountSmall(t, join(base, 'root'), 1);
      t.after(() => rmSync(base, { recursive: true, force: true }));
      const { bundle, fill, make, root } = scene(t, base);
      const draft = await make();
      await fill(draft, { 'a.png': 'x'.repeat(2 * 1024 * 1024) });
      await assert.rejects(
        bundle.publish(draft, signal),
        refused('no-space', /Make room/)
      );
      assert.deepEqual(readdirSync(join(root, 'ScienceMesh/Publications')), []);
    });
  } else {
    process.stdout.write('Full disks are not tried: that takes root.\n');
  }

  it('neither has reviewers nor can be cited', async t => {
    const { bundle } = scene(t);
    await assert.rejects(bundle.submit(), refused('refused'));
    await assert.rejects(bundle.cite(), refused('refused', /no DOI/));
    assert.deepEqual(await bundle.suggest(), []);
  });
});

it('names of archives are fit for every computer', () => {
  for (const text of hostileStrings) {
    const name = archiveName(text.toWellFormed(), 2);
    assert.match(name, /^[^/\\:*?"<>|\0.][^/\\:*?"<>|\0]* \(2\)\.zip$/u);
    assert.ok(Buffer.byteLength(name) < 200);
  }
});
