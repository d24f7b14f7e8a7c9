/**
 * Data of a share into jobs of a real HTCondor and a real Slurm and out of
 * them again, on each way, with what opens the share seen by nobody else.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  writeFile
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataWay, JobDraft, SiteConfig } from 'sciencemesh-contract';
import { Batch, findBatch, people } from '../../../peers/batch/index.ts';
import { FaultProxy } from '../../../peers/faults/index.ts';
import {
  Institution,
  type FolderShare
} from '../../../peers/institution/index.ts';
import type { BatchSystem } from '../compute/batch-system.ts';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import { createSystem, type CreateSystem } from './site-registry.ts';
import {
  check,
  draftOf,
  shareFolder,
  submit
} from './testing/shared-folder.ts';
import { jobEnded, untilJob } from './testing/waiting.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;

/** The commands run as alice, who must own what she submits. */
const asAlice: CreateSystem = (config, options) => {
  const system: BatchSystem = createSystem(config, options);
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
other = pathlib.Path('runs/in put, 1.csv').read_text()
print('at work', flush=True)
pathlib.Path(${JSON.stringify(`${gate}.seen`)}).touch()
while not pathlib.Path(${JSON.stringify(gate)}).exists():
    time.sleep(0.2)
pathlib.Path('result, 1.csv').write_text(text.upper() + other)
`;

interface Subject {
  what: string;
  site: (batch: Batch) => SiteConfig;
  way: DataWay;
  /** Where the person and the system keep the token, and nobody else looks. */
  keeps: RegExp | null;
}

const common = { lookSeconds: 1, id: 'there' };
const pool = (batch: Batch) => ({
  ...common,
  kind: 'htcondor' as const,
  programs: batch.place.commands.alice
});

const SUBJECTS: readonly Subject[] = [
  {
    what: 'HTCondor, brought by the companion',
    site: pool,
    way: 'transfer',
    keeps: null
  },
  {
    what: 'HTCondor, fetched by HTCondor',
    site: batch => ({ ...pool(batch), credentialService: 'ocm' }),
    way: 'transfer',
    keeps: /oauth_credentials\/alice\/|\.condor_creds\/|execute\/dir_/
  },
  {
    what: 'HTCondor with a spool, fetched by the job',
    site: batch => ({ ...pool(batch), spool: true, shareData: 'token' }),
    way: 'download',
    keeps: /share-token\.json$/
  },
  {
    what: 'Slurm, fetched by the job',
    site: batch => ({
      ...common,
      kind: 'slurm',
      programs: batch.place.commands.alice,
      shareData: 'token'
    }),
    way: 'download',
    keeps: /share-token\.json$/
  }
];

describe('a job on the data of a share', { skip }, () => {
  let batch: Batch;
  let institution: Institution;

  before(async () => {
    batch = await Batch.start({ ssh: false });
    institution = await Institution.start({ tokenSeconds: 3600 });
  });
  after(async () => {
    await institution?.stop();
    await batch?.stop();
  });

  for (const { keeps, site, way, what } of SUBJECTS) {
    it(`reads and writes it, and nobody sees what opens it: ${what}`, async t => {
      const config = site(batch);
      const at = await begin(t, batch, institution, config);
      const { companion, gate, share, shared } = at;
      const draft = await draftOf(
        companion,
        'ScienceMesh:spectra/shout.py',
        'there'
      );
      const wanted: JobDraft = {
        ...draft,
        // Neither folder is there yet.
        results: 'ScienceMesh:spectra/jobs of mine/muons',
        resources: { ...draft.resources, memoryMebibytes: 200 }
      };
      assert.equal((await check(companion, wanted)).way, way);
      const { id } = await submit(companion, wanted);
      const running = await untilJob(
        companion,
        id,
        ({ endedAt, state }) =>
          endedAt !== null ||
          (state === 'running' && existsSync(`${gate}.seen`))
      );
      assert.equal(running.state, 'running', running.message ?? '');

      const secrets = [share.sharedSecret, ...share.tokens.given];
      assert.ok(secrets.length > 1);
      await assertHidden(batch, secrets, config);
      const holders = await filesWith(batch, 'root', secrets, at.base);
      if (keeps === null) {
        assert.deepEqual(holders, []);
      } else {
        assert.notDeepEqual(holders, []);
        for (const holder of holders) {
          assert.match(holder, keeps);
        }
        const modes = await batch.must('root', [
          'stat',
          '-c',
          '%a',
          ...holders
        ]);
        assert.match(modes, /^(?:600\n)+$/);
        // The secret itself is not among what was given away.
        assert.deepEqual(
          await filesWith(batch, 'root', [share.sharedSecret], at.base),
          []
        );
      }

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
        'MASS, 91.2of a run'
      );
      const entries = await readdir(folder, {
        recursive: true,
        withFileTypes: true
      });
      for (const entry of entries.filter(one => one.isFile())) {
        const text = await readFile(join(entry.parentPath, entry.name), 'utf8');
        assert.ok(!secrets.some(one => text.includes(one)), entry.name);
      }
      const record = await readFile(
        join(folder, 'ro-crate-metadata.json'),
        'utf8'
      );
      assert.ok(!record.includes(dirname(at.base)));
      assert.ok(!record.includes(new URL(institution.url).host));
      // It is over, and what it was given is gone.
      await assertHidden(batch, secrets, config);
      const left = await filesWith(batch, 'root', secrets, at.base);
      assert.deepEqual(
        // A spool is cleared by the schedd, in its own time.
        left.filter(path => !path.startsWith('/var/spool/condor/')),
        []
      );
    });
  }

  it('gets a new token when it is released', async t => {
    const proxy = await FaultProxy.start(institution.url);
    t.after(() => proxy.stop());
    const config = { ...pool(batch), credentialService: 'ocm' };
    const at = await begin(t, batch, institution, config, proxy.url);
    let asked = 0;
    proxy.choose = (method, path) => {
      if (method === 'GET' && path.endsWith('.csv') && (asked += 1) === 1) {
        at.share.tokens.end();
      }
      return null;
    };
    await writeFile(at.gate, '');
    const path = 'ScienceMesh:spectra/shout.py';
    const draft = await draftOf(at.companion, path, 'there');
    await untilHere(at);
    asked = 0;
    const { id } = await submit(at.companion, draft);
    const held = await untilJob(
      at.companion,
      id,
      ({ endedAt, state }) => endedAt !== null || state === 'held'
    );
    assert.equal(held.state, 'held', held.message ?? '');
    assert.match(held.message ?? '', /The token .* had ended/);
    const answer = await at.companion.api(
      `/api/jobs/${id}/release`,
      'POST',
      {}
    );
    assert.equal(answer.status, 200, await answer.clone().text());
    const ended = await jobEnded(at.companion, id);
    assert.equal(ended.state, 'done', ended.message ?? '');
  });
});

/** Resolves when the small files have come into the working copy. */
async function untilHere({ companion }: Begun): Promise<void> {
  const path = 'ScienceMesh:spectra/shout.py';
  const draft = await draftOf(companion, path, 'there');
  while ((await check(companion, draft)).inputFiles < 3) {
    await pause(100);
  }
}

interface Begun {
  companion: TestCompanion;
  base: string;
  gate: string;
  share: FolderShare;
  shared: string;
}

async function begin(
  test: TestContext,
  batch: Batch,
  institution: Institution,
  config: SiteConfig,
  url = institution.url
): Promise<Begun> {
  const { host } = new URL(url);
  // Jobs of Slurm run in the folders of the companion.
  const place = config.kind === 'slurm' ? batch.shared : batch.staging;
  const base = await mkdtemp(join(place, 'companion-'));
  const companion = await startCompanion(test, {
    folder: base,
    createSystem: asAlice,
    config: {
      outbound: { plainHttp: [host], privateHosts: [host] },
      compute: { find: false, local: 'hide', sites: [config] }
    }
  });
  // The folders on the way to that of a job are the person's own.
  for (const folder of ['', 'data', 'data/jobs']) {
    await chown(join(base, folder), people.alice, people.alice);
  }
  const shared = await mkdtemp('/tmp/at-the-institution-');
  test.after(() => rm(shared, { recursive: true, force: true }));
  const gate = join(batch.shared, `gate-${randomUUID()}`);
  await mkdir(join(shared, 'runs'));
  await writeFile(join(shared, 'shout.py'), script(gate));
  await writeFile(join(shared, 'in put, 1.csv'), 'mass, 91.2');
  await writeFile(join(shared, 'runs', 'in put, 1.csv'), 'of a run');
  const share = await shareFolder(companion, institution, {
    folder: shared,
    host
  });
  return { companion, base, gate, share, shared };
}

/** Nobody but the person finds them: not bob, and not in what all can ask. */
async function assertHidden(
  batch: Batch,
  secrets: readonly string[],
  { kind }: SiteConfig
): Promise<void> {
  const looks =
    kind === 'htcondor'
      ? [
          ['condor_q', '-allusers', '-long'],
          ['condor_history', '-long'],
          ['condor_status', '-long']
        ]
      : [
          ['squeue', '--all', '--Format', 'ALL'],
          ['scontrol', '--all', '--details', 'show', 'job'],
          ['sacct', '--allusers', '--format', 'ALL']
        ];
  const processes = [
    ['ps', 'axeww'],
    ['sh', '-c', 'cat /proc/*/environ /proc/*/cmdline 2>/dev/null; true']
  ];
  for (const look of [...looks, ...processes]) {
    const { stdout } = await batch.run('bob', look);
    assert.ok(!secrets.some(one => stdout.includes(one)), look.join(' '));
  }
  // Arguments and environments hold them for nobody, not even for root.
  for (const look of processes) {
    const { stdout } = await batch.run('root', look);
    assert.notEqual(stdout, '');
    assert.ok(!secrets.some(one => stdout.includes(one)), look.join(' '));
  }
  assert.deepEqual(await filesWith(batch, 'bob', secrets, batch.shared), []);
}

/** Files of spools, sandboxes, logs and folders that hold one of some texts. */
async function filesWith(
  batch: Batch,
  person: 'bob' | 'root',
  texts: readonly string[],
  base: string
): Promise<string[]> {
  const { stdout } = await batch.run(person, [
    'grep',
    '-rlsaF',
    ...texts.flatMap(text => ['-e', text]),
    ...['/var', '/tmp', '/home', '/etc', '/srv', '/run', batch.staging],
    batch.shared
  ]);
  const own = join(base, 'data');
  return stdout
    .split('\n')
    .filter(
      path =>
        path !== '' &&
        // What the person's own companion keeps for itself.
        !(path.startsWith(own) && !path.startsWith(join(own, 'jobs')))
    )
    .toSorted((a, b) => basename(a).localeCompare(basename(b)));
}
