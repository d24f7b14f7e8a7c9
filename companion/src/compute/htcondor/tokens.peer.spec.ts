/**
 * Data of shares that HTCondor itself carries, with a token of the person.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { findBatch } from '../../../../peers/batch/index.ts';
import type { Trial } from '../testing/trial.ts';
import { Pool, serve } from './testing/pool.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;

describe('a token for the data of a share', { skip }, () => {
  let pool: Pool;
  let trial: Trial;

  before(async () => {
    pool = await Pool.start();
    trial = pool.trial({ credentialService: 'ocm' });
  });
  after(() => pool.stop());

  it('opens it for the job, and is seen by nobody else', async () => {
    const token = `secret-${randomUUID()}`;
    const received: { request: string; authorized: boolean; body: string }[] =
      [];
    const { server, host } = await serve((request, response) => {
      void buffer(request).then(body => {
        const authorized = request.headers.authorization === `Bearer ${token}`;
        received.push({
          request: `${request.method} ${request.url}`,
          authorized,
          body: body.toString()
        });
        response.statusCode = authorized ? 200 : 401;
        response.end(request.method === 'GET' ? 'shared data' : '');
      });
    });
    await pool.storeToken('ocm', token);
    const address = `ocm+http://${host}/dav`;
    const job = await trial.start(
      [
        ['copy', 'input.csv', 'result.csv'],
        ['print', 'stdout', 'at work'],
        ['wait', 5]
      ],
      {
        outputs: () => ['result.csv'],
        transfers: [
          {
            url: `${address}/in%20put.csv`,
            direction: 'in',
            file: 'input.csv'
          },
          {
            url: `${address}/result.csv`,
            direction: 'out',
            file: 'result.csv'
          }
        ]
      }
    );
    await trial.running(job);
    const looks = [
      ['condor_q', '-allusers', '-long'],
      ['ps', 'axeww'],
      ['condor_status', '-long']
    ];
    for (const look of looks) {
      const { stdout } = await pool.batch.run('bob', look);
      assert.notEqual(stdout, '');
      assert.ok(!stdout.includes(token), look.join(' '));
    }
    const files = await pool.batch.run('bob', [
      ...['grep', '-rlsF', token, '/var', '/tmp', '/home', '/etc', '/srv']
    ]);
    assert.equal(files.stdout, '');
    // The very search finds it where it is allowed to look.
    const own = await pool.batch.run('root', [
      'grep',
      '-rlsF',
      token,
      '/var/lib'
    ]);
    assert.match(own.stdout, /oauth_credentials/);
    assert.equal((await trial.end(job)).exitCode, 0);
    assert.deepEqual(received, [
      { request: 'GET /dav/in%20put.csv', authorized: true, body: '' },
      { request: 'PUT /dav/result.csv', authorized: true, body: 'shared data' }
    ]);
    const history = await pool.batch.run('bob', ['condor_history', '-long']);
    assert.ok(!history.stdout.includes(token));
    assert.ok(
      !(await readFile(join(job.folder, 'events.log'), 'utf8')).includes(token)
    );
    server.close();
  });
});
