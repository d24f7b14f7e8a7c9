/**
 * Data of a share into a job of a real HTCondor and out of it again: the
 * companion brings it, so that no secret of a share leaves the companion.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  writeFile
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Job, JobDraft, JobForm } from 'sciencemesh-contract';
import { Batch, findBatch, people } from '../../../peers/batch/index.ts';
import {
  Institution,
  offerOf,
  type FolderShare
} from '../../../peers/institution/index.ts';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import { createSystem, type CreateSystem } from './site-registry.ts';
import { jobEnded, untilJob } from './testing/waiting.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;

/** The commands run as alice, who must own what she submits. */
const asAlice: CreateSystem = (config, options) => {
  const system = createSystem(config, options);
  if (config.kind !== 'htcondor') {
    return system;
  }
  const submit = system.submit.bind(system);
  const validate = system.validate.bind(system);
  system.submit = async (order, text, signal) => {
    await give(order.folder);
    return submit(order, text, signal);
  };
  system.validate = async (order, text, signal) => {
    await give(order.folder);
    return validate(order, text, signal);
  };
  return system;
};

async function give(folder: string): Promise<void> {
  await chown(folder, people.alice, people.alice);
  for (const name of await readdir(folder)) {
    await chown(join(folder, name), people.alice, people.alice);
  }
}

/** Reads data, and stays until somebody has looked at it. */
const script = (gate: string) => `
import pathlib, time
text = pathlib.Path('in put, 1.csv').read_text()
print('at work', flush=True)
while not pathlib.Path(${JSON.stringify(gate)}).exists():
    time.sleep(0.2)
pathlib.Path('result, 1.csv').write_text(text.upper())
`;

async function receive(
  companion: TestCompanion,
  institution: Institution,
  folder: string
): Promise<FolderShare> {
  const share = institution.share({
    shareWith: 'marie@jupyter.example.org',
    permissions: ['read', 'write'],
    name: 'spectra',
    folder
  });
  const { host } = new URL(institution.url);
  const offer = JSON.stringify(offerOf(share))
    .replaceAll(institution.host, host)
    .replaceAll(`https://${host}`, `http://${host}`);
  const answer = await companion.post('/ocm/shares', offer);
  assert.equal(answer.status, 201, await answer.clone().text());
  const [received] = await companion.shares();
  await companion.api(`/api/shares/${received?.id}`, 'PATCH', {
    state: 'accepted'
  });
  return share;
}

describe('a job on the data of a share', { skip }, () => {
  it('reads and writes it, and its secret is seen by nobody', async t => {
    const batch = await Batch.start({ slurm: false, ssh: false });
    t.after(() => batch.stop());
    const institution = await Institution.start();
    t.after(() => institution.stop());
    const { host } = new URL(institution.url);
    const base = await mkdtemp(join(batch.staging, 'companion-'));
    const companion = await startCompanion(t, {
      folder: base,
      createSystem: asAlice,
      config: {
        outbound: { plainHttp: [host], privateHosts: [host] },
        compute: {
          find: false,
          sites: [
            {
              kind: 'htcondor',
              id: 'pool',
              programs: batch.place.commands.alice,
              lookSeconds: 1
            }
          ]
        }
      }
    });
    // The folders on the way to that of a job are the person's own.
    for (const folder of ['', 'data', 'data/jobs']) {
      await chown(join(base, folder), people.alice, people.alice);
    }
    const shared = join(base, 'at-the-institution');
    await mkdir(shared);
    const gate = join(batch.shared, `gate-${randomUUID()}`);
    await writeFile(join(shared, 'shout.py'), script(gate));
    await writeFile(join(shared, 'in put, 1.csv'), 'mass, 91.2');
    const { sharedSecret } = await receive(companion, institution, shared);

    const form = await companion.api('/api/jobs/form', 'POST', {
      path: 'ScienceMesh:spectra/shout.py',
      siteId: 'pool'
    });
    assert.equal(form.status, 200, await form.clone().text());
    const { draft } = (await form.json()) as JobForm;
    const wanted: JobDraft = {
      ...draft,
      // Neither folder is there yet.
      results: 'ScienceMesh:spectra/jobs of mine/muons',
      resources: { ...draft.resources, memoryMebibytes: 200 }
    };
    const answer = await companion.api('/api/jobs', 'POST', {
      draft: wanted,
      key: randomUUID()
    });
    assert.equal(answer.status, 201, await answer.clone().text());
    const { id } = (await answer.json()) as Job;
    const running = await untilJob(
      companion,
      id,
      ({ endedAt, state }) => state === 'running' || endedAt !== null
    );
    assert.equal(running.state, 'running', running.message ?? '');

    for (const look of [
      ['condor_q', '-allusers', '-long'],
      ['ps', 'axeww']
    ]) {
      const { stdout } = await batch.run('bob', look);
      assert.notEqual(stdout, '');
      assert.ok(!stdout.includes(sharedSecret), look.join(' '));
    }
    const search = ['grep', '-rlsF', sharedSecret];
    const seen = await batch.run('bob', [
      ...search,
      ...['/var', '/tmp', '/home', '/etc', '/srv', batch.staging, batch.shared]
    ]);
    assert.equal(seen.stdout, '');
    // Not even where only the person and the pool may look: spool, sandboxes
    // and the folder of the job.
    const spooled = await batch.run('root', [
      ...search,
      ...['/var', '/tmp', '/home', join(base, 'data', 'jobs')]
    ]);
    assert.equal(spooled.stdout, '');
    // The very search finds what the job prints.
    const known = await batch.run('root', ['grep', '-rlsF', 'at work', '/var']);
    assert.notEqual(known.stdout, '');

    await writeFile(gate, '');
    const ended = await jobEnded(companion, id);
    assert.equal(ended.state, 'done', ended.message ?? '');
    assert.equal(ended.message, null);
    assert.match(
      ended.results ?? '',
      /^ScienceMesh:spectra\/jobs of mine\/muons\//
    );
    const folder = join(
      shared,
      (ended.results ?? '').slice('ScienceMesh:spectra/'.length)
    );
    assert.equal(
      await readFile(join(folder, 'result, 1.csv'), 'utf8'),
      'MASS, 91.2'
    );
    const record = await readFile(
      join(folder, 'ro-crate-metadata.json'),
      'utf8'
    );
    assert.ok(!record.includes(sharedSecret));
    assert.ok(!record.includes(dirname(base)));
    const history = await batch.run('bob', ['condor_history', '-long']);
    assert.ok(!history.stdout.includes(sharedSecret));
  });
});
