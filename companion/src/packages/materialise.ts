/**
 * From a package and a person's choices to the plan of a transfer.
 *
 * The plan names every file with its place in the working copy; what is left
 * to do after the last byte is the finisher's (`finish.ts`), which finds all
 * it needs in the plan and in the working copy, so that it can run again after
 * a crash.
 */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path/posix';
import type { PackageFile, ParameterValue } from 'sciencemesh-contract';
import type { OutboundClient } from '../http/outbound.ts';
import type {
  PlannedFile,
  TransferPlan,
  TransferSource
} from '../transfers/transfer.ts';
import {
  checkLanding,
  type SourceFinding,
  type SourceFindings
} from './check-sources.ts';
import type { Entity } from './crate.ts';
import { applyFindings } from './findings.ts';
import {
  FINISHER,
  finisherInput,
  type MainPart,
  type Received
} from './finisher-input.ts';
import { nameInRoot } from './folders.ts';
import type { Package } from './package.ts';
import { PathRegister, safePath } from './paths.ts';
import type { ReadPackage } from './preview.ts';
import { readRepository } from './repositories.ts';
import { archiveAddress } from './repository/archive-address.ts';
import { sourceOf } from './sources.ts';
import {
  ORIGINALS,
  OWN_FOLDER,
  RECEIVED_CRATE,
  WorkingCopyFolder
} from './working-copy.ts';
import { WarningList } from './warnings.ts';

export interface Order {
  /** Of the package. */
  id: string;
  shareId: string | null;
  /** Jupyter root, absolute. */
  root: string;
  /** Folder of the working copy, absolute; free or a copy of this package. */
  folder: string;
  read: ReadPackage;
  findings: SourceFindings;
  /** Indices of files that are left out. */
  exclude: ReadonlySet<number>;
  parameters: Readonly<Record<string, ParameterValue>>;
  received: Received;
  outbound: OutboundClient;
}

/**
 * Makes the folder a working copy and plans the transfer into it. DOIs and
 * landing pages that were not looked at yet are resolved now.
 */
export async function materialise(order: Order): Promise<TransferPlan> {
  const { read, folder } = order;
  const files = await resolvedFiles(order);
  const main = await planMain(order);
  const copy =
    (await WorkingCopyFolder.read(folder)) ??
    (await WorkingCopyFolder.create(folder, read.text));
  await copy.write(RECEIVED_CRATE, read.text);
  return {
    id: randomUUID(),
    packageId: order.id,
    shareId: order.shareId,
    title: read.package.title,
    folder,
    displayFolder: nameInRoot(order.root, folder),
    files: [
      ...main.files,
      ...files.map((file): PlannedFile => ({
        path: file.path,
        source: sourceFor(file, read),
        size: file.size,
        checksum: file.checksum,
        skip: order.exclude.has(file.index)
      }))
    ],
    finisher: {
      name: FINISHER,
      input: finisherInput({
        packageId: order.id,
        main: main.part,
        files,
        parameters: order.parameters,
        received: order.received,
        // The same for every copy of a share, so that copies are equal.
        madeAt: order.received.at ?? new Date().toISOString()
      })
    }
  };
}

/** The files with every DOI and landing page replaced by what is behind it. */
async function resolvedFiles(order: Order): Promise<PackageFile[]> {
  const { outbound, exclude } = order;
  const findings: SourceFindings = { ...order.findings };
  for (const { index, source, url } of order.read.package.files) {
    const open = source === 'landing' && url !== null && !exclude.has(index);
    if (open && (findings[index]?.resolved ?? null) === null) {
      findings[index] = await checkLanding(url, outbound);
    }
  }
  return applyFindings(order.read.package.files, findings);
}

function sourceFor(file: PackageFile, read: ReadPackage): TransferSource {
  if (file.source === 'included') {
    return includedSource(file.id, read);
  }
  if (file.url === null) {
    return nowhere(
      'not-found',
      'The package names this file but not where it is. Ask the sender for it.'
    );
  }
  if (file.source === 'landing') {
    return nowhere(
      file.check === 'login' ? 'login-required' : 'not-a-file',
      file.checkMessage ??
        'This is the address of a page, not of a file. Open the page and download the files there.'
    );
  }
  return { type: 'url', url: file.url };
}

