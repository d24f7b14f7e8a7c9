import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { FolderInUseError } from './lock.ts';
import { migrate, NewerDatabaseError, SCHEMA_VERSION } from './migrations.ts';
import { openStore } from './store.ts';
import { emptyFolder } from './testing/folder.ts';

describe('openStore', () => {
  it('makes everything readable by its owner only', t => {
    const folder = join(emptyFolder(t), 'deep', 'data');
    const store = openStore(folder);
    t.after(() => store.close());
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const name of readdirSync(folder)) {
      assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
    }
  });

  it('refuses a folder that is in use', t => {
    const folder = emptyFolder(t);
    const store = openStore(folder);
    t.after(() => store.close());
    assert.throws(() => openStore(folder), FolderInUseError);
  });

  it('can be opened again after it was closed', t => {
    const folder = emptyFolder(t);
    openStore(folder).close();
    openStore(folder).close();
  });

  it('refuses a database of a newer program and leaves the folder free', t => {
    const folder = emptyFolder(t);
    openStore(folder).close();
    const database = new DatabaseSync(join(folder, 'store.sqlite'));
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    database.close();
    assert.throws(
      () => openStore(folder),
      (error: Error) =>
        error instanceof NewerDatabaseError &&
        /newer version/.test(error.message)
    );
    assert.throws(() => openStore(folder), NewerDatabaseError);
  });
});

describe('migrate', () => {
  it('takes only the steps that are missing', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, ['CREATE TABLE a (x)']);
    migrate(database, ['CREATE TABLE a (x)', 'CREATE TABLE b (x)']);
    const { user_version } =
      database.prepare('PRAGMA user_version').get() ?? {};
    assert.equal(user_version, 2);
  });

  it('takes a step that fails back as a whole', () => {
    const database = new DatabaseSync(':memory:');
    assert.throws(() =>
      migrate(database, ['CREATE TABLE a (x)', 'CREATE TABLE b (x); nonsense'])
    );
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => name);
    assert.deepEqual(tables, ['a']);
    const { user_version } =
      database.prepare('PRAGMA user_version').get() ?? {};
    assert.equal(user_version, 1);
  });
});
