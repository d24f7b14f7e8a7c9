import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { descriptionHtml } from './description.ts';

describe('a description', () => {
  it('is HTML of what Markdown says', () => {
    assert.equal(
      descriptionHtml(
        '# Muons\n\n*Two* of [them](https://example.org/?a=1&b).'
      ),
      '<h1>Muons</h1>\n<p><em>Two</em> of <a href="https://example.org/?a=1&amp;b">them</a>.</p>'
    );
  });

  for (const [text, html] of [
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    [
      'a <b onclick="x()">b</b>',
      '&lt;b onclick=&quot;x()&quot;&gt;b&lt;/b&gt;'
    ],
    ['[x](javascript:alert(1))', '<p>x</p>'],
    ['[x](data:text/html,a)', '<p>x</p>'],
    ['[x](//example.org)', '<p>x</p>'],
    [
      '![a "b"](https://example.org/p.png)',
      '<p><a href="https://example.org/p.png">a &quot;b&quot;</a></p>'
    ],
    ['`<i>`', '<p><code>&lt;i&gt;</code></p>']
  ] as const) {
    it(`does nothing but show: ${text}`, () => {
      assert.ok(descriptionHtml(text).includes(html), descriptionHtml(text));
      assert.doesNotMatch(
        descriptionHtml(text),
        /<(?:script|b|img|i)\b|javascript:|data:/u
      );
    });
  }
});