function includedSource(id: string, { package: own, included }: ReadPackage) {
  const entity: Entity = own.crate.find(id) ?? { '@id': id };
  const { includedAs } = sourceOf(entity, included.paths, new WarningList());
  return included.sourceOf(includedAs ?? id);
}

function nowhere(code: string, message: string): TransferSource {
  return { type: 'none', code, message };
}

interface MainPlan {
  files: PlannedFile[];
  part: MainPart;
}

/** What has to be fetched of the main entity, by the kind of package. */
async function planMain(order: Order): Promise<MainPlan> {
  const { package: own } = order.read;
  if (own.main === null) {
    return { files: [], part: { type: 'none' } };
  }
  if (own.kind === 'repository') {
    return planRepository(order, own, own.main);
  }
  if (own.main.path === null) {
    return { files: [], part: { type: 'none' } };
  }
  const source = mainSource(own.main, order.read);
  if (own.kind === 'notebook') {
    const original = `${ORIGINALS}/${basename(own.main.path)}`;
    return {
      files: [planned(original, source)],
      part: { type: 'notebook', path: own.main.path, original }
    };
  }
  return {
    files: [planned(own.main.path, source)],
    part: { type: 'file', path: own.main.path }
  };
}

function mainSource(
  main: NonNullable<Package['main']>,
  read: ReadPackage
): TransferSource {
  if (main.source === 'included') {
    return includedSource(main.id, read);
  }
  return main.url === null
    ? nowhere(
        'not-found',
        'The package names what to run but not where it is. Ask the sender for it.'
      )
    : { type: 'url', url: main.url };
}

function planned(
  path: string,
  source: TransferSource,
  known: Partial<Pick<PlannedFile, 'size' | 'checksum'>> = {}
): PlannedFile {
  return { path, source, size: null, checksum: null, skip: false, ...known };
}

/**
 * A git repository comes as its forge's archive or, where none is known, by
 * `git`; a record behind a DOI comes as its files.
 */
async function planRepository(
  order: Order,
  own: Package,
  main: NonNullable<Package['main']>
): Promise<MainPlan> {
  const repository = main.url === null ? null : readRepository(main.url);
  if (main.url === null || repository === null) {
    return { files: [], part: { type: 'none' } };
  }
  const archive = archiveAddress(repository, own.hints.reference);
  if (archive !== null) {
    const path = `${OWN_FOLDER}/repository.zip`;
    return {
      files: [planned(path, { type: 'url', url: archive.url })],
      part: {
        type: 'archive',
        path,
        folder: folderName(archive.name)
      }
    };
  }
  if (repository.provider === 'git') {
    return {
      files: [],
      part: {
        type: 'git',
        url: repository.url,
        reference: own.hints.reference ?? repository.reference,
        folder: folderName(new URL(repository.url).pathname)
      }
    };
  }
  return planRecord(await checkLanding(main.url, order.outbound), main);
}

function planRecord(
  finding: SourceFinding,
  main: NonNullable<Package['main']>
): MainPlan {
  const folder = folderName(main.name);
  if (finding.resolved === null) {
    // Listed as a file that could not be had, so that it is told like others.
    const message = finding.message ?? 'Its files could not be listed.';
    const code = finding.check === 'login' ? 'login-required' : 'not-found';
    return {
      files: [planned(folder, nowhere(code, message))],
      part: { type: 'none' }
    };
  }
  const register = new PathRegister();
  const files = finding.resolved.map(({ name, url, size, checksum }) => {
    const path = safePath(`${folder}/${name}`).path;
    return planned(
      register.take(path === '' ? `${folder}/file` : path),
      { type: 'url', url },
      { size, checksum }
    );
  });
  return { files, part: { type: 'folder', folder } };
}

function folderName(text: string): string {
  const last = text
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .at(-1);
  const name = safePath(last ?? '').path;
  return name === '' || name === 'data' ? 'repository' : name;
}
