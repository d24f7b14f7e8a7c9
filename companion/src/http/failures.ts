/**
 * From what undici, TLS, DNS and sockets throw to a failure with a sentence.
 *
 * Sentences name the host and nothing else of an address: the rest may hold
 * a token.
 */
import { OutboundError, type OutboundFailure } from './outbound.ts';

/** DNS has no answer at all; asking again soon rarely helps. */
const NO_SUCH_NAME = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NONAME']);

const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|CRL_|PATH_LENGTH)/;

/** Of the parser, and of zlib's four decoders; Brotli's begin with two lines. */
const BROKEN = /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW|Z_|ZSTD_|ERR__)/;

/**
 * @param host as the person knows it
 * @param seconds the time limits, which the sentences mention
 */
export function toOutboundError(
  error: unknown,
  host: string,
  seconds: { answer: number; idle: number }
): OutboundError {
  const known = findOutboundError(error);
  if (known) {
    return known;
  }
  const { failure, sentence } = explain(codeOf(error), error, host, seconds);
  return new OutboundError(failure, sentence, error);
}

/** Our own errors travel through undici and sockets as somebody's cause. */
function findOutboundError(error: unknown): OutboundError | null {
  for (let depth = 0, at = error; depth < 5; depth++) {
    if (at instanceof OutboundError) {
      return at;
    }
    if (at instanceof AggregateError) {
      at = at.errors.find(one => one instanceof OutboundError) ?? at.cause;
    } else if (at instanceof Error) {
      at = at.cause;
    }
  }
  return null;
}

function explain(
  code: string,
  error: unknown,
  host: string,
  seconds: { answer: number; idle: number }
): { failure: OutboundFailure; sentence: string } {
  const proxyAnswer = /Proxy response \((\d+)\)/.exec(messageOf(error));
  if (proxyAnswer) {
    return proxyFailure(Number(proxyAnswer[1]), host);
  }
  if (NO_SUCH_NAME.has(code)) {
    return {
      failure: 'unreachable',
      sentence: `There is no host named ${host}. Check the address, or try again when the network is back.`
    };
  }
  if (CERTIFICATE.test(code)) {
    return {
      failure: 'certificate',
      sentence: `${host} does not prove who it is (${code}). If your institution has its own certificate authority, an operator can add it to outbound.certificateAuthorities.`
    };
  }
  switch (code) {
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
      return {
        failure: 'timeout',
        sentence: `${host} did not answer within ${seconds.answer} seconds. Try again later.`
      };
    case 'UND_ERR_BODY_TIMEOUT':
      return {
        failure: 'stalled',
        sentence: `${host} sent nothing more for ${seconds.idle} seconds. Try again later.`
      };
    case 'ECONNREFUSED':
      return {
        failure: 'unreachable',
        sentence: `${host} refuses connections. Try again later.`
      };
    case 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH':
      return {
        failure: 'aborted',
        sentence: `What was sent to ${host} was not as long as announced. Try again.`
      };
    case 'UND_ERR_PRX_TLS':
    case 'UND_ERR_PRX_CONN':
      return proxyFailure(null, host);
    case 'UND_ERR_ABORTED':
    case 'UND_ERR_DESTROYED':
    case 'UND_ERR_CLOSED':
    case 'ABORT_ERR':
      return { failure: 'aborted', sentence: `The request was stopped.` };
  }
  if (BROKEN.test(code)) {
    return {
      failure: 'broken-answer',
      sentence: `${host} gave an answer that cannot be read (${code}).`
    };
  }
  return {
    failure: 'unreachable',
    sentence: `The connection to ${host} failed${code ? ` (${code})` : ''}. Try again later.`
  };
}

function proxyFailure(
  status: number | null,
  host: string
): { failure: OutboundFailure; sentence: string } {
  const answer = status === null ? '' : ` (${status})`;
  return {
    failure: 'unreachable',
    sentence:
      status === 407
        ? 'The proxy wants a login. An operator can put it into the address in HTTPS_PROXY.'
        : `The proxy did not connect to ${host}${answer}. If this goes on, ask whoever runs the proxy.`
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

/** The most telling code: that of the first of several attempts, if any. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return codeOf(error.errors[0]);
  }
  if (error instanceof Error) {
    if ('code' in error && typeof error.code === 'string') {
      // "Other side closed" and the like hide the reason one level below.
      const below = error.code === 'UND_ERR_SOCKET' ? codeOf(error.cause) : '';
      return below || error.code;
    }
    return error.name === 'AbortError' ? 'ABORT_ERR' : codeOf(error.cause);
  }
  return '';
}
