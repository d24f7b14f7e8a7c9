import assert from 'node:assert/strict';
import { appendFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { utimes } from 'node:fs/promises';
import { trials } from '../../ocm/testing/trials.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import type { KnownJob } from '../batch-system.ts';
import { EventLogFile } from './event-log-file.ts';
import { instantOf, parseEvents, zoneOf, type LogTime } from './event-log.ts';

/** As HTCondor 23.9.6 wrote it, for a job that was evicted once. */
const LOG = `000 (006.000.000) 2026-11-22 12:05:54 Job submitted from host: <127.0.0.1:14715?addrs=127.0.0.1-14715&alias=batch&noUDP&sock=schedd_143_bf66>
...
040 (006.000.000) 2026-11-22 12:05:56 Finished transferring input files
...
001 (006.000.000) 2026-11-22 12:05:56 Job executing on host: <127.0.0.1:14715?addrs=127.0.0.1-14715&alias=batch&noUDP&sock=startd_143_bf66>
	SlotName: slot1_7@node7.example.org
	CondorScratchDir = "/var/lib/condor/execute/dir_1538"
	Cpus = 1
	Memory = 128
...
006 (006.000.000) 2026-11-22 12:05:58 Image size of job updated: 5268
	4  -  MemoryUsage of job (MB)
	3508  -  ResidentSetSize of job (KB)
...
040 (006.000.000) 2026-11-22 12:06:21 Started transferring output files
...
004 (006.000.000) 2026-11-22 12:06:21 Job was evicted.
	(0) CPU times
		Usr 0 00:00:00, Sys 0 00:00:00  -  Run Remote Usage
		Usr 0 00:00:00, Sys 0 00:00:00  -  Run Local Usage
	Partitionable Resources :    Usage  Request Allocated 
	   Cpus                 :     0.01        1         1 
	   Memory (MB)          :     9           1       128 
	   TimeExecute (s)      :    24                       
...
012 (006.000.000) 2026-11-22 12:06:21 Job was held.
	Held from JupyterLab (by user alice)
	Code 1 Subcode 0
...
013 (006.000.000) 2026-11-22 12:07:00 Job was released.
	Released from JupyterLab (by user alice)
...
001 (006.000.000) 2026-11-22 12:07:10 Job executing on host: <127.0.0.1:14715?addrs=127.0.0.1-14715>
	SlotName: slot1_2@node8.example.org
...
005 (006.000.000) 2026-11-22 12:08:10 Job terminated.
	(1) Normal termination (return value 3)
		Usr 0 00:01:02, Sys 0 00:00:08  -  Run Remote Usage
		Usr 0 00:00:00, Sys 0 00:00:00  -  Run Local Usage
	Partitionable Resources :    Usage  Request Allocated 
	   Memory (MB)          :     7           1       128 

	Job terminated of its own accord at 2026-11-22T11:08:10Z with exit-code 3.
...
`;

/** The clock of the site is an hour ahead of UTC. */
const WRITTEN = Date.parse('2026-11-22T11:08:10Z') / 1000;

const jobIn = (folder: string, tasks = 1): KnownJob => ({
  tag: 'tag',
  systemId: '6',
  folder,
  tasks,
  outputs: () => []
});

/** A log, and what writes to it as if at a certain time. */
async function logIn(t: TestContext, text: string, tasks = 1) {
  const folder = emptyFolder(t);
  const path = join(folder, 'events.log');
  const at = (seconds = WRITTEN) => utimes(path, seconds, seconds);
  await writeFile(path, text);
  await at();
  return { path, at, file: new EventLogFile(jobIn(folder, tasks)) };
}

const upTo = (text: string) => LOG.slice(0, LOG.indexOf(text));

describe('the event log of a job', () => {
  it('tells how a job went', async t => {
    const { file } = await logIn(t, LOG);
    const state = await file.read();
    assert.deepEqual(state?.tasks, [
      {
        task: 0,
        state: 'ended',
        end: 'exited',
        exitCode: 3,
        exitSignal: null,
        message: 'It ended with status 3.',
        advice: 'Look at what it printed last.',
        startedAt: '2026-11-22T11:07:10.000Z',
        endedAt: '2026-11-22T11:08:10.000Z',
        host: 'node8.example.org',
        wallSeconds: 60,
        cpuSeconds: 70,
        peakMemoryMebibytes: 9,
        starts: 2
      }
    ]);
  });

  it('tells of a hold in words', async t => {
    const { file } = await logIn(t, upTo('013 ('));
    const [task] = (await file.read())?.tasks ?? [];
    assert.equal(task?.state, 'held');
    assert.equal(task.message, 'You held it.');
  });

  it('reads a log that grows by any pieces as one that is whole', async t => {
    const whole = await (await logIn(t, LOG)).file.read();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(LOG.length), { maxLength: 20 }),
        async cuts => {
          const { file, path, at } = await logIn(t, '');
          let position = 0;
          for (const cut of [...cuts.sort((a, b) => a - b), LOG.length]) {
            await appendFile(path, LOG.slice(position, cut));
            await at();
            await file.read();
            position = cut;
          }
          assert.deepEqual((await file.read())?.tasks, whole?.tasks);
        }
      ),
      trials()
    );
  });

  it('begins anew when the log was cut or replaced', async t => {
    const { file, path, at } = await logIn(t, LOG);
    await file.read();
    await truncate(path, upTo('040 (').length);
    await at();
    assert.equal((await file.read())?.tasks[0]?.state, 'waiting');
    await writeFile(`${path}.new`, LOG);
    await rename(`${path}.new`, path);
    await at();
    const [task] = (await file.read())?.tasks ?? [];
    assert.equal(task?.state, 'ended');
    assert.equal(task.starts, 2);
  });

  it('tells nothing where there is no log, or that of another job', async t => {
    const folder = emptyFolder(t);
    const file = new EventLogFile(jobIn(folder));
    assert.equal(await file.read(), null);
    await writeFile(join(folder, 'events.log'), LOG.replaceAll('(006', '(007'));
    assert.equal(await file.read(), null);
  });

  it('reads over what is no record', async t => {
    const torn = `${upTo('005 (')}005 (006.000.000) 2026-11-22 12:0${LOG.slice(LOG.indexOf('005 ('))}`;
    for (const text of [`\0\0garbage\n...\n${LOG}`, torn, `...\n...\n${LOG}`]) {
      const { file } = await logIn(t, text);
      assert.equal((await file.read())?.tasks[0]?.exitCode, 3);
    }
  });

  it('is not choked by a file that is no log', async t => {
    const { file } = await logIn(t, 'x'.repeat(10_000_000));
    assert.equal(await file.read(), null);
  });

  it('keeps tasks apart, and knows that more are to come', async t => {
    const { file } = await logIn(t, LOG.replaceAll('(006.000', '(006.002'), 4);
    const state = await file.read();
    assert.deepEqual(
      state?.tasks.map(task => [task.task, task.state]),
      [
        [0, 'waiting'],
        [1, 'waiting'],
        [2, 'ended'],
        [3, 'waiting']
      ]
    );
  });

  it('ends tasks that were never made with their cluster', async t => {
    const { file } = await logIn(
      t,
      `${LOG}036 (006.-01.000) 2026-11-22 12:09:00 Cluster removed\n\tMaterialized 1 jobs from 0 items.\tComplete\n\tvia condor_rm (by user alice)\n...\n`,
      2
    );
    const tasks = (await file.read())?.tasks ?? [];
    assert.deepEqual(
      tasks.map(({ end }) => end),
      ['exited', 'cancelled']
    );
  });

  for (const [what, details, expected] of [
    ['(1) Normal termination (return value 0)', [], ['exited', 0, null]],
    [
      '(1) Normal termination (return value 124)',
      [],
      ['time-limit', 124, null]
    ],
    ['(0) Abnormal termination (signal 11)', [], ['exited', null, 11]],
    [
      '(0) Abnormal termination (signal 9)',
      ['(0) No core file'],
      ['exited', null, 9]
    ]
  ] as const) {
    it(`understands "${what}"`, async t => {
      const body = [what, ...details].map(line => `\t${line}\n`).join('');
      const { file } = await logIn(
        t,
        `${upTo('005 (')}005 (006.000.000) 2026-11-22 12:08:10 Job terminated.\n${body}...\n`
      );
      const [task] = (await file.read())?.tasks ?? [];
      assert.deepEqual([task?.end, task?.exitCode, task?.exitSignal], expected);
    });
  }

  for (const [reason, end] of [
    ['Cancelled from JupyterLab (by user alice)', 'cancelled'],
    ['via condor_rm (by user alice)', 'cancelled'],
    ['via condor_rm (by user root)', 'removed'],
    ['Job removed: it ran longer than 1200 seconds', 'time-limit'],
    [
      'Job removed by SYSTEM_PERIODIC_REMOVE due to wall time exceeded allowed max.',
      'time-limit'
    ],
    ['memory usage exceeded', 'memory-limit'],
    ['The staff did it', 'removed']
  ] as const) {
    it(`takes "${reason}" as ${end}`, async t => {
      const { file } = await logIn(
        t,
        `${upTo('005 (')}009 (006.000.000) 2026-11-22 12:08:10 Job was aborted.\n\t${reason}\n...\n`
      );
      assert.equal((await file.read())?.tasks[0]?.end, end);
    });
  }

  it('takes a hold for memory as the end, and a release as none', async t => {
    const held = `${upTo('004 (')}012 (006.000.000) 2026-11-22 12:08:10 Job was held.\n\tError from slot1_2@batch: memory usage exceeded request_memory\n\tCode 21 Subcode 102\n...\n`;
    const { file, path, at } = await logIn(t, held);
    const [task] = (await file.read())?.tasks ?? [];
    assert.equal(task?.end, 'memory-limit');
    assert.match(task.advice ?? '', /more memory/);
    await appendFile(
      path,
      '013 (006.000.000) 2026-11-22 12:09:00 Job was released.\n...\n'
    );
    await at(WRITTEN + 50);
    assert.equal((await file.read())?.tasks[0]?.state, 'waiting');
  });
});

