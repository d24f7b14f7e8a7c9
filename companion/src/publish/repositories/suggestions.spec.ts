import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type {
  DraftMetadata,
  PublicationForm,
  Suggestion,
  SuggestionKind
} from 'sciencemesh-contract';
import { ScriptedServer, type Said } from '../testing/scripted-server.ts';
import { suggestionsHere, together } from './suggestions.ts';
import { createRepositories } from './testing/repositories.ts';

const signal = new AbortController().signal;

function form(
  metadata: DraftMetadata,
  community: string | null = null
): PublicationForm {
  return {
    repositoryId: 'zenodo',
    previous: null,
    excluded: [],
    names: {},
    folders: 'names',
    metadata,
    community,
    writeBack: true,
    senderIsTold: false
  };
}

const FORMS = [
  form(
    {
      creators: [
        {
          kind: 'person',
          family: 'Müller',
          given: 'Åsa',
          orcid: '0000-0002-1825-0097',
          affiliations: [{ name: 'CERN', ror: '01ggx4157' }]
        },
        { kind: 'organisation', name: 'ATLAS Collaboration' }
      ],
      keywords: [{ value: 'Muon' }, { value: 'jets' }],
      licences: [{ title: 'House rules', url: 'https://example.org/rules' }],
      funding: [
        {
          funder: { name: 'European Commission', ror: '00k4n6c32' },
          awardNumber: '101057388',
          awardTitle: 'EOSC'
        }
      ]
    },
    'open-physics'
  ),
  form({
    contributors: [
      {
        kind: 'person',
        family: 'Müller',
        given: 'Åsa',
        orcid: '0000-0002-1825-0097',
        role: 'DataCurator'
      }
    ],
    keywords: [{ value: 'muon' }]
  })
];

const labels = async (kind: SuggestionKind, q: string) => {
  const found = await suggestionsHere({ kind, q }, FORMS);
  return found.map(({ label }) => label);
};

describe('what is known here', () => {
  it('is what earlier forms hold, each once, accents or not', async () => {
    assert.deepEqual(await labels('person', 'asa mul'), ['Müller, Åsa']);
    assert.deepEqual(await labels('keyword', 'mu'), ['Muon']);
    assert.deepEqual(await labels('organisation', ''), [
      'CERN',
      'ATLAS Collaboration'
    ]);
    assert.deepEqual(await labels('funder', 'euro'), ['European Commission']);
    assert.deepEqual(await labels('award', '101057'), ['EOSC']);
    assert.deepEqual(await labels('community', 'phys'), ['open-physics']);
    assert.deepEqual(await labels('person', 'curie'), []);
  });

  it('has the value that the field of the form takes', async () => {
    const [person] = await suggestionsHere({ kind: 'person', q: '' }, [
      FORMS[1] ?? form({})
    ]);
    assert.deepEqual(person, {
      label: 'Müller, Åsa',
      detail: '0000-0002-1825-0097',
      value: {
        kind: 'person',
        family: 'Müller',
        given: 'Åsa',
        orcid: '0000-0002-1825-0097'
      }
    });
  });

  it('has the licences of SPDX, after those that were used', async () => {
    const [first] = await labels('licence', '');
    assert.equal(first, 'House rules');
    const found = await suggestionsHere(
      { kind: 'licence', q: 'cc-by-4.0' },
      []
    );
    assert.deepEqual(found[0], {
      label: 'Creative Commons Attribution 4.0 International',
      detail: 'CC-BY-4.0',
      value: {
        spdx: 'CC-BY-4.0',
        title: 'Creative Commons Attribution 4.0 International',
        url: 'https://creativecommons.org/licenses/by/4.0/legalcode'
      }
    });
  });

  it('has the licence first whose identifier is typed', async () => {
    const ids = async (q: string) => {
      const found = await suggestionsHere({ kind: 'licence', q }, FORMS);
      return found.map(({ detail }) => detail);
    };
    assert.equal((await ids('MI'))[0], 'MIT');
    assert.equal((await ids('mit'))[0], 'MIT');
    assert.equal((await ids(' apache-2 '))[0], 'Apache-2.0');
    assert.deepEqual((await ids('cc0')).slice(0, 1), ['CC0-1.0']);
  });

  it('leaves room for what the repository proposes', () => {
    const some = (name: string) =>
      Array.from({ length: 10 }, (_, number): Suggestion => ({
        label: `${name} ${number}`,
        detail: null,
        value: number
      }));
    const all = together(some('here'), some('there'));
    assert.equal(all.filter(({ label }) => /^here/u.test(label)).length, 5);
    assert.equal(all.length, 15);
    assert.equal(together(some('here'), []).length, 10);
  });
});

describe('what a repository proposes', () => {
  const script: Readonly<Record<string, Said>> = {
    'GET /funders?size=10&suggest=euro': {
      json: {
        hits: {
          hits: [
            { id: '00k4n6c32', name: 'European Commission' },
            { id: '02nv7yv05', name: 'European Space Agency' }
          ]
        }
      }
    }
  };

  async function beside() {
    const server = await ScriptedServer.start(script);
    return {
      server,
      configured: [
        {
          id: 'lab',
          kind: 'invenio-rdm' as const,
          name: 'Lab',
          url: server.url
        }
      ]
    };
  }

  it('comes after what is known here', async t => {
    const { configured, server } = await beside();
    t.after(() => server.stop());
    const { repositories, store } = createRepositories(t, {
      configured,
      forms: FORMS
    });
    store.repositories.setToken(server.url, 'token');
    const { items, offline } = await repositories.suggest(
      'lab',
      { kind: 'funder', q: 'euro' },
      signal
    );
    assert.equal(offline, false);
    assert.deepEqual(
      items.map(({ label }) => label),
      ['European Commission', 'European Space Agency']
    );
  });

  it('is done without when it does not answer, or there is no token', async t => {
    const { configured, server } = await beside();
    t.after(() => server.stop());
    const { repositories, store } = createRepositories(t, {
      configured,
      forms: FORMS
    });
    const query = { kind: 'funder', q: 'euro' } as const;
    const without = await repositories.suggest('lab', query, signal);
    assert.deepEqual([without.offline, without.items.length], [true, 1]);
    store.repositories.setToken(server.url, 'token');
    server.stop();
    const away = await repositories.suggest('lab', query, signal);
    assert.deepEqual([away.offline, away.items.length], [true, 1]);
  });
});
