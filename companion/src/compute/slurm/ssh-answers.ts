/**
 * What OpenSSH's programs say, and how they are told names of files.
 */
import type { SlurmSiteConfig } from 'sciencemesh-contract';
import { BatchError } from '../batch-system.ts';

/** A name in a batch of sftp: in quotes, its patterns taken literally. */
export function sftpName(path: string): string {
  if (/[\r\n\0]/u.test(path)) {
    throw new BatchError(
      'refused',
      'A name with a line break cannot be sent over SFTP.'
    );
  }
  return `"${path.replace(/["\\]/gu, '\\$&').replace(/[*?[\]]/gu, '\\\\$&')}"`;
}

/**
 * Why ssh itself failed.
 *
 * @param changes the command that was on its way changes something
 * @returns null when it was the program there that ended so
 */
export function sshFailure(
  text: string,
  config: Pick<SlurmSiteConfig, 'ssh' | 'signIn'>,
  changes: boolean
): BatchError | null {
  const host = config.ssh?.host ?? 'the site';
  const details = { cause: text };
  if (/Permission denied|Too many authentication failures/iu.test(text)) {
    return new BatchError(
      'signed-out',
      `${host} does not let you in. Sign in again: type "${config.signIn ?? `ssh ${host}`}" in a terminal.`,
      details
    );
  }
  if (/Host key verification failed|IDENTIFICATION HAS CHANGED/iu.test(text)) {
    return new BatchError(
      'broken',
      `${host} is not known, or shows another key than before. If the staff of the site confirms the key, connect once in a terminal with "ssh ${host}".`,
      details
    );
  }
  if (
    /resolve hostname|Connection refused|timed out|No route|unreachable|Connection (closed|reset)|Broken pipe|kex_exchange|mux_client/iu.test(
      text
    )
  ) {
    const late = /Broken pipe|reset|Timeout, server|mux_client/iu.test(text);
    return new BatchError(
      'unreachable',
      `${host} cannot be reached. It is asked again by itself.`,
      { ...details, outcomeUnknown: changes && late }
    );
  }
  return text.trim() === ''
    ? new BatchError(
        'unreachable',
        `The connection to ${host} broke. It is asked again by itself.`,
        { ...details, outcomeUnknown: changes }
      )
    : null;
}
