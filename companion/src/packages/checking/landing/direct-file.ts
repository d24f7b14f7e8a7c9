/**
 * Addresses that were taken for a page and lead to a file: some repositories
 * give every file a DOI or a handle of its own.
 */
import type { OutboundResponse } from '../../../http/outbound.ts';
import { decoded, fileNameOf } from '../../reading/addresses.ts';
import { bytesFrom, type ResolvedFile } from './resolution.ts';

const PAGE = /^\s*(?:text\/html|application\/xhtml\+xml)/i;

/**
 * The file that answered; null for a page.
 *
 * @param address as the package has it: what it redirects to may be signed for
 * a few minutes
 */
export function directFile(
  address: string,
  { status, url, headers, decoded: unpacked }: OutboundResponse
): ResolvedFile | null {
  const mediaType = headers['content-type'];
  if (status !== 200 || mediaType === undefined || PAGE.test(mediaType)) {
    return null;
  }
  const name =
    attachmentName(headers['content-disposition']) ?? fileNameOf(new URL(url));
  const length = headers['content-length'];
  return {
    name: name ?? 'file',
    url: address,
    size: length === undefined || unpacked ? null : bytesFrom(Number(length)),
    checksum: null,
    mediaType: mediaType.split(';', 1)[0]?.trim() ?? null,
    restricted: false
  };
}

/** The name without folders (RFC 6266, 4.3). */
function attachmentName(header: string | undefined): string | null {
  const extended = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header ?? '');
  const plain = /filename\s*=\s*(?:"([^"]+)"|([^;\s]+))/i.exec(header ?? '');
  const name =
    extended?.[1] === undefined
      ? (plain?.[1] ?? plain?.[2])
      : decoded(extended[1]);
  return name?.split(/[/\\]/).at(-1) ?? null;
}
