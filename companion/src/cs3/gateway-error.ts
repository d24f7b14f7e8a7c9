/** Why the gateway did not do what it was asked. */
export type GatewayFailure =
  /** No connection, or one that broke. */
  | 'unreachable'
  /** It does not prove who it is. */
  | 'certificate'
  | 'timeout'
  /** The login is unknown, has ended, or may not be used here. */
  | 'login-refused'
  | 'not-found'
  | 'not-permitted'
  /** It has no such call, or not for this. */
  | 'unsupported'
  | 'too-large'
  /** Something answers, but not as a gateway does. */
  | 'broken-answer'
  /** It says that it failed. */
  | 'failed'
  /** By whoever asked. */
  | 'aborted';

/** A call of the gateway that did not end well. */
export class GatewayError extends Error {
  readonly code: GatewayFailure;

  /**
   * @param code what happened, for programs
   * @param message what happened and what to do, for the person
   * @param cause what the gateway or gRPC said, for the log
   */
  constructor(code: GatewayFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'GatewayError';
    this.code = code;
  }
}
