/**
 * File lists of InvenioRDM records: Zenodo, CDS, B2SHARE and others.
 *
 * `GET /api/records/:id/files` answers `{entries: [{key, size, checksum,
 * mimetype, links: {content}}]}` (InvenioRDM REST API reference, "List a
 * record's files"). Zenodo's record document carries a `files` array in an
 * older shape, which is read when the list is not to be had.
 */
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { OutboundClient } from '../../http/outbound.ts';
import { checksumFromText } from './checksum-text.ts';
import type { LandingAdapter, Resolution, ResolvedFile } from './resolution.ts';

const Links = Type.Object({
  content: Type.Optional(Type.String()),
  self: Type.Optional(Type.String()),
  download: Type.Optional(Type.String())
});

const Entry = Type.Object({
  key: Type.String(),
  size: Type.Optional(Type.Number()),
  checksum: Type.Optional(Type.String()),
  mimetype: Type.Optional(Type.String()),
  links: Type.Optional(Links)
});
type Entry = Static<typeof Entry>;

const FileList = Type.Object({ entries: Type.Array(Entry) });
const LegacyRecord = Type.Object({ files: Type.Array(Entry) });

const RECORD_PATH = /^\/(?:[a-z]{2}\/)?records?\/([A-Za-z0-9][A-Za-z0-9.-]*)/;

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
    const record = new URL(`/api/records/${id}`, page.origin).href;
    const options = { headers: { accept: 'application/json' }, signal };
    const list = await this.#client.json(`${record}/files`, options);
    if (list.status === 200 && Value.Check(FileList, list.value)) {
      return this.#resolved(page, record, list.value.entries);
    }
    if (list.status === 401 || list.status === 403) {
      return restricted(page);
    }
    const legacy = await this.#client.json(record, options);
    if (legacy.status === 200 && Value.Check(LegacyRecord, legacy.value)) {
      return this.#resolved(page, record, legacy.value.files);
    }
    if (legacy.status === 404 || legacy.status === 410) {
      return {
        ok: false,
        page: page.href,
        state: 'missing',
        message: `${page.host} has no record ${id}.`
      };
    }
    return null;
  }

  #resolved(page: URL, record: string, entries: Entry[]): Resolution {
    const files = entries.map((entry): ResolvedFile => {
      const named = `${record}/files/${encodeURIComponent(entry.key)}/content`;
      return {
        name: entry.key,
        url: contentAddress(entry, page) ?? named,
        size: Number.isSafeInteger(entry.size) ? (entry.size ?? null) : null,
        checksum: checksumFromText(entry.checksum),
        mediaType: entry.mimetype ?? null,
        restricted: false
      };
    });
    return { ok: true, page: page.href, files };
  }
}

/**
 * The content link, only when it stays at the host that was asked: a record
 * is written by its author, links in it are not trusted to lead elsewhere.
 */
function contentAddress(entry: Entry, page: URL): string | null {
  const candidates = [
    entry.links?.content,
    entry.links?.download,
    entry.links?.self
  ];
  for (const text of candidates) {
    if (text !== undefined && URL.canParse(text, page.href)) {
      const url = new URL(text, page.href);
      if (url.host === page.host && url.pathname.endsWith('/content')) {
        return url.href;
      }
    }
  }
  return null;
}

function restricted(page: URL): Resolution {
  return {
    ok: false,
    page: page.href,
    state: 'login',
    message: `The files of this record are restricted. Open the page at ${page.host}, sign in and download them there.`
  };
}
