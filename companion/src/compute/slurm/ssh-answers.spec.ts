import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sftpName, sshFailure } from './ssh-answers.ts';

const config = { ssh: { host: 'hpc.example.org' } };
const code = (text: string, changes = false) =>
  sshFailure(text, config, changes)?.code;

test('an expired login is told with the command that renews it', () => {
  const failure = sshFailure(
    'alice@hpc.example.org: Permission denied (publickey,gssapi-with-mic).',
    { ...config, signIn: 'kinit alice@EXAMPLE.ORG' },
    false
  );
  assert.equal(failure?.code, 'signed-out');
  assert.match(failure?.message ?? '', /kinit alice@EXAMPLE\.ORG/u);
});

test('a host with another key is not trusted, and not merely away', () => {
  assert.equal(code('Host key verification failed.'), 'broken');
  assert.equal(
    code('ssh: connect to host x port 22: Connection refused'),
    'unreachable'
  );
});

test('a connection that broke midway leaves the outcome open', () => {
  assert.equal(
    sshFailure('client_loop: send disconnect: Broken pipe', config, true)
      ?.outcomeUnknown,
    true
  );
  assert.equal(
    sshFailure('Connection refused', config, true)?.outcomeUnknown,
    false
  );
  assert.equal(sshFailure('', config, true)?.outcomeUnknown, true);
});

test('another program may end with the same status', () => {
  assert.equal(code('sbatch: error: nonsense'), undefined);
});

test('a name for sftp is taken literally, and has one line', () => {
  assert.equal(sftpName('a "b" [c]*'), String.raw`"a \"b\" \\[c\\]\\*"`);
  assert.throws(() => sftpName('a\nrm x'), /line break/u);
});
