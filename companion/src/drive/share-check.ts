/**
 * "Check this share": goes the way to a share step by step and says in words
 * what each step found. No step writes, and no answer holds a secret.
 */
import type { CheckStep, CheckStepName, Share } from 'sciencemesh-contract';
import type { OutboundClient } from '../http/outbound.ts';
import type { ProviderInfo } from '../providers/provider.ts';
import type { Entry } from '../storage/storage.ts';
import type { ShareAccess } from '../store/share-row.ts';
import { OWN_NODE } from '../store/shares.ts';
import type { Mounted } from './drive.ts';
import { AccountWay } from './share-check-account.ts';
import { adviceFor } from './share-check-advice.ts';
import { failed, skipped, type Finding } from './share-check-findings.ts';
import { OcmWay } from './share-check-ocm.ts';

/** Folders that are looked into for a file to read. */
const MOST_FOLDERS = 20;

export interface ShareCheckOptions {
  outbound: OutboundClient;
  /** How a share is reached, secrets included. */
  access: (shareId: string) => ShareAccess | null;
  /** Lets the provider of a share look anew; null when it is not connected. */
  provider: (share: Share) => Promise<ProviderInfo | null>;
  /** The share's place in the drive; null when it has none. */
  mount: (shareId: string) => Promise<Mounted | null>;
}

/** The steps that lead to a share; what follows is the same for all. */
export interface WayIn {
  /** @param mounted its place in the drive; null when it has none */
  offer(mounted: Mounted | null): Promise<Finding>;
  discovery(): Promise<Finding>;
  token(): Promise<Finding>;
}

const TITLES: Readonly<Record<CheckStepName, string>> = {
  offer: 'What the share offers',
  discovery: 'The server of the sender',
  token: 'The way in',
  list: 'Its files',
  read: 'Reading a part of a file',
  write: 'What you may do'
};

/** Makes the steps one after another; the caller may stop in between. */
export async function* checkShare(
  options: ShareCheckOptions,
  share: Share,
  signal: AbortSignal
): AsyncGenerator<CheckStep> {
  const check = new ShareCheck(options, share, signal);
  const steps: [CheckStepName, () => Promise<Finding>][] = [
    ['offer', () => check.offer()],
    ['discovery', () => check.discovery()],
    ['token', () => check.token()],
    ['list', () => check.list()],
    ['read', () => check.read()],
    ['write', () => check.write()]
  ];
  for (const [step, make] of steps) {
    signal.throwIfAborted();
    const common = { step, title: TITLES[step] };
    yield {
      ...common,
      state: 'running',
      message: null,
      advice: null,
      code: null,
      milliseconds: null
    };
    const start = performance.now();
    const { state, message, advice, code } = await make().catch(failed);
    yield {
      ...common,
      state,
      message,
      advice: advice ?? null,
      code: code ?? null,
      milliseconds:
        state === 'skipped' ? null : Math.round(performance.now() - start)
    };
  }
}

/** Keeps what later steps need of earlier ones. */
class ShareCheck {
  readonly #options: ShareCheckOptions;
  readonly #share: Share;
  readonly #signal: AbortSignal;
  readonly #way: WayIn;
  #mounted: Mounted | null = null;
  #root: Entry | null = null;
  /** Files and folders at the top of the share. */
  #entries: Entry[] = [];

  constructor(options: ShareCheckOptions, share: Share, signal: AbortSignal) {
    this.#options = options;
    this.#share = share;
    this.#signal = signal;
    this.#way =
      share.source === OWN_NODE
        ? new OcmWay(options, share, signal)
        : new AccountWay(options, share);
  }

  async offer(): Promise<Finding> {
    this.#mounted = await this.#options.mount(this.#share.id);
    return this.#way.offer(this.#mounted);
  }

  discovery(): Promise<Finding> {
    return this.#way.discovery();
  }

  token(): Promise<Finding> {
    return this.#way.token();
  }

  async list(): Promise<Finding> {
    const mounted = this.#mounted;
    if (mounted === null) {
      return skipped('The share is not in the drive: accept it first.');
    }
    const signal = this.#signal;
    if (this.#share.kind === 'file') {
      this.#root = await mounted.storage.stat('', { signal });
      return { state: 'passed', message: 'The file is there.' };
    }
    const listing = await mounted.storage.list('', { signal });
    this.#root = listing?.folder ?? null;
    for await (const batch of listing?.entries ?? []) {
      this.#entries.push(...batch);
    }
    const unusable = this.#entries.filter(({ problem }) => problem !== null);
    const count =
      this.#entries.length === 1
        ? 'one file or folder'
        : `${this.#entries.length} files and folders`;
    return unusable.length > 0
      ? {
          state: 'noted',
          message: `The folder holds ${count}; ${unusable.length} of them cannot be used because of their names.`
        }
      : { state: 'passed', message: `The folder holds ${count}.` };
  }

  async read(): Promise<Finding> {
    if (this.#mounted === null || this.#root === null) {
      return skipped('Nothing was listed.');
    }
    const file = await this.#someFile();
    if (file === null) {
      return skipped('No file was found near the top that could be read.');
    }
    const { storage } = this.#mounted;
    const content = await storage.read(file.path, {
      start: 0,
      end: 0,
      signal: this.#signal
    });
    let bytes = 0;
    for await (const chunk of content.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
    }
    if (bytes !== 1) {
      return {
        state: 'failed',
        code: 'broken-answer',
        message: `One byte of "${file.name}" was asked for, and ${bytes} came.`,
        advice: adviceFor('broken-answer', this.#share.provider)
      };
    }
    const { ranges, etags } = storage.abilities;
    const lacks = [
      ...(ranges
        ? []
        : ['parts of files, so that large ones are read from their beginning']),
      ...(etags
        ? []
        : ['validators, so that changes by others are noticed late'])
    ];
    return lacks.length > 0
      ? {
          state: 'noted',
          message: `"${file.name}" can be read. The server lacks ${lacks.join(' and ')}.`
        }
      : { state: 'passed', message: `One byte of "${file.name}" was read.` };
  }

  async write(): Promise<Finding> {
    const told = this.#share.permissions;
    const rights = this.#root?.rights ?? null;
    const may =
      rights === null
        ? told.includes('write')
        : this.#share.kind === 'file'
          ? rights.write
          : rights.create;
    const said =
      told.length > 0
        ? ` The share was offered with: ${told.join(', ')}.`
        : ' The offer said nothing about it.';
    if (!may) {
      return { state: 'noted', message: `You may read and not write.${said}` };
    }
    return {
      state: 'passed',
      message: `You may write, as far as the server tells. Nothing was written.${said}`
    };
  }

  /** A file with bytes in it, broadly before deeply. */
  async #someFile(): Promise<Entry | null> {
    if (this.#share.kind === 'file') {
      return this.#root;
    }
    const usable = ({ kind, size, problem }: Entry) =>
      kind === 'file' && size !== 0 && problem === null;
    let entries = this.#entries;
    const folders: Entry[] = [];
    for (let looked = 0; looked <= MOST_FOLDERS; looked++) {
      const file = entries.find(usable);
      if (file) {
        return file;
      }
      folders.push(
        ...entries.filter(
          ({ kind, problem }) => kind === 'folder' && problem === null
        )
      );
      const next = folders.shift();
      if (next === undefined) {
        return null;
      }
      entries = await this.#in(next.path);
    }
    return null;
  }

  async #in(path: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    const listing = await this.#mounted?.storage.list(path, {
      signal: this.#signal
    });
    for await (const batch of listing?.entries ?? []) {
      entries.push(...batch);
    }
    return entries;
  }
}
