import type { ChecksumHabit } from './checksums.ts';
import type { Share } from './share.ts';

/** Where a sender is, as it speaks of itself. */
export interface Home {
  /** Such as `https://cloud.example.org`. */
  origin: string;
  /** Host with port, such as `cloud.example.org`. */
  host: string;
}

/** An answer in JSON. */
export interface JsonAnswer {
  status: number;
  body: unknown;
}

/** A notification as it arrived; nothing of it is sure. */
export interface Notification {
  notificationType?: string;
  providerId?: string | number;
  notification?: Record<string, unknown>;
}

/** Who asks for files. */
export interface Credentials {
  scheme: 'basic' | 'bearer';
  secret: string;
}

/** What a server tells of a file or folder beside the usual properties. */
export interface Rights {
  /** `oc:permissions`. */
  letters: string;
  /** Other properties, with the prefixes `oc`, `ocs` and `ocm`. */
  more: Record<string, string>;
}

/**
 * How one server software shares: what it publishes, sends, answers and where
 * files lie. Each comes from its public sources, named in its file.
 */
export interface Dialect {
  /** Name for people. */
  readonly software: string;
  /** Paths that answer with the discovery document, and one that redirects. */
  readonly discoveryPaths: readonly string[];
  readonly redirectedPath?: string;
  discovery(home: Home): Record<string, unknown>;

  /** Path of the OCM API. */
  readonly endPoint: string;
  /** `providerId` of the share with a number. */
  providerIdOf(number: number): string;
  /** The body of `POST /shares`. */
  offer(share: Share, home: Home): Record<string, unknown>;
  /** Whether an answer to that means success. */
  takes(status: number, body: unknown): boolean;
  /** What goes out when a share is taken back, if anything does. */
  withdrawal(share: Share): Record<string, unknown> | undefined;
  /** The answer to a notification about a share, if there is such a share. */
  hear(notification: Notification, share: Share | undefined): JsonAnswer;

  /** Where a share lies, without a slash at the end. */
  place(share: Share): string;
  /** Whether a single file is at that address, or in a folder there. */
  readonly fileLayout: 'root' | 'member';
  /** Whether these credentials open a share. */
  opens(share: Share, credentials: Credentials): boolean;
  readonly checksums: ChecksumHabit;
  rights(share: Share, isFolder: boolean): Rights;
  /** `oc:fileid` of what lies at a path; here it does not move along. */
  fileIdOf(path: string): string;

  /** Path and answer of the token end point, where there is one. */
  readonly tokenPath?: string;
  exchange?(fields: URLSearchParams, shares: readonly Share[]): JsonAnswer;
}
