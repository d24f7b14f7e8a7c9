/**
 * Keeps servers apart: each has its own places and its own breaker, so that a
 * slow or dead institution delays nothing but itself.
 */
import type { Metrics } from '../http/metrics.ts';
import {
  OutboundError,
  type OutboundClient,
  type OutboundFailure
} from '../http/outbound.ts';
import { StorageError } from '../storage/storage.ts';
import type { Errand, Gate } from '../storage/webdav/access.ts';
import { Breaker } from './breaker.ts';
import { Turns } from './turns.ts';

/** Large files on their way up must not keep anybody from browsing. */
const PLACES: Record<Errand, number> = { look: 8, send: 4 };
const PROBE_MILLISECONDS = 10_000;

interface Server {
  turns: Record<Errand, Turns>;
  breaker: Breaker;
}

export interface ServerGateOptions {
  outbound: OutboundClient;
  metrics?: Pick<Metrics, 'storageBreakers' | 'storageSeconds'>;
  /** Hears that a server does not answer (any more), or does again. */
  onChange?: (origin: string, isOpen: boolean) => void;
  now?: () => number;
}

export class ServerGate implements Gate {
  readonly #options: ServerGateOptions;
  readonly #servers = new Map<string, Server>();

  constructor(options: ServerGateOptions) {
    this.#options = options;
  }

  async pass<T>(
    errand: Errand,
    origin: string,
    work: () => Promise<T>,
    signal?: AbortSignal
  ): Promise<T> {
    const { breaker, turns } = this.#server(origin);
    await refuse(breaker, origin);
    return turns[errand].use(async () => {
      // It may have become clear while this one was waiting.
      await refuse(breaker, origin);
      const answered = this.#options.metrics?.storageSeconds.startTimer({
        provider: new URL(origin).host
      });
      try {
        const result = await work();
        breaker.answered();
        return result;
      } catch (error) {
        const how = error instanceof OutboundError ? silence(error.code) : null;
        if (how !== null) {
          breaker.failed(how);
        }
        throw error;
      } finally {
        answered?.();
      }
    }, signal);
  }

  #server(origin: string): Server {
    const known = this.#servers.get(origin);
    if (known) {
      return known;
    }
    const { outbound, metrics, onChange } = this.#options;
    const server: Server = {
      turns: { look: new Turns(PLACES.look), send: new Turns(PLACES.send) },
      breaker: new Breaker({
        now: this.#options.now ?? (() => performance.now()),
        probe: async () => {
          const response = await outbound.request(`${origin}/`, {
            method: 'HEAD',
            maximumRedirects: 0,
            answerMilliseconds: PROBE_MILLISECONDS
          });
          response.discard();
        },
        onChange: isOpen => {
          const provider = new URL(origin).host;
          metrics?.storageBreakers.set({ provider }, isOpen ? 1 : 0);
          onChange?.(origin, isOpen);
        }
      })
    };
    this.#servers.set(origin, server);
    return server;
  }
}

async function refuse(breaker: Breaker, origin: string): Promise<void> {
  const pause = await breaker.refusal();
  if (pause !== null) {
    throw new StorageError(
      'unreachable',
      `${new URL(origin).host} does not answer at the moment. It is asked again in ${Math.ceil(pause / 1000)} seconds.`,
      { retryAfter: Math.ceil(pause) }
    );
  }
}

/** Whether a failure says that nobody is there. */
function silence(code: OutboundFailure): 'timeout' | 'unreachable' | null {
  switch (code) {
    case 'timeout':
    case 'stalled':
      return 'timeout';
    case 'unreachable':
    case 'certificate':
      return 'unreachable';
    case 'address-refused':
    case 'scheme-refused':
    case 'redirect-refused':
    case 'broken-answer':
    case 'too-large':
    case 'aborted':
      return null;
  }
}
