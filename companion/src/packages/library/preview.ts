/**
 * The preview: what the document says, together with what this machine knows.
 * No outbound request is made for it.
 */
import { dirname, join } from 'node:path';
import type {
  PackageOrigin,
  PackagePreview,
  WorkingCopy
} from 'sciencemesh-contract';
import { RequestProblem } from '../../http/problem.ts';
import type { StoredPackage } from '../../store/packages.ts';
import { freeBytes } from '../../transfers/working-folder.ts';
import type { SourceFindings } from '../checking/check-sources.ts';
import { applyFindings } from '../checking/findings.ts';
import { isCrateProblem, readCrate } from '../crate/crate.ts';
import { kernelFor } from '../generated/kernel.ts';
import {
  NOTHING_INCLUDED,
  includedInFolder,
  includedInZip,
  type IncludedContent,
  type ReadPackage
} from '../loading/included.ts';
import type { Package } from '../reading/package.ts';
import { safePath } from '../reading/paths.ts';
import { readPackage } from '../reading/reader.ts';
import { offerKernel, type Kernel } from '../running/kernels.ts';
import { runnableWith } from './tools.ts';

export interface StoredDocument {
  origin: PackageOrigin;
  /** The crate document. */
  text: string;
  /** Absolute Jupyter root, against which the origin's path counts. */
  root: string;
  /** Where an archive from elsewhere would be kept. */
  archive: string;
}

/** @throws RequestProblem for a document that is no crate */
export async function readStored(
  document: StoredDocument
): Promise<ReadPackage> {
  // Only texts that hold a crate are ever stored.
  const value: unknown = JSON.parse(document.text);
  const included = await includedIn(document, value);
  return readWith(document.text, value, included);
}

/** @throws RequestProblem for a document that is no crate */
export function readWith(
  text: string,
  value: unknown,
  included: IncludedContent
): ReadPackage {
  const read = readPackage(value, {
    included: included.paths,
    undescribed: included.undescribed,
    base: included.base
  });
  if (isCrateProblem(read)) {
    throw new RequestProblem(422, read.code, read.message);
  }
  return { text, package: read, included };
}

async function includedIn(
  { origin, root, archive }: StoredDocument,
  value: unknown
): Promise<IncludedContent> {
  switch (origin.type) {
    case 'share':
    case 'document':
      return NOTHING_INCLUDED;
    case 'url':
      return (
        (await includedInZip(archive)) ?? {
          ...NOTHING_INCLUDED,
          base: origin.url
        }
      );
    case 'file': {
      const path = join(root, origin.path);
      const crate = readCrate(value);
      return isCrateProblem(crate)
        ? NOTHING_INCLUDED
        : ((await includedInZip(path)) ??
            (await includedInFolder(dirname(path), crate)));
    }
  }
}

export interface PreviewParts {
  stored: StoredPackage;
  read: ReadPackage;
  findings: SourceFindings;
  checking: boolean;
  workingCopies: WorkingCopy[];
  workspace: { root: string; folder: string };
  kernels: readonly Kernel[];
}

export async function assemblePreview({
  stored,
  read,
  findings,
  checking,
  workingCopies,
  workspace,
  kernels
}: PreviewParts): Promise<PackagePreview> {
  const own = read.package;
  const files = applyFindings(own.files, findings);
  const folder = suggestedFolder(workspace.folder, own.title);
  return {
    title: own.title,
    description: own.description,
    kind: own.kind,
    language: own.language,
    main: own.main,
    runnable: await runnableWith(own, kernels),
    environment: own.environment,
    parameters: own.parameters,
    license: own.license,
    people: own.people,
    warnings: own.warnings,
    files: checking ? files.map(beingChecked) : files,
    id: stored.id,
    origin: stored.origin,
    receivedAt: stored.receivedAt,
    kernel: kernelOf(read.package, kernels),
    totals: totalsOf(files),
    freeBytes: await freeBytes(join(workspace.root, folder)),
    folder,
    workingCopies,
    checking
  };
}

function beingChecked(
  file: PackagePreview['files'][number]
): PackagePreview['files'][number] {
  return file.url === null || file.check !== 'unchecked'
    ? file
    : { ...file, check: 'checking' };
}

/**
 * What runs the notebook. Which kernel somebody else's notebook names is known
 * only when it is here; a notebook of ours is written for one that is.
 */
export function kernelOf(
  content: Package,
  kernels: readonly Kernel[]
): PackagePreview['kernel'] {
  const { kind, language } = content;
  if (kind === 'service') {
    return null;
  }
  if (kind === 'notebook') {
    const { kernel } = offerKernel(kernels, { name: null, language });
    return { wanted: null, offered: kernel?.name ?? null };
  }
  const kernel = kernelFor(content, kernels);
  return { wanted: kernel?.name ?? 'python3', offered: kernel?.name ?? null };
}

function totalsOf(files: PackagePreview['files']): PackagePreview['totals'] {
  const hosts = new Set<string>();
  let bytes = 0;
  let unknownSizes = 0;
  for (const { size, host, source } of files) {
    bytes += size ?? 0;
    unknownSizes += size === null && source !== 'missing' ? 1 : 0;
    if (host !== null) {
      hosts.add(host);
    }
  }
  return { files: files.length, bytes, unknownSizes, hosts: [...hosts].sort() };
}

/** A title as a folder of that name. */
export function suggestedFolder(parent: string, title: string): string {
  const name = safePath(title.replaceAll('/', '-').slice(0, 80)).path;
  return `${parent}/${name === '' ? 'package' : name}`;
}
