import { jobForm } from '../../testing/samples';
import type { JobFinding } from 'sciencemesh-contract';
import { findingsAbout, otherFindings, reasonFor } from './findings';

const finding = (field: string | null): JobFinding => ({
  level: 'error',
  code: 'x',
  field,
  message: String(field)
});

describe('findings', () => {
  const all = ['inputs', 'inputs.way', 'inputsx', null].map(finding);

  it('stand beside what they are about, and its parts', () => {
    expect(findingsAbout(all, 'inputs').map(({ field }) => field)).toEqual([
      'inputs',
      'inputs.way'
    ]);
  });

  it('are all told somewhere', () => {
    expect(otherFindings(all, ['inputs']).map(({ field }) => field)).toEqual([
      'inputsx',
      null
    ]);
  });
});

describe('reasonFor', () => {
  const { draft } = jobForm();
  const reasons = { 'resources.cpus': 'as last time' };

  it('holds until the person has another value', () => {
    const other = { ...draft, resources: { ...draft.resources, cpus: 2 } };
    const tell = (now: typeof draft): string | null =>
      reasonFor('resources.cpus', reasons, draft, now);
    expect(tell(draft)).toBe('as last time');
    expect(tell(other)).toBeNull();
    expect(reasonFor('kernel', reasons, draft, draft)).toBeNull();
  });
});
