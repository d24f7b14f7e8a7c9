import { randomUUID } from 'node:crypto';
import type { Share } from 'sciencemesh-contract';

/** An accepted share of a folder that lives at its sender. */
export function shareNamed(
  name: string,
  {
    kind = 'folder',
    sender = 'Ines',
    permissions = ['read', 'write']
  }: {
    kind?: Share['kind'];
    sender?: string;
    permissions?: string[];
  } = {}
): Share {
  const host = 'cloud.example.org';
  const party = {
    address: `${sender.toLowerCase()}@${host}`,
    displayName: sender,
    host
  };
  return {
    id: randomUUID(),
    source: 'node',
    kind,
    state: 'accepted',
    hidden: false,
    seen: true,
    withdrawnAt: null,
    name,
    description: '',
    sender: party,
    owner: party,
    provider: host,
    providerId: randomUUID(),
    authenticity: 'claimed',
    recipient: 'marie@jupyter.example.org',
    resourceType: kind,
    shareType: 'user',
    protocols: ['webdav'],
    permissions,
    receivedAt: '2026-11-22T08:00:00.000Z',
    expiresAt: null,
    delivery: null,
    page: null,
    copying: false,
    package: null
  };
}
