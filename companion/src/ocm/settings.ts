import { userInfo } from 'node:os';
import type { OcmConfig } from 'sciencemesh-contract';
import { parseHost } from './address.ts';
import { networks, SenderPolicy } from './policy.ts';

/** Identity and rules of this node, every default filled in. */
export interface OcmSettings {
  user: string;
  displayName: string;
  /** Public host, as `parseHost` makes it; null accepts any. */
  host: string | null;
  provider: string;
  policy: SenderPolicy;
  trustedProxies: readonly string[];
  rateLimit: { requests: number; seconds: number };
}

/** @throws RangeError whose message begins with the key that is wrong */
export function ocmSettings(config: OcmConfig): OcmSettings {
  const user = config.user ?? userInfo().username;
  const trustedProxies = config.trustedProxies ?? [];
  networks(trustedProxies, 'trustedProxies');
  return {
    user,
    displayName: config.displayName ?? user,
    host: config.host === undefined ? null : ownHost(config.host),
    provider: config.provider ?? 'JupyterLab ScienceMesh',
    policy: new SenderPolicy(config),
    trustedProxies,
    rateLimit: config.rateLimit ?? { requests: 120, seconds: 60 }
  };
}

function ownHost(text: string): string {
  const host = parseHost(text);
  if (host === null) {
    throw new RangeError(
      `host: "${text}" is no host; write the public name without a scheme, like jupyter.example.org`
    );
  }
  return host;
}
