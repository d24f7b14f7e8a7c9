import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgePage, mayBePage } from './web-page.ts';

const ADDRESS = 'https://data.example.org/file.csv';

describe('a page in the place of a file', () => {
  it('is suspected by its type, unless a page is wanted', () => {
    assert.equal(mayBePage('text/html; charset=utf-8', 'a.csv'), true);
    assert.equal(mayBePage('application/xhtml+xml', 'a'), true);
    assert.equal(mayBePage('text/html', 'a.html'), false);
    assert.equal(mayBePage('text/csv', 'a.csv'), false);
    assert.equal(mayBePage(undefined, 'a.csv'), false);
  });

  const logins: [string, string, string][] = [
    ['a password field', '<html><input type="password">', ADDRESS],
    ['in capitals', "<HTML><INPUT NAME=p TYPE='PASSWORD'>", ADDRESS],
    ['its title', '<!doctype html><title>CERN Sign in</title>', ADDRESS],
    ['its title in German', '<html><title>Anmelden</title>', ADDRESS],
    ['its address', '<html>', 'https://idp.example.org/saml2/sso?x=1'],
    ['its host', '<html>', 'https://login.example.org/'],
    ['a comment before', '<!-- x --> <html><title>Login</title>', ADDRESS]
  ];
  for (const [what, head, address] of logins) {
    it(`is known as a login by ${what}`, () => {
      assert.equal(judgePage(head, address, 'a.csv')?.code, 'login-required');
    });
  }

  it('is a page otherwise, if the name promises a file', () => {
    const head = '\n<!DOCTYPE html><title>Dataset</title>';
    assert.equal(judgePage(head, ADDRESS, 'a.csv')?.code, 'web-page');
    assert.equal(judgePage(head, ADDRESS, 'about'), null);
  });

  for (const head of ['', 'a,b\n', '{"html": 1}', '<svg>', '<?xml?><x/>']) {
    it(`is not ${JSON.stringify(head)}`, () => {
      assert.equal(judgePage(head, ADDRESS, 'a.csv'), null);
    });
  }

  it('is not known as a login by a word in the path of the data', () => {
    const address = 'https://data.example.org/author/logins.csv';
    const head = '<html><title>Statistics of blogging</title>';
    assert.equal(judgePage(head, address, 'a.csv')?.code, 'web-page');
  });

  const tedious: [string, string][] = [
    ['comments', '<!---->'.repeat(9000)],
    ['a comment that never ends', '<!--'.repeat(16_000)],
    ['titles that never end', `<html>${'<title '.repeat(9000)}`],
    ['fields that never end', `<html>${'<input type '.repeat(5000)}`],
    [
      'a field with many spaces',
      `<html><input ${'type'.repeat(5000)}${' '.repeat(40_000)}`
    ]
  ];
  for (const [what, head] of tedious) {
    it(`is judged at once, though it consists of ${what}`, () => {
      const start = process.cpuUsage();
      judgePage(`${head}x`, ADDRESS, 'a.csv');
      const milliseconds = process.cpuUsage(start).user / 1000;
      assert.ok(milliseconds < 500, `${milliseconds} ms`);
    });
  }
});
