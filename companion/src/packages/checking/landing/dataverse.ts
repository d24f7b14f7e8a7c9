/**
 * File lists of Dataverse datasets, and single files with a DOI of their own.
 *
 * `GET /api/datasets/:persistentId/?persistentId=doi:…` answers the latest
 * published version with its files (Dataverse Native API, "Get JSON
 * Representation of a Dataset"). Tabular files are served converted; their
 * original, which the checksum belongs to, comes with `format=original`
 * (Dataverse Data Access API, "Basic File Access").
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

const DataFile = Type.Object({
  id: Type.Integer({ minimum: 0 }),
  filename: Maybe(Type.String()),
  filesize: Maybe(Type.Number()),
  contentType: Maybe(Type.String()),
  originalFileName: Maybe(Type.String()),
  originalFileSize: Maybe(Type.Number()),
  originalFileFormat: Maybe(Type.String()),
  md5: Maybe(Type.String()),
  checksum: Maybe(Type.Object({ value: Type.String() })),
  embargo: Maybe(Type.Object({ dateAvailable: Maybe(Type.String()) }))
});

const FileEntry = Type.Object({
  label: Maybe(Type.String()),
  directoryLabel: Maybe(Type.String()),
  restricted: Maybe(Type.Boolean()),
  dataFile: DataFile
});
type FileEntry = Static<typeof FileEntry>;

const Dataset = Type.Object({
  data: Type.Object({
    latestVersion: Type.Object({ files: Type.Array(FileEntry) })
  })
});
const SingleFile = Type.Object({ data: FileEntry });

const DATASET_PATH = /\/(?:dataset\.xhtml|citation)$/;
const FILE_PATH = /\/file\.xhtml$/;

/** Formats that are converted on arrival (Dataverse, "Tabular Data Ingest"). */
const INGESTED: Readonly<Record<string, string>> = {
  'application/x-rlang-transport': '.RData',
  'application/x-spss-por': '.por',
  'application/x-spss-sav': '.sav',
  'application/x-stata': '.dta',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': '.xlsx',
  'text/csv': '.csv',
  'text/tab-separated-values': '.tsv',
  'text/tsv': '.tsv'
};

export class DataverseLanding implements LandingAdapter {
  readonly #client: OutboundClient;

  constructor(client: OutboundClient) {
    this.#client = client;
  }

  async list(page: URL, signal?: AbortSignal): Promise<Resolution | null> {
    const question = questionFor(page);
    if (question === null) {
      return null;
    }
    const { api, path } = question;
    const address = new URL(path, api);
    const answer = await askForList(this.#client, address, page, signal);
    switch (answer.type) {
      case 'nothing':
        return null;
      case 'refused':
        return answer.resolution;
      case 'document': {
        const entries = entriesIn(answer.value);
        return entries === null
          ? null
          : listed(page, entries, entry => resolvedFile(entry, api));
      }
    }
  }
}

interface Question {
  api: URL;
  /** Relative to it. */
  path: string;
}

/** What to ask about a page; null when it is none of Dataverse. */
function questionFor(page: URL): Question | null {
  const persistentId = page.searchParams.get('persistentId');
  const named = `:persistentId/?persistentId=${encodeURIComponent(persistentId ?? '')}`;
  // Some installations live below a path, e.g. /dataverse/dataset.xhtml.
  const api = (pattern: RegExp) =>
    new URL(page.pathname.replace(pattern, '/api/'), page.origin);
  if (DATASET_PATH.test(page.pathname) && persistentId !== null) {
    return { api: api(DATASET_PATH), path: `datasets/${named}` };
  }
  if (FILE_PATH.test(page.pathname)) {
    const id = page.searchParams.get('fileId') ?? '';
    if (/^\d+$/.test(id)) {
      return { api: api(FILE_PATH), path: `files/${id}` };
    }
    if (persistentId !== null) {
      return { api: api(FILE_PATH), path: `files/${named}` };
    }
  }
  return null;
}

function entriesIn(value: unknown): FileEntry[] | null {
  if (Value.Check(Dataset, value)) {
    return value.data.latestVersion.files;
  }
  return Value.Check(SingleFile, value) ? [value.data] : null;
}

function resolvedFile(entry: FileEntry, api: URL): ResolvedFile {
  const { dataFile: file, directoryLabel } = entry;
  const converted = (file.originalFileFormat ?? null) !== null;
  const query = converted ? '?format=original' : '';
  const folder = directoryLabel ? `${directoryLabel}/` : '';
  return {
    name: `${folder}${converted ? originalName(entry) : shownName(entry)}`,
    url: new URL(`access/datafile/${file.id}${query}`, api).href,
    size: bytesFrom(converted ? file.originalFileSize : file.filesize),
    checksum: checksumFromText(file.checksum?.value ?? file.md5 ?? ''),
    mediaType: (converted ? file.originalFileFormat : file.contentType) ?? null,
    restricted: entry.restricted === true || isEmbargoed(entry)
  };
}

function shownName({ label, dataFile }: FileEntry): string {
  return label ?? dataFile.filename ?? `file-${dataFile.id}`;
}

/** Older versions do not say how the file was called before its conversion. */
function originalName(entry: FileEntry): string {
  const { originalFileName, originalFileFormat } = entry.dataFile;
  const extension = INGESTED[originalFileFormat ?? ''];
  const name = shownName(entry);
  return (
    originalFileName ??
    (extension === undefined ? name : name.replace(/\.tab$/, extension))
  );
}

function isEmbargoed({ dataFile }: FileEntry): boolean {
  const date = Date.parse(dataFile.embargo?.dateAvailable ?? '');
  return date > Date.now();
}
