import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** Runs within it, at its end: what a program that it starts would see. */
const look = `
  import { spawnSync } from 'node:child_process';
  process.on('exit', () => {
    spawnSync(process.execPath, ['-p', 'JSON.stringify(process.env)'], {
      stdio: 'inherit'
    });
  });`;

test('no program that it starts sees its secrets', () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(look)}`,
      main,
      '-h'
    ],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        SCIENCEMESH_SECRET: 'a secret of this server',
        JUPYTERHUB_API_URL: 'http://127.0.0.1:8081/hub/api',
        JUPYTERHUB_API_TOKEN: 'a token of the Hub'
      }
    }
  );
  assert.equal(status, 0);
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  const seen = JSON.parse(line) as Record<string, string>;
  assert.equal(seen['JUPYTERHUB_API_URL'], 'http://127.0.0.1:8081/hub/api');
  assert.ok(!('JUPYTERHUB_API_TOKEN' in seen));
  assert.ok(!('SCIENCEMESH_SECRET' in seen));
  assert.doesNotMatch(stdout, /a secret of this server|a token of the Hub/);
});
