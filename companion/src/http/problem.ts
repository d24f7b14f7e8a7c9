import { InvalidRequest } from './validation.ts';

/**
 * A request that is refused, as a value that is thrown: status, stable code
 * and one or two sentences for the person.
 */
export class RequestProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the answer says beside code and message. */
  readonly members: Readonly<Record<string, string | null>>;

  /**
   * @param status of the HTTP answer
   * @param code stable, for programs
   * @param message what happened and what to do, for the person
   * @param details the underlying error, for the log; headers and further
   * members of the answer
   */
  constructor(
    status: number,
    code: string,
    message: string,
    details: {
      cause?: unknown;
      headers?: Record<string, string>;
      members?: Record<string, string | null>;
    } = {}
  ) {
    super(message, { cause: details.cause });
    this.name = 'RequestProblem';
    this.status = status;
    this.code = code;
    this.headers = details.headers ?? {};
    this.members = details.members ?? {};
  }
}

/** Whatever was thrown, as something that can be answered. */
export function asProblem(error: unknown): RequestProblem {
  if (error instanceof RequestProblem) {
    return error;
  }
  if (error instanceof InvalidRequest) {
    return new RequestProblem(400, 'invalid-request', error.message);
  }
  const status = statusOf(error);
  if (status !== null && error instanceof Error) {
    return new RequestProblem(status, 'refused', `${error.message}.`);
  }
  return new RequestProblem(
    500,
    'internal-error',
    'The ScienceMesh companion failed to do this. Its log says more.',
    { cause: error }
  );
}

/** Status of an error that Fastify made for a request it refuses. */
function statusOf(error: unknown): number | null {
  const status =
    error instanceof Error && 'statusCode' in error ? error.statusCode : null;
  return typeof status === 'number' && status >= 400 && status < 500
    ? status
    : null;
}
