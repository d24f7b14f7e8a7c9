import type { ISignal } from '@lumino/signaling';
import type { PublicationSubject } from 'sciencemesh-contract';
import { contentsPath, DRIVE_NAME, isShared } from '../../drive/paths';
import type { SharesModel } from '../../shares/model';

/**
 * Knows whether whoever shared something can be told what came of it.
 */
export class Senders {
  constructor(options: Senders.IOptions) {
    this._options = options;
  }

  /**
   * Emitted when more may be known of shares and their providers.
   */
  get changed(): ISignal<unknown, void> {
    return this._options.shares.changed;
  }

  /**
   * The shares in which files of a subject are; empty where nobody knows.
   */
  async find(subject: PublicationSubject): Promise<readonly string[]> {
    const paths = 'paths' in subject ? subject.paths.filter(isReceived) : [];
    try {
      return await this._options.sharesAt(paths.map(withoutDrive));
    } catch {
      // The drive says by itself why it cannot be read.
      return [];
    }
  }

  /**
   * Whether those who sent a subject hear from here.
   *
   * @param found - the shares in which its files are
   */
  areReached(subject: PublicationSubject, found: readonly string[]): boolean {
    const { shares } = this._options;
    const concerned =
      'packageId' in subject
        ? [shares.forPackage(subject.packageId)]
        : found.map(id => shares.get(id));
    return concerned.every(
      share => share === undefined || shares.providers.tellsSender(share)
    );
  }

  private readonly _options: Senders.IOptions;
}

/**
 * The namespace for `Senders` statics.
 */
export namespace Senders {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly shares: SharesModel;

    /**
     * The shares in which paths of the drive are.
     */
    readonly sharesAt: (paths: readonly string[]) => Promise<string[]>;
  }
}

/**
 * Whether somebody has shared the subject, or part of it.
 */
export function wasReceived(subject: PublicationSubject): boolean {
  return (
    'packageId' in subject ||
    ('paths' in subject && subject.paths.some(isReceived))
  );
}

/** A person's own files at a provider stand in the companion's tree, too. */
function isReceived(path: string): boolean {
  return isShared(path) && isShared(contentsPath(withoutDrive(path)));
}

function withoutDrive(path: string): string {
  return path.slice(DRIVE_NAME.length + 1);
}
