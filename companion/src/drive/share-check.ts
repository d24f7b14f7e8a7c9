/**
 * "Check this share": goes the way to a share step by step and says in words
 * what each step found. No step writes, and no answer holds a secret.
 */
import type { CheckStep, CheckStepName, Share } from 'sciencemesh-contract';
import type { OutboundClient } from '../http/outbound.ts';
import { parseAddress } from '../ocm/address.ts';
import { discoverPeer } from '../ocm/peer.ts';
import { readPeerWebDav, type PeerWebDav } from '../ocm/peer-webdav.ts';
import { exchangeSecret } from '../ocm/token.ts';
import { readWebDavOffer, type WebDavOffer } from '../ocm/webdav-offer.ts';
import type { Entry } from '../storage/storage.ts';
import type { ShareAccess } from '../store/share-row.ts';
import type { Mounted } from './drive.ts';
import { adviceFor } from './share-check-advice.ts';
import { failed, skipped, type Finding } from './share-check-findings.ts';

/** Folders that are looked into for a file to read. */
const MOST_FOLDERS = 20;

export interface ShareCheckOptions {
  outbound: OutboundClient;
  /** How a share is reached, secrets included. */
  access: (shareId: string) => ShareAccess | null;
  /** The share's place in the drive; null when it has none. */
  mount: (shareId: string) => Promise<Mounted | null>;
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
  #offer: WebDavOffer | null = null;
  #mounted: Mounted | null = null;
  #peer: PeerWebDav | null = null;
  #root: Entry | null = null;
  /** Files and folders at the top of the share. */
  #entries: Entry[] = [];

  constructor(options: ShareCheckOptions, share: Share, signal: AbortSignal) {
    this.#options = options;
    this.#share = share;
    this.#signal = signal;
  }

  async offer(): Promise<Finding> {
    const { provider, state, withdrawnAt } = this.#share;
    const access = this.#options.access(this.#share.id);
    this.#offer = access && readWebDavOffer(access);
    this.#mounted = await this.#options.mount(this.#share.id);
    if (withdrawnAt !== null) {
      return {
        state: 'failed',
        code: 'share-gone',
        message: `${provider} said that the share was taken back.`,
        advice: 'Ask its sender to share it again.'
      };
    }
    if (this.#offer === null) {
      return {
        state: 'failed',
        code: 'no-webdav',
        message:
          access === null
            ? 'The credentials of the share cannot be read here any more.'
            : `${provider} offers no way to the files that is understood here (WebDAV).`,
        advice: 'Ask its sender to share it again.'
      };
    }
    if (state !== 'accepted') {
      return {
        state: 'noted',
        message: 'Its files can be reached once you have accepted it.'
      };
    }
    return {
      state: 'passed',
      message: this.#mounted?.localFolder
        ? 'An administrator has mounted its files on this machine.'
        : this.#offer.mustExchange
          ? 'Files over WebDAV, with a token that is renewed.'
          : 'Files over WebDAV, with the secret of the share.'
    };
  }

  async discovery(): Promise<Finding> {
    if (this.#mounted?.localFolder) {
      return skipped('Not asked: the files are on this machine.');
    }
    const { sender, provider } = this.#share;
    const peer = parseAddress(sender.address) ?? { host: provider, path: '' };
    const document = await discoverPeer(
      this.#options.outbound,
      peer,
      this.#signal
    );
    this.#peer = readPeerWebDav(document);
    const { hostname } = new URL(document.url);
    return this.#peer.rootFor(this.#share.resourceType) === null
      ? {
          state: 'noted',
          message: `${hostname} speaks Open Cloud Mesh, but names no WebDAV root. That is fine where the share itself names one.`
        }
      : { state: 'passed', message: `${hostname} speaks Open Cloud Mesh.` };
  }

  async token(): Promise<Finding> {
    const offer = this.#offer;
    if (offer === null || this.#mounted?.localFolder) {
      return skipped('No credentials are needed or known.');
    }
    if (!offer.mustExchange) {
      return skipped('The secret of the share itself is shown; no token.');
    }
    const endPoint = this.#peer?.tokenEndPoint ?? null;
    if (endPoint === null) {
      return {
        state: 'failed',
        code: 'no-token-end-point',
        message:
          'The share wants its secret exchanged for a token, and the server does not say where.',
        advice: `Tell the operators of ${this.#share.provider}: their discovery document lacks "tokenEndPoint" or the capability "exchange-token".`
      };
    }
    const clientId = parseAddress(this.#share.recipient)?.host ?? '';
    await exchangeSecret(
      this.#options.outbound,
      { endPoint, clientId, secret: offer.secret },
      performance.now(),
      this.#signal
    );
    return {
      state: 'passed',
      message: `${endPoint.hostname} gave a token for the secret.`
    };
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
