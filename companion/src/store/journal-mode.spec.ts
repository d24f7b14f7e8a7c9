import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { chooseJournalMode } from './journal-mode.ts';
import { emptyFolder } from './testing/folder.ts';

const EXT4 = 0xef53;

describe('the journal of a data folder', () => {
  for (const [name, type] of [
    ['NFS', 0x6969],
    ['CIFS', 0xff534d42],
    ['FUSE', 0x65735546],
    ['CephFS', 0x00c36400]
  ] as const) {
    it(`is a rollback journal on ${name}, without trying`, () => {
      const { mode, reason } = chooseJournalMode('/x', {
        fileSystemType: () => type,
        writeAheadLogWorks: () => assert.fail('tried')
      });
      assert.equal(mode, 'rollback');
      assert.ok(reason?.includes(name));
    });
  }

  it('is a rollback journal where the write-ahead log does not work', () => {
    const { mode, reason } = chooseJournalMode('/x', {
      fileSystemType: () => EXT4,
      writeAheadLogWorks: () => false
    });
    assert.equal(mode, 'rollback');
    assert.match(reason ?? '', /locks or shared memory/);
  });

  it('is the write-ahead log where that works, and the trial leaves nothing', t => {
    const folder = emptyFolder(t);
    const { mode } = chooseJournalMode(folder);
    assert.equal(mode, 'wal');
    assert.deepEqual(readdirSync(folder), []);
  });
});
