/**
 * What the configuration says of publishing, with every default filled in.
 */
import type { PublishConfig, RepositoryConfig } from 'sciencemesh-contract';
import { BUNDLE } from './repositories/definitions.ts';

export interface PublishSettings {
  /** Offered in this order. */
  repositories: readonly RepositoryConfig[];
  /** Also offer those that everybody knows. */
  known: boolean;
  /** People may name others. */
  others: boolean;
  /** Where people come back to from signing in; null: as their page says. */
  oauthRedirect: string | null;
  /** Files that are sent at the same time. */
  parallel: number;
  /** Where archives go, relative to Jupyter's root folder. */
  folder: string;
}

/**
 * @param workspace its folder
 * @throws Error that goes on with `publish.`
 */
export function publishSettings(
  { known, oauthRedirect, others, parallel, repositories = [] }: PublishConfig,
  workspace: string
): PublishSettings {
  const ids: string[] = [BUNDLE.id];
  for (const { id, kind, oauth, url } of repositories) {
    if (ids.includes(id)) {
      throw new Error(
        `repositories names "${id}" twice, or as the archive on this server is named. Give each repository an id of its own and start again`
      );
    }
    if (!URL.canParse(url)) {
      throw new Error(
        `repositories has "${url}", which is no address. Correct that and start again`
      );
    }
    if (oauth !== undefined && kind !== 'invenio-rdm') {
      throw new Error(
        `repositories has "oauth" for "${id}", and a Dataverse takes nothing but its own tokens. Remove that and start again`
      );
    }
    ids.push(id);
  }
  return {
    repositories,
    known: known !== 'hide',
    others: others !== 'refuse',
    oauthRedirect: oauthRedirect ?? null,
    parallel: parallel ?? 3,
    folder: `${workspace}/Publications`
  };
}
