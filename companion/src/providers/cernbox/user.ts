/**
 * What has arrived at the CERNBox of one user: lists over HTTP, documents of
 * packages over the CS3 gateway.
 */
import type { AccountSession } from '../../cernbox/account-session.ts';
import { listEmbedded, process } from '../../cernbox/embedded.ts';
import * as received from '../../cernbox/received.ts';
import { listSpaces } from '../../cernbox/spaces.ts';
import { inTurns } from '../../cernbox/turns.ts';
import type { Gateway } from '../../cs3/gateway.ts';
import { GatewayError } from '../../cs3/gateway-error.ts';
import { readJson } from '../../http/json.ts';
import { findCrate } from '../../packages/crate/unwrap.ts';
import type { ListPart, OwedDecision } from '../../store/listed-shares.ts';
import type { ListedShare } from '../../store/share-row.ts';
import { AccountError, type UserAccount } from '../account.ts';
import { isAbsent, isAway, reaching } from './account-failure.ts';
import {
  listedFile,
  listedPackage,
  listedSpace,
  type ListScene
} from './lists.ts';

/** Files are in two lists, either of which a site may not have. */
const HALVES = ['graph', 'ocs'] as const;

export interface CernboxUserOptions {
  /** As CERNBox calls them. */
  name: string;
  /** Of this user alone. */
  session: AccountSession;
  /** Null: the operator has named none. */
  gateway: {
    /** For people. */
    address: string;
    open: () => Promise<Gateway>;
  } | null;
  /** Base URL of CERNBox, with a slash at its end. */
  base: URL;
  label: string;
}

export class CernboxUser implements UserAccount {
  readonly name: string;
  readonly #options: CernboxUserOptions;
  readonly #scene: ListScene;
  /** Lists that this server has: without one of them something is wrong. */
  readonly #answered = new Set<(typeof HALVES)[number]>();
  /** The last new token that the gateway did not take. */
  #notTaken: string | null = null;

  constructor(options: CernboxUserOptions) {
    this.name = options.name;
    this.#options = options;
    this.#scene = { base: options.base, account: options.name };
  }

  files(signal: AbortSignal): Promise<ListedShare[]> {
    return this.#reaching(async () => {
      const { failed, items } = await received.listReceived(
        this.#options.session,
        signal
      );
      for (const half of HALVES) {
        const failure = failed[half];
        if (failure === null) {
          this.#answered.add(half);
        } else if (!isAbsent(failure) || this.#answered.has(half)) {
          // Half of what is known must not stand for all of it.
          throw failure;
        }
      }
      return inTurns(items, share => listedFile(this.#scene, share));
    });
  }

