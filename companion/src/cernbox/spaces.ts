/** The person's own folders (cs3org/reva `ocgraph/drives.go`). */
import type { AccountTrees } from '../storage/webdav/account-trees.ts';
import {
  getJson,
  idIn,
  itemsIn,
  textIn,
  type Item,
  type Listed
} from './list-answer.ts';
import type { Requester } from './account-session.ts';

export interface Space {
  id: string;
  name: string;
  /** Such as `personal` and `project`. */
  driveType: string | null;
  /** Of WebDAV: what the list itself says answers 400 in Reva 3.12. */
  path: string;
  /** Its page for people, as the server says; may be anything. */
  webUrl: string | null;
}

/** @throws CernboxError, SessionError, OutboundError */
export async function listSpaces(
  session: Requester,
  signal?: AbortSignal
): Promise<Listed<Space>> {
  const path = '/graph/v1beta1/me/drives';
  const { value } = await getJson(session, path, signal);
  return itemsIn(value, spaceIn);
}

/**
 * What the server keeps beside the files of a space. What was deleted in any
 * space is below that space's id; in `trash-bin/<name>` are those of the home
 * alone.
 *
 * @param base of the server
 */
export function accountTrees(base: URL): AccountTrees {
  return {
    meta: () => new URL('remote.php/dav/meta', base),
    trash: root => {
      const [id = ''] = root.pathname.split('/').filter(Boolean).slice(-1);
      return new URL(`remote.php/dav/spaces/trash-bin/${id}`, base);
    }
  };
}

/** Path of a space, or of a received share, at the server. */
export function spacePath(id: string): string {
  const encoded = encodeURIComponent(id).replaceAll('%24', '$');
  return `/remote.php/dav/spaces/${encoded}`;
}

function spaceIn(item: Item): Space | null {
  const id = idIn(item['id']);
  const name = textIn(item['name']);
  return id === null || name === null
    ? null
    : {
        id,
        name,
        driveType: textIn(item['driveType']),
        path: spacePath(id),
        webUrl: textIn(item['webUrl'])
      };
}
