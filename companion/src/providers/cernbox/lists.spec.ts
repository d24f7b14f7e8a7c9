import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EmbeddedShare } from '../../cernbox/embedded.ts';
import type { ReceivedShare } from '../../cernbox/received.ts';
import type { Space } from '../../cernbox/spaces.ts';
import { listedFile, listedPackage, listedSpace } from './lists.ts';
import {
  GRAPH,
  graphShare,
  OCS,
  ocs,
  ocsShare,
  PACKAGES,
  playSite
} from './testing/site.ts';

const SCENE = {
  base: new URL('https://cernbox.example.org/'),
  account: 'marie'
};
const FILE: ReceivedShare = {
  id: '1',
  name: 'spectra',
  kind: 'folder',
  state: 'pending',
  hidden: false,
  space: 'ocm-received$F5XWG3I=',
  sender: 'einstein@a.example.org',
  senderName: 'Albert Einstein',
  permissions: 1,
  roles: [],
  receivedAt: null,
  expiresAt: null
};
const PACKAGE: EmbeddedShare = {
  id: '2',
  name: 'package',
  state: 'pending',
  hidden: false,
  sender: '4c510ada... on a.example.org',
  senderName: 'Albert Einstein',
  receivedAt: null
};
const SPACE: Space = {
  id: 'eos$ABC',
  name: 'marie',
  driveType: 'personal',
  path: '/remote.php/dav/spaces/eos$ABC',
  webUrl: null
};
const MEGABYTE = 1024 * 1024;

describe('names that others give', () => {
  for (const [what, name, shown] of [
    ['Greek', 'Δ φάσματα', 'Δ φάσματα'],
    ['Japanese', '結果 2026', '結果 2026'],
    ['Arabic', 'نتائج القياس', 'نتائج القياس'],
    ['emoji', '🔬 run 👩‍🔬', '🔬 run 👩‍🔬'],
    ['not composed', 'Re\u0301sultats', 'Re\u0301sultats'],
    ['turned around', 'run\u202egpj.exe', 'rungpj.exe'],
    ['isolated', '\u2067run\u2069', 'run'],
    ['with NUL', 'run\0.txt', 'run .txt'],
    ['of several lines', 'run\r\n\t2', 'run 2'],
    ['half of a character', 'run \ud83d', 'run \ufffd'],
    ['with markup', '<img src=x onerror=1>', '<img src=x onerror=1>'],
    ['a path', '../../etc/passwd', '../../etc/passwd']
  ] as const) {
    it(`are shown as they are meant: ${what}`, () => {
      assert.equal(listedFile(SCENE, { ...FILE, name }).name, shown);
      assert.equal(listedPackage(SCENE, { ...PACKAGE, name }).name, shown);
      assert.equal(listedSpace(SCENE, { ...SPACE, name })?.name, shown);
      const { sender } = listedFile(SCENE, { ...FILE, senderName: name });
      assert.equal(sender.displayName, shown);
    });
  }

  for (const name of ['', '\0', '\u202e', ' \n ']) {
    it(`are replaced where there are none: ${JSON.stringify(name)}`, () => {
      assert.equal(
        listedFile(SCENE, { ...FILE, name }).name,
        'Untitled folder'
      );
      assert.equal(
        listedPackage(SCENE, { ...PACKAGE, name }).name,
        'Untitled package'
      );
      assert.equal(listedSpace(SCENE, { ...SPACE, name })?.name, 'Files');
    });
  }

  it('are cut, however long, and quickly', () => {
    const began = performance.now();
    for (const letter of ['a', ' ', '結', '🔬', '\u202e', 'on ', '@', '\0']) {
      const name = letter.repeat(MEGABYTE / letter.length);
      const change = { name, sender: name, senderName: name };
      for (const listed of [
        listedFile(SCENE, { ...FILE, ...change }),
        listedPackage(SCENE, { ...PACKAGE, ...change }),
        listedSpace(SCENE, { ...SPACE, name })
      ]) {
        assert.ok(listed);
        assert.ok(JSON.stringify(listed).length < 8192, letter);
        assert.ok(listed.name.isWellFormed(), letter);
        assert.ok(listed.sender.displayName?.isWellFormed() ?? true, letter);
      }
    }
    assert.ok(performance.now() - began < 2000);
  });
});

describe('who has sent it', () => {
  for (const [sender, address, host] of [
    ['einstein@a.example.org', 'einstein@a.example.org', 'a.example.org'],
    ['4c51... on a.example.org', '4c51...@a.example.org', 'a.example.org'],
    ['einstein', 'einstein', 'cernbox.example.org'],
    [null, 'cernbox.example.org', 'cernbox.example.org'],
    ['m@cernbox.example.org', 'm@cernbox.example.org', 'cernbox.example.org'],
    ['\0', 'cernbox.example.org', 'cernbox.example.org']
  ] as const) {
    it(`is told as far as it is known: ${JSON.stringify(sender)}`, () => {
      const listed = listedFile(SCENE, { ...FILE, sender });
      assert.deepEqual(
        [listed.sender.address, listed.sender.host],
        [address, host]
      );
      // No share counts as the own files of a mount by its host.
      const isOwn = host === 'cernbox.example.org';
      assert.equal(listed.provider, isOwn ? '' : host);
    });
  }
});

describe('ids that are none', () => {
  it('cost no other share, and stay apart', async t => {
    const { answers, provider, troubles } = await playSite(t);
    const ids = ['1', '\ud800', 'a\0b', '../2', '%2e', '', '.', '..'];
    ids.push('x'.repeat(2000));
    answers[GRAPH] = {
      value: ids.map((id, index) => graphShare(id, `folder ${index}`))
    };
    answers[OCS] = ocs(ids.map((id, index) => ocsShare(id, `folder ${index}`)));
    answers[PACKAGES] = {
      value: ids.map(id => graphShare(id, 'package')),
      state: { '\ud800': 'pending' }
    };
    let changes = 0;
    provider.onChange(() => (changes += 1));
    await provider.refresh();
    const listed = await provider.list({ filter: 'all' });
    assert.deepEqual(
      listed.map(({ kind, providerId }) => `${kind} ${providerId}`).sort(),
      ['folder %2e', 'folder ../2', 'folder 1']
        .concat(['package %2e', 'package ../2', 'package 1'])
        .sort()
    );
    // What is the same is no news.
    await provider.refresh();
    assert.equal(changes, 6);
    assert.deepEqual(troubles, []);
  });
});
