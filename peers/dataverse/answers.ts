/** What the installation says to a request. */
export interface Answer {
  status: number;
  /** JSON; undefined for none. */
  body: unknown;
  /** In place of JSON. */
  text?: string;
  headers?: Readonly<Record<string, string>>;
}

/** The envelope of an answer that went well. */
export function ok(data: unknown, message?: string): Answer {
  const said = message === undefined ? {} : { message };
  return { status: 200, body: { status: 'OK', ...said, data } };
}

/** One sentence, where the real one puts it: into the data. */
export function said(message: string): Answer {
  return ok({ message });
}

/** The envelope of an error. */
export function error(status: number, message: string): Answer {
  return { status, body: { status: 'ERROR', message } };
}

/** An error that the frame around the API found; it carries a number too. */
export function frameError(status: number, message: string): Answer {
  return { status, body: { status: 'ERROR', code: status, message } };
}

/** What the real one says of an exception that nobody caught. */
export function serverFailed(): Answer {
  return frameError(
    500,
    'Internal server error. More details available at the server logs.'
  );
}

/** Ends a request with an error. */
export class Refused extends Error {
  readonly answer: Answer;

  constructor(status: number, message: string) {
    super(message);
    this.answer = error(status, message);
  }
}
