import { transfer } from '../testing/samples';
import { trans } from '../testing/server';
import { progress, progressText, shortened } from './wording';

describe('progress', () => {
  it('goes by bytes where the size is known', () => {
    expect(progress(transfer())).toBe(0.25);
  });

  it('goes by files where it is not', () => {
    expect(progress(transfer({ size: null }))).toBe(0.25);
  });

  it('does not guess where nothing is known', () => {
    expect(progress(transfer({ size: null, fileCount: 0 }))).toBeNull();
  });

  it('never passes the end', () => {
    expect(progress(transfer({ received: 5000 }))).toBe(1);
  });
});

describe('progressText', () => {
  it('tells bytes, files, speed and time', () => {
    expect(progressText(transfer(), trans)).toBe(
      '250 B of 1000 B · 1 of 4 files · 50 B/s · 15 seconds left'
    );
  });

  it('promises no time while nothing moves', () => {
    expect(progressText(transfer({ bytesPerSecond: 0 }), trans)).toBe(
      '250 B of 1000 B · 1 of 4 files'
    );
  });

  it('says that a queued transfer waits', () => {
    expect(progressText(transfer({ state: 'queued' }), trans)).toBe(
      'Waiting for its turn'
    );
  });
});

describe('shortened', () => {
  it('cuts between characters, not within them', () => {
    const cut = shortened('🔬'.repeat(100));
    expect([...cut]).toHaveLength(60);
    expect(cut.endsWith('🔬…')).toBe(true);
  });
});
