/**
 * How the rest of the companion sees the world outside: one client for every
 * outbound request. The implementation with its address guard is in
 * `guarded-client.ts`; nothing else opens a connection to another host.
 */
import type { Duplex, Readable } from 'node:stream';

/** Why a request was not made or did not end well. */
export type OutboundFailure =
  | 'address-refused'
  | 'scheme-refused'
  | 'redirect-refused'
  | 'unreachable'
  | 'certificate'
  | 'timeout'
  | 'stalled'
  | 'broken-answer'
  | 'too-large'
  | 'aborted';

/** An outbound request that failed before or during its answer. */
export class OutboundError extends Error {
  readonly code: OutboundFailure;

  /**
   * @param code what happened, for programs
   * @param message what happened and what to do, for the person
   * @param cause the underlying error, for the log
   */
  constructor(code: OutboundFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'OutboundError';
    this.code = code;
  }
}

export type OutboundMethod =
  | 'GET'
  | 'HEAD'
  | 'POST'
  | 'PUT'
  | 'PATCH'
  | 'DELETE'
  // WebDAV (RFC 4918; REPORT: RFC 3253)
  | 'PROPFIND'
  | 'REPORT'
  | 'MKCOL'
  | 'MOVE'
  | 'COPY';

/** A body that is not held in memory. */
export interface OutboundStream {
  /** In bytes; more or fewer end the request. */
  length: number;
  /**
   * Opens the bytes. They are read no faster than the host takes them; their
   * error ends the request, the end of the request destroys them.
   */
  open: () => Readable;
}

export interface OutboundRequest {
  /** Default `GET`. */
  method?: OutboundMethod;
  /** Lower-case names. Credentials never follow to another host. */
  headers?: Record<string, string>;
  body?: string | OutboundStream;
  signal?: AbortSignal;
  /** Default 10; 0 hands a redirect back as it came. */
  maximumRedirects?: number;
  /** Refuse redirects to another origin: what is there is not what we want. */
  stayAtOrigin?: boolean;
  /** Milliseconds until the answer begins; default as configured. */
  answerMilliseconds?: number;
}

export interface OutboundResponse {
  status: number;
  /** Lower-case names; repeated fields joined by a comma. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Address that answered, after redirects. */
  url: string;
  /**
   * The body; fails with an OutboundError. Read it or call `discard`.
   *
   * We ask for no content coding. Where a server compresses all the same the
   * body is decoded, unless the address says that the file itself is
   * compressed (`.gz`).
   */
  body: Readable;
  /**
   * The body was decoded: its length and its ranges are not those that the
   * header speaks of.
   */
  decoded: boolean;
  /** Frees the connection without reading the rest. */
  discard(): void;
}

export interface OutboundClient {
  /**
   * Makes a request and resolves when the answer's header is there.
   *
   * @throws OutboundError for everything but an HTTP answer; a status of 400
   * and above is an answer.
   */
  request(url: string, options?: OutboundRequest): Promise<OutboundResponse>;

  /**
   * Requests a JSON document of at most `maximumBytes` (default 4 MiB).
   * `value` is undefined when the body is no JSON.
   */
  json(
    url: string,
    options?: OutboundRequest & { maximumBytes?: number }
  ): Promise<{ status: number; url: string; value: unknown }>;

  /**
   * Judges an address without any request: scheme, literal addresses, names
   * that can only be internal. Null means "may be tried".
   */
  judge(url: string): OutboundError | null;

  /**
   * Connects to the host of an https address for a program that brings its own
   * TLS. The same guard and the same way (direct or through the institution's
   * proxy) as for a request; nothing was said on the connection yet.
   *
   * @throws OutboundError
   */
  connect(url: string, signal?: AbortSignal): Promise<Duplex>;

  /** The certificate authorities that such a program should trust, as PEM. */
  authorities(): string[];

  /** Ends all connections. */
  close(): Promise<void>;
}
