import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import {
  answer,
  body,
  draft,
  DRAFT,
  failsWith,
  scripted,
  signal,
  stopAll
} from './testing/scripted-repository.ts';

after(stopAll);

describe('a draft at InvenioRDM', () => {
  it('is made in its own form, with the token in the header alone', async () => {
    const { server, repository } = await scripted({
      'POST /records': { status: 201, json: answer }
    });
    const { id, revision, url } = await repository.create(body, signal);
    assert.deepEqual([id, revision], ['abc12', '4']);
    assert.equal(url, `${server.url}/uploads/abc12`);
    const [heard] = server.heard;
    assert.equal(heard?.headers.authorization, 'Bearer secret');
    assert.equal(heard?.headers.accept, 'application/vnd.inveniordm.v1+json');
    assert.doesNotMatch(heard?.path ?? '', /secret/u);
  });

  it('says which fields were erased, and which vanished', async () => {
    const { repository } = await scripted({
      'POST /records': {
        status: 201,
        json: {
          ...answer,
          custom_fields: {},
          errors: [
            {
              field: 'metadata.creators.1.person_or_org.name',
              messages: ['Name cannot be blank.']
            },
            { field: 'files.enabled', messages: ['Missing uploaded files.'] }
          ]
        }
      }
    });
    const sent = { ...body, body: { custom_fields: { 'a:b': 1 } } };
    const { errors } = await repository.create(sent, signal);
    assert.deepEqual(
      errors.map(error => error.field),
      ['/creators/1/family', '/own/a:b']
    );
  });

  it('may exist when the answer is lost', async () => {
    const { server, repository } = await scripted({
      'POST /records': { lost: true }
    });
    await assert.rejects(
      repository.create(body, signal),
      failsWith('unreachable', { outcomeUnknown: true })
    );
    assert.equal(server.heard.length, 1);
  });

  it('may exist when a proxy answers in its place', async () => {
    const { repository } = await scripted({
      'POST /records': [
        { status: 502, text: '<h1>Bad gateway</h1>' },
        { status: 201, text: '<h1>Sign in</h1>' }
      ]
    });
    const unknown = { outcomeUnknown: true };
    const create = () => repository.create(body, signal);
    await assert.rejects(create(), failsWith('server-failed', unknown));
    await assert.rejects(create(), failsWith('strange-answer', unknown));
  });

  it('does not exist when nobody was there', async () => {
    const { server, repository } = await scripted({});
    server.stop();
    await assert.rejects(
      repository.create(body, signal),
      failsWith('unreachable')
    );
  });

  it('waits as long as the server asks for', async () => {
    const { repository } = await scripted({
      'POST /records': [
        { status: 429, headers: { 'retry-after': '17' } },
        { status: 503, headers: {} }
      ]
    });
    const create = () => repository.create(body, signal);
    await assert.rejects(create(), failsWith('busy', { retryAfter: 17 }));
    await assert.rejects(create(), failsWith('busy', { retryAfter: 10 }));
  });

  it('keeps its DOI when it is changed, and its place in time', async () => {
    const pids = { doi: { identifier: '10.5072/1', provider: 'datacite' } };
    const { server, repository } = await scripted({
      [`GET ${DRAFT}`]: { json: { ...answer, pids } },
      [`PUT ${DRAFT}`]: [{ json: { ...answer, pids } }, { status: 412 }]
    });
    const changed = await repository.update(draft, body, signal);
    assert.equal(changed.doi, '10.5072/1');
    const put = server.heard.find(({ method }) => method === 'PUT');
    assert.equal(put?.headers['if-match'], '4');
    assert.deepEqual(JSON.parse(put?.body ?? ''), { metadata: {}, pids });
    await assert.rejects(
      repository.update(draft, body, signal),
      failsWith('conflict')
    );
  });

  it('gets one DOI', async () => {
    const pids = { doi: { identifier: '10.5072/1' } };
    const { server, repository } = await scripted({
      [`GET ${DRAFT}`]: [{ json: answer }, { json: { ...answer, pids } }],
      [`POST ${DRAFT}/pids/doi`]: { status: 201, json: { ...answer, pids } }
    });
    assert.equal(await repository.reserveDoi(draft, signal), '10.5072/1');
    assert.equal(await repository.reserveDoi(draft, signal), '10.5072/1');
    const posts = server.heard.filter(({ method }) => method === 'POST');
    assert.equal(posts.length, 1);
  });

  it('was published when it is gone and the record is there', async () => {
    const { repository } = await scripted({
      'GET /records/abc12': {
        json: { id: 'abc12', is_draft: false, status: 'published' }
      }
    });
    const { state } = await repository.publish(draft, signal);
    assert.equal(state, 'published');
  });

  it('is sent in once', async () => {
    const { server, repository } = await scripted({
      [`GET ${DRAFT}`]: { json: { ...answer, status: 'in_review' } }
    });
    const { state } = await repository.submit(draft, 'physics', signal);
    assert.equal(state, 'review');
    assert.deepEqual(server.asked, [`GET ${DRAFT}`]);
  });

  it('takes files over once', async () => {
    const { server, repository } = await scripted({
      [`GET ${DRAFT}/files`]: [
        { json: { entries: [] } },
        { json: { entries: [{ key: 'a' }] } }
      ],
      [`POST ${DRAFT}/actions/files-import`]: { status: 201, json: {} }
    });
    await repository.takeOverFiles(draft, signal);
    await repository.takeOverFiles(draft, signal);
    const posts = server.heard.filter(({ method }) => method === 'POST');
    assert.equal(posts.length, 1);
  });

  it('is discarded also when it is no longer there', async () => {
    const { repository } = await scripted({
      [`DELETE ${DRAFT}`]: [{ status: 404 }, { status: 410 }]
    });
    await repository.discard(draft, signal);
    await repository.discard(draft, signal);
  });
});

describe('a token at InvenioRDM', () => {
  const denied = { status: 403, json: { message: 'Permission denied.' } };

  it('ended midway when it opens nothing any more', async () => {
    const { repository } = await scripted({
      [`POST ${DRAFT}/actions/publish`]: denied,
      'GET /user/records?size=1': denied
    });
    await assert.rejects(
      repository.publish(draft, signal),
      failsWith('login-refused')
    );
    assert.equal((await repository.probe(signal)).login.state, 'refused');
  });

  it('may do too little when it opens what is its own', async () => {
    const { repository } = await scripted({
      [`POST ${DRAFT}/actions/publish`]: denied,
      'GET /user/records?size=1': { json: { hits: { hits: [], total: 0 } } }
    });
    await assert.rejects(
      repository.publish(draft, signal),
      failsWith('scope-missing')
    );
    assert.equal((await repository.probe(signal)).login.state, 'good');
  });

  it('is not tried where there is no InvenioRDM', async () => {
    const { repository } = await scripted({
      'GET /user/records?size=1': { text: '<h1>Hello</h1>' }
    });
    await assert.rejects(repository.probe(signal), failsWith('strange-answer'));
  });

  it('does not follow a request to another host', async () => {
    const other = await scripted({});
    const { repository } = await scripted({
      [`GET ${DRAFT}`]: {
        status: 302,
        headers: { location: `${other.server.url}/api${DRAFT}` }
      }
    });
    await assert.rejects(
      repository.look('abc12', signal),
      failsWith('strange-answer')
    );
    assert.deepEqual(other.server.heard, []);
  });
});
