/**
 * Sends the requests of one storage: with its credentials, when it is their
 * turn, and with every failure as a StorageError.
 */
import type {
  OutboundClient,
  OutboundMethod,
  OutboundRequest,
  OutboundResponse
} from '../../http/outbound.ts';
import { StorageError } from '../storage.ts';
import type { Errand, Gate, Grant, WebDavAccess } from './access.ts';
import { failureOf, toStorageError } from './failures.ts';
import { addressOf, nameOf, shownName } from './names.ts';

/** More kinds of credentials than there are for one share. */
const MOST_GRANTS = 5;
/** Milliseconds for 100 000 files, and for a large folder or file. */
const PATIENCE = { listing: 2 * 60 * 1000, work: 10 * 60 * 1000 };

/** Bytes with which a server is busy after the last of them arrived. */
export const LARGE = 64 * 1024 * 1024;

const READING = new Set<OutboundMethod>(['GET', 'HEAD', 'PROPFIND', 'REPORT']);

export interface Order {
  method: OutboundMethod;
  path: string;
  /**
   * Where it is sent instead: to something that the same server keeps beside
   * the tree, for the path.
   */
  beside?: (root: URL) => URL;
  /** Folders are asked for with a slash at the end. */
  form?: 'as-is' | 'folder';
  headers?: Record<string, string>;
  /**
   * The server may take longer than usual until it answers: `listing` for a
   * folder, of which many servers read all before they say a word; `work` for
   * what it carries out.
   */
  patience?: keyof typeof PATIENCE;
  /** Goes into the `Destination` header, in the same form. */
  destination?: string;
  body?: OutboundRequest['body'];
  signal?: AbortSignal | undefined;
}

export interface RequestsOptions {
  label: string;
  outbound: OutboundClient;
  access: WebDavAccess;
  gate: Gate;
  /** Hears how each request ended; null when the server answered sensibly. */
  onOutcome: (failure: StorageError | null) => void;
}

export class Requests {
  readonly label: string;
  readonly #options: RequestsOptions;
  readonly #noted = new WeakSet<StorageError>();
  readonly #closed = new AbortController();

  constructor(options: RequestsOptions) {
    this.label = options.label;
    this.#options = options;
  }

  /** @throws StorageError */
  async grant(signal?: AbortSignal): Promise<Grant> {
    try {
      return await this.#options.access.grant(this.#ending(signal));
    } catch (error) {
      throw this.#failed(error, signal);
    }
  }

  /**
   * @returns the answer, whatever its status but 401
   * @throws StorageError
   */
  async send(order: Order): Promise<OutboundResponse> {
    const { access, gate } = this.#options;
    const signal = this.#ending(order.signal);
    try {
      let grant = await access.grant(signal);
      for (let count = 1; ; count++) {
        const current = grant;
        if (current.isFile && order.path !== '') {
          throw this.failure({ status: 404, headers: {} }, order.path);
        }
        const response = await gate.pass(
          errandOf(order),
          current.root.origin,
          () => this.#request(order, current, signal),
          signal
        );
        if (response.status !== 401) {
          access.accepted(grant);
          if (response.status < 400) {
            this.#options.onOutcome(null);
          }
          return response;
        }
        response.discard();
        const next =
          count < MOST_GRANTS ? await access.renew(grant, signal) : null;
        if (next === null) {
          throw this.failure(response, order.path);
        }
        grant = next;
      }
    } catch (error) {
      throw this.#failed(error, order.signal);
    }
  }

  /**
   * As `send`, but a status of 300 and above is a failure.
   *
   * @param accept statuses that are an answer all the same
   */
  async ask(
    order: Order,
    accept: readonly number[] = []
  ): Promise<OutboundResponse> {
    const response = await this.send(order);
    if (response.status < 300 || accept.includes(response.status)) {
      return response;
    }
    response.discard();
    throw this.note(this.failure(response, order.path));
  }

  /** The failure that an answer stands for. */
  failure(
    response: Pick<OutboundResponse, 'status' | 'headers'>,
    path: string
  ): StorageError {
    const failure = failureOf(response, this.label, this.sentenceName(path));
    return path === '' && failure.code === 'not-found'
      ? new StorageError(
          'share-gone',
          `${this.label} does not know this share any more. It was probably withdrawn; ask its sender.`,
          { cause: failure }
        )
      : failure;
  }

  /** A failure that was found in an answer which looked sensible at first. */
  note(failure: StorageError): StorageError {
    if (!this.#noted.has(failure)) {
      this.#noted.add(failure);
      this.#options.onOutcome(failure);
    }
    return failure;
  }

  /** Anything that reading an answer may fail with. */
  toFailure(error: unknown, signal?: AbortSignal): StorageError {
    return this.#failed(error, signal);
  }

  /** What the item is called in a sentence. */
  sentenceName(path: string): string {
    return path === '' ? 'The share' : `"${shownName(nameOf(path))}"`;
  }

  close(): void {
    this.#closed.abort();
    this.#options.access.close();
  }

  async #request(
    order: Order,
    { root, authorization, headers }: Grant,
    signal: AbortSignal
  ): Promise<OutboundResponse> {
    const form = order.form ?? 'as-is';
    const reads = READING.has(order.method);
    const address =
      order.beside === undefined
        ? addressOf(root, order.path, form)
        : besideOf(root, order.beside);
    return this.#options.outbound.request(address, {
      method: order.method,
      headers: {
        ...headers,
        ...(authorization === null ? {} : { authorization }),
        ...(order.destination === undefined
          ? {}
          : { destination: addressOf(root, order.destination, form) }),
        ...order.headers
      },
      ...(order.body === undefined ? {} : { body: order.body }),
      ...(order.patience
        ? { answerMilliseconds: PATIENCE[order.patience] }
        : {}),
      signal,
      // What writes goes nowhere but where it was meant for.
      maximumRedirects: reads ? 5 : 0,
      stayAtOrigin: true
    });
  }

  #ending(signal: AbortSignal | undefined): AbortSignal {
    return signal
      ? AbortSignal.any([signal, this.#closed.signal])
      : this.#closed.signal;
  }

  #failed(error: unknown, signal: AbortSignal | undefined): StorageError {
    if (signal?.aborted || this.#closed.signal.aborted) {
      return new StorageError('aborted', 'The request was stopped.', {
        cause: error
      });
    }
    return this.note(toStorageError(error, this.label));
  }
}

/** Credentials go to the server of the tree and to no other. */
function besideOf(root: URL, beside: (root: URL) => URL): string {
  const { href, origin } = beside(root);
  if (origin !== root.origin) {
    throw new RangeError('Beside the tree is at the same server only.');
  }
  return href;
}

function errandOf({ method, body }: Order): Errand {
  const isSending = method === 'PUT' || method === 'PATCH';
  return isSending && body !== undefined ? 'send' : 'look';
}
