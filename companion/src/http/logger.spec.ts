import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { createLogger } from './logger.ts';

describe('the log', () => {
  it('redacts secrets and people wherever a message carries them', () => {
    let text = '';
    const logger = createLogger(
      'info',
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          text += chunk.toString();
          done();
        }
      })
    );
    const hidden = { sharedSecret: 'hush', sender: 'pierre@example.org' };
    logger.info(hidden, 'flat');
    logger.info({ share: hidden }, 'nested');
    logger.info({ answer: { share: hidden } }, 'deeper');
    logger.info({ headers: { authorization: 'Bearer hush' } }, 'header');
    logger.info({ token: 'hush', displayName: 'pierre' }, 'others');
    logger.debug('not written');
    assert.equal(text.trim().split('\n').length, 5);
    assert.doesNotMatch(text, /hush|pierre/);
    assert.match(text, /"time":"\d{4}-\d\d-\d\dT/);
  });

  it('tells of errors without the names of files', () => {
    let text = '';
    const logger = createLogger(
      'info',
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          text += chunk.toString();
          done();
        }
      })
    );
    let failure: unknown;
    try {
      renameSync('/nowhere/thesis.csv', '/nowhere/diary.csv');
    } catch (error) {
      failure = error;
    }
    logger.warn({ err: failure }, 'plain');
    logger.warn({ err: new Error('outer', { cause: failure }) }, 'caused');
    logger.warn({ err: 'no error at all' }, 'other');
    assert.match(text, /ENOENT/);
    assert.match(text, /no error at all/);
    assert.doesNotMatch(text, /thesis|diary/);
  });
});
