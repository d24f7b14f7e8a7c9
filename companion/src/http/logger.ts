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
