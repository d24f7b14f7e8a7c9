/**
 * Certificate authorities: those that Node knows, and those that the operator
 * or the environment of the institution adds.
 */
import { readFileSync } from 'node:fs';
import {
  createSecureContext,
  getCACertificates,
  type SecureContext
} from 'node:tls';
import type { Environment } from './proxies.ts';

export interface TrustOptions {
  /** PEM files of the configuration; one that cannot be read is an error. */
  files: readonly string[];
  environment: Environment;
  /** Called for a file of the environment that cannot be read. */
  onUnreadable(path: string, error: unknown): void;
}

/** Whom to trust, in the two forms that programs take. */
export interface Trust {
  /** Undefined when nothing is added to what Node trusts already. */
  secureContext: SecureContext | undefined;
  /** All authorities as PEM, the built-in ones included. */
  authorities: () => string[];
}

/**
 * One context for all connections: making one with all the authorities takes
 * longer than a handshake.
 *
 * @throws Error naming the file of the configuration that is no PEM
 */
export function readTrust(options: TrustOptions): Trust {
  const added = addedAuthorities(options);
  const authorities = () => [
    ...new Set([...getCACertificates('default'), ...added])
  ];
  return {
    authorities,
    secureContext:
      added.length === 0
        ? undefined
        : createSecureContext({ ca: authorities() })
  };
}

function addedAuthorities(options: TrustOptions): string[] {
  const added = options.files.map(path => {
    try {
      return certificatesIn(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new Error(
        `outbound.certificateAuthorities names ${path}, which cannot be read as PEM certificates.`,
        { cause: error }
      );
    }
  });
  for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']) {
    const path = options.environment[name];
    if (path) {
      try {
        added.push(certificatesIn(readFileSync(path, 'utf8')));
      } catch (error) {
        options.onUnreadable(path, error);
      }
    }
  }
  return added.flat();
}

function certificatesIn(text: string): string[] {
  const found = text.match(
    /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g
  );
  if (!found) {
    throw new Error('no certificate in it');
  }
  // Also checks that each is one, so that the culprit can be named.
  createSecureContext({ ca: found });
  return found;
}
