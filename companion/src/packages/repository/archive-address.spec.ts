import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readRepository } from '../reading/repositories.ts';
import { trials } from '../testing/trials.ts';
import { archiveAddress } from './archive-address.ts';
import { isReference } from './reference.ts';

function archiveOf(address: string, reference: string | null = null) {
  const repository = readRepository(address);
  assert.ok(repository, `${address} is a repository`);
  return archiveAddress(repository, reference);
}

describe('the archive of a repository', () => {
  for (const [address, reference, url, name] of [
    [
      'https://github.com/recap/DataLens',
      null,
      'https://github.com/recap/DataLens/archive/HEAD.zip',
      'DataLens'
    ],
    [
      'https://github.com/recap/DataLens.git',
      'v1.0',
      'https://github.com/recap/DataLens/archive/v1.0.zip',
      'DataLens'
    ],
    [
      'https://github.com/recap/DataLens/tree/develop/notebooks',
      null,
      'https://github.com/recap/DataLens/archive/develop.zip',
      'DataLens'
    ],
    [
      'https://github.com/recap/DataLens',
      'feature/new+shiny',
      'https://github.com/recap/DataLens/archive/feature/new%2Bshiny.zip',
      'DataLens'
    ],
    [
      'https://gitlab.com/group/sub/project',
      null,
      'https://gitlab.com/group/sub/project/-/archive/HEAD/project-HEAD.zip',
      'project'
    ],
    [
      'https://gitlab.example.org/group/project/-/tree/main/data',
      null,
      'https://gitlab.example.org/group/project/-/archive/main/project-main.zip',
      'project'
    ],
    [
      'https://gitlab.com/group/project',
      'release/1',
      'https://gitlab.com/group/project/-/archive/release/1/project-release-1.zip',
      'project'
    ],
    [
      'https://codeberg.org/owner/lens',
      'feature/x',
      'https://codeberg.org/owner/lens/archive/feature/x.zip',
      'lens'
    ],
    [
      'https://codeberg.org/owner/lens.git',
      'v2',
      'https://codeberg.org/owner/lens/archive/v2.zip',
      'lens'
    ],
    [
      'https://bitbucket.org/owner/lens',
      '1a2b3c4',
      'https://bitbucket.org/owner/lens/get/1a2b3c4.zip',
      'lens'
    ]
  ] as const) {
    it(`${address} at ${reference ?? 'its own version'}`, () => {
      assert.deepEqual(archiveOf(address, reference), { url, name });
    });
  }

  for (const [address, reference, why] of [
    ['https://codeberg.org/owner/lens', null, 'its default branch has no name'],
    [
      'https://bitbucket.org/owner/lens',
      null,
      'its default branch has no name'
    ],
    ['https://bitbucket.org/owner/lens', 'feature/x', 'of the slash'],
    ['https://git.example.org/owner/lens.git', 'v1', 'nobody knows the forge'],
    ['https://gist.github.com/marie/0123456789abcdef', null, 'it is a gist'],
    ['https://doi.org/10.5281/zenodo.99000001', null, 'it is a record']
  ] as const) {
    it(`is not known of ${address} at ${reference ?? 'HEAD'}, since ${why}`, () => {
      assert.equal(archiveOf(address, reference), null);
    });
  }

  it('stays at its host and in its place whatever the version is', () => {
    const written = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('../../x', '?a=b', '#x', '//evil.example.org', '..', '@')
    );
    fc.assert(
      fc.property(written, reference => {
        const archive = archiveOf('https://github.com/o/r', reference);
        if (archive !== null) {
          const url = new URL(archive.url);
          assert.equal(url.href, archive.url);
          assert.match(
            url.href,
            /^https:\/\/github\.com\/o\/r\/archive\/[^?#]+\.zip$/
          );
        }
      }),
      trials
    );
  });
});

describe('the name of a version', () => {
  for (const name of [
    'main',
    'v1.0.2',
    'feature/x',
    'refs/tags/v1',
    'release-2024_01',
    '1.0+build.7',
    'user@topic',
    'HEAD',
    '0123456789abcdef0123456789abcdef01234567'
  ]) {
    it(`may be ${name}`, () => assert.ok(isReference(name)));
  }

  for (const name of [
    '',
    '-x',
    '--upload-pack=x',
    '+main',
    '^main',
    '/main',
    '.main',
    'main/',
    'main.',
    'main..other',
    'a//b',
    'a/.b',
    'main.lock',
    'a.lock/b',
    'main@{1}',
    'main~1',
    'main:other',
    'a b',
    'a\tb',
    'a\0b',
    'a\\b',
    'a*',
    'a?',
    'a[b'
  ]) {
    it(`is never ${JSON.stringify(name)}`, () => assert.ok(!isReference(name)));
  }
});
