import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { trials } from '../testing/trials.ts';
import { crateDocument, findCrate, unwrapCrate } from './unwrap.ts';

const crate = { '@context': 'x', '@graph': [{ '@id': './' }] };
const text = JSON.stringify(crate);

describe('unwrapCrate', () => {
  it('finds the crate in every shape that senders use', () => {
    for (const protocol of [
      { name: 'multi', embedded: { payload: crate } },
      { name: 'multi', embedded: { payload: text } },
      { name: 'multi', embedded: crate },
      { name: 'multi', embedded: text },
      { name: 'multi', rocrate: crate },
      { embedded: { payload: crate['@graph'] } },
      { webdav: { uri: 'x' }, embedded: crate }
    ]) {
      const found = JSON.stringify(unwrapCrate(protocol));
      assert.ok(found === text || found === JSON.stringify(crate['@graph']));
      for (const body of [
        { shareWith: 'x', protocol },
        { shareWith: 'x', protocols: protocol },
        { shareWith: 'x', protocols: [{ webdav: {} }, protocol] },
        JSON.stringify({ protocol })
      ]) {
        assert.equal(JSON.stringify(unwrapCrate(body)), found);
      }
    }
  });

  it('keeps the text of the crate as it was written', () => {
    const written =
      '{"@graph": [{"@id": "./", "n": 12345678901234567890.50, "2": 1, "1": 2}]}';
    const quoted = JSON.stringify(written);
    for (const body of [
      `{"protocol": {"embedded": ${written}}}`,
      `{"protocol": null, "protocols": [{}, {"rocrate": {"payload": ${written} } }]}`,
      `{"protocol": {"embedded": {"payload": ${quoted}}}}`,
      `{"protocol": {"embedded": {"payload": 1}, "embedded": ${written}}}`,
      JSON.stringify(`{"protocol": {"embedded": {"payload": ${quoted}}}}`)
    ]) {
      assert.equal(findCrate(JSON.parse(body))?.textIn(body), written, body);
    }
  });

  it('finds none where there is none', () => {
    for (const body of [
      null,
      1,
      'x',
      '{',
      [],
      {},
      { protocol: null },
      { protocol: { embedded: null } },
      { protocol: { embedded: { payload: 'x' } } },
      { protocol: { webdav: { uri: 'x' } } }
    ]) {
      assert.equal(unwrapCrate(body), undefined, JSON.stringify(body));
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        unwrapCrate({ protocol: { embedded: value } });
        unwrapCrate(value);
      }),
      trials
    );
  });
});

describe('crateDocument', () => {
  it('leaves a crate as it is and unwraps a share', () => {
    assert.equal(crateDocument(crate), crate);
    assert.deepEqual(crateDocument({ protocol: { embedded: crate } }), crate);
    assert.deepEqual(crateDocument({ a: 1 }), { a: 1 });
  });
});
