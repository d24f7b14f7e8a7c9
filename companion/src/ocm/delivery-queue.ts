/**
 * Tells senders what became of their shares, from a queue that survives the
 * process: `SHARE_ACCEPTED`, `SHARE_DECLINED`, and, where the person wants it,
 * `SHARE_PUBLISHED`.
 *
 * The last is a type of our own, as OCM leaves types to those who understand
 * them (OCM-API draft-07, "Share Updates"): `notification` holds, beside the
 * secret and a sentence, `publication` with `title`, `doi` and `url` of a
 * record that everybody can see, and nothing of who made it. A server that
 * does not know the type refuses it, and that is the end of it.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { Share } from 'sciencemesh-contract';
import type { Metrics } from '../http/metrics.ts';
import { OutboundError, type OutboundClient } from '../http/outbound.ts';
import { RequestProblem } from '../http/problem.ts';
import type { PublishedRecord, QueuedDelivery } from '../store/deliveries.ts';
import { OWN_NODE } from '../store/shares.ts';
import type { Store } from '../store/store.ts';
import { parseAddress } from './address.ts';
import { DiscoveryError, discoverApi } from './peer.ts';
import { secretsOf } from './share-content.ts';

/** Waiting times after the first, second … failure; then it is given up. */
const BACK_OFF_SECONDS = [30, 120, 600, 3600, 6 * 3600, 24 * 3600];
/** At most so many at once: a slow server holds up one place only. */
const PARALLEL = 4;
const LONGEST_SLEEP_MILLISECONDS = 3600_000;

const MESSAGES = {
  SHARE_ACCEPTED: 'Recipient accepted the share',
  SHARE_DECLINED: 'Recipient declined the share',
  SHARE_PUBLISHED: 'Recipient published what was made of the share'
} as const;

export interface DeliveryQueueOptions {
  store: Pick<Store, 'deliveries' | 'shares'>;
  outbound: OutboundClient;
  metrics: Pick<Metrics, 'deliveries'>;
  logger: FastifyBaseLogger;
  /** Replaces the waiting times, in tests. */
  backOffSeconds?: readonly number[];
}

/** The peer said no, and will say so again. */
class PeerRefusal extends Error {}

export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions;
  readonly #backOff: readonly number[];
  readonly #running = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DeliveryQueueOptions) {
    this.#options = options;
    this.#backOff = options.backOffSeconds ?? BACK_OFF_SECONDS;
  }

  /**
   * Lets the sender of a share know of a record; asking again changes nothing.
   *
   * @throws RequestProblem 404 when the share is not here (any more)
   */
  tellOfPublication(shareId: string, record: PublishedRecord): Promise<void> {
    const { deliveries, shares } = this.#options.store;
    const share = shares.get(shareId);
    if (share !== null && share.source !== OWN_NODE) {
      return Promise.reject(
        new RequestProblem(
          409,
          'sender-elsewhere',
          'The share did not come to this JupyterLab itself, so its sender hears nothing from here. Write to them yourself.'
        )
      );
    }
    if (share === null) {
      return Promise.reject(
        new RequestProblem(
          404,
          'share-not-found',
          'The share is not here any more, so its sender is not known. Write to them yourself.'
        )
      );
    }
    deliveries.notify(shareId, record);
    this.wake();
    return Promise.resolve();
  }

  /** Looks for what is due: at start, and when something was queued. */
  wake(): void {
    if (this.#stop.signal.aborted) {
      return;
    }
    clearTimeout(this.#timer);
    const { deliveries } = this.#options.store;
    const now = new Date();
    for (const delivery of deliveries.due(now)) {
      // One after the other for each share, in their order.
      if (
        this.#running.size < PARALLEL &&
        !this.#running.has(delivery.shareId)
      ) {
        this.#start(delivery);
      }
    }
    const next = deliveries.nextAfter(now);
    if (next !== null) {
      const sleep = Math.min(
        next.getTime() - now.getTime(),
        LONGEST_SLEEP_MILLISECONDS
      );
      this.#timer = setTimeout(() => this.wake(), sleep);
      this.#timer.unref();
    }
  }

  /** Breaks off what is under way; it is queued still. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stop.abort();
    await Promise.all(this.#running.values());
  }

  #start(delivery: QueuedDelivery): void {
    const attempt = this.#attempt(delivery)
      .catch((error: unknown) => {
        this.#options.logger.error({ err: error }, 'delivery failed oddly');
      })
      .finally(() => {
        this.#running.delete(delivery.shareId);
        this.wake();
      });
    this.#running.set(delivery.shareId, attempt);
  }

  async #attempt(delivery: QueuedDelivery): Promise<void> {
    const { store, metrics, logger } = this.#options;
    const share = store.shares.get(delivery.shareId);
    if (share === null) {
      return;
    }
    const details = { share: share.id, provider: share.provider };
    try {
      await this.#send(share, delivery);
      this.#settle(delivery, 'sent', null, 0);
      metrics.deliveries.inc({ outcome: 'sent' });
      logger.info({ ...details, type: delivery.type }, 'sender notified');
    } catch (error) {
      if (this.#stop.signal.aborted) {
        return;
      }
      const wait = this.#backOff[delivery.attempts];
      const isOver = error instanceof PeerRefusal || wait === undefined;
      this.#settle(
        delivery,
        isOver ? 'failed' : 'queued',
        explain(error, share.provider, isOver),
        wait ?? 0
      );
      metrics.deliveries.inc({ outcome: isOver ? 'failed' : 'retried' });
      logger.warn({ ...details, err: error, isOver }, 'sender not notified');
    }
  }

  async #send(share: Share, { record, type }: QueuedDelivery): Promise<void> {
    const { outbound, store } = this.#options;
    const { signal } = this.#stop;
    const { path = '' } = parseAddress(share.sender.address) ?? {};
    const api = await discoverApi(
      outbound,
      { host: share.provider, path },
      signal
    );
    const [sharedSecret] = secretsOf(store.shares.access(share.id) ?? {});
    const answer = await outbound.request(`${api}/notifications`, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json'
      },
      body: JSON.stringify({
        notificationType: type,
        resourceType: share.resourceType || 'file',
        providerId: share.providerId,
        notification: {
          sharedSecret,
          message: MESSAGES[type],
          ...(record === null ? {} : { publication: record })
        }
      }),
      signal
    });
    answer.discard();
    if (answer.status >= 200 && answer.status < 300) {
      return;
    }
    const message = `${share.provider} answered with status ${answer.status}`;
    const willChange = answer.status >= 500 && answer.status !== 501;
    if (willChange || answer.status === 429 || answer.status === 408) {
      throw new Error(message);
    }
    throw new PeerRefusal(message);
  }

  #settle(
    delivery: QueuedDelivery,
    state: 'queued' | 'sent' | 'failed',
    message: string | null,
    waitSeconds: number
  ): void {
    this.#options.store.deliveries.settle(delivery, {
      state,
      message,
      nextAttemptAt: new Date(Date.now() + waitSeconds * 1000)
    });
  }
}

function explain(error: unknown, host: string, isOver: boolean): string {
  const known =
    error instanceof OutboundError ||
    error instanceof DiscoveryError ||
    error instanceof PeerRefusal;
  const reason = known
    ? error.message.replace(/\.$/, '')
    : error instanceof Error
      ? error.message
      : String(error);
  return isOver
    ? `${host} was not told of your decision, which holds here all the same: ${reason}.`
    : `${host} has not been told yet; it is tried again: ${reason}.`;
}
