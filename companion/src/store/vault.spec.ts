import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { emptyFolder } from './testing/folder.ts';
import { Vault } from './vault.ts';

describe('Vault', () => {
  it('opens what it sealed, also another day', t => {
    const folder = emptyFolder(t);
    const sealed = Vault.inFolder(folder).seal('s3cret ü', 'share:1');
    assert.equal(Vault.inFolder(folder).open(sealed, 'share:1'), 's3cret ü');
    assert.ok(!Buffer.from(sealed).includes('s3cret'));
  });

  it('opens nothing for another purpose, with another key or when changed', () => {
    const vault = new Vault(randomBytes(32));
    const sealed = vault.seal('s3cret', 'share:1');
    assert.equal(vault.open(sealed, 'share:2'), null);
    assert.equal(new Vault(randomBytes(32)).open(sealed, 'share:1'), null);
    const changed = Uint8Array.from(sealed, (byte, index) =>
      index === sealed.length - 1 ? byte ^ 1 : byte
    );
    assert.equal(vault.open(changed, 'share:1'), null);
    assert.equal(vault.open(new Uint8Array(3), 'share:1'), null);
  });

  it('keeps its key in a file of its own for its owner only', t => {
    const folder = emptyFolder(t);
    Vault.inFolder(folder);
    assert.deepEqual(readdirSync(folder), ['secrets.key']);
    const { mode, size } = statSync(join(folder, 'secrets.key'));
    assert.equal(mode & 0o777, 0o600);
    assert.equal(size, 32);
  });

  it('says what to do about a damaged key', t => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, 'secrets.key'), 'short');
    assert.throws(() => Vault.inFolder(folder), /is damaged\. Restore it/);
  });
});
