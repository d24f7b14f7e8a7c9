/**
 * Files of a share that a job gets straight from there, without a stay on this
 * machine: which ones, and whether the site and the share's server allow it.
 */
import { posix } from 'node:path';
import type { DataWay, MirrorFile, SiteConfig } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import type { LoanKind } from '../ocm/loan.ts';
import type { ShareStorages } from '../ocm/share-storage.ts';
import { StorageError } from '../storage/storage.ts';
import type { AtShare, Folders, Located } from '../mirrors/folders.ts';
import { sharedFolder } from './shared-folders.ts';
import { folderOfSource } from './subject.ts';

/** Longer, nobody waits for the answer to whether it is possible. */
const ASK_MILLISECONDS = 15_000;

/** The share of a source, which jobs may fetch from. */
export interface DirectOffer {
  way: DataWay;
  kind: LoanKind;
  shareId: string;
  /** Address of the folder of the source at the share. */
  address: URL;
  /** Files as they are at the share, by their paths below that folder. */
  files: ReadonlyMap<string, MirrorFile>;
}

/** Why there is no offer; null where nobody would expect one. */
export interface NoOffer {
  refusal: string | null;
}

export interface DirectOptions {
  folders: Folders;
  storages: Pick<ShareStorages, 'terms'>;
}

/** The way on which jobs of a site fetch from shares; null: on none. */
export function directWay(config: SiteConfig): 'transfer' | 'download' | null {
  if (config.kind === 'htcondor' && config.credentialService !== undefined) {
    return config.shareData === 'staging' ? null : 'transfer';
  }
  return (config.shareData ?? 'staging') === 'staging' ? null : 'download';
}

/** Whether jobs of a site may have the secret of a share itself. */
export function takesSecrets({ shareData }: SiteConfig): boolean {
  return shareData === 'secret';
}

/**
 * @param wanted the way that the person has chosen; null: the best
 * @param isFresh the share is looked at first, as this is no mere question
 */
export async function directOffer(
  located: Located,
  wanted: DataWay | null,
  config: SiteConfig,
  { folders, storages }: DirectOptions,
  isFresh: boolean,
  signal: AbortSignal
): Promise<DirectOffer | NoOffer> {
  const way = directWay(config);
  if (
    located.mirror === null ||
    (wanted !== null && wanted !== 'download' && wanted !== way) ||
    (wanted === null &&
      (await sharedFolder(folderOfSource(located), config)) !== null)
  ) {
    return { refusal: null };
  }
  if (way === null) {
    return {
      refusal: 'This site does not let jobs fetch from shares by themselves.'
    };
  }
  try {
    const found = await folders.atShare(located, isFresh);
    if (found === null) {
      return { refusal: 'The share is mounted on this machine.' };
    }
    const { kind, root } = await storages.terms(
      found.share,
      AbortSignal.any([signal, AbortSignal.timeout(ASK_MILLISECONDS)])
    );
    const refusal = refusalOf(kind, root, found, config);
    return refusal === null
      ? {
          way,
          kind,
          shareId: found.share.id,
          address: below(root, found.path),
          files: found.files
        }
      : { refusal };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StorageError || error instanceof RequestProblem) {
      return { refusal: error.message };
    }
    if (error instanceof DOMException) {
      return { refusal: 'The server of the share does not answer.' };
    }
    throw error;
  }
}

function refusalOf(
  kind: LoanKind,
  root: URL,
  { share }: AtShare,
  config: SiteConfig
): string | null {
  if (kind === 'secret' && !takesSecrets(config)) {
    return `${share.provider} gives no tokens that end, and this site gives jobs no secret of a share, which never does.`;
  }
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(
    root.hostname
  );
  return root.protocol === 'https:' || isLoopback
    ? null
    : `${share.provider} cannot be reached by https.`;
}

/** Address of a file or folder, in the plainest characters. */
export function below(folder: URL, path: string): URL {
  const names = path.split('/').filter(name => name !== '');
  const base = folder.origin + folder.pathname.replace(/\/+$/, '');
  return new URL([base, ...names.map(encodeName)].join('/'));
}

/** Submit texts take none of those that `encodeURIComponent` leaves. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  );
}

/** Files of an offer that are among those that the person has chosen. */
export function chosenFiles(
  { files }: DirectOffer,
  chosen: 'all' | readonly string[]
): MirrorFile[] {
  if (chosen === 'all') {
    return [...files.values()];
  }
  const wanted = chosen.map(path => posix.normalize(path).replace(/\/$/, ''));
  const all = new Set(wanted);
  return [...files.values()].filter(
    ({ path }) =>
      all.has(path) || wanted.some(folder => path.startsWith(`${folder}/`))
  );
}
