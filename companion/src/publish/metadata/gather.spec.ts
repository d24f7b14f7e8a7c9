import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { DraftMetadata, MetadataOrigin } from 'sciencemesh-contract';
import { trials } from '../../packages/testing/trials.ts';
import { gatherMetadata, TRUST, type FoundMetadata } from './gather.ts';

const from = (
  origin: MetadataOrigin,
  metadata: DraftMetadata,
  questions: FoundMetadata['questions'] = []
): FoundMetadata => ({ origin, path: `${origin}.txt`, metadata, questions });

const marie = { kind: 'person', family: 'Example', given: 'Marie' } as const;

describe('metadata from several sources', () => {
  it('are taken from the one that is trusted most, in any order', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...TRUST], { minLength: 1 }),
        origins => {
          const { metadata, sources } = gatherMetadata(
            origins.map(origin => from(origin, { publisher: origin }))
          );
          const best = TRUST.find(origin => origins.includes(origin));
          assert.equal(metadata.publisher, best);
          assert.deepEqual(sources, [
            { field: '/publisher', origin: best, path: `${best}.txt` }
          ]);
        }
      ),
      trials
    );
  });

  it('unite what each knows a part of, and say of each item whose it is', () => {
    const { metadata, sources } = gatherMetadata([
      from('cff', { keywords: [{ value: 'Sand' }, { value: 'wind' }] }),
      from('crate', { keywords: [{ value: 'sand' }] })
    ]);
    assert.deepEqual(metadata.keywords, [{ value: 'sand' }, { value: 'wind' }]);
    assert.deepEqual(
      sources.map(({ field, origin }) => `${field} ${origin}`),
      ['/keywords/0 crate', '/keywords/1 cff']
    );
  });

  it('complete a person with what another source knows', () => {
    const orcid = '0000-0002-1825-0097';
    const { metadata, sources, questions } = gatherMetadata([
      from('crate', { creators: [marie] }),
      from('cff', { creators: [{ ...marie, orcid }] })
    ]);
    assert.deepEqual(metadata.creators, [{ ...marie, orcid }]);
    assert.deepEqual(sources.at(-1), {
      field: '/creators/0/orcid',
      origin: 'cff',
      path: 'cff.txt'
    });
    assert.deepEqual(questions, []);
  });

  it('are asked about where they differ in what is cited', () => {
    const { questions } = gatherMetadata([
      from('crate', { title: 'Dunes', version: 'v1.0', creators: [marie] }),
      from('cff', { title: 'dunes.', version: '1.0', creators: [marie] }),
      from('codemeta', { version: '1.1' }),
      from('notebook', { title: 'How to measure' })
    ]);
    assert.deepEqual(
      questions.map(({ code, field }) => `${code} ${field}`),
      ['sources-differ /version']
    );
    assert.deepEqual(
      questions[0]?.choices.map(({ value }) => value),
      ['v1.0', '1.1']
    );
  });

  it('take no version and no date from an earlier publication', () => {
    const { metadata } = gatherMetadata([
      from('earlier', {
        title: 'Dunes',
        version: '1',
        publicationDate: '2020'
      })
    ]);
    assert.deepEqual(metadata, { title: 'Dunes' });
  });

  it('drop a question that another source has answered', () => {
    const missing = {
      code: 'creator-missing',
      field: '/creators/-',
      message: 'Who?',
      choices: []
    } as const;
    const crate = from('crate', {}, [{ ...missing, choices: [] }]);
    assert.equal(gatherMetadata([crate]).questions.length, 1);
    const cff = from('cff', { creators: [marie] });
    assert.equal(gatherMetadata([crate, cff]).questions.length, 0);
  });

  it('move a question with the item that it is about', () => {
    const funder = (name: string) => ({ funder: { name } });
    const { questions } = gatherMetadata([
      from('crate', { funding: [funder('One')] }),
      from('cff', { funding: [funder('Two')] }, [
        {
          code: 'identifier-wrong',
          field: '/funding/0/funder/ror',
          message: 'Which?',
          choices: []
        }
      ])
    ]);
    assert.deepEqual(
      questions.map(({ field }) => field),
      ['/funding/1/funder/ror']
    );
  });
});
