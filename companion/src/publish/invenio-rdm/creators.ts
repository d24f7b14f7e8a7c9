/**
 * People and institutions, as InvenioRDM has them.
 */
import type {
  Contributor,
  ContributorRole,
  Creator,
  Organisation
} from 'sciencemesh-contract';
import type { Json } from '../http/answers.ts';
import { orNothing, withoutGaps, type Remarks } from '../mapping/remarks.ts';
import type { Profile } from './profile.ts';

/** InvenioRDM's vocabulary holds those of DataCite in lower case. */
function roleId(role: ContributorRole): string {
  return role.toLowerCase();
}

/**
 * @param field JSON pointer to this creator in the metadata
 */
export function creatorBody(
  creator: Creator,
  field: string,
  profile: Profile,
  remarks: Remarks
): Json {
  return withoutGaps({
    person_or_org: personOrOrganisation(creator, field, remarks),
    affiliations: orNothing(
      affiliationBodies(creator.affiliations ?? [], field, profile, remarks)
    )
  });
}

/** @param field JSON pointer to this contributor in the metadata */
export function contributorBody(
  contributor: Contributor,
  field: string,
  profile: Profile,
  remarks: Remarks
): Json {
  return {
    ...creatorBody(contributor, field, profile, remarks),
    role: { id: roleId(contributor.role) }
  };
}

function personOrOrganisation(
  creator: Creator,
  field: string,
  remarks: Remarks
): Json {
  if (creator.kind === 'organisation') {
    return withoutGaps({
      type: 'organizational',
      name: creator.name,
      identifiers:
        creator.ror === undefined
          ? undefined
          : [{ scheme: 'ror', identifier: creator.ror }]
    });
  }
  if (creator.email !== undefined) {
    remarks.lose(
      `${field}/email`,
      'Addresses of people are not published there.'
    );
  }
  return withoutGaps({
    type: 'personal',
    family_name: creator.family,
    given_name: creator.given,
    identifiers:
      creator.orcid === undefined
        ? undefined
        : [{ scheme: 'orcid', identifier: creator.orcid }]
  });
}

/**
 * An identifier that the repository does not hold makes it refuse the whole
 * record, so it is used only where the registry is known to be complete.
 */
function affiliationBodies(
  affiliations: readonly Organisation[],
  field: string,
  profile: Profile,
  remarks: Remarks
): Json[] {
  const seen = new Set<string>();
  const bodies: Json[] = [];
  affiliations.forEach(({ name, ror }, index) => {
    const here = `${field}/affiliations/${index}`;
    if (seen.has(ror ?? name)) {
      remarks.refuse(here, `"${name}" is named twice. Remove one of them.`);
    }
    seen.add(ror ?? name);
    if (ror !== undefined && !profile.knowsRor) {
      remarks.lose(
        `${here}/ror`,
        `Affiliations are kept by name there: the identifier of "${name}" is left out.`
      );
    }
    bodies.push(ror !== undefined && profile.knowsRor ? { id: ror } : { name });
  });
  return bodies;
}
