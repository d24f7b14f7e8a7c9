import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import type { CompanionEvent, Provider } from 'sciencemesh-contract';
import type { ICompanion } from '../tokens';
import { driveNameOf } from './paths';

/** Milliseconds that a page waits which has never been told of any names. */
const FIRST_PATIENCE = 3_000;

/** Milliseconds that a page waits whose address may lead into a drive. */
const ADDRESS_PATIENCE = 15_000;

const KEY = 'jupyterlab-sciencemesh:own-drives';

/**
 * Learns the names of the drives with the person's own files.
 *
 * #### Notes
 * JupyterLab opens what the page's address and the last layout name as soon as
 * all plugins have been activated. A path of a drive that is not there then is
 * taken for one of the server's folder, and does not lead anywhere. The names
 * are the companion's to tell, so the browser remembers them from the last
 * time, and a page waits where that is not enough.
 */
export class OwnDriveNames {
  constructor(options: OwnDriveNames.IOptions) {
    this._options = options;
  }

  /**
   * Have all drives that are known of, and those that become known later.
   *
   * @returns when the application can go on
   */
  async follow(): Promise<void> {
    const { add, companion, isKnown } = this._options;
    const remembered = this._remembered();
    remembered?.forEach(add);
    companion.events.received.connect((_, event) => this._onEvent(event));
    const loaded = this._load();
    companion.events.resync.connect(() => void this._load());
    const patience = addressedDrives().some(name => !isKnown(name))
      ? ADDRESS_PATIENCE
      : remembered === null
        ? FIRST_PATIENCE
        : 0;
    if (patience > 0) {
      await atMost(loaded, patience);
    }
  }

  private async _load(): Promise<void> {
    const { client, status } = this._options.companion;
    let answer = await client.providers();
    if (!answer.ok) {
      // It may be about to start.
      await status.settled();
      answer = await client.providers();
    }
    if (answer.ok) {
      const names = namesIn(answer.value.items);
      names.forEach(this._options.add);
      this._remember(names);
    }
  }

  private _onEvent(event: CompanionEvent): void {
    if (event.type === 'provider') {
      namesIn([event.provider]).forEach(this._options.add);
    }
  }

  private _remembered(): string[] | null {
    try {
      const text = this._options.storage().getItem(this._key);
      const value: unknown = text === null ? null : JSON.parse(text);
      return Array.isArray(value)
        ? value.filter((name): name is string => typeof name === 'string')
        : null;
    } catch {
      return null;
    }
  }

  private _remember(names: readonly string[]): void {
    try {
      this._options.storage().setItem(this._key, JSON.stringify(names));
    } catch {
      // Browsers may keep nothing: each page then waits like the first one.
    }
  }

  /** One origin serves the servers of many people at a JupyterHub. */
  private get _key(): string {
    const { baseUrl } = this._options.companion.client.serverSettings;
    return `${KEY}:${baseUrl}`;
  }

  private readonly _options: OwnDriveNames.IOptions;
}

/**
 * The namespace for `OwnDriveNames` statics.
 */
export namespace OwnDriveNames {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Have a drive; called again for those that are there.
     */
    readonly add: (name: string) => void;
    readonly companion: ICompanion;

    /**
     * Whether there is a drive of this name, whoever has brought it.
     */
    readonly isKnown: (name: string) => boolean;

    /**
     * Where names are remembered; throws where the browser keeps nothing.
     */
    readonly storage: () => Pick<Storage, 'getItem' | 'setItem'>;
  }
}

function namesIn(providers: readonly Provider[]): string[] {
  // A companion of before has no such member.
  return providers
    .map(({ drive }: Partial<Provider>) => drive)
    .filter(name => typeof name === 'string');
}

/** The drives that the page's address names, whether they exist or not. */
function addressedDrives(): string[] {
  const { 'file-browser-path': folder = '' } = URLExt.queryStringToObject(
    window.location.search
  );
  return [PageConfig.getOption('treePath'), folder]
    .map(path => driveNameOf(path.replace(/^\/+/, '')))
    .filter(name => name !== '');
}

async function atMost(work: Promise<void>, patience: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<void>(resolve => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([work, end]);
  clearTimeout(timer);
}
