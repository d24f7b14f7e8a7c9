/**
 * What the configuration says of CERNBox, with every default filled in.
 */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { CernboxConfig, OutboundConfig } from 'sciencemesh-contract';
import { isGatewayAddress } from '../cs3/connection.ts';
import { AddressGuard } from '../http/address-guard.ts';

export type CredentialSettings =
  | {
      kind: 'token-file';
      /** Absolute. */
      path: string;
      /** Null: as it looks. */
      scheme: 'reva' | 'bearer' | null;
    }
  | { kind: 'hub'; key: string }
  | { kind: 'basic'; user: string; passwordFile: string };

export interface CernboxSettings {
  /** Ends in a slash. */
  url: URL;
  label: string;
  /** Null: packages are listed, and cannot be read. */
  gateway: { address: string; tls: boolean } | null;
  credential: CredentialSettings;
  pollSeconds: number;
  /** The person's own files are in the drive. */
  ownFiles: boolean;
}

/** @throws Error that goes on with `cernbox.` and begins with the wrong key */
export function cernboxSettings(
  { credential, gateway, label, ownFiles, pollSeconds, url }: CernboxConfig,
  outbound: OutboundConfig
): CernboxSettings {
  return {
    url: baseOf(url, outbound),
    label: labelOf(label ?? 'CERNBox'),
    gateway: gateway
      ? { address: gatewayAddress(gateway.address), tls: gateway.tls ?? true }
      : null,
    credential: credentialSettings(credential),
    pollSeconds: pollSeconds ?? 10,
    ownFiles: ownFiles ?? true
  };
}

/** A drive of another name would be taken for that of shares. */
function labelOf(label: string): string {
  if (/^sciencemesh$/i.test(label)) {
    throw new Error(
      `label: "${label}" is what the drive of received shares is called; choose another name and start again`
    );
  }
  return label;
}

function baseOf(text: string, outbound: OutboundConfig): URL {
  const url = URL.parse(text);
  if (url?.search !== '' || url.hash !== '') {
    throw new Error(
      `url: "${text}" is no address of a server; write it like https://cernbox.cern.ch and start again`
    );
  }
  const refused = new AddressGuard(outbound).judge(url.href);
  if (refused) {
    throw new Error(`url: ${refused.message.replace(/\.$/, '')}`, {
      cause: refused
    });
  }
  if (!url.pathname.endsWith('/')) {
    url.pathname += '/';
  }
  return url;
}

function gatewayAddress(text: string): string {
  if (!isGatewayAddress(text)) {
    throw new Error(
      `gateway.address: "${text}" is no address of a gateway; write host and port, like cernbox.example.org:9142, and start again`
    );
  }
  return text;
}

function credentialSettings(
  credential: CernboxConfig['credential']
): CredentialSettings {
  switch (credential.kind) {
    case 'token-file':
      return {
        kind: credential.kind,
        path: fileAt(credential.path, 'credential.path'),
        scheme: credential.scheme ?? null
      };
    case 'hub':
      return { kind: credential.kind, key: credential.key ?? 'access_token' };
    case 'basic':
      return {
        kind: credential.kind,
        user: credential.user,
        passwordFile: fileAt(credential.passwordFile, 'credential.passwordFile')
      };
  }
}

/** It need not be there yet: whoever writes it may be later than we are. */
function fileAt(path: string, key: string): string {
  const absolute = path.startsWith('~/')
    ? join(homedir(), path.slice(2))
    : path;
  if (!isAbsolute(absolute) || absolute.includes('\0')) {
    throw new Error(
      `${key}: "${path}" is not absolute; write the whole path, or one that begins with "~/", and start again`
    );
  }
  return absolute;
}
