/**
 * Tells repositories that tokens are not needed any more, where they take that
 * (RFC 7009). Here they are forgotten before, whatever comes of it.
 */
import type { HostDefinition } from '../definitions.ts';
import type { AuthorizationServers } from './authorization-servers.ts';
import type { Grant } from './grant.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

/** The end of the program waits for it. */
const REVOCATION_MILLISECONDS = 5_000;

export interface RevocationsOptions {
  servers: AuthorizationServers;
  endpoint: TokenEndpoint;
  /** For the log. */
  onTrouble: (error: unknown) => void;
}

export class Revocations {
  readonly #options: RevocationsOptions;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: RevocationsOptions) {
    this.#options = options;
  }

  /** Nobody waits for it: the person has signed out already. */
  revokeAside(definition: HostDefinition, grant: Grant): void {
    const revoking = this.#revoke(definition, grant)
      .catch((cause: unknown) =>
        this.#options.onTrouble(
          new Error(
            `what signing in at ${definition.name} gave is forgotten, and still good there`,
            { cause }
          )
        )
      )
      .finally(() => this.#underWay.delete(revoking));
    this.#underWay.add(revoking);
  }

  async close(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #revoke(definition: HostDefinition, grant: Grant): Promise<void> {
    const { endpoint, servers } = this.#options;
    const { oauth } = definition;
    if (oauth !== null) {
      const signal = AbortSignal.timeout(REVOCATION_MILLISECONDS);
      const server = await servers.of(definition, oauth, signal);
      await endpoint.revoke(definition, oauth, { server, grant }, signal);
    }
  }
}
