import type { Dataset, FileEntry } from './dataset.ts';
import { freeName } from './names.ts';
import type { Person } from './people.ts';
import type { Storage } from './storage.ts';

/** Which endings are read as tables, and what their content type is. */
const tables: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  tsv: 'text/tsv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  dta: 'application/x-stata-14',
  sav: 'application/x-spss-sav',
  por: 'application/x-spss-por',
  rdata: 'application/x-rlang-transport'
};

/** The content type of a file that is read as a table; null of another. */
export function tableType(label: string): string | null {
  return tables[label.split('.').at(-1)?.toLowerCase() ?? ''] ?? null;
}

/**
 * Turns files into tables, behind a lock.
 *
 * Name, type and size are others afterwards; the checksum stays that of what
 * was sent.
 */
export function ingest(
  dataset: Dataset,
  entries: readonly FileEntry[],
  person: Person,
  storage: Storage,
  looks: number
): void {
  const candidates = entries.filter(({ label }) => tableType(label) !== null);
  if (candidates.length === 0) {
    return;
  }
  const message = candidates.map(({ label }) => label).join(', ');
  dataset.lock('Ingest', person, message, looks, async () => {
    for (const entry of candidates) {
      await becomeTable(dataset, entry, storage);
    }
    dataset.revision += 1;
  });
}

async function becomeTable(
  dataset: Dataset,
  entry: FileEntry,
  storage: Storage
): Promise<void> {
  const { file, label } = entry;
  file.original = { format: file.contentType, name: label, size: file.size };
  file.contentType = 'text/tab-separated-values';
  // The names of the columns are kept apart from the table.
  file.size -= await storage.firstLine(file.object);
  const others = dataset.latest.files.filter(each => each !== entry);
  const table = label.replace(/\.[^.]+$/, '.tab');
  entry.label = freeName(table, entry.directoryLabel, others);
}
