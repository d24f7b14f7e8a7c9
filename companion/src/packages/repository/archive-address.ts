/**
 * Where a forge serves a repository's files as one https archive.
 *
 * An archive is preferred to `git`: one bounded download through the outbound
 * client, no protocol. Hosts that are not known here are cloned (`clone.ts`).
 */
import type { Repository } from '../reading/repositories.ts';
import { isReference } from './reference.ts';

export interface RepositoryArchive {
  /** Address of a zip. */
  url: string;
  /** Name of the folder that receives the files, not yet sanitised. */
  name: string;
}

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
  const wanted = reference ?? repository.reference;
  if (wanted !== null && !isReference(wanted)) {
    return null;
  }
  const { origin } = new URL(repository.url);
  const { slug, provider } = repository;
  const name = slug.split('/').at(-1) ?? slug;
  const version = encoded(wanted ?? 'HEAD');
  switch (provider) {
    case 'github':
      // Takes branches, tags and commits alike (GitHub documentation,
      // "Downloading source code archives").
      return { url: `${origin}/${slug}/archive/${version}.zip`, name };
    case 'gitlab': {
      // GitLab documentation, "Repository archive".
      const file = `${name}-${version.replaceAll('/', '-')}.zip`;
      return { url: `${origin}/${slug}/-/archive/${version}/${file}`, name };
    }
    case 'git':
      return wanted === null ? null : otherForge(repository.url, wanted);
    case 'record':
    case 'software-heritage':
      return null;
  }
}

/** Forges whose archives have to be asked for by the name of a version. */
function otherForge(
  address: string,
  reference: string
): RepositoryArchive | null {
  const { origin, hostname, pathname } = new URL(address);
  const [, slug = '', name = ''] =
    /^\/([^/]+\/([^/]+?))(?:\.git)?\/?$/.exec(pathname) ?? [];
  const version = encoded(reference);
  if (slug === '') {
    return null;
  }
  if (hostname === 'codeberg.org') {
    // Of Gitea and Forgejo (`routers/web/web.go`, "/archive/*").
    return { url: `${origin}/${slug}/archive/${version}.zip`, name };
  }
  return hostname === 'bitbucket.org' && !reference.includes('/')
    ? { url: `${origin}/${slug}/get/${version}.zip`, name }
    : null;
}

function encoded(reference: string): string {
  return reference.split('/').map(encodeURIComponent).join('/');
}
