import { jobForm, site } from '../../testing/samples';
import { trans } from '../../testing/server';
import { JobFields } from './fields';

const fields = new JobFields(trans);
const { draft } = jobForm();

function properties(
  ...[where, what]: Parameters<JobFields['form']>
): Record<string, { description?: string; oneOf?: { const: string }[] }> {
  const { schema } = fields.form(where, what);
  return schema['properties'] as ReturnType<typeof properties>;
}

describe('JobFields', () => {
  it('gives back the draft that it shows', () => {
    const { data } = fields.form(site(), draft);
    expect(fields.apply(site(), draft, data)).toEqual(draft);
    const drafts = [
      { ...draft, environment: { kind: 'container', image: 'a:1' } } as const,
      {
        ...draft,
        environment: { kind: 'setup-script', path: '/cvmfs/a' }
      } as const
    ];
    for (const one of drafts) {
      const { data } = fields.form(site(), one);
      expect(fields.apply(site(), one, data)).toEqual(one);
    }
  });

  it('tells the limits of the chosen queue', () => {
    const { seconds, memoryMebibytes } = properties(site(), draft);
    expect(seconds?.description).toContain('1 h 0 min at most in this queue');
    expect(memoryMebibytes?.description).toContain('250 GiB');
    const { resources } = draft;
    const long = { ...draft, resources: { ...resources, queue: 'long' } };
    expect(properties(site(), long)['seconds']?.description).toContain('1 d');
  });

  it('asks only for what the site has', () => {
    const small = properties(
      site({ kind: 'local', queues: [], gpus: false }),
      draft
    );
    expect(Object.keys(small)).toEqual([
      'cpus',
      'memoryMebibytes',
      'seconds',
      'environment'
    ]);
    const large = properties(
      site({ accounts: ['physics'], gpus: true }),
      draft
    );
    expect(Object.keys(large)).toEqual(
      expect.arrayContaining(['queue', 'account', 'gpus'])
    );
  });

  it('keeps a queue that is no more until another one is chosen', () => {
    const { resources } = draft;
    const gone = { ...draft, resources: { ...resources, queue: 'gone' } };
    const names = properties(site(), gone)['queue']?.oneOf?.map(
      ({ const: name }) => name
    );
    expect(names).toEqual(['gone', 'short', 'long']);
  });
});
