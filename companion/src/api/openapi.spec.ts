import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startCompanion } from '../ocm/testing/companion.ts';

interface Description {
  paths: Record<string, Record<string, { responses: object }>>;
  components: { schemas: Record<string, object>; securitySchemes: object };
}

describe('/api/openapi.json', () => {
  it('says each schema once, and refers to none that is not there', async t => {
    const companion = await startCompanion(t);
    const answer = await companion.api('/api/openapi.json');
    const { components, paths } = (await answer.json()) as Description;
    const text = JSON.stringify({ components, paths });
    const references = new Set(
      [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
        ([, name]) => name
      )
    );
    assert.deepEqual(
      [...references].toSorted(),
      Object.keys(components.schemas).toSorted()
    );
    assert.deepEqual(Object.keys(components.securitySchemes), ['secret']);
    const create = paths['/api/publications/{id}/create']?.['post'];
    assert.match(
      JSON.stringify(create?.responses),
      /"202":.*"#\/components\/schemas\/Publication".*"409":.*Problem/
    );
    assert.deepEqual(components.schemas['PublicationList'], {
      type: 'object',
      required: ['items'],
      properties: {
        items: {
          type: 'array',
          items: { $ref: '#/components/schemas/Publication' }
        }
      }
    });
  });
});
