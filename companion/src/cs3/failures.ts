/**
 * From what gRPC and the CS3 APIs say to a failure with a sentence.
 *
 * Words of the gateway go into the cause alone: a person can do nothing with
 * them, and some of them repeat what was sent.
 */
import type { StatusMessage } from './messages.ts';
import { GatewayError, type GatewayFailure } from './gateway-error.ts';

/** What is known of the gateway when a call fails. */
export interface Scene {
  address: string;
  tls: boolean;
  seconds: number;
  maximumBytes: number;
  /** What the answer says that it is: nothing where none came. */
  contentType: string | undefined;
  /** The login that was sent: some gateways repeat it. */
  token: string | undefined;
}

/** A status of gRPC, with the numbers of its specification. */
export interface RpcStatus {
  /** Neither is there when it does not know how an answer is compressed. */
  code?: number;
  details?: string;
}

const RPC = {
  cancelled: 1,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16
} as const;

const GRPC = 'application/grpc';
const LONGEST_WORDS = 500;
/** Shorter parts of a token are words like any other. */
const SHORTEST_SECRET = 8;

/** In the words of Node and OpenSSL, which gRPC passes on without codes. */
const CERTIFICATE =
  /certificate|altnames|UNABLE_TO_|SELF_SIGNED|unable to (?:get|verify)/i;

/** What is heard of a server of something else, or with TLS for without. */
const NOT_GRPC =
  /protocol error|wrong version number|EPROTO|HTTP status code|without gRPC status|No message received|Too many responses|parsing error|Failed to decompress|compress/i;

const TOO_LARGE = /larger than/;

/** How gRPC's own status of a call is told. */
export function failureOfCall(status: RpcStatus, scene: Scene): GatewayError {
  const { code: number, details: words = '' } = status;
  const code = codeOfCall(number, words, scene);
  return new GatewayError(
    code,
    sentenceOf(code, scene),
    new Error(
      `gRPC ${number ?? 'without status'}: ${presentable(words, scene)}`
    )
  );
}

/**
 * How the status within an answer is told, which came without one of gRPC's.
 *
 * @returns null when all is well
 */
export function failureOfAnswer(
  status: StatusMessage | null,
  scene: Scene
): GatewayError | null {
  if (status?.code === 'CODE_OK') {
    return null;
  }
  const code = codeOfAnswer(status);
  const said = `${status?.code ?? 'no status'}: ${status?.message ?? ''}`;
  return new GatewayError(
    code,
    sentenceOf(code, scene),
    new Error(`CS3 ${presentable(said, scene)}`)
  );
}

function codeOfCall(
  code: number | undefined,
  words: string,
  { contentType = GRPC }: Scene
): GatewayFailure {
  // gRPC takes the first characters of a page for the length of a message.
  if (!contentType.startsWith(GRPC) || code === undefined) {
    return 'broken-answer';
  }
  if (code === RPC.resourceExhausted) {
    return TOO_LARGE.test(words) ? 'too-large' : 'failed';
  }
  if (NOT_GRPC.test(words)) {
    return 'broken-answer';
  }
  switch (code) {
    case RPC.cancelled:
      return 'failed';
    case RPC.deadlineExceeded:
      return 'timeout';
    case RPC.notFound:
      return 'not-found';
    case RPC.unimplemented:
      return 'unsupported';
    case RPC.unavailable:
      return CERTIFICATE.test(words) ? 'certificate' : 'unreachable';
    // Reva says the first of a login that has ended, the second without one.
    case RPC.permissionDenied:
    case RPC.unauthenticated:
      return 'login-refused';
    default:
      return 'failed';
  }
}

function codeOfAnswer(status: StatusMessage | null): GatewayFailure {
  switch (status?.code) {
    case undefined:
    case 'CODE_INVALID':
      return 'broken-answer';
    case 'CODE_UNAUTHENTICATED':
      return 'login-refused';
    case 'CODE_PERMISSION_DENIED':
      return 'not-permitted';
    case 'CODE_NOT_FOUND':
      return 'not-found';
    case 'CODE_UNIMPLEMENTED':
      return 'unsupported';
    case 'CODE_DEADLINE_EXCEEDED':
      return 'timeout';
    default:
      return 'failed';
  }
}

/** What happened and what to do, for the person. */
export function sentenceOf(
  code: GatewayFailure,
  { address, tls, seconds, maximumBytes }: Omit<Scene, 'contentType' | 'token'>
): string {
  switch (code) {
    case 'unreachable':
      return `The gateway ${address} cannot be reached. An operator must open this port, for gRPC, to the machines of JupyterLab.`;
    case 'certificate':
      return `The gateway ${address} does not prove who it is. An operator must give it a certificate for this name, or add its certificate authority to outbound.certificateAuthorities.`;
    case 'timeout':
      return `The gateway ${address} did not answer within ${seconds} seconds. Try again later. If it never answers, an operator must open this port, for gRPC, to the machines of JupyterLab.`;
    case 'login-refused':
      return `The gateway ${address} does not accept this login. Sign in again.`;
    case 'not-found':
      return `The gateway ${address} does not know this share. It may have been taken back.`;
    case 'not-permitted':
      return `The gateway ${address} does not let you do this.`;
    case 'unsupported':
      return `The gateway ${address} has no shares of Open Cloud Mesh. An operator must enable OCM there.`;
    case 'too-large':
      return `The gateway ${address} sent more than ${maximumBytes / 1024 / 1024} MiB, which is not read.`;
    case 'broken-answer':
      return `What answers at ${address} is no CS3 gateway ${tls ? 'with' : 'without'} TLS. An operator must name the port of its gRPC, not that of its web pages, and whether it takes TLS.`;
    case 'failed':
      return `The gateway ${address} says that it failed. Try again later. If this goes on, ask whoever runs it.`;
    case 'aborted':
      return 'The request was stopped.';
  }
}

/** What the log may hold: not too much, and no part of the login. */
function presentable(words: string, { token = '' }: Scene): string {
  const parts = [token, ...token.split('.')].filter(
    part => part.length >= SHORTEST_SECRET
  );
  const clean = parts.reduce(
    (text, part) => text.replaceAll(part, '[token]'),
    words
  );
  return clean.length > LONGEST_WORDS
    ? `${clean.slice(0, LONGEST_WORDS)}…`
    : clean;
}
