import { TestFile } from '../../testing/files';
import { trans } from '../../testing/server';
import { RangeReader } from '../rangereader';
import type { IPage } from './pages';
import { PAGE_BYTES, Pages } from './pages';

function pagesOf(file: TestFile): Pages {
  const { settings, url } = file;
  return new Pages(new RangeReader({ serverSettings: settings, trans, url }));
}

/** All pages from one end to the other, in the order of the file. */
async function all(pages: Pages, from: 'end' | 'start'): Promise<IPage[]> {
  const found: IPage[] = [];
  if (from === 'start') {
    do {
      found.push(await pages.after(found.at(-1) ?? null));
    } while (found.at(-1)?.isLast === false);
  } else {
    do {
      found.unshift(await pages.before(found[0] ?? null));
    } while (found[0]?.isFirst === false);
  }
  return found;
}

/** The text that pages make together. */
function textOf(pages: readonly IPage[]): string {
  return pages
    .map(({ endsLine, lines }) => lines.join('\n') + (endsLine ? '\n' : ''))
    .join('');
}

function utf16(text: string, isLittle: boolean): Uint8Array {
  const bytes = new Uint8Array((text.length + 1) * 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, isLittle);
  for (let index = 0; index < text.length; index += 1) {
    view.setUint16((index + 1) * 2, text.charCodeAt(index), isLittle);
  }
  return bytes;
}

const LINES = Array.from(
  { length: 30_000 },
  (_, index) => `${index} Zürich 東京 🙂`
).join('\n');

const ENDLESS = 'é東🙂x'.repeat(60_000);

describe('Pages', () => {
  describe.each(['start', 'end'] as const)('from the %s', from => {
    it.each([
      ['lines', LINES],
      ['lines with a break after the last', `${LINES}\n`],
      ['one endless line', ENDLESS],
      ['an endless line between others', `a\n${ENDLESS}\nb\n`],
      ['nothing', ''],
      ['line breaks alone', '\n\n\n']
    ])('lose nothing of %s', async (_, text) => {
      const pages = await all(pagesOf(TestFile.of(text)), from);
      expect(textOf(pages) === text).toBe(true);
      expect(pages.every(page => page.unreadable === 0)).toBe(true);
    });

    it.each([
      ['little', true],
      ['big', false]
    ])('read UTF-16, the %s end first', async (_, isLittle) => {
      const pages = pagesOf(TestFile.of(utf16(ENDLESS + LINES, isLittle)));
      expect(textOf(await all(pages, from)) === ENDLESS + LINES).toBe(true);
    });

    it('are whole lines where lines are short', async () => {
      const pages = await all(pagesOf(TestFile.of(LINES)), from);
      expect(pages.length).toBeGreaterThan(2);
      expect(pages.some(page => page.continues)).toBe(false);
      expect(pages.every(page => page.end - page.start <= PAGE_BYTES)).toBe(
        true
      );
    });

    it('survive bytes that are no text', async () => {
      const file = new TestFile(600_000, place => (place * 31 + 128) % 256);
      const pages = await all(pagesOf(file), from);
      expect(pages[0]?.start).toBe(0);
      expect(pages.at(-1)?.end).toBe(600_000);
      expect(pages.every(page => page.unreadable > 0)).toBe(true);
    });
  });

  it('leave out the mark of UTF-8', async () => {
    const page = await pagesOf(TestFile.of('\uFEFFname\n')).after(null);
    expect(page.lines).toEqual(['name']);
  });

  it('take line breaks of Windows for line breaks', async () => {
    const page = await pagesOf(TestFile.of('a\r\nb\r\n')).after(null);
    expect(page.lines).toEqual(['a', 'b']);
  });

  it('move little of a large file, at both ends', async () => {
    const size = 2 * 1024 ** 3;
    const file = new TestFile(size, place => (place % 80 === 79 ? 10 : 97));
    const pages = pagesOf(file);
    await pages.after(null);
    const last = await pages.before(null);
    expect(last.end).toBe(size);
    expect(file.bytesSent).toBeLessThan(2 * 1024 * 1024);
  });
});
