import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { removeMath, replaceMath } from '@jupyterlab/rendermime/lib/latex.js';
import fc from 'fast-check';
import { marked } from 'marked';
import { oneLine } from '../crate/shown.ts';
import { hostileString, hostileStrings } from '../testing/hostile-strings.ts';
import { trials } from '../testing/trials.ts';
import { fileLink, link, paragraphs, table, text } from './markdown.ts';

/** As JupyterLab renders Markdown: formulas aside, then marked with GFM. */
function render(markdown: string): string {
  const { text: plain, math } = removeMath(markdown);
  const html = marked.parse(plain, { async: false, gfm: true });
  assert.deepEqual(math, [], 'holds a formula');
  return replaceMath(html, math);
}

const named: Record<string, string> = {
  amp: '&',
  gt: '>',
  lt: '<',
  quot: '"'
};

/** The text that a browser would show. */
function shownText(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (whole, point?: string, name?: string) =>
      point === undefined
        ? (named[name ?? ''] ?? whole)
        : String.fromCodePoint(Number(point))
    )
    .trim();
}

const texts = (check: (value: string) => void) => {
  hostileStrings.forEach(check);
  fc.assert(fc.property(hostileString, check), {
    ...trials,
    numRuns: trials.numRuns * 20
  });
};

describe('text', () => {
  it('is shown as it is, whatever it holds', () => {
    texts(value => {
      const html = render(`Begin ${text(value)} end`);
      assert.match(html, /^<p>[^<>]*<\/p>\n$/);
      assert.equal(
        shownText(html).replace(/\s+/g, ' '),
        `Begin ${oneLine(value)} end`.replace(/\s+/g, ' ')
      );
    });
  });

  it('is plain also where a line begins', () => {
    texts(value => {
      const html = render(text(value));
      assert.ok(html === '' || /^<p>[^<>]*<\/p>\n$/.test(html), html);
    });
  });

  it('stays in its cell of a table', () => {
    texts(value => {
      const cell = text(value);
      const html = render(table(['a', 'b'], [[cell, cell]]));
      assert.equal(html.match(/<td/g)?.length, 2);
      assert.deepEqual(
        new Set(html.match(/<\/?\w+/g)),
        new Set(
          '<table </table <thead </thead <tbody </tbody <tr </tr <th </th <td </td'.split(
            ' '
          )
        )
      );
    });
  });

  it('stays in its heading', () => {
    texts(value => {
      assert.match(render(`# ${text(value)}`), /^<h1>[^<>]*<\/h1>\n$/);
    });
  });

  it('leaves sentences and file names legible', () => {
    for (const plain of [
      'Pairs of muons (two each), and their masses.',
      'data/MuRun2010B.csv',
      'my_file-2.tar.gz',
      'Größe: 漢字'
    ]) {
      assert.equal(text(plain), plain);
    }
  });
});

describe('paragraphs', () => {
  it('keeps paragraphs and nothing else', () => {
    assert.equal(
      render(paragraphs('# One\n\n\n* two\nthree\r\n\r\n<b>')),
      '<p>&#35; One</p>\n<p>&#42; two three</p>\n<p>&#60;b&#62;</p>\n'
    );
    texts(value => {
      assert.doesNotMatch(render(paragraphs(value)), /<(?!\/?p>)/);
    });
  });
});

describe('link', () => {
  it('leads to the very https address, with the text as it is', () => {
    texts(value => {
      const address = `https://example.org/${encodeURIComponent(value.toWellFormed())}?a=1&copy=2&lt;`;
      const html = render(link(value, address));
      const target = /^<p><a href="([^"]*)">[^<>]*<\/a><\/p>\n$/.exec(html);
      assert.equal(
        decodeURIComponent(new URL(shownText(target?.[1] ?? '')).href),
        decodeURIComponent(new URL(address).href)
      );
    });
  });

  it('is only text for any other address', () => {
    for (const address of [
      'javascript:alert(1)',
      'http://example.org/',
      'https://user:secret@example.org/',
      '//example.org/',
      '',
      'data:text/html,x'
    ]) {
      assert.equal(link('a', address), 'a');
    }
    texts(value =>
      assert.doesNotMatch(render(link('a', value)), /<a href="(?!https:)/)
    );
  });
});

describe('fileLink', () => {
  it('leads to the file beside the notebook', () => {
    texts(value => {
      const html = render(`- ${fileLink(`folder/${value}`)}`);
      const target = /<li><a href="([^"]*)">[^<>]*<\/a><\/li>/.exec(html)?.[1];
      assert.equal(
        decodeURIComponent(target ?? ''),
        `./folder/${value.toWellFormed()}`
      );
    });
  });
});
