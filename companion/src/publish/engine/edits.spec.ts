import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DraftMetadata } from 'sciencemesh-contract';
import { afterEdit } from './edits.ts';

const ada = { kind: 'person' as const, family: 'Lovelace', given: 'Ada' };
const grace = { kind: 'person' as const, family: 'Hopper', given: 'Grace' };

const before = {
  metadata: { title: 'Muons', creators: [ada], version: '1' } as DraftMetadata,
  sources: [
    { field: '/title', origin: 'crate' as const },
    { field: '/creators', origin: 'cff' as const, path: 'CITATION.cff' },
    { field: '/creators/0/given', origin: 'notebook' as const }
  ],
  questions: [
    {
      code: 'sources-differ' as const,
      field: '/title',
      message: 'Which?',
      choices: []
    }
  ]
};

describe('what the person changes', () => {
  it('is the person’s, and the rest keeps where it came from', () => {
    const { questions, sources } = afterEdit(before, {
      ...before.metadata,
      title: 'Two muons'
    });
    assert.deepEqual(sources, [
      before.sources[1],
      before.sources[2],
      { field: '/title', origin: 'person' }
    ]);
    assert.deepEqual(questions, []);
  });

  it('in a list takes nothing from the items that stay', () => {
    const { sources } = afterEdit(before, {
      ...before.metadata,
      creators: [grace, ada]
    });
    assert.deepEqual(sources, [
      before.sources[0],
      { field: '/creators/0', origin: 'person' },
      { field: '/creators/1', origin: 'cff', path: 'CITATION.cff' },
      { field: '/creators/1/given', origin: 'notebook' }
    ]);
  });

  it('and takes away has come from nowhere', () => {
    const metadata = { ...before.metadata };
    delete metadata.title;
    const { sources } = afterEdit(before, metadata);
    assert.ok(!sources.some(({ field }) => field === '/title'));
  });
});
