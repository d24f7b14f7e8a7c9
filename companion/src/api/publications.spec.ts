/**
 * Publications through the API, from the form to the record, beside the
 * stand-in for a Dataverse.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type {
  Citation,
  Problem,
  Publication,
  PublicationFileList,
  PublicationForm,
  PublicationList,
  PublicationPlan,
  PublicationState
} from 'sciencemesh-contract';
import { Dataverse } from '../../../peers/dataverse/index.ts';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import { filesWith } from '../store/testing/folder.ts';

const outbound = { plainHttp: ['127.0.0.1'], privateHosts: ['127.0.0.1'] };
const AT = '/api/publications';

interface Scene {
  companion: TestCompanion;
  dataverse: Dataverse;
  /** Lines of the log. */
  log: string[];
  /** Asks, and wants this status. */
  ask: <T>(
    status: number,
    path: string,
    method?: string,
    body?: unknown
  ) => Promise<T>;
}

async function start(test: TestContext): Promise<Scene> {
  const dataverse = await Dataverse.start();
  test.after(() => dataverse.stop());
  const log: string[] = [];
  const companion = await startCompanion(test, {
    log: line => log.push(line),
    config: {
      outbound,
      compute: { find: false, local: 'hide' },
      publish: {
        known: 'hide',
        repositories: [
          { id: 'ours', kind: 'dataverse', name: 'Ours', url: dataverse.url }
        ]
      }
    }
  });
  const folder = join(companion.folder, 'work');
  mkdirSync(folder);
  writeFileSync(join(folder, 'data.csv'), 'a,b\n1,2\n');
  writeFileSync(join(folder, 'README.md'), '# Muons\n');
  return {
    companion,
    dataverse,
    log,
    ask: async <T>(
      status: number,
      path: string,
      method = 'GET',
      body?: unknown
    ) => {
      const answer = await companion.api(`${AT}${path}`, method, body);
      const text = await answer.text();
      assert.equal(answer.status, status, `${method} ${path}: ${text}`);
      return (text === '' ? null : JSON.parse(text)) as T;
    }
  };
}

function begin(scene: Scene, key: string = randomUUID()): Promise<Publication> {
  return scene.ask<Publication>(201, '', 'POST', {
    key,
    subject: { paths: ['work'] }
  });
}

/** All that a Dataverse wants to know. */
function filled({ form }: Publication): PublicationForm {
  return {
    ...form,
    repositoryId: 'ours',
    metadata: {
      ...form.metadata,
      title: 'Muons, rerun',
      resourceType: 'dataset',
      publicationDate: '2026-11-22',
      description: 'Two of them.',
      creators: [{ kind: 'person', family: 'Carberry', given: 'Josiah' }],
      contact: { name: 'Josiah Carberry', email: 'josiah@example.org' },
      subjects: ['Physics'],
      licences: [{ spdx: 'CC0-1.0' }],
      access: { files: 'public' }
    }
  };
}

function until(
  { companion }: Scene,
  id: string,
  ...states: PublicationState[]
): Promise<Publication> {
  return companion.until<Publication>({
    path: `${AT}/${id}`,
    told: event =>
      event.type === 'publication' && event.publication.id === id
        ? event.publication
        : null,
    isWanted: ({ state }) => states.includes(state)
  });
}

describe('a publication through the API', () => {
  it('goes from the form to a record with a DOI', async t => {
    const scene = await start(t);
    const { ask, companion, dataverse } = scene;
    const token = dataverse.token('alice');
    await companion.api('/api/repositories/ours/token', 'PUT', { token });
    const { id, ...begun } = await begin(scene);
    assert.equal(begun.state, 'form');
    assert.equal(begun.fileCount, 2);
    const form = filled({ id, ...begun });
    await ask(200, `/${id}/form`, 'PUT', form);
    const plan = await ask<PublicationPlan>(200, `/${id}/check`, 'POST');
    assert.deepEqual(
      plan.findings.filter(({ severity }) => severity === 'error'),
      []
    );
    await ask(202, `/${id}/create`, 'POST');
    const draft = await until(scene, id, 'draft');
    assert.match(draft.doi ?? '', /^10\./);
    await ask(202, `/${id}/upload`, 'POST');
    const verified = await until(scene, id, 'verified', 'draft');
    assert.equal(verified.state, 'verified', verified.message ?? '');
    const files = await ask<PublicationFileList>(200, `/${id}/files`);
    assert.ok(files.items.length >= 2);
    const refused = await ask<Problem>(409, `/${id}/end`, 'POST', {
      how: 'publish',
      confirmation: 'Theirs'
    });
    assert.match(refused.message, /Ours/);
    await ask(202, `/${id}/end`, 'POST', {
      how: 'publish',
      confirmation: 'Ours'
    });
    const published = await until(scene, id, 'published', 'verified');
    assert.equal(published.state, 'published', published.message ?? '');
    const citation = await ask<Citation>(200, `/${id}/citation?format=bibtex`);
    assert.match(citation.text, /Muons, rerun/);
    const metrics = await (await companion.api('/api/metrics')).text();
    assert.match(metrics, /^sciencemesh_publications\{state="published"\} 1$/m);
    assert.match(metrics, /^sciencemesh_publication_sent_bytes_total [1-9]/m);
    assert.equal(
      readFileSync(join(companion.folder, 'work', 'data.csv'), 'utf8'),
      'a,b\n1,2\n'
    );
    // Journal, database, crate, what was published, and all that was told.
    await companion.stop(true);
    assert.deepEqual(filesWith(companion.folder, [token]), []);
    const told = [metrics, JSON.stringify(published), ...scene.log];
    assert.ok(told.every(text => !text.includes(token)));
    assert.ok(scene.log.length > 0);
  });

  it('is begun once, however often it is asked for', async t => {
    const scene = await start(t);
    const key = randomUUID();
    const all = await Promise.all([1, 2, 3].map(() => begin(scene, key)));
    assert.equal(new Set(all.map(({ id }) => id)).size, 1);
    const { items } = await scene.ask<PublicationList>(200, '');
    assert.equal(items.length, 1);
    const [{ id = '' } = {}] = items;
    await scene.ask(204, `/${id}`, 'DELETE');
    await scene.ask(404, `/${id}`);
  });

  it('asks for a token before anything else', async t => {
    const scene = await start(t);
    const begun = await begin(scene);
    await scene.ask(200, `/${begun.id}/form`, 'PUT', filled(begun));
    await scene.ask(202, `/${begun.id}/create`, 'POST');
    const { message } = await until(scene, begun.id, 'form');
    assert.match(message ?? '', /token/i);
  });
});

