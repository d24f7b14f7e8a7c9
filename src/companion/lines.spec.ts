import { readLines } from './lines';

describe('readLines', () => {
  const never = new AbortController().signal;

  function answer(...pieces: string[]): Response {
    const bytes = pieces.map(piece => new TextEncoder().encode(piece));
    return {
      body: {
        getReader: () => ({
          read: async () => {
            const value = bytes.shift();
            return { done: value === undefined, value };
          },
          cancel: async () => undefined
        })
      }
    } as unknown as Response;
  }

  it('hands out values that come in pieces', async () => {
    const values: unknown[] = [];
    await readLines(
      answer('{"a":', '1}\n{"a":2}\n[', '3]\n'),
      value => values.push(value),
      never
    );
    expect(values).toEqual([{ a: 1 }, { a: 2 }, [3]]);
  });

  it('hands out nothing more once nobody wants it', async () => {
    const control = new AbortController();
    const values: unknown[] = [];
    await readLines(
      answer('1\n2\n'),
      value => {
        values.push(value);
        control.abort();
      },
      control.signal
    );
    expect(values).toEqual([1]);
  });

  it('does not take a torn answer for a whole one', async () => {
    await expect(
      readLines(answer('1\n{"a'), () => undefined, never)
    ).rejects.toThrow(SyntaxError);
  });
});
