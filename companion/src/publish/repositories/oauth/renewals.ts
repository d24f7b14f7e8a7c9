/**
 * Tokens that are good for some time yet: renewed ahead of their end, where
 * the repository gave what that takes.
 */
import { RepositoryError } from '../../repository.ts';
import type { HostDefinition, OAuthClient } from '../definitions.ts';
import type { Knowledge } from '../knowledge.ts';
import { lookFromEnd } from '../looks.ts';
import { GrantError } from './grant.ts';
import type { Revocations } from './revocations.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

const RENEWAL_MILLISECONDS = 30_000;
/** A token that still holds is not renewed again so soon after a failure. */
const PAUSE_MILLISECONDS = 60_000;

export interface RenewalsOptions {
  knowledge: Knowledge;
  endpoint: TokenEndpoint;
  revocations: Revocations;
  /** Ends in time, and with this program. */
  within: (milliseconds: number) => AbortSignal;
  /** For the log. */
  onTrouble: (error: unknown) => void;
}

export class Renewals {
  readonly #options: RenewalsOptions;
  /** One at a time, by address: a refresh token is often good for once. */
  readonly #underWay = new Map<string, Promise<void>>();
  /** When it may be tried again, by address. */
  readonly #pauses = new Map<string, number>();

  constructor(options: RenewalsOptions) {
    this.#options = options;
  }

  /**
   * The token to be sent now; null: the person gave none.
   *
   * @throws RepositoryError when it has ended
   */
  async token(definition: HostDefinition): Promise<string | null> {
    const { knowledge } = this.#options;
    const renewal = knowledge.renewal(definition);
    if (renewal === null) {
      return knowledge.token(definition);
    }
    const { endsAt, refreshToken, renewAt } = renewal;
    const { oauth, url } = definition;
    const hasEnded = endsAt !== null && Date.now() >= endsAt;
    if (refreshToken === null || oauth === null) {
      if (hasEnded) {
        throw ended(definition);
      }
    } else if (hasEnded || this.#isDue(url, renewAt)) {
      let renewing = this.#underWay.get(url);
      if (renewing === undefined) {
        renewing = this.#renew(definition, oauth, refreshToken, hasEnded);
        this.#underWay.set(url, renewing);
        void renewing
          .finally(() => this.#underWay.delete(url))
          .catch(() => undefined);
      }
      await renewing;
    }
    return knowledge.token(definition);
  }

  #isDue(url: string, renewAt: number | null): boolean {
    const now = Date.now();
    return (
      renewAt !== null && now >= Math.max(renewAt, this.#pauses.get(url) ?? 0)
    );
  }

  /**
   * @param hasEnded the token that there is
   * @throws RepositoryError when there is none to be sent
   */
  async #renew(
    definition: HostDefinition,
    oauth: OAuthClient,
    refreshToken: string,
    hasEnded: boolean
  ): Promise<void> {
    const { endpoint, knowledge, onTrouble, revocations, within } =
      this.#options;
    // Meanwhile the person may have signed out, or in again.
    const isStill = (): boolean =>
      knowledge.renewal(definition)?.refreshToken === refreshToken;
    try {
      const signal = within(RENEWAL_MILLISECONDS);
      const grant = await endpoint.renew(
        definition,
        oauth,
        refreshToken,
        signal
      );
      if (isStill()) {
        knowledge.renewToken(definition, grant);
      } else if (knowledge.renewal(definition) === null) {
        // It came too late to be given back with the one before it. Who has
        // signed in again may have got both of them with the same consent.
        revocations.revokeAside(definition, grant);
      }
      this.#pauses.delete(definition.url);
    } catch (error) {
      if (!(error instanceof GrantError)) {
        throw error;
      }
      if (!isStill()) {
        return;
      }
      if (error.code === 'refused') {
        this.#end(definition);
        throw ended(definition);
      }
      onTrouble(error);
      if (hasEnded) {
        throw new RepositoryError(
          error.code === 'failed' ? 'unreachable' : 'login-refused',
          error.message,
          { cause: error }
        );
      }
      this.#pauses.set(definition.url, Date.now() + PAUSE_MILLISECONDS);
    }
  }

  /** What is left of the token is not used up: the person has to sign in. */
  #end(definition: HostDefinition): void {
    const { knowledge } = this.#options;
    const token = knowledge.token(definition) ?? '';
    const renewal = { refreshToken: null, renewAt: null, endsAt: Date.now() };
    knowledge.renewToken(definition, { token, renewal });
    const before = knowledge.look(definition);
    knowledge.keepLook(definition, lookFromEnd(definition, before));
  }
}

function ended({ name }: HostDefinition): RepositoryError {
  return new RepositoryError(
    'login-refused',
    `${name} does not renew your sign-in any more. Sign in again.`
  );
}
