/**
 * File lists of InvenioRDM records: Zenodo, CDS, B2SHARE and others.
 *
 * `GET /api/records/:id/files` answers `{entries: [{key, size, checksum,
 * mimetype, links: {content}}]}` (InvenioRDM REST API reference, "List a
 * record's files"). Zenodo's record document and those of Invenio 3 carry a
 * `files` array in an older shape, which is read when the list is not to be
 * had.
 */
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { OutboundClient } from '../../../http/outbound.ts';
import { checksumFromText } from '../../reading/checksums.ts';
import {
  askForList,
  bytesFrom,
  listed,
  Maybe,
  type LandingAdapter,
  type Resolution,
  type ResolvedFile
} from './resolution.ts';

const Links = Type.Object({
  content: Maybe(Type.String()),
  self: Maybe(Type.String()),
  download: Maybe(Type.String())
});

const Entry = Type.Object({
  key: Type.String({ minLength: 1, maxLength: 4096 }),
  size: Maybe(Type.Number()),
  checksum: Maybe(Type.String()),
  mimetype: Maybe(Type.String()),
  /** Of Invenio 3 and B2SHARE, where links may be missing. */
  bucket: Maybe(Type.String()),
  links: Maybe(Links)
});
type Entry = Static<typeof Entry>;

const FileList = Type.Object({ entries: Type.Array(Entry) });
const LegacyRecord = Type.Object({ files: Type.Array(Entry) });

const RECORD_PATH =
  /^\/(?:[a-z]{2}\/)?records?\/([A-Za-z0-9][A-Za-z0-9.-]*)\/?$/;

export class InvenioRdmLanding implements LandingAdapter {
  readonly #client: OutboundClient;

  constructor(client: OutboundClient) {
    this.#client = client;
  }

  async list(page: URL, signal?: AbortSignal): Promise<Resolution | null> {
    const id = RECORD_PATH.exec(page.pathname)?.[1];
    if (id === undefined) {
      return null;
    }
    const record = new URL(`/api/records/${id}`, page.origin);
    const files = new URL(`${record.href}/files`);
    const list = await askForList(this.#client, files, page, signal);
    if (list.type === 'refused') {
      return list.resolution;
    }
    if (list.type === 'document' && Value.Check(FileList, list.value)) {
      return this.#resolved(page, files, list.value.entries);
    }
    const legacy = await askForList(this.#client, record, page, signal);
    if (legacy.type === 'refused') {
      return legacy.resolution;
    }
    return legacy.type === 'document' && Value.Check(LegacyRecord, legacy.value)
      ? this.#resolved(page, files, legacy.value.files)
      : null;
  }

  #resolved(page: URL, files: URL, entries: readonly Entry[]): Resolution {
    return listed(page, entries, entry => ({
      name: entry.key,
      url: contentAddress(entry, page) ?? namedAddress(entry, files),
      size: bytesFrom(entry.size),
      checksum: checksumFromText(entry.checksum ?? ''),
      mediaType: entry.mimetype ?? null,
      restricted: false
    }));
  }
}

/**
 * The content link, only when it stays at the host that was asked: nothing
 * that a record says may lead elsewhere.
 */
function contentAddress(entry: Entry, page: URL): string | null {
  const { content, download, self } = entry.links ?? {};
  for (const text of [content, download, self]) {
    const url = URL.parse(text ?? '', page.href);
    if (
      url?.origin === page.origin &&
      (url.pathname.endsWith('/content') ||
        url.pathname.startsWith('/api/files/'))
    ) {
      return url.href;
    }
  }
  return null;
}

function namedAddress(entry: Entry, files: URL): ResolvedFile['url'] {
  const key = encodeURIComponent(entry.key);
  return /^[0-9a-f-]{36}$/.test(entry.bucket ?? '')
    ? new URL(`/api/files/${entry.bucket ?? ''}/${key}`, files).href
    : `${files.href}/${key}/content`;
}
