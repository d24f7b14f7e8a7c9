import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KnownJob } from '../batch-system.ts';
import type { CommandResult } from '../commands.ts';
import type { Ad } from './ads.ts';
import type { Programs } from './programs.ts';
import { askQueue, reportOf } from './queue.ts';

const CONFIG = { kind: 'htcondor', id: 'pool' } as const;

const result = (stdout: string): CommandResult => ({
  code: 0,
  stdout,
  stderr: '',
  bytes: Buffer.from(stdout)
});

const job = (systemId: string, tasks = 1): KnownJob => ({
  tag: `tag-${systemId}`,
  systemId,
  folder: '/nowhere',
  tasks,
  outputs: () => []
});

/** A schedd that gives these answers, and remembers the questions. */
function schedd(answers: Readonly<Record<string, readonly Ad[]>>) {
  const questions: string[][] = [];
  const ask: Programs['schedd'] = (name, args) => {
    questions.push([name, ...args]);
    const ads = answers[name] ?? [];
    // condor_q says nothing where there is nothing.
    return Promise.resolve(
      result(ads.length === 0 && name === 'condor_q' ? '' : JSON.stringify(ads))
    );
  };
  return { questions, programs: { schedd: ask, pool: ask } };
}

const signal = new AbortController().signal;

describe('the queue of a schedd', () => {
  it('is asked once for all jobs, and the history for what left it', async () => {
    const { programs, questions } = schedd({
      condor_q: [
        { ClusterId: 1, ProcId: 0, JobStatus: 2 },
        { ClusterId: 2, ProcId: 1, JobStatus: 1 }
      ],
      condor_history: [
        {
          ClusterId: 2,
          ProcId: 0,
          JobStatus: 4,
          ExitCode: 0,
          ExitBySignal: false
        },
        {
          ClusterId: 3,
          ProcId: 0,
          JobStatus: 3,
          RemoveReason: 'via condor_rm (by user alice)'
        }
      ]
    });
    const jobs = [job('1'), job('2', 2), job('3'), job('4')];
    const answer = await askQueue(programs, CONFIG, jobs, () => [], signal);
    assert.deepEqual(
      [...answer].map(([tag, tasks]) => [
        tag,
        tasks.map(({ state, end }) => [state, end])
      ]),
      [
        ['tag-1', [['running', null]]],
        [
          'tag-2',
          [
            ['ended', 'exited'],
            ['waiting', null]
          ]
        ],
        ['tag-3', [['ended', 'cancelled']]]
      ]
    );
    assert.equal(questions.length, 2);
    assert.deepEqual(questions[1]?.slice(-5), ['-limit', '3', '2', '3', '4']);
  });

  it('does not ask the history again about what has ended', async () => {
    const { programs, questions } = schedd({
      condor_q: [{ ClusterId: 2, ProcId: 1, JobStatus: 1 }]
    });
    const [ended] = [reportOf(0, { JobStatus: 4, ExitCode: 0 })];
    const answer = await askQueue(
      programs,
      CONFIG,
      [job('2', 2)],
      () => [ended],
      signal
    );
    assert.deepEqual(
      answer.get('tag-2')?.map(({ state }) => state),
      ['ended', 'waiting']
    );
    assert.equal(questions.length, 1);
  });

  it('is asked for many jobs by the ends of their numbers', async () => {
    const jobs = Array.from({ length: 10_000 }, (_, at) => job(`${7 * at}`));
    const others = [{ ClusterId: 8, ProcId: 0, JobStatus: 2 }];
    const { programs, questions } = schedd({
      condor_q: [
        ...jobs.map(({ systemId }) => ({
          ClusterId: Number(systemId),
          ProcId: 0,
          JobStatus: 1
        })),
        ...others
      ]
    });
    const answer = await askQueue(programs, CONFIG, jobs, () => [], signal);
    assert.equal(answer.size, 10_000);
    assert.equal(questions.length, 1);
    assert.match(
      questions[0]?.at(-1) ?? '',
      /^ClusterId >= 0 && ClusterId <= 69993 && ScienceMeshTag =!= undefined$/
    );
  });

  it('asks for all of a job that the history may have', async () => {
    const { programs, questions } = schedd({
      condor_q: [{ ClusterId: 2, ProcId: 1, JobStatus: 1 }],
      condor_history: [
        { ClusterId: 2, ProcId: 0, JobStatus: 4, ExitCode: 0 },
        { ClusterId: 2, ProcId: 2, JobStatus: 4, ExitCode: 0 }
      ]
    });
    const ended = [reportOf(0, { JobStatus: 4, ExitCode: 0 })];
    await askQueue(programs, CONFIG, [job('2', 3)], () => ended, signal);
    assert.deepEqual(questions[1]?.slice(-3), ['-limit', '2', '2']);
  });

  it('does not look for tasks that were not made yet', async () => {
    const { programs, questions } = schedd({
      condor_q: [
        { ClusterId: 2, ProcId: 0, JobStatus: 2, JobMaterializeNextProcId: 1 }
      ]
    });
    const answer = await askQueue(
      programs,
      CONFIG,
      [job('2', 3)],
      () => [],
      signal
    );
    assert.deepEqual(
      answer.get('tag-2')?.map(({ state }) => state),
      ['running', 'waiting', 'waiting']
    );
    assert.equal(questions.length, 1);
  });
});

