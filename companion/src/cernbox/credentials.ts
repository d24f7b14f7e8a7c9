/**
 * Where the login of a person comes from. Values stay in memory: none of them
 * belongs into a log, an answer or a file.
 */
import { basicSource } from './basic.ts';
import { hubSource, type HubEnvironment } from './hub.ts';
import type { CredentialSettings } from './settings.ts';
import { tokenFileSource } from './token-file.ts';

export type Credential =
  /** A token that Reva itself has made. */
  | { kind: 'reva'; token: string }
  /** An access token of OpenID Connect. */
  | { kind: 'bearer'; token: string }
  | { kind: 'basic'; user: string; password: string };

export interface CredentialSource {
  /**
   * What holds now.
   *
   * @param refused one that was not taken: there may be a newer one
   * @throws CredentialError
   */
  read(signal?: AbortSignal, refused?: Credential): Promise<Credential>;

  /** @returns a function that ends the subscription */
  onChange(listener: () => void): () => void;

  close(): Promise<void>;
}

export function credentialSource(
  settings: CredentialSettings,
  environment: HubEnvironment = process.env
): CredentialSource {
  switch (settings.kind) {
    case 'token-file':
      return tokenFileSource(settings);
    case 'hub':
      return hubSource(settings, environment);
    case 'basic':
      return basicSource(settings);
  }
}
