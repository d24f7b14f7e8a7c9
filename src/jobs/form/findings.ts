import type { JobDraft, JobFinding } from 'sciencemesh-contract';

/**
 * What was found about a member of the draft, or about a part of it.
 *
 * @param member - e.g. `inputs`, which holds for `inputs.way` as well
 */
export function findingsAbout(
  findings: readonly JobFinding[],
  member: string
): JobFinding[] {
  return findings.filter(({ field }) => isPartOf(field, member));
}

/**
 * What was found about nothing that the form shows.
 */
export function otherFindings(
  findings: readonly JobFinding[],
  shown: readonly string[]
): JobFinding[] {
  return findings.filter(
    ({ field }) => !shown.some(member => isPartOf(field, member))
  );
}

function isPartOf(field: string | null, member: string): boolean {
  return field === member || field?.startsWith(`${member}.`) === true;
}

/**
 * Why a member of the draft has its value; null once the person has changed
 * it, since it is their own then.
 *
 * @param filled - the draft as it was proposed
 */
export function reasonFor(
  member: string,
  reasons: Readonly<Record<string, string>>,
  filled: JobDraft,
  draft: JobDraft
): string | null {
  const reason = reasons[member];
  return reason !== undefined &&
    JSON.stringify(memberOf(filled, member)) ===
      JSON.stringify(memberOf(draft, member))
    ? reason
    : null;
}

function memberOf(draft: JobDraft, member: string): unknown {
  return member
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null
          ? new Map(Object.entries(value)).get(name)
          : undefined,
      draft
    );
}
