/**
 * Who paid, and by which grant.
 */
import type { Funding } from 'sciencemesh-contract';
import type { Json } from '../http/answers.ts';
import { withoutGaps, type Remarks } from '../mapping/remarks.ts';
import type { Profile } from './profile.ts';

/** @param field JSON pointer to this grant in the metadata */
export function fundingBody(
  { funder, awardNumber, awardTitle, awardUrl }: Funding,
  field: string,
  profile: Profile,
  remarks: Remarks
): Json {
  if (funder.ror !== undefined && !profile.knowsRor) {
    remarks.lose(
      `${field}/funder/ror`,
      `Funders are kept by name there: the identifier of "${funder.name}" is left out.`
    );
  }
  const hasAward = awardNumber !== undefined || awardTitle !== undefined;
  if (!hasAward && awardUrl !== undefined) {
    remarks.lose(
      `${field}/awardUrl`,
      'The address of a grant is kept there only beside its number or title.'
    );
  }
  return withoutGaps({
    funder:
      funder.ror !== undefined && profile.knowsRor
        ? { id: funder.ror }
        : { name: funder.name },
    award: hasAward
      ? withoutGaps({
          number: awardNumber,
          title: awardTitle === undefined ? undefined : { en: awardTitle },
          identifiers:
            awardUrl === undefined
              ? undefined
              : [{ scheme: 'url', identifier: awardUrl }]
        })
      : undefined
  });
}
