import type { NodeInfo, Provider, Share } from 'sciencemesh-contract';
import type { CompanionClient } from '../companion/client';
import type { IFailure } from '../companion/outcome';

/** The identifier of the companion's own OCM node, by the contract. */
const OWN_NODE = 'node';

/**
 * Where the shares come from, and how each provider is doing.
 *
 * #### Notes
 * The list of shares does without it: a companion that knows of no providers,
 * or does not answer, leaves what was known.
 */
export class Providers {
  constructor(options: Providers.IOptions) {
    this._options = options;
  }

  /**
   * All of them, in the order in which the companion names them.
   */
  get all(): readonly Provider[] {
    return [...this._known.values()];
  }

  /**
   * Those besides the companion's own node.
   */
  get connected(): readonly Provider[] {
    return this.all.filter(({ id }) => id !== OWN_NODE);
  }

  /**
   * Those about which there is something to say.
   */
  get troubled(): readonly Provider[] {
    return this.all.filter(isTroubled);
  }

  /**
   * A provider by its identifier.
   */
  get(id: string): Provider | null {
    return this._known.get(id) ?? null;
  }

  /**
   * The provider that brought a share.
   */
  of(share: Share): Provider | null {
    return this.get(share.source);
  }

  /**
   * Those that shares can be from, for a person to tell apart: an own node that
   * nobody can send anything to is none.
   */
  origins(node: NodeInfo | null, shares: Iterable<Share>): readonly Provider[] {
    if (node?.ocm.enabled !== false) {
      return this.all;
    }
    for (const { source } of shares) {
      if (source === OWN_NODE) {
        return this.all;
      }
    }
    return this.connected;
  }

  /**
   * Whether the sender of a share hears from here what becomes of it.
   *
   * #### Notes
   * A companion that knows of no providers has its own node alone, which tells.
   */
  tellsSender(share: Share): boolean {
    return this.of(share)?.capabilities.notifiesSenders ?? true;
  }

  /**
   * Whether a provider is looking for what is new because it was asked to.
   */
  isLooking(id: string): boolean {
    return this._looking.has(id);
  }

  /**
   * Why a provider could not be asked to look.
   */
  failure(id: string): IFailure | null {
    return this._failures.get(id) ?? null;
  }

  /**
   * Load all of them afresh.
   */
  async load(): Promise<void> {
    const round = ++this._round;
    const missed: Provider[] = [];
    this._missed = missed;
    const answer = await this._options.client.providers();
    if (round !== this._round) {
      return;
    }
    this._missed = null;
    if (answer.ok) {
      // Events that came while the list was under way are newer than it.
      this._known = new Map(
        [...answer.value.items, ...missed].map(one => [one.id, one])
      );
      this._options.changed();
    }
  }

  /**
   * Take over how a provider is doing now.
   */
  put(provider: Provider): void {
    this._missed?.push(provider);
    const before = this._known.get(provider.id);
    this._known.set(provider.id, provider);
    // One that is well looks often, which is nothing to draw the list anew for.
    if (isTroubled(provider) || !isSame(provider, before)) {
      this._options.changed();
    }
  }

  /**
   * Let a provider look now for what is new; what came of it stands beside it.
   */
  async look(id: string): Promise<void> {
    if (this._looking.has(id)) {
      return;
    }
    this._looking.add(id);
    this._failures.delete(id);
    this._options.changed();
    const answer = await this._options.client.refreshProvider(id);
    this._looking.delete(id);
    if (answer.ok) {
      this.put(answer.value);
    } else {
      this._failures.set(id, answer.failure);
    }
    this._options.changed();
  }

  private readonly _failures = new Map<string, IFailure>();
  private _known = new Map<string, Provider>();
  private readonly _looking = new Set<string>();
  private _missed: Provider[] | null = null;
  private readonly _options: Providers.IOptions;
  private _round = 0;
}

/**
 * The namespace for `Providers` statics.
 */
export namespace Providers {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Called when anything here has changed.
     */
    readonly changed: () => void;
    readonly client: CompanionClient;
  }
}

/**
 * Whether there is something to say about a provider.
 */
function isTroubled({ state }: Provider): boolean {
  switch (state) {
    case 'signed-out':
    case 'unreachable':
    case 'limited':
      return true;
    case 'connecting':
    case 'ready':
      return false;
  }
}

/** Whether a provider is as it was, whenever it was looked at. */
function isSame(one: Provider, other: Provider | undefined): boolean {
  const text = (provider: Provider | undefined): string =>
    JSON.stringify({ ...provider, checkedAt: null });
  return text(one) === text(other);
}
