import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { trials } from '../../packages/testing/trials.ts';
import { loadKnownSecrets, type SecretRules } from './known-secrets.ts';
import { secretOfName } from './secret-names.ts';
import { textWindows } from './text-windows.ts';
import { writtenSecrets } from './written-secrets.ts';

/** Put together here, so that nobody takes this file for a leak. */
const GITHUB = ['ghp', 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4zAb3d'].join('_');
const RANDOM = 'q7Zx2LmP9vKc4RtY8wNb3HsD';
const BODY = 'MIIEpAIBAAKCAQEAx7Zq2LmP9vKc4RtY8wNb3HsD5fGjA1kE6uWoTiSyVhCpXnQr';
const KEY = [
  ['-----BEGIN', 'RSA PRIVATE KEY-----'].join(' '),
  ...Array<string>(20).fill(BODY),
  ['-----END', 'RSA PRIVATE KEY-----'].join(' ')
].join('\n');

describe('secrets of well-known services', () => {
  let rules: SecretRules;
  before(async () => {
    rules = await loadKnownSecrets();
  });

  const KNOWN: readonly (readonly [string, string, boolean])[] = [
    ['GitHub', GITHUB, true],
    ['GitLab', ['glpat', 'a1B2c3D4e5F6g7H8i9J0'].join('-'), true],
    ['Hugging Face', `hf_${'aBcDeFgHiJ'.repeat(3)}aBcD`, true],
    [
      'Amazon',
      `AWS_SECRET_ACCESS_KEY="${'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzy12Q3KEab'}"`,
      true
    ],
    ['private key', KEY, false],
    ['password', `postgresql://marie:${RANDOM}@db.example.org/runs`, false]
  ];
  for (const [what, text, isCertain] of KNOWN) {
    it(`are found: ${what}`, async () => {
      const hits = await rules(`a = 1\nb = "${text}"\n`);
      assert.equal(hits.length > 0, true);
      assert.match(hits[0]?.what ?? '', new RegExp(what, 'i'));
      assert.equal(hits[0]?.line, 2);
      assert.equal(hits[0].isCertain, isCertain);
    });
  }

  it('are found though a comment asks not to look', async () => {
    const hits = await rules(`# secretlint-disable\nb = "${GITHUB}"\n`);
    assert.equal(hits.length, 1);
  });

  it('are told without the secret', async () => {
    const told = JSON.stringify(await rules(`t = "${GITHUB}"\n${KEY}`));
    assert.ok(!told.includes(GITHUB) && !told.includes(BODY));
  });

  it('leave no record of what was looked at', async () => {
    await rules('a');
    assert.deepEqual(performance.getEntriesByType('mark'), []);
  });
});

describe('secrets that are written beside their name', () => {
  it('are found', () => {
    for (const text of [
      `ZENODO_TOKEN = "${RANDOM}"`,
      `"api_key": "${RANDOM}"`,
      `token <- '${RANDOM}'`,
      `db_password = 'hunter2'`,
      `http://127.0.0.1:8888/lab?token=${'4f9c'.repeat(3)}0a1b2c3d4e5f6789`,
      ['eyJhbGciOiJSUzI1NiJ9', 'eyJzdWIiOiJtYXJpZSJ9', RANDOM].join('.')
    ]) {
      const [hit] = writtenSecrets(`first\n${text}\n`);
      assert.equal(hit?.line, 2, text);
      assert.equal(hit.isCertain, false);
    }
  });

  it('are not what looks a little like them', () => {
    for (const text of [
      'token = os.environ["ZENODO_TOKEN"]',
      'tokenizer = "bert-base-uncased-2018-10-18"',
      'pad_token = "[PAD]"',
      'eos_token = "<|endoftext|>"',
      'password = "your-password-1"',
      'password = "********"',
      'password: "required|min:8"',
      'password = getpass("Password 1: ")',
      'token = "REPLACE_ME"',
      `checksum = "${'9e107d9d372bb6826bd81d3542a419d6'}"`,
      '"access_token": "access_token_of_the_user"',
      'https://example.org/docs?token=TOKEN',
      '"secret": "vault/path/of/the/team/secret"'
    ]) {
      assert.deepEqual(writtenSecrets(text), [], text);
    }
  });

  it('are looked for in a megabyte of anything within a second', () => {
    const bytes = 2 ** 20;
    for (const text of [
      'token'.repeat(bytes / 5),
      'a_'.repeat(bytes / 2),
      'https://a?'.repeat(bytes / 10),
      'https://a?b&'.repeat(bytes / 12),
      'eyJaaaaaaaaaa.'.repeat(bytes / 14),
      `password = "${'a'.repeat(bytes)}`,
      'password    '.repeat(bytes / 12),
      '0.1234,5.678\n'.repeat(bytes / 13)
    ]) {
      const begun = performance.now();
      writtenSecrets(text);
      const took = performance.now() - begun;
      assert.ok(took < 1000, `${text.slice(0, 20)}: ${took} ms`);
    }
  });
});

describe('names of files', () => {
  it('tell that there are secrets in them', () => {
    for (const path of [
      '.env',
      'a/.env.local',
      'keys/id_ed25519',
      'home/.netrc',
      'x509up_u1000',
      '.aws/credentials'
    ]) {
      assert.notEqual(secretOfName(path), null, path);
    }
    for (const path of [
      '.env.example',
      'environment.yml',
      'id_rsa.pub',
      'credentials',
      'tokens.csv',
      'env'
    ]) {
      assert.equal(secretOfName(path), null, path);
    }
  });
});

describe('pieces of a text', () => {
  it('hold each secret in one piece, with its line', () => {
    fc.assert(
      fc.property(fc.nat(700_000), at => {
        const lines = 'a line of 20 letters\n'.repeat(Math.floor(at / 21));
        const text = `${lines}${KEY}\n${'x'.repeat(50_000)}`;
        const found = [...textWindows(text)].filter(piece =>
          piece.text.includes(KEY)
        );
        assert.ok(found.length > 0);
        for (const piece of found) {
          const before = piece.text.slice(0, piece.text.indexOf(KEY));
          const line = piece.line + before.split('\n').length - 1;
          assert.equal(line, Math.floor(at / 21) + 1);
        }
      }),
      trials
    );
  });
});
