/**
 * What has arrived at somebody's CERNBox: lists over HTTP, documents of
 * packages over the CS3 gateway.
 */
import { listEmbedded, process } from '../../cernbox/embedded.ts';
import { CernboxError } from '../../cernbox/list-answer.ts';
import * as received from '../../cernbox/received.ts';
import type { Session } from '../../cernbox/session.ts';
import { SessionError } from '../../cernbox/session-state.ts';
import { listSpaces } from '../../cernbox/spaces.ts';
import type { Gateway } from '../../cs3/gateway.ts';
import { GatewayError } from '../../cs3/gateway-error.ts';
import { OutboundError } from '../../http/outbound.ts';
import { readJson } from '../../http/json.ts';
import { findCrate } from '../../packages/crate/unwrap.ts';
import type { OwedDecision } from '../../store/listed-shares.ts';
import type { ListedShare } from '../../store/share-row.ts';
import { AccountError, type Account, type AccountState } from '../account.ts';
import {
  listedFile,
  listedPackage,
  listedSpace,
  type ListScene
} from './lists.ts';

/** A server that is told not to has no such list; all else passes. */
const ABSENT: readonly (number | null)[] = [404, 405, 501];

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

  async user(signal: AbortSignal): Promise<string> {
    return (await this.#reaching(() => this.#scene(signal))).account;
  }

  files(signal: AbortSignal): Promise<ListedShare[]> {
    return this.#reaching(async () => {
      const scene = await this.#scene(signal);
      const { failed, items } = await received.listReceived(
        this.#options.session,
        signal
      );
      for (const failure of [failed.graph, failed.ocs]) {
        // Half of what is known must not stand for all of it.
        if (failure !== null && !isAbsent(failure)) {
          throw failure;
        }
      }
      return items.map(share => listedFile(scene, share));
    });
  }

  packages(signal: AbortSignal): Promise<ListedShare[]> {
    return this.#reaching(async () => {
      const scene = await this.#scene(signal);
      const { items } = await listEmbedded(this.#options.session, signal);
      return items.map(share => listedPackage(scene, share));
    });
  }

  spaces(signal: AbortSignal): Promise<ListedShare[]> {
    return this.#reaching(async () => {
      const scene = await this.#scene(signal);
      const { items } = await listSpaces(this.#options.session, signal);
      return items
        .map(space => listedSpace(scene, space))
        .filter(share => share !== null);
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

  async close(): Promise<void> {
    const opened = await this.#gateway?.catch(() => null);
    await opened?.close();
    await this.#options.session.close();
  }

  /** @returns whether it was told: a gateway that is away leaves it to HTTP */
  async #decideAtGateway(
    { providerId, state }: OwedDecision,
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
      if (error instanceof GatewayError && AWAY.has(error.code)) {
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

  async #scene(signal: AbortSignal): Promise<ListScene> {
    const { base, label, session } = this.#options;
    const account = await session.account(signal);
    if (account === null) {
      throw new AccountError(
        'passing',
        `${label} does not say who is signed in.`,
        { advice: `If it lasts, tell the operators of ${label}.` }
      );
    }
    return { base, account };
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
    this.#gateway ??= way.open();
    const gateway = await this.#gateway;
    const token = await session.token(signal);
    try {
      return await work(gateway, token);
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'login-refused') {
        throw error;
      }
      session.refused(token);
      return work(gateway, await session.token(signal));
    }
  }

  /** Whatever keeps us from the server, in one form. */
  async #reaching<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#accountError(error) ?? error;
    }
  }

  #accountError(error: unknown): AccountError | null {
    const { gateway, label } = this.#options;
    const tell = `If it lasts, tell the operators of ${label}.`;
    if (error instanceof SessionError) {
      const { advice, message } = error;
      return new AccountError('passing', message, { advice, cause: error });
    }
    if (error instanceof GatewayError) {
      return new AccountError(
        FINAL.has(error.code) ? 'refused' : 'passing',
        error.message,
        {
          advice: AWAY.has(error.code)
            ? `Packages are listed all the same. To open new ones, this JupyterLab has to reach the CS3 gateway at ${gateway?.address ?? label}: tell whoever runs it.`
            : tell,
          cause: error
        }
      );
    }
    if (error instanceof CernboxError) {
      const message = error.message.replace(/^CERNBox\b/, label);
      return error.status !== null && error.status < 500 && error.status !== 429
        ? new AccountError('refused', message, {
            advice: 'Reload the list: what was shared may be gone.',
            cause: error
          })
        : new AccountError('passing', message, { advice: tell, cause: error });
    }
    if (error instanceof OutboundError) {
      return error.code === 'aborted'
        ? new AccountError('passing', `${label} did not answer in time.`, {
            advice: tell,
            cause: error
          })
        : new AccountError('passing', error.message, {
            advice: tell,
            cause: error
          });
    }
    return null;
  }
}

/** What does not pass by itself; all else does. */
const FINAL: ReadonlySet<GatewayError['code']> = new Set([
  'not-found',
  'not-permitted',
  'unsupported',
  'too-large'
]);

/** It is not there, or is no gateway. */
const AWAY: ReadonlySet<GatewayError['code']> = new Set([
  'unreachable',
  'certificate',
  'timeout',
  'unsupported',
  'broken-answer'
]);

function isAbsent(failure: unknown): boolean {
  return failure instanceof CernboxError && ABSENT.includes(failure.status);
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
