/**
 * What "check sources" found, put into the list of files: sizes and states are
 * filled in, a DOI or landing page gives way to the files behind it.
 */
import type { PackageFile } from 'sciencemesh-contract';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { oneLine } from '../crate/shown.ts';
import { PathRegister, safePath } from '../reading/paths.ts';
import { SourceFinding, type SourceFindings } from './check-sources.ts';
import { MAXIMUM_FILES, type ResolvedFile } from './landing/resolution.ts';

const KeptFindings = Type.Record(Type.String(), SourceFinding);

/** Findings as they were kept; none when another version wrote them. */
export function readFindings(text: string | null): SourceFindings {
  const value: unknown = text === null ? {} : JSON.parse(text);
  return Value.Check(KeptFindings, value) ? value : {};
}

/**
 * Files as they stand after a check, also one that is still going on.
 *
 * The indices of the package's own files stay. Those of the files behind a
 * page depend on that page alone, as selections are made by index while other
 * pages are still being looked at.
 */
export function applyFindings(
  files: readonly PackageFile[],
  findings: SourceFindings
): PackageFile[] {
  const register = new PathRegister();
  const addresses = new Set<string | null>();
  const shown: PackageFile[] = [];
  const pages: { page: PackageFile; resolved: ResolvedFile[] }[] = [];
  for (const file of files) {
    const finding = findings[file.index];
    const resolved = finding?.resolved ?? null;
    if (resolved !== null) {
      pages.push({ page: file, resolved });
    } else {
      register.take(file.path);
      addresses.add(file.url);
      shown.push(finding === undefined ? file : filledIn(file, finding));
    }
  }
  const own = files.reduce((next, file) => Math.max(next, file.index + 1), 0);
  for (const { page, resolved } of pages) {
    for (const [position, item] of resolved.entries()) {
      if (!addresses.has(item.url)) {
        addresses.add(item.url);
        const index = own + page.index * MAXIMUM_FILES + position;
        shown.push(behind(page, item, index, register));
      }
    }
  }
  return shown;
}

function filledIn(file: PackageFile, finding: SourceFinding): PackageFile {
  return {
    ...file,
    size: file.size ?? finding.size,
    check: finding.check,
    checkMessage: finding.message
  };
}

function behind(
  page: PackageFile,
  item: ResolvedFile,
  index: number,
  register: PathRegister
): PackageFile {
  const path = safePath(item.name).path;
  return {
    ...page,
    index,
    id: item.url,
    name: oneLine(item.name),
    path: register.take(`data/${path === '' ? 'file' : path}`),
    url: item.url,
    source: item.url.startsWith('http:') ? 'http' : 'https',
    host: new URL(item.url).host,
    size: item.size,
    checksum: item.checksum,
    mediaType: item.mediaType,
    check: item.restricted ? 'login' : 'available',
    checkMessage: item.restricted
      ? 'The repository gives this file out after a login only.'
      : null
  };
}
