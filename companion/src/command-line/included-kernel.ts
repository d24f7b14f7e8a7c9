/**
 * The kernel of a notebook that comes with its package.
 */
import type { Readable } from 'node:stream';
import { openArchiveEntry } from '../packages/loading/archive.ts';
import type { InspectedKernel } from '../packages/library/inspection.ts';
import { offerKernel, readKernels } from '../packages/running/kernels.ts';
import { languageOf } from '../packages/notebook/notebook-language.ts';
import {
  LARGEST_NOTEBOOK,
  readNotebook
} from '../packages/notebook/notebook.ts';
import { wantedKernel } from '../packages/running/preflight.ts';
import { kernelOf } from '../packages/library/preview.ts';
import type { ReadPackage } from '../packages/loading/included.ts';
import { sourceOf } from '../packages/reading/sources.ts';
import { WarningList } from '../packages/crate/warnings.ts';
import { openLocalFile } from '../transfers/local-source.ts';

/**
 * What the notebook wants and what this machine offers; what only the fetched
 * notebook could tell stays open.
 */
export async function includedKernel(
  read: ReadPackage
): Promise<InspectedKernel> {
  const kernels = await readKernels();
  const stream = await openMain(read);
  if (stream !== null) {
    const reading = readNotebook(await collect(stream));
    if (reading.ok) {
      const name = wantedKernel(reading.notebook);
      const language = languageOf(reading.notebook);
      const { kernel } = offerKernel(kernels, { name, language });
      return { wanted: name, offered: kernel?.name ?? null };
    }
  }
  return kernelOf(read.package, kernels);
}

/** The included notebook; null for every other main entity. */
async function openMain({
  package: { main, kind, crate },
  included
}: ReadPackage): Promise<Readable | null> {
  if (kind !== 'notebook' || main?.source !== 'included') {
    return null;
  }
  const entity = crate.find(main.id) ?? { '@id': main.id };
  const { includedAs } = sourceOf(entity, included.paths, new WarningList());
  const source = included.sourceOf(includedAs ?? main.id);
  switch (source.type) {
    case 'local':
      return openLocalFile(source.path);
    case 'zip':
      return openArchiveEntry(source.archive, source.entry);
    case 'url':
    case 'storage':
    case 'none':
      return null;
    default:
      return source satisfies never;
  }
}

/** Reads as much as a notebook may be, and one byte more to tell. */
async function collect(stream: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > LARGEST_NOTEBOOK) {
      break;
    }
  }
  return Buffer.concat(chunks);
}
