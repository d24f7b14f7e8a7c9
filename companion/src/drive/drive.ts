/**
 * The drive "ScienceMesh": one tree over all accepted shares that live at
 * their senders. Its root holds a folder for each shared folder and a file for
 * each shared file.
 *
 * Where a provider brings a person's own files, they are a drive of their own
 * for JupyterLab, and a second root here: its name and a colon, which no name
 * of a share holds. `CERNBox:/home/a.txt` is a path below the root `CERNBox:`.
 */
import type { ContentReach, Share } from 'sciencemesh-contract';
import type { Storage } from '../storage/storage.ts';

/** A share with its name in the drive. */
export interface Mounted {
  share: Share;
  /**
   * Name in the drive's root: that of the share, sanitised, made unique with
   * the sender where two are alike; kept for as long as the share is there.
   * That of a space is the root of its drive, a slash, and a name in there.
   */
  name: string;
  storage: Storage;
  /**
   * Absolute path of the share on this machine, where an administrator mounts
   * it; else null.
   */
  localFolder: string | null;
}

/** A path of the drive, resolved. */
export interface Place extends Mounted {
  /** Path in the share's storage; empty for the share itself. */
  path: string;
}

export interface Drive {
  /**
   * All that is in a root, in the order of their names. No request.
   *
   * @param root default: that of the shares
   */
  mounted(root?: string): Promise<Mounted[]>;

  /** What is in all roots. No request. */
  everything(): Promise<Mounted[]>;

  /** Whether a path is a root, in which nothing but mounts can be. */
  isRoot(path: string): boolean;

  /**
   * Finds the share that a path leads to. No request: whether the file is
   * there, the storage says.
   *
   * @param path of the drive: names joined by `/`, without a drive name; never
   * the root
   * @throws RequestProblem 404 when no share has that name, 400 for a path
   * that climbs or holds characters that no file name holds
   */
  resolve(path: string): Promise<Place>;

  /**
   * The share's place in the drive, also of own files that only another
   * account sees; null when it is not accepted.
   */
  mount(shareId: string): Promise<Mounted | null>;

  /** How the server of a share was last seen. No request. */
  reach(share: Share): ContentReach;

  /**
   * Somebody looks at the share: whether a server that was in trouble still is
   * is found out in the background, and told to those who hear of its reach.
   */
  lookAgain(share: Share): void;

  /** Hears that the root has changed. */
  onChange(listener: () => void): () => void;

  /** Hears how the server of a share was just seen. */
  onReach(listener: (shareId: string, reach: ContentReach) => void): () => void;
}
