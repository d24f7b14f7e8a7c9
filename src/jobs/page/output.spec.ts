import type { JobOutput } from 'sciencemesh-contract';
import { OutputFollower } from './output';

/**
 * Answers as the companion does: pieces of a text that grows.
 */
class Printer {
  text = '';
  live = true;

  readonly ask = async (
    from: number | undefined
  ): Promise<{ ok: true; value: JobOutput }> => {
    const start = from ?? Math.max(0, this.text.length - PIECE);
    const text = this.text.slice(start, start + PIECE);
    const next = start + text.length;
    return {
      ok: true,
      value: {
        text,
        from: start,
        next,
        more: next < this.text.length,
        live: this.live,
        skipped: Math.max(0, start - (from ?? 0)),
        message: this.text === '' ? 'Nothing so far.' : null
      }
    };
  };
}

const PIECE = 10;

describe('OutputFollower', () => {
  it('appends what is new, and says when nothing is', async () => {
    const printer = new Printer();
    const output = new OutputFollower(printer.ask);
    await output.follow();
    expect(output.printed.message).toBe('Nothing so far.');
    printer.text = 'one\n';
    expect(await output.follow()).toBe(true);
    printer.text = 'one\ntwo\n';
    await output.follow();
    expect(output.printed).toEqual({
      text: 'one\ntwo\n',
      skipped: 0,
      message: null
    });
    expect(await output.follow()).toBe(false);
  });

  it('begins near the end, and counts what came before', async () => {
    const printer = new Printer();
    printer.text = 'x'.repeat(1000);
    const output = new OutputFollower(printer.ask);
    await output.follow();
    expect(output.printed.text).toHaveLength(PIECE);
    expect(output.printed.skipped).toBe(1000 - PIECE);
  });

  it('keeps the end of a line that never ends', async () => {
    const printer = new Printer();
    const output = new OutputFollower(printer.ask, 25);
    await output.follow();
    printer.text = `${'a'.repeat(50)}end`;
    await output.follow();
    expect(output.printed.text).toHaveLength(25);
    expect(output.printed.text.endsWith('end')).toBe(true);
    expect(output.printed.skipped).toBe(28);
  });

  it('keeps what it has when it cannot read on', async () => {
    let isReachable = true;
    const printer = new Printer();
    printer.text = 'kept';
    const output = new OutputFollower(async from =>
      isReachable
        ? printer.ask(from)
        : { ok: false, failure: { code: 'x', message: 'Later.' } }
    );
    await output.follow();
    isReachable = false;
    await output.follow();
    expect(output.failure?.message).toBe('Later.');
    expect(output.printed.text).toBe('kept');
  });
});