describe('an ad of a job', () => {
  it('is a success only without a signal and with status 0', () => {
    const ended = (ad: Ad) => {
      const { end, exitCode, exitSignal } = reportOf(0, {
        JobStatus: 4,
        ...ad
      });
      return [end, exitCode, exitSignal];
    };
    assert.deepEqual(ended({ ExitCode: 0, ExitBySignal: false }), [
      'exited',
      0,
      null
    ]);
    assert.deepEqual(ended({ ExitCode: 5, ExitBySignal: false }), [
      'exited',
      5,
      null
    ]);
    assert.deepEqual(
      ended({ ExitCode: 0, ExitBySignal: true, ExitSignal: 9 }),
      ['exited', null, 9]
    );
  });

  for (const [status, state] of [
    [1, 'waiting'],
    [2, 'running'],
    [6, 'ending'],
    [7, 'suspended'],
    [99, 'waiting']
  ] as const) {
    it(`with status ${status} is ${state}`, () => {
      assert.equal(reportOf(0, { JobStatus: status }).state, state);
    });
  }

  for (const [code, subcode, words] of [
    [1, 0, /held it/],
    [6, 2, /could not be started/],
    [12, 2, /could not be brought back/],
    [13, 256, /could not be brought to the machine/],
    [14, 2, /folder/],
    [32, 0, /larger/],
    [35, 0, /container/],
    [999, 0, /held it/]
  ] as const) {
    it('tells how long a job ran before the schedd has added it up', () => {
      const ended = {
        JobStatus: 4,
        JobCurrentStartDate: 1000,
        CompletionDate: 1007
      };
      for (const [ad, seconds] of [
        [ended, 7],
        [{ ...ended, RemoteWallClockTime: 0 }, 7],
        [{ ...ended, RemoteWallClockTime: 19 }, 19],
        [{ ...ended, CompletionDate: 0 }, null],
        [{ JobStatus: 1 }, null]
      ] as const) {
        assert.equal(reportOf(0, ad).wallSeconds, seconds);
      }
    });

    it(`that is held with code ${code} says why and what to do`, () => {
      const { state, message, advice } = reportOf(0, {
        JobStatus: 5,
        HoldReasonCode: code,
        HoldReasonSubCode: subcode,
        HoldReason: 'Error\nfrom slot1@node7'
      });
      assert.equal(state, 'held');
      assert.match(message ?? '', words);
      assert.match(message ?? '', /Error from slot1@node7/);
      assert.match(advice ?? '', /^[A-Z].*\.$/);
    });
  }

  for (const [code, subcode, end] of [
    [34, 102, 'memory-limit'],
    [21, 102, 'memory-limit'],
    [34, 104, 'disk-limit'],
    [46, 0, 'time-limit'],
    [47, 0, 'time-limit']
  ] as const) {
    it(`that is held with ${code}/${subcode} has come to an end`, () => {
      const report = reportOf(0, {
        JobStatus: 5,
        HoldReasonCode: code,
        HoldReasonSubCode: subcode
      });
      assert.deepEqual([report.state, report.end], ['ended', end]);
    });
  }

  it('waits while its files are uploaded, but not for ever', () => {
    const held = { JobStatus: 5, HoldReasonCode: 16 };
    const now = Date.now() / 1000;
    assert.equal(
      reportOf(0, { ...held, EnteredCurrentStatus: now }).state,
      'waiting'
    );
    assert.equal(
      reportOf(0, { ...held, EnteredCurrentStatus: now - 7200 }).state,
      'held'
    );
  });
});
