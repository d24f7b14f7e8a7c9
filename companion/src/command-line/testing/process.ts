/**
 * The companion as a process of its own, as the bridge starts it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Share, ShareList } from 'sciencemesh-contract';

export const MAIN = fileURLToPath(new URL('../../main.ts', import.meta.url));
export const SECRET = 'a secret of the tests';
/** Longer than the companion gives itself for a stop. */
const STOP_MILLISECONDS = 15_000;

export interface CompanionProcess {
  child: ChildProcess;
  pid: number;
  /** Addresses with their actual ports. */
  listen: string;
  ocmListen: string;
  /** Lines of its log so far. */
  log: string[];
  post(share: unknown): Promise<Response>;
  api(path: string): Promise<Response>;
  shares(): Promise<Share[]>;
  /** Ends it and resolves with its exit status. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface StartOptions {
  /** Program and its arguments before `serve`; default the sources. */
  program?: readonly string[];
  args: readonly string[];
  environment?: Record<string, string>;
  /** Starts it elsewhere or as somebody else, by programs around it. */
  around?: (command: readonly string[]) => { program: string; words: string[] };
}

/** Starts one on free ports and waits until it is ready. */
export async function startProcess(
  test: TestContext,
  { program = [MAIN], args, environment = {}, around }: StartOptions
): Promise<CompanionProcess> {
  const listeners = ['--listen', '127.0.0.1:0', '--ocm-listen', '127.0.0.1:0'];
  const words = [...program, 'serve', ...listeners, ...args];
  const command = around?.([process.execPath, ...words]) ?? {
    program: process.execPath,
    words
  };
  const child = spawn(command.program, command.words, {
    stdio: ['pipe', 'inherit', 'pipe'],
    env: { ...process.env, SCIENCEMESH_SECRET: SECRET, ...environment }
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  // It is asked to end, so that it takes its own children along: they would go
  // on writing into folders that a test is about to remove.
  const end = (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      process.kill(
        around === undefined ? (child.pid ?? 0) : within(child),
        signal
      );
    }
  };
  test.after(async () => {
    end('SIGTERM');
    const kill = setTimeout(() => end('SIGKILL'), STOP_MILLISECONDS);
    await exited;
    clearTimeout(kill);
  });
  const log: string[] = [];
  const { listen, ocmListen } = await new Promise<Record<string, string>>(
    (resolve, reject) => {
      createInterface({ input: child.stderr }).on('line', line => {
        log.push(line);
        if (line.includes('"msg":"ready"')) {
          resolve(JSON.parse(line) as Record<string, string>);
        }
      });
      void exited.then(() => reject(new Error(log.join('\n'))));
    }
  );
  const api = (path: string) =>
    fetch(`${listen}${path}`, {
      headers: { authorization: `Bearer ${SECRET}` }
    });
  return {
    child,
    pid: child.pid ?? 0,
    listen: listen ?? '',
    ocmListen: ocmListen ?? '',
    log,
    post: share =>
      fetch(`${ocmListen}/ocm/shares`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(share)
      }),
    api,
    shares: async () =>
      ((await (await api('/api/shares?filter=all')).json()) as ShareList).items,
    end: async signal => {
      end(signal);
      return (await exited)[0];
    }
  };
}

/**
 * The one process that runs within another, which would not hand a signal on;
 * itself when it has not come to that yet.
 */
function within({ pid = 0 }: ChildProcess): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Number(children.split(' ')[0]) || pid;
}
