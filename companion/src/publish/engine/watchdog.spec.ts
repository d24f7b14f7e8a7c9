import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Watchdog } from './watchdog.ts';

describe('a watchdog', () => {
  it('bites when nothing moves for so long, and not before', t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const watchdog = new Watchdog(60_000, new AbortController().signal);
    t.mock.timers.tick(100_000);
    assert.equal(watchdog.signal.aborted, false, 'before anything has begun');
    watchdog.stir();
    t.mock.timers.tick(59_999);
    watchdog.stir();
    t.mock.timers.tick(59_999);
    assert.equal(watchdog.hasBitten, false);
    t.mock.timers.tick(1);
    assert.equal(watchdog.hasBitten, true);
    assert.equal(watchdog.signal.aborted, true);
  });

  it('lies down when everything is sent', t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const watchdog = new Watchdog(60_000, new AbortController().signal);
    watchdog.stir();
    watchdog.stop();
    t.mock.timers.tick(100_000);
    assert.equal(watchdog.hasBitten, false);
  });

  it('does not wake any more when it has ended', t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const watchdog = new Watchdog(60_000, new AbortController().signal);
    watchdog.stir();
    watchdog.end();
    watchdog.stir();
    t.mock.timers.tick(100_000);
    assert.equal(watchdog.hasBitten, false);
  });

  it('ends with what is outside of it', () => {
    const outer = new AbortController();
    const watchdog = new Watchdog(60_000, outer.signal);
    outer.abort();
    assert.equal(watchdog.signal.aborted, true);
    assert.equal(watchdog.hasBitten, false);
  });
});