describe('times of an event log', () => {
  const time = (text: string): LogTime => {
    const [event] = parseEvents(`000 (1.0.0) ${text} Job submitted\n...\n`);
    assert.ok(event, text);
    return event.time;
  };
  const modified = Date.parse('2026-01-05T10:00:02Z');

  for (const [text, utc] of [
    ['2026-01-05 11:00:01', '2026-01-05T10:00:01.000Z'],
    ['2026-01-05 15:30:01', '2026-01-05T10:00:01.000Z'],
    ['2026-01-04 22:00:01', '2026-01-05T10:00:01.000Z'],
    ['2026-01-05T10:00:01', '2026-01-05T10:00:01.000Z'],
    ['2026-01-05T10:00:01.250Z', '2026-01-05T10:00:01.250Z'],
    ['2026-01-05T12:00:01+02:00', '2026-01-05T10:00:01.000Z'],
    ['01/05 11:00:01', '2026-01-05T10:00:01.000Z']
  ] as const) {
    it(`knows what ${text} is in UTC`, () => {
      const found = time(text);
      const zone = zoneOf(found, modified);
      assert.notEqual(zone, null);
      const instant = instantOf(found, modified, zone ?? 0);
      assert.equal(new Date(instant).toISOString(), utc);
    });
  }

  it('puts a day without a year into the last year where it must', () => {
    const instant = instantOf(time('12/31 23:00:00'), modified, 0);
    assert.equal(new Date(instant).toISOString(), '2025-12-31T23:00:00.000Z');
  });

  it('trusts no file that was copied later', () => {
    assert.equal(
      zoneOf(time('2026-01-05 11:00:01'), modified + 7 * 24 * 3600_000),
      null
    );
  });
});