  packages(signal: AbortSignal): Promise<ListedShare[]> {
    return this.#reaching(async () => {
      const { items } = await listEmbedded(this.#options.session, signal);
      return inTurns(items, share => listedPackage(this.#scene, share));
    });
  }

  spaces(signal: AbortSignal): Promise<ListedShare[]> {
    return this.#reaching(async () => {
      const { items } = await listSpaces(this.#options.session, signal);
      return items
        .map(space => listedSpace(this.#scene, space))
        .filter(share => share !== null);
    });
  }

  /**
   * Every list of Reva 3.12 is empty, with status 200, while its own share
   * manager fails; the gateway says so.
   */
  isEmpty(part: ListPart, signal: AbortSignal): Promise<boolean> {
    if (part === 'spaces' || this.#options.gateway === null) {
      return Promise.resolve(true);
    }
    const kind = part === 'packages' ? 'embedded' : 'files';
    return this.#reaching(async () => {
      try {
        const shares = await this.#atGateway(signal, (gateway, token) =>
          gateway.listReceived(token, { kind }, signal)
        );
        return shares.length === 0;
      } catch (error) {
        if (isAway(error)) {
          return true;
        }
        throw error;
      }
    });
  }

  async crate(providerId: string, signal: AbortSignal): Promise<string> {
    const share = await this.#reaching(() =>
      this.#atGateway(signal, (gateway, token) =>
        gateway.getReceived(token, providerId, signal)
      )
    );
    const text = share.protocols.embedded?.payload ?? '';
    return crateIn(text, this.#options.label);
  }

  decide(decision: OwedDecision, signal: AbortSignal): Promise<void> {
    return this.#reaching(async () => {
      if (!(await this.#decideAtGateway(decision, signal))) {
        await this.#decideOverHttp(decision, signal);
      }
    });
  }

  hide(
    { providerId }: { providerId: string },
    hidden: boolean,
    signal: AbortSignal
  ): Promise<void> {
    const { session } = this.#options;
    return this.#reaching(() =>
      received.hide(session, providerId, hidden, signal)
    );
  }

  setBack(providerId: string, signal: AbortSignal): Promise<void> {
    return this.#reaching(async () => {
      await process(
        this.#options.session,
        providerId,
        { process: false },
        signal
      );
    });
  }

  /** @returns whether it was told: a gateway that is away leaves it to HTTP */
  async #decideAtGateway(
    { kind, providerId, state }: OwedDecision,
    signal: AbortSignal
  ): Promise<boolean> {
    if (this.#options.gateway === null) {
      return false;
    }
    const decided = state === 'declined' ? 'rejected' : state;
    try {
      await this.#atGateway(signal, (gateway, token) =>
        gateway.setState(token, providerId, decided, signal)
      );
      return true;
    } catch (error) {
      // Only here can it be said that nothing is decided yet.
      if (isAway(error) && !(kind !== 'package' && state === 'pending')) {
        return false;
      }
      throw error;
    }
  }

  async #decideOverHttp(
    { kind, providerId, state }: OwedDecision,
    signal: AbortSignal
  ): Promise<void> {
    const { label, session } = this.#options;
    if (kind === 'package') {
      if (state === 'declined') {
        await this.#declinePackage(providerId, signal);
      } else {
        // Without a destination it copies nothing.
        await process(
          session,
          providerId,
          { process: state === 'accepted' },
          signal
        );
      }
    } else if (state === 'pending') {
      throw new AccountError(
        'refused',
        `${label} forgets over HTTP that a share was not decided about yet.`,
        {
          advice:
            'Accept it or decline it. To keep it undecided, an operator has to name the CS3 gateway (cernbox.gateway).'
        }
      );
    } else if (state === 'accepted') {
      await received.accept(session, providerId, signal);
    } else {
      await received.decline(session, providerId, signal);
    }
  }

  /** Reva answers 500 for a package, and does it. */
  async #declinePackage(id: string, signal: AbortSignal): Promise<void> {
    const { session } = this.#options;
    try {
      await received.decline(session, id, signal);
    } catch (error) {
      const { items } = await listEmbedded(session, signal);
      const share = items.find(item => item.id === id);
      if (share?.state !== 'rejected') {
        throw error;
      }
    }
  }

  async #atGateway<T>(
    signal: AbortSignal,
    work: (gateway: Gateway, token: string) => Promise<T>
  ): Promise<T> {
    const { gateway: way, label, session } = this.#options;
    if (way === null) {
      throw new AccountError(
        'passing',
        `What is in packages that arrive in ${label} cannot be read: only its CS3 gateway has it, and none is named here.`,
        {
          advice:
            'Whoever runs this JupyterLab can name it (cernbox.gateway), and the operators of the site have to let it be reached.'
        }
      );
    }
    const gateway = await way.open();
    const token = await session.token(signal);
    try {
      return await work(gateway, token);
    } catch (error) {
      // A gateway that takes no login at all is not to cost one each time.
      if (!isLoginRefused(error) || token === this.#notTaken) {
        throw error;
      }
    }
    session.refused(token);
    const renewed = await session.token(signal);
    try {
      return await work(gateway, renewed);
    } catch (error) {
      this.#notTaken = isLoginRefused(error) ? renewed : null;
      throw error;
    }
  }

  #reaching<T>(work: () => Promise<T>): Promise<T> {
    const { gateway, label } = this.#options;
    return reaching({ label, gateway: gateway?.address ?? null }, work);
  }
}

function isLoginRefused(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'login-refused';
}

/** The crate in a payload: the document itself, wrapped, or as its text. */
function crateIn(payload: string, label: string): string {
  try {
    const { text, value } = readJson(Buffer.from(`{"embedded":${payload}}`));
    const found = findCrate(value);
    if (found !== null) {
      return found.textIn(text);
    }
  } catch {
    // It is no JSON, or more than anybody means well with.
  }
  throw new AccountError(
    'refused',
    `${label} has a package here whose contents are no RO-Crate.`,
    { advice: 'Ask its sender to send it again.' }
  );
}
