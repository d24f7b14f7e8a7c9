/**
 * The package that a job ran a part of.
 */
import { posix } from 'node:path';
import { encodedUri, isWeb } from '../packages/attached/attached-ids.ts';
import { isCrateProblem } from '../packages/crate/crate.ts';
import { textsOrIdsOf } from '../packages/crate/json-ld.ts';
import { readPackage } from '../packages/reading/reader.ts';
import type { PackageStore } from '../store/packages.ts';
import { isPlainAddress, type Discretion } from './discretion.ts';
import type { Graph, Reference } from './graph.ts';
import type { SourcePackage } from './run-facts.ts';

/** Identifiers that mean something to others: addresses and DOIs. */
const PUBLIC_IDENTIFIER = /^(?:doi:|10\.\d{4,9}\/)\S+$/i;

/** The package of a file, named as Jupyter does; null where it is of none. */
export function packageOf(
  packages: PackageStore,
  path: string
): SourcePackage | null {
  const copy = packages.copyHolding(path);
  const document = copy === null ? null : packages.document(copy.packageId);
  return copy === null || document === null
    ? null
    : sourcePackage(document, posix.relative(copy.path, path));
}

/**
 * @param document text of the crate of the package
 * @param source what ran, relative to the working copy
 * @returns null when it cannot be read
 */
export function sourcePackage(
  document: string,
  source: string
): SourcePackage | null {
  const content = readPackage(JSON.parse(document) as unknown);
  if (isCrateProblem(content)) {
    return null;
  }
  const { crate, files, license, main, title } = content;
  const folder = posix.dirname(source);
  const addresses = new Map<string, string>();
  for (const { path, url } of files) {
    if (isPublic(url)) {
      addresses.set(posix.relative(folder, path), url);
    }
  }
  const root = crate.root['@id'];
  const ran =
    main?.path === source ? main.url : addresses.get(posix.basename(source));
  return {
    title,
    license,
    address: isPublic(root) ? root : null,
    identifiers: textsOrIdsOf(crate.root.identifier).filter(
      text => PUBLIC_IDENTIFIER.test(text) || isPublic(text)
    ),
    addresses,
    sourceAddress: isPublic(ran) ? ran : null
  };
}

export function addPackage(
  graph: Graph,
  { address, identifiers, license, title }: SourcePackage,
  discretion: Discretion
): Reference {
  return graph.add(
    address === null ? '#package' : encodedUri(address),
    'CreativeWork',
    {
      name: discretion.prose(title),
      identifier: identifiers,
      license:
        license === null
          ? null
          : isWeb(license)
            ? graph.add(encodedUri(license), 'CreativeWork', {
                name: license.replace(/^https?:\/\//, '').replace(/\/$/, '')
              })
            : discretion.prose(license)
    }
  );
}

function isPublic(address: string | null | undefined): address is string {
  return (
    typeof address === 'string' && isWeb(address) && isPlainAddress(address)
  );
}
