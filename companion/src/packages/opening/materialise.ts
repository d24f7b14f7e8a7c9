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
import type { OutboundClient } from '../../http/outbound.ts';
import type { TransferPlan, TransferSource } from '../../transfers/transfer.ts';
import {
  checkSources,
  type SourceFindings
} from '../checking/check-sources.ts';
import { applyFindings } from '../checking/findings.ts';
import type { Entity } from '../crate/crate.ts';
import { WarningList } from '../crate/warnings.ts';
import type { ReadPackage } from '../loading/included.ts';
import type { Package } from '../reading/package.ts';
import { sourceOf } from '../reading/sources.ts';
import { planRepository, type MainPlan } from '../repository/plan.ts';
import {
  FINISHER,
  finisherInput,
  type Received
} from '../working-copy/finisher-input.ts';
import { nameInRoot } from '../working-copy/folders.ts';
import { nowhere, plannedFile } from '../working-copy/planned-file.ts';
import {
  ORIGINALS,
  RECEIVED_CRATE,
  WorkingCopyFolder
} from '../working-copy/working-copy.ts';

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
    kind: 'package',
    packageId: order.id,
    shareId: order.shareId,
    title: read.package.title,
    folder,
    displayFolder: nameInRoot(order.root, folder),
    files: [
      ...main.files,
      ...files.map(file =>
        plannedFile(file.path, sourceFor(file, read), {
          size: file.size,
          checksum: file.checksum,
          skip: order.exclude.has(file.index)
        })
      )
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
  const { files } = order.read.package;
  const pages = files.filter(
    ({ index, source }) =>
      source === 'landing' &&
      !exclude.has(index) &&
      (findings[index]?.resolved ?? null) === null
  );
  await checkSources(pages, outbound, (index, finding) => {
    findings[index] = finding;
  });
  return applyFindings(files, findings);
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

/** What has to be fetched of the main entity, by the kind of package. */
async function planMain(order: Order): Promise<MainPlan> {
  const { package: own } = order.read;
  if (own.main === null) {
    return { files: [], part: { type: 'none' } };
  }
  if (own.kind === 'repository') {
    return planRepository(own.main, own.hints.reference, order.outbound);
  }
  if (own.main.path === null) {
    return { files: [], part: { type: 'none' } };
  }
  const source = mainSource(own.main, order.read);
  if (own.kind === 'notebook') {
    const original = `${ORIGINALS}/${basename(own.main.path)}`;
    return {
      files: [plannedFile(original, source)],
      part: { type: 'notebook', path: own.main.path, original }
    };
  }
  return {
    files: [plannedFile(own.main.path, source)],
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
