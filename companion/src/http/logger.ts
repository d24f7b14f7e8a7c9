/**
 * The log: JSON lines on standard error, without secrets and without people.
 */
import pino, { type DestinationStream, type Logger } from 'pino';

/** Members that never reach the log, wherever a message carries them. */
const SECRET = [
  'authorization',
  'cookie',
  'sharedSecret',
  'secret',
  'token',
  'password',
  'access'
];
const PERSONAL = [
  'sender',
  'owner',
  'recipient',
  'shareWith',
  'senderDisplayName',
  'ownerDisplayName',
  'displayName',
  'address',
  'user'
];

/**
 * @param level least important messages that are still written
 * @param destination default standard error, so that the standard output of
 * commands holds their results only
 */
export function createLogger(
  level: string,
  destination: DestinationStream = pino.destination({ dest: 2, sync: true })
): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: withoutPaths },
      redact: {
        paths: [...SECRET, ...PERSONAL].flatMap(name => [
          name,
          `*.${name}`,
          `*.*.${name}`
        ]),
        censor: '[redacted]'
      }
    },
    destination
  );
}

/**
 * An error as pino tells it, without the names of files: errors of the file
 * system carry them in their message as well.
 */
function withoutPaths(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error;
  }
  const told = Object.entries(pino.stdSerializers.err(error)).filter(
    ([key]) => !PATHS.includes(key)
  );
  const names = pathsIn(error);
  return JSON.parse(
    JSON.stringify(Object.fromEntries(told)),
    (_key, value: unknown) =>
      typeof value === 'string'
        ? names.reduce((text, name) => text.replaceAll(name, '[path]'), value)
        : value
  );
}

const PATHS = ['path', 'dest'];

/** Of the error and those that caused it, the longest first. */
function pathsIn(error: Error): string[] {
  const found = new Set<string>();
  for (
    let at: unknown = error, depth = 0;
    at instanceof Error && depth < 10;
    at = at.cause, depth++
  ) {
    for (const key of PATHS) {
      const value: unknown = Reflect.get(at, key);
      if (typeof value === 'string' && value !== '') {
        found.add(value);
      }
    }
  }
  return [...found].sort((one, other) => other.length - one.length);
}
