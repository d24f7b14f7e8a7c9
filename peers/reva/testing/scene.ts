import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import { findRevad, Reva } from '../index.ts';
import type { RevaShare } from '../index.ts';
import { startNode } from './node.ts';
import type { Node } from './node.ts';
import { visitor } from './visitor.ts';
import type { Visitor } from './visitor.ts';

const found = await findRevad();

/** Why tests with Reva are left out on this machine. */
export const skip = 'missing' in found ? found.missing : false;

/** A site of Reva and our node, which know each other. */
export interface Scene {
  node: Node;
  reva: Reva;
  /** Makes a folder of einstein's, with `readme.txt` and `sub folder/`. */
  folder: (name: string) => Promise<string>;
}

/** Starts both; they end with the test. */
export async function startScene(test: TestContext): Promise<Scene> {
  const node = await startNode(test);
  const reva = await Reva.start({ nodes: [node.host] });
  test.after(() => reva.stop());
  return {
    node,
    reva,
    folder: async name => {
      await reva.makeFolder(`/${name}`);
      await reva.makeFolder(`/${name}/sub%20folder`);
      await reva.put(`/${name}/readme.txt`, '0123456789');
      return `/${name}`;
    }
  };
}

/** Asks for what is in a share with its secret. */
export function holder({ uri, sharedSecret }: RevaShare): Visitor {
  return visitor(uri, `Bearer ${sharedSecret}`);
}

/** Asks Reva for a token. */
export async function exchange(
  reva: Reva,
  fields: Record<string, string>
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const answer = await fetch(`${reva.url}/ocm/token`, {
    method: 'POST',
    body: new URLSearchParams(fields)
  });
  return {
    status: answer.status,
    answer: (await answer.json()) as Record<string, unknown>
  };
}

/** Exchanges the secret of a share. */
export async function tokenOf(reva: Reva, share: RevaShare): Promise<string> {
  const { status, answer } = await exchange(reva, {
    grant_type: 'authorization_code',
    client_id: 'node.example.org',
    code: share.sharedSecret
  });
  assert.equal(status, 200);
  return String(answer.access_token);
}
