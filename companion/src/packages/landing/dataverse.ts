/**
 * File lists of Dataverse datasets.
 *
 * `GET /api/datasets/:persistentId/?persistentId=doi:…` answers the latest
 * published version with its files (Dataverse Native API, "Get JSON
 * Representation of a Dataset"). Tabular files are served converted; their
 * original, which the checksum belongs to, comes with `format=original`
 * (Dataverse Data Access API, "Basic File Access").
 */
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { OutboundClient } from '../../http/outbound.ts';
import { checksumFromText } from './checksum-text.ts';
import type { LandingAdapter, Resolution, ResolvedFile } from './resolution.ts';

const DataFile = Type.Object({
  id: Type.Integer(),
  filename: Type.Optional(Type.String()),
  filesize: Type.Optional(Type.Number()),
  contentType: Type.Optional(Type.String()),
  originalFileName: Type.Optional(Type.String()),
  originalFileSize: Type.Optional(Type.Number()),
  originalFileFormat: Type.Optional(Type.String()),
  md5: Type.Optional(Type.String()),
  checksum: Type.Optional(
    Type.Object({ type: Type.String(), value: Type.String() })
  )
});

const FileEntry = Type.Object({
  label: Type.Optional(Type.String()),
  directoryLabel: Type.Optional(Type.String()),
  restricted: Type.Optional(Type.Boolean()),
  dataFile: DataFile
});
type FileEntry = Static<typeof FileEntry>;

const Dataset = Type.Object({
  data: Type.Object({
    latestVersion: Type.Object({ files: Type.Array(FileEntry) })
  })
});

const DATASET_PATH = /\/(?:dataset\.xhtml|citation)$/;

export class DataverseLanding implements LandingAdapter {
  readonly #client: OutboundClient;

  constructor(client: OutboundClient) {
    this.#client = client;
  }

  async list(page: URL, signal?: AbortSignal): Promise<Resolution | null> {
    const persistentId = page.searchParams.get('persistentId');
    if (!DATASET_PATH.test(page.pathname) || persistentId === null) {
      return null;
    }
    // Some installations live below a path, e.g. /dataverse/dataset.xhtml.
    const base = page.pathname.replace(DATASET_PATH, '/');
    const address = new URL(
      `${base}api/datasets/:persistentId/?persistentId=${encodeURIComponent(persistentId)}`,
      page.origin
    );
    const answer = await this.#client.json(address.href, {
      headers: { accept: 'application/json' },
      signal
    });
    if (answer.status === 200 && Value.Check(Dataset, answer.value)) {
      const api = new URL(`${base}api/`, page.origin).href;
      return {
        ok: true,
        page: page.href,
        files: answer.value.data.latestVersion.files.map(file =>
          resolvedFile(file, api)
        )
      };
    }
    if (answer.status === 401 || answer.status === 403) {
      return {
        ok: false,
        page: page.href,
        state: 'login',
        message: `This dataset is restricted. Open the page at ${page.host}, sign in and download it there.`
      };
    }
    if (answer.status === 404) {
      return {
        ok: false,
        page: page.href,
        state: 'missing',
        message: `${page.host} has no published dataset ${persistentId}.`
      };
    }
    return null;
  }
}

function resolvedFile(entry: FileEntry, api: string): ResolvedFile {
  const file = entry.dataFile;
  const converted = file.originalFileFormat !== undefined;
  const name = converted
    ? (file.originalFileName ?? file.filename ?? entry.label)
    : (entry.label ?? file.filename);
  const folder = entry.directoryLabel ? `${entry.directoryLabel}/` : '';
  const size = converted ? file.originalFileSize : file.filesize;
  return {
    name: `${folder}${name ?? `file-${file.id}`}`,
    url: `${api}access/datafile/${file.id}${converted ? '?format=original' : ''}`,
    size: Number.isSafeInteger(size) ? (size ?? null) : null,
    checksum: checksumFromText(file.checksum?.value ?? file.md5),
    mediaType: file.contentType ?? null,
    restricted: entry.restricted ?? false
  };
}
