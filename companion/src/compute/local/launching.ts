/**
 * Starts the supervisor of a task, which outlives this program.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printedFile } from '../batch-system.ts';
import { prepareFolder } from './files.ts';
import type { LocalJob } from './local-job.ts';
import { writeRecord, type TaskRecord } from './records.ts';

const supervisor = fileURLToPath(new URL('./supervisor.py', import.meta.url));

export interface LaunchOptions {
  /** Interpreter of the supervisor. */
  python: string;
  environment: Readonly<Record<string, string>>;
}

/**
 * @param onEnd called when the supervisor has ended, while this program lives
 */
export async function launch(
  job: LocalJob,
  task: number,
  { python, environment }: LaunchOptions,
  onEnd: () => void
): Promise<void> {
  const { folder, graceSeconds, resources, tasks } = job.order;
  job.launch(task);
  const work = await prepareFolder(job.order, task);
  const own = job.taskFolder(task);
  const which = tasks === 1 ? [] : ['--task', String(task)];
  writeRecord(join(own, 'task.json'), {
    task,
    command: ['/bin/bash', job.scriptFile, ...which],
    work,
    environment,
    stdout: join(folder, printedFile('stdout', task, tasks)),
    stderr: join(folder, printedFile('stderr', task, tasks)),
    memory: resources.memoryMebibytes * 1024 * 1024,
    seconds: resources.seconds,
    grace: graceSeconds,
    control: job.controlFile
  } satisfies TaskRecord);
  const child = spawn(python, ['-I', supervisor, own], {
    cwd: '/',
    env: { ...environment },
    // A session of its own: what ends this program does not end the job.
    detached: true,
    stdio: 'ignore'
  });
  child.once('error', onEnd);
  child.once('exit', onEnd);
  child.unref();
}