describe('what is refused of publications', () => {
  const key = 'x'.repeat(8);
  for (const body of [
    undefined,
    [],
    {},
    { key, subject: {} },
    { key, subject: { paths: [] } },
    { key, subject: { paths: [''] } },
    { key, subject: { paths: ['a'], packageId: 'b' } },
    { key, subject: { jobId: '../..' } },
    { key: 'short', subject: { paths: ['work'] } },
    { key: 'x'.repeat(65), subject: { paths: ['work'] } },
    { key, subject: { paths: ['work'] }, state: 'published' }
  ]) {
    it(`to begin with ${JSON.stringify(body)?.slice(0, 80)}`, async t => {
      const { ask } = await start(t);
      const { code } = await ask<Problem>(400, '', 'POST', body);
      assert.equal(code, 'invalid-request');
    });
  }

  for (const path of [
    '..',
    '../outside',
    '/etc/passwd',
    'work/../../..',
    'ScienceMesh:../x',
    'data',
    'a\0b'
  ]) {
    it(`to publish ${JSON.stringify(path)}`, async t => {
      const { companion } = await start(t);
      const answer = await companion.api(AT, 'POST', {
        key,
        subject: { paths: [path] }
      });
      const { message } = (await answer.json()) as Problem;
      assert.ok([400, 404, 409, 422].includes(answer.status), message);
      assert.ok(!message.includes(companion.folder), message);
    });
  }

  it('are forms that are none', async t => {
    const scene = await start(t);
    const begun = await begin(scene);
    const { form } = begun;
    for (const wrong of [
      {},
      { ...form, extra: 1 },
      { ...form, repositoryId: '../..' },
      { ...form, folders: 'tar' },
      { ...form, metadata: { ...form.metadata, creators: 'me' } },
      { ...form, metadata: { ...form.metadata, doi: '10.1/x' } },
      { ...form, excluded: [1] }
    ]) {
      await scene.ask(400, `/${begun.id}/form`, 'PUT', wrong);
    }
    const same = await scene.ask<Publication>(200, `/${begun.id}`);
    assert.deepEqual(same.form, form);
  });

  it('are deeds that are not due, and publications that are not there', async t => {
    const scene = await start(t);
    const { id } = await begin(scene);
    const none = randomUUID();
    for (const deed of ['upload', 'pause', 'verify', 'discard']) {
      await scene.ask(409, `/${id}/${deed}`, 'POST');
      await scene.ask(404, `/${none}/${deed}`, 'POST');
    }
    await scene.ask(409, `/${id}/end`, 'POST', { how: 'publish' });
    await scene.ask(400, `/${id}/end`, 'POST', { how: 'sell' });
    await scene.ask(409, `/${id}/adoption`, 'POST', { recordId: null });
    await scene.ask(400, `/${id}/adoption`, 'POST', {});
    await scene.ask(400, `/${id}/description`, 'POST', { holds: 'neither' });
    await scene.ask(404, `/${none}/description`, 'POST', { holds: 'form' });
    await scene.ask(409, `/${id}/new-version`, 'POST', { key });
    await scene.ask(400, `/${id}/citation?format=word`);
    await scene.ask(400, `/${id}/files?most=0`);
    await scene.ask(404, `/${none}/candidates`);
    await scene.ask(404, `/${none}/changes`);
    await scene.ask(404, `/${none}/check`, 'POST');
  });
});
