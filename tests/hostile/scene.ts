/**
 * A companion among strangers: a process of its own whose only way out is the
 * recorded origin, with things around it that nobody may touch.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Config } from 'sciencemesh-contract';
import {
  SECRET,
  startProcess,
  type CompanionProcess
} from '../../companion/src/command-line/testing/process.ts';
import { startOrigin, type Origin } from '../../peers/origin/index.ts';
import { snapshot, type Snapshot } from './snapshot.ts';

/** What the companion may need at its worst moment. */
const MOST_MEBIBYTES = 700;
/** However much it has to do: a person waits for the answer. */
const LONGEST_MILLISECONDS = 5000;

export interface SceneOptions {
  config?: Config;
  environment?: Record<string, string>;
}

/** An answer of the companion, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The text as JSON; undefined when it is none. */
  value: unknown;
}

export class Scene {
  readonly companion: CompanionProcess;
  readonly origin: Origin;
  /** Everything lies below it; nothing outside of `root` and `data` changes. */
  readonly base: string;
  /** Jupyter's root folder. */
  readonly root: string;
  readonly data: string;
  readonly #before: Snapshot;

  private constructor(
    companion: CompanionProcess,
    origin: Origin,
    base: string,
    before: Snapshot
  ) {
    this.companion = companion;
    this.origin = origin;
    this.base = base;
    this.root = rootIn(base);
    this.data = dataIn(base);
    this.#before = before;
  }

  static async start(
    test: TestContext,
    { config = {}, environment = {} }: SceneOptions = {}
  ): Promise<Scene> {
    const base = await mkdtemp(join(tmpdir(), 'hostile-'));
    const origin = await startOrigin();
    let companion: CompanionProcess | null = null;
    // Registered before anything can fail: an origin that is left listening
    // would keep the whole file from ending.
    test.after(async () => {
      await companion?.end('SIGTERM');
      await origin.stop();
      await rm(base, { recursive: true, force: true, maxRetries: 5 });
    });
    await furnish(base);
    const before = await snapshot(base, outside);
    const file = join(base, 'config.json');
    await writeFile(
      file,
      JSON.stringify({
        ...config,
        ocm: {
          user: 'marie',
          rateLimit: { requests: 100_000, seconds: 60 },
          ...config.ocm
        },
        outbound: { timeoutSeconds: 5, idleSeconds: 5, ...config.outbound },
        log: { level: 'trace' }
      } satisfies Config)
    );
    companion = await startProcess(test, {
      args: [
        ...['--root', rootIn(base), '--data', dataIn(base), '--config', file]
      ],
      environment: {
        ...origin.environment,
        HOME: join(base, 'home'),
        TMPDIR: join(base, 'temporary'),
        ...environment
      }
    });
    return new Scene(companion, origin, base, before);
  }

  /** Sends a share or a notification, or bytes that are meant to be one. */
  async post(path: string, body: unknown): Promise<Answer> {
    return ask(`${this.companion.ocmListen}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: bytesOf(body)
    });
  }

  /** Asks the user API as the bridge does. */
  async api(path: string, method = 'GET', body?: unknown): Promise<Answer> {
    return ask(`${this.companion.listen}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${SECRET}`,
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' })
      },
      ...(body === undefined ? {} : { body: bytesOf(body) })
    });
  }

  /** It answers, and has not grown beyond bounds. */
  async assertWell(): Promise<void> {
    const answer = await this.api('/api/health');
    assert.equal(answer.status, 200, 'the companion is well');
    const peak = await this.peakMebibytes();
    assert.ok(peak < MOST_MEBIBYTES, `it took ${peak} MiB at its peak`);
  }

  /** The most memory that it ever held. */
  async peakMebibytes(): Promise<number> {
    const status = await readFile(`/proc/${this.companion.pid}/status`, 'utf8');
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
    return Math.round(Number(kibibytes) / 1024);
  }

  /** Nothing was written but working copies and the companion's own files. */
  async assertUntouched(): Promise<void> {
    assert.deepEqual(await snapshot(this.base, outside), this.#before);
    const own = await snapshot(this.data, () => true);
    for (const path of Object.keys(own)) {
      assert.match(path, OWN_FILES, 'a file of the companion itself');
    }
  }

  /**
   * The log tells nothing that is nobody's business, and none of the given
   * texts, which a stranger sent.
   *
   * @param expected failures that may be told
   */
  assertDiscreet(texts: readonly string[] = [], expected = /^$/): void {
    const { log } = this.companion;
    for (const text of [SECRET, this.base, ...SECRETS, ...texts]) {
      const telling = log.find(line => line.includes(text));
      assert.equal(telling, undefined, `the log holds ${JSON.stringify(text)}`);
    }
    const failed = log.filter(
      line => /"level":(?:50|60)/.test(line) && !expected.test(line)
    );
    assert.deepEqual(failed, [], 'nothing failed inside');
  }
}

/** What senders entrust to the companion in these tests. */
export const SECRETS = ['entrusted-secret', 'someone@private.example.org'];

const OWN_FILES =
  /^(?:companion\.lock|secrets\.key|store\.sqlite(?:-wal|-shm)?|packages|packages\/[\w-]+\.(?:zip|part)|transfers|transfers\/[\w-]+\.jsonl|mirrors\.json|jobs|sites|sites\/local|(?:checkpoints|listings|outbox|unfinished|uploads)(?:\/[\w.-]+)*)$/;

function rootIn(base: string): string {
  return join(base, 'home', 'lab');
}

function dataIn(base: string): string {
  return join(base, 'home', '.local', 'sciencemesh');
}

/** A home folder with what somebody would be after. */
async function furnish(base: string): Promise<void> {
  for (const [path, content] of [
    ['passwd', 'root:x:0:0\n'],
    ['home/.bashrc', 'true\n'],
    ['home/.ssh/id_rsa', 'the private key'],
    ['home/.ipython/profile_default/startup/readme', ''],
    ['home/lab/notes.txt', 'my notes'],
    ['home/lab/data/mine.csv', '1,2\n'],
    ['home/lab/.git/config', '[core]\n']
  ] as const) {
    const file = join(base, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, content);
  }
  await mkdir(join(base, 'temporary'));
}

/** Where the companion has nothing to write. */
function outside(path: string): boolean {
  return !/^(?:config\.json$|home\/lab\/ScienceMesh(?:\/|$)|home\/\.local(?:\/|$))/.test(
    path
  );
}

/** Texts and bytes go as they are, everything else as JSON. */
function bytesOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  return typeof body === 'string' || body instanceof Uint8Array
    ? (body as string | Uint8Array<ArrayBuffer>)
    : JSON.stringify(body);
}

export async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const start = performance.now();
  const { status, headers, ...answer } = await readAll(url, init);
  const milliseconds = Math.round(performance.now() - start);
  assert.ok(milliseconds < LONGEST_MILLISECONDS, `${milliseconds} ms`);
  return { status, headers, ...answer };
}

async function readAll(url: string, init?: RequestInit): Promise<Answer> {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    value: parsed(text)
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A refusal in JSON with a sentence, which repeats nothing it should not. */
export function assertRefusal(answer: Answer, status: number): void {
  assert.equal(answer.status, status, answer.text.slice(0, 500));
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
  const { message } = answer.value as { message?: unknown };
  assert.ok(typeof message === 'string' && message.length > 5, answer.text);
  assert.ok(answer.text.length < 8000, 'a short answer');
  assert.doesNotMatch(answer.text, /node_modules|\.ts:\d|\bat \S+ \(/);
}
