import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import {
  CheckState,
  Config,
  Identifier,
  OpenRequest,
  PackageImport,
  ShareChange,
  ShareCreation
} from './index.ts';

test('the configuration that operators begin with is valid', () => {
  const check = Compile(Config);
  assert.ok(
    check.Check({
      ocm: {
        user: 'marie',
        host: 'jupyter.example.org',
        allow: ['*'],
        deny: [],
        unsigned: 'allow',
        hosts: {
          'player.example.org': { unsigned: 'refuse', from: ['192.0.2.0/24'] }
        },
        trustedProxies: []
      }
    })
  );
  assert.ok(check.Check({}));
});

test('a misspelt key of the configuration is refused', () => {
  const check = Compile(Config);
  assert.equal(check.Check({ ocm: { usr: 'marie' } }), false);
  assert.equal(check.Check({ ocm: { unsigned: 'maybe' } }), false);
});

test('a share creation may have members that nobody knows', () => {
  const check = Compile(ShareCreation);
  const share = { shareWith: 'marie@example.org', providerId: 7 };
  assert.ok(check.Check({ ...share, resourceId: 'x', code: null }));
  assert.equal(check.Check({ providerId: 'x' }), false);
});

test('a change of a share says something', () => {
  const check = Compile(ShareChange);
  assert.ok(check.Check({ hidden: true }));
  assert.equal(check.Check({}), false);
  assert.equal(check.Check({ name: 'mine' }), false);
});

test('a package is imported from exactly one place', () => {
  const check = Compile(PackageImport);
  assert.ok(check.Check({ path: 'crates/ro-crate-metadata.json' }));
  assert.ok(check.Check({ name: 'a', document: '{}' }));
  assert.equal(check.Check({ path: 'a', url: 'https://example.org' }), false);
});

test('opening a package takes values of every type of parameter', () => {
  const check = Compile(OpenRequest);
  const parameters = { a: 'x', b: 1.5, c: true, d: null, e: ['x', 2] };
  assert.ok(check.Check({ folder: 'ScienceMesh/a', parameters }));
  assert.equal(check.Check({ folder: '' }), false);
  assert.equal(
    check.Check({ folder: 'a', parameters: { a: { b: 1 } } }),
    false
  );
});

test('identifiers cannot be paths', () => {
  const check = Compile(Identifier);
  assert.equal(check.Check('../store.sqlite'), false);
  assert.equal(check.Check(''), false);
});

test('a choice takes its own words alone', () => {
  const check = Compile(CheckState);
  assert.ok(check.Check('login'));
  assert.equal(check.Check('logged-in'), false);
});
