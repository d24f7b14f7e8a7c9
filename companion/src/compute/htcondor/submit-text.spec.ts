import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import {
  BatchError,
  type BatchFailure,
  type SubmitOrder
} from '../batch-system.ts';
import { renderSubmitText } from './submit-text.ts';

const POOL: HtcondorSiteConfig = { kind: 'htcondor', id: 'pool' };

const CERN: HtcondorSiteConfig = {
  ...POOL,
  flavours: [
    { name: 'espresso', seconds: 1200 },
    { name: 'workday', seconds: 28_800 }
  ],
  attributes: { SendCredential: true, Project: 'say "hi" for $5', Rank: 0.5 },
  setupScript: "/cvmfs/views/it's here/setup.sh",
  credentialService: 'ocm'
};

const ORDER: SubmitOrder = {
  tag: 'job-1',
  label: 'Fit of the mass',
  folder: '/data/jobs/1',
  files: ['worker.py', 'job.json'],
  command: ['python3', 'worker.py', 'job.json'],
  outputs: () => ['executed.ipynb', 'outputs.tar'],
  tasks: 1,
  atOnce: null,
  resources: {
    queue: null,
    account: null,
    cpus: 2,
    memoryMebibytes: 2000,
    diskMebibytes: null,
    gpus: 0,
    seconds: 3600
  },
  graceSeconds: 60,
  container: null,
  after: [],
  transfers: []
};

const SWEEP: Partial<SubmitOrder> = {
  tasks: 20,
  outputs: task => [`executed-${task}.ipynb`, `0-${task}.tar`]
};

const lines = (
  change: Partial<SubmitOrder> = {},
  config: HtcondorSiteConfig = POOL
) => renderSubmitText({ ...ORDER, ...change }, config).split('\n');

const resources = (change: Partial<SubmitOrder['resources']>) => ({
  resources: { ...ORDER.resources, ...change }
});

function has(
  found: readonly string[],
  ...expected: readonly (string | RegExp)[]
): void {
  for (const line of expected) {
    assert.ok(
      found.some(one =>
        typeof line === 'string' ? one === line : line.test(one)
      ),
      `${line} is not in\n${found.join('\n')}`
    );
  }
}

function hasNone(found: readonly string[], ...names: string[]): void {
  for (const name of names) {
    assert.ok(!found.some(line => line.startsWith(`${name} `)), name);
  }
}

