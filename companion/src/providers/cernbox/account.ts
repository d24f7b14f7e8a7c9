/** Somebody's CERNBox, whoever is signed in there. */
import type { Session } from '../../cernbox/session.ts';
import type { Gateway } from '../../cs3/gateway.ts';
import { AccountError, type Account, type AccountState } from '../account.ts';
import { reaching } from './account-failure.ts';
import { CernboxUser } from './user.ts';

export interface CernboxAccountOptions {
  session: Session;
  /** Null: the operator has named none. */
  gateway: {
    /** For people. */
    address: string;
    /** Called with its first use. */
    open: () => Promise<Gateway>;
  } | null;
  /** Base URL of CERNBox, with a slash at its end. */
  base: URL;
  label: string;
}

export class CernboxAccount implements Account {
  readonly #options: CernboxAccountOptions;
  #gateway: Promise<Gateway> | null = null;
  #user: CernboxUser | null = null;

  constructor(options: CernboxAccountOptions) {
    this.#options = options;
  }

  state(): AccountState {
    const { state, message, advice } = this.#options.session.state();
    // Another login is needed for either.
    return {
      state: state === 'conflict' ? 'signed-out' : state,
      message,
      advice
    };
  }

  onState(listener: () => void): () => void {
    return this.#options.session.onState(listener);
  }

  user(signal: AbortSignal): Promise<string> {
    const { gateway, label, session } = this.#options;
    return reaching({ label, gateway: gateway?.address ?? null }, async () => {
      const user = await session.account(signal);
      if (user === null) {
        throw new AccountError(
          'passing',
          `${label} does not say who is signed in.`,
          { advice: `If it lasts, tell the operators of ${label}.` }
        );
      }
      return user;
    });
  }

  /** The same one for as long as nobody else is asked for. */
  as(user: string): CernboxUser {
    if (this.#user?.name !== user) {
      const { base, gateway, label, session } = this.#options;
      this.#user = new CernboxUser({
        name: user,
        session: session.as(user),
        gateway: gateway && {
          address: gateway.address,
          open: () => this.#open(gateway)
        },
        base,
        label
      });
    }
    return this.#user;
  }

  async close(): Promise<void> {
    const opened = await this.#gateway?.catch(() => null);
    await opened?.close();
    await this.#options.session.close();
  }

  /** A failure is not kept: the next one tries again. */
  async #open(way: {
    address: string;
    open: () => Promise<Gateway>;
  }): Promise<Gateway> {
    const opening = (this.#gateway ??= way.open());
    try {
      return await opening;
    } catch (error) {
      this.#gateway = this.#gateway === opening ? null : this.#gateway;
      throw error;
    }
  }
}
