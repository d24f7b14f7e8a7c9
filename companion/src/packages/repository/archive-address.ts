/**
 * Where a forge serves a repository's files as one https archive.
 *
 * An archive is preferred to `git`: one bounded download through the outbound
 * client, no protocol, no hooks. Hosts that are not known here are cloned
 * (`clone.ts`).
 */
import type { Repository } from '../repositories.ts';

export interface RepositoryArchive {
  /** Address of a zip. */
  url: string;
  /** Name of the folder that receives the files, not yet sanitised. */
  name: string;
}

/** References with other characters cannot be put into an address safely. */
const SAFE_REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,200}$/;

/**
 * The archive of a repository; null when its forge serves none that we know.
 *
 * @param reference branch, tag or commit; else what the address names, else
 * the default branch
 */
export function archiveAddress(
  repository: Repository,
  reference: string | null
): RepositoryArchive | null {
  const wanted = reference ?? repository.reference ?? 'HEAD';
  if (!SAFE_REFERENCE.test(wanted) || wanted.includes('..')) {
    return null;
  }
  const { origin } = new URL(repository.url);
  const { slug } = repository;
  const name = slug.split('/').at(-1) ?? slug;
  switch (repository.provider) {
    case 'github':
      // "/archive/" takes branches, tags and commits alike (GitHub
      // documentation, "Downloading source code archives").
      return { url: `${origin}/${slug}/archive/${wanted}.zip`, name };
    case 'gitlab': {
      // GitLab documentation, "Repository archive".
      const file = `${name}-${wanted.replaceAll('/', '-')}.zip`;
      return { url: `${origin}/${slug}/-/archive/${wanted}/${file}`, name };
    }
    case 'git':
    case 'record':
    case 'software-heritage':
      return null;
  }
}
