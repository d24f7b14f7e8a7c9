import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError, loadSettings, settingsFrom } from './config.ts';
import { emptyFolder } from './store/testing/folder.ts';

describe('the configuration', () => {
  it('can be left out', () => {
    const { ocm, workspace, logLevel } = loadSettings(null, null);
    assert.equal(ocm.user, userInfo().username);
    assert.equal(ocm.displayName, ocm.user);
    assert.equal(ocm.host, null);
    assert.deepEqual(ocm.rateLimit, { requests: 120, seconds: 60 });
    assert.equal(workspace.root, homedir());
    assert.equal(workspace.folder, 'ScienceMesh');
    assert.equal(logLevel, 'info');
  });

  it('is read from a file, and the command line wins', t => {
    const file = join(emptyFolder(t), 'config.json');
    writeFileSync(
      file,
      JSON.stringify({
        ocm: { user: 'marie', host: 'Jupyter.Example.org:443' },
        workspace: { root: '/other', folder: 'Packages' }
      })
    );
    const { ocm, workspace } = loadSettings(file, '/root');
    assert.equal(ocm.host, 'jupyter.example.org');
    assert.deepEqual(workspace, {
      root: '/root',
      folder: 'Packages',
      parallel: 6,
      maximumBytes: null
    });
  });

  it('says which file is missing or broken', t => {
    const file = join(emptyFolder(t), 'config.json');
    assert.throws(() => loadSettings(file, null), {
      name: 'ConfigError',
      message: new RegExp(`${file} cannot be read`)
    });
    writeFileSync(file, '{"ocm":');
    assert.throws(() => loadSettings(file, null), /is not valid JSON/);
  });

  it('offers known repositories, and others, unless it says not to', () => {
    const { publish } = settingsFrom({}, 'It', null);
    assert.deepEqual(publish, {
      repositories: [],
      known: true,
      others: true,
      oauthRedirect: null,
      parallel: 3,
      folder: 'ScienceMesh/Publications'
    });
    const fixed = settingsFrom(
      {
        publish: { known: 'hide', others: 'refuse' },
        workspace: { folder: 'Ours' }
      },
      'It',
      null
    );
    assert.equal(fixed.publish.known, false);
    assert.equal(fixed.publish.others, false);
    assert.equal(fixed.publish.folder, 'Ours/Publications');
  });

  const lab = { kind: 'invenio-rdm', name: 'Lab', url: 'https://lab.org' };
  for (const [config, named] of [
    [
      { publish: { repositories: [{ ...lab, id: 'bundle' }] } },
      'publish.repositories names "bundle" twice, or'
    ],
    [
      {
        publish: {
          repositories: [
            { ...lab, id: 'a' },
            { ...lab, id: 'a' }
          ]
        }
      },
      'publish.repositories names "a" twice'
    ],
    [
      { publish: { repositories: [{ ...lab, id: 'a', url: 'https://' }] } },
      'publish.repositories has "https://", which is no address'
    ],
    [
      { publish: { repositories: [{ ...lab, id: 'a', token: 'secret' }] } },
      '"publish.repositories.0.token" is not known'
    ],
    [{ omc: {} }, '"omc" is not known'],
    [{ ocm: { usr: 'marie' } }, '"ocm.usr" is not known'],
    [{ ocm: { user: 1 } }, '"ocm.user" must be string'],
    [
      { ocm: { unsigned: 'maybe' } },
      '"ocm.unsigned" must be one of allow, refuse'
    ],
    [{ ocm: { hosts: { 'a.org': { from: 'x' } } } }, '"ocm.hosts.a.org.from"'],
    [
      { ocm: { hosts: { 'a.org': { from: ['x'] } } } },
      'ocm.hosts.a.org.from: "x"'
    ],
    [{ ocm: { trustedProxies: ['10.0.0.0/99'] } }, 'ocm.trustedProxies'],
    [{ ocm: { host: 'https://a.org' } }, 'ocm.host'],
    [{ ocm: { deny: ['ev*l'] } }, 'ocm.deny: "ev*l"'],
    [{ log: { level: 'loud' } }, '"log.level" must be one of'],
    [[], 'must be object']
  ] as const) {
    it(`names what is wrong with ${JSON.stringify(config)}`, () => {
      assert.throws(
        () => settingsFrom(config, '/etc/config.json', null),
        (error: Error) =>
          error instanceof ConfigError &&
          error.message.startsWith('/etc/config.json: ') &&
          error.message.includes(named)
      );
    });
  }
});
