/**
 * Findings as they are made: what was found in one sentence, what to do in the
 * next.
 */
import type { PublicationFinding } from 'sciencemesh-contract';
import { oneLine } from '../packages/crate/shown.ts';

type Fix = NonNullable<PublicationFinding['fix']>;
type About = Partial<Pick<PublicationFinding, 'path' | 'field' | 'fix'>>;

/** More findings of one kind say nothing more to a person. */
const MOST_FINDINGS = 100;

export const LEAVE_OUT: Fix = { action: 'leave-out', label: 'Leave it out' };
export const RENAME: Fix = { action: 'rename', label: 'Rename it…' };
export const AS_ARCHIVE: Fix = {
  action: 'zip',
  label: 'Publish as one archive'
};
export const RUN: Fix = { action: 'run', label: 'Run all cells…' };
export const CLEAR_OUTPUTS: Fix = {
  action: 'clear-outputs',
  label: 'Clear the outputs'
};
export const CHOOSE_LICENCE: Fix = {
  action: 'choose-licence',
  label: 'Choose a licence…'
};

export function finding(
  code: PublicationFinding['code'],
  severity: PublicationFinding['severity'],
  message: string,
  { path = null, field = null, fix = null }: About = {}
): PublicationFinding {
  return { code, severity, path, field, message, fix };
}

/** A path for a sentence: one line, nothing invisible. */
export function quoted(path: string): string {
  return `"${oneLine(path, 100)}"`;
}

/** Keeps the first hundred of many, and tells how many more there are. */
export class FewFindings {
  readonly #kept: PublicationFinding[] = [];
  readonly #more = new Map<
    PublicationFinding['code'],
    { first: PublicationFinding; count: number; kept: number }
  >();

  add(found: PublicationFinding): void {
    const known = this.#more.get(found.code) ?? {
      first: found,
      count: 0,
      kept: 0
    };
    this.#more.set(found.code, known);
    if (known.kept < MOST_FINDINGS) {
      known.kept += 1;
      this.#kept.push(found);
    } else {
      known.count += 1;
      // What is left unsaid may be the worst of it.
      known.first = found.severity === 'error' ? found : known.first;
    }
  }

  get all(): PublicationFinding[] {
    const more = [...this.#more.values()].filter(({ count }) => count > 0);
    return [
      ...this.#kept,
      ...more.map(({ first: { code, severity, fix }, count }) =>
        finding(
          code,
          severity,
          `The same holds for ${count} more files. Leave out their folder, or publish as one archive.`,
          { fix: fix?.action === 'zip' ? fix : null }
        )
      )
    ];
  }
}