describe('the submit description of a job', () => {
  it('is short where little is asked for', () => {
    assert.equal(
      renderSubmitText(ORDER, POOL),
      `batch_name = Fit of the mass
executable = /bin/sh
transfer_executable = false
arguments = "-c 'touch executed.ipynb outputs.tar && exec ""$(DOLLAR)@""' sh /usr/bin/timeout --foreground -s TERM -k 60 3540 python3 worker.py job.json"
request_cpus = 2
request_memory = 2000M
job_max_vacate_time = 60
job_lease_duration = 1200
notification = never
should_transfer_files = YES
when_to_transfer_output = ON_EXIT_OR_EVICT
My.SpoolOnEvict = False
transfer_input_files = worker.py, job.json
transfer_output_files = executed.ipynb, outputs.tar
initialdir = 
output = stdout.txt
error = stderr.txt
log = events.log
My.ScienceMeshTag = "job-1"
queue
`
    );
  });

  it('asks for what the person asked for', () => {
    const found = lines({
      ...resources({ account: 'group_x.y', diskMebibytes: 500, gpus: 1 }),
      container: '/cvmfs/unpacked.example.org/image:1'
    });
    has(
      found,
      'accounting_group = group_x.y',
      'request_disk = 500M',
      'request_gpus = 1',
      'container_image = /cvmfs/unpacked.example.org/image:1'
    );
    hasNone(lines(), 'accounting_group', 'request_disk', 'request_gpus');
  });

  it('has the attributes and the setup of the site', () => {
    has(
      lines({}, CERN),
      'My.SendCredential = true',
      'My.Project = "say \\"hi\\" for $(DOLLAR)5"',
      'My.Rank = 0.5',
      /^arguments = ".* 3540 \/bin\/bash -c '\. ""\$\(DOLLAR\)0"" \|\| exit 24; exec ""\$\(DOLLAR\)@""' '\/cvmfs\/views\/it''s here\/setup\.sh' python3 /
    );
  });

  it('names a flavour, or the time with some for files to come and go', () => {
    has(
      lines(resources({ queue: 'workday' }), CERN),
      'My.JobFlavour = "workday"'
    );
    has(lines({}, CERN), 'My.MaxRuntime = 3660');
    has(lines(resources({ seconds: 28_800 }), CERN), 'My.MaxRuntime = 28800');
    hasNone(lines(), 'My.MaxRuntime', 'My.JobFlavour');
    has(
      lines({}, { ...POOL, runtimeAttribute: 'WallTime' }),
      'My.WallTime = 3660'
    );
  });

  it('numbers the files of a sweep', () => {
    has(
      lines({ ...SWEEP, atOnce: 5 }),
      /^arguments = "-c 'touch executed-\$\(ProcId\)\.ipynb 0-\$\(ProcId\)\.tar && exec .* job\.json --task \$\(ProcId\)"$/,
      'transfer_output_files = executed-$(ProcId).ipynb, 0-$(ProcId).tar',
      'output = stdout-$(ProcId).txt',
      'max_materialize = 5',
      'queue 20'
    );
    hasNone(lines({ ...SWEEP, atOnce: 20 }), 'max_materialize');
  });

  it('takes a share of a limit where ended tasks stay in the queue', () => {
    const found = lines({ ...SWEEP, atOnce: 5 }, { ...POOL, spool: true });
    has(found, 'concurrency_limits = sciencemesh_job_1:461606');
    hasNone(found, 'max_materialize');
  });

  it('lets HTCondor carry data, under other names, too', () => {
    has(
      lines(
        {
          transfers: [
            {
              url: 'ocm+https://a.example/x/a.csv',
              direction: 'in',
              file: 'a.csv'
            },
            {
              url: 'ocm+https://a.example/x/b%20c',
              direction: 'in',
              file: 'b.csv'
            },
            {
              url: 'ocm+https://a.example/x/out.tar',
              direction: 'out',
              file: 'outputs.tar'
            }
          ]
        },
        CERN
      ),
      'transfer_input_files = worker.py, job.json, ocm+https://a.example/x/a.csv, ocm+https://a.example/x/b%20c',
      'My.TransferInputRemaps = "b%20c=b.csv"',
      'transfer_output_remaps = "outputs.tar = ocm+https://a.example/x/out.tar"',
      'use_oauth_services = ocm'
    );
  });

  it('names the tokens of shares, and holds none', () => {
    const url = (share: string, file: string) => ({
      url: `ocm.${share}+https://a.example/x/${file}`,
      direction: 'in' as const,
      file
    });
    const found = lines(
      { transfers: [url('s1', 'a'), url('s1', 'b'), url('s2', 'c')] },
      CERN
    );
    has(
      found,
      'use_oauth_services = ocm',
      'ocm_oauth_permissions_s1 = ',
      'ocm_oauth_permissions_s2 = '
    );
    assert.equal(found.filter(line => line.startsWith('ocm_oauth_')).length, 2);
  });

  it('brings back nothing where nothing is left', () => {
    has(
      lines({ outputs: () => [] }),
      'My.TransferOutput = ""',
      'executable = /usr/bin/timeout'
    );
  });

  it('warns short jobs in time, too', () => {
    has(
      lines(resources({ seconds: 10 })),
      /^arguments = ".* --foreground -s TERM -k 5 5 /
    );
    has(
      lines(resources({ seconds: 1 })),
      /^arguments = ".* --foreground -s TERM -k 1 1 /
    );
  });

  for (const [what, change, code] of [
    ['dependencies', { after: ['12'] }, 'unsupported'],
    [
      'data of shares without a credential service',
      {
        transfers: [{ url: 'https://a.example/x', direction: 'in', file: 'x' }]
      },
      'unsupported'
    ],
    [
      'a sweep whose files have no number',
      { tasks: 11, outputs: (task: number) => [`out-${'x'.repeat(task)}`] },
      'unsupported'
    ],
    [
      'a sweep whose files have another number',
      {
        tasks: 11,
        outputs: (task: number) => [`out-${String(task).padStart(3, '0')}`]
      },
      'unsupported'
    ],
    ['a folder with a macro', { folder: '/data/$(HOME)' }, 'refused'],
    ['a folder with a backslash', { folder: '/data/a\\' }, 'refused'],
    ['a file called as the log', { files: ['events.log'] }, 'refused'],
    [
      'a word with two dollar signs',
      { command: ['a', '$$(Owner)'] },
      'refused'
    ],
    ['a tag that is none', { tag: 'a b' }, 'refused']
  ] as [string, Partial<SubmitOrder>, BatchFailure][]) {
    it(`is not written for ${what}`, () => {
      assert.throws(
        () => lines(change),
        error => error instanceof BatchError && error.code === code
      );
    });
  }
});
