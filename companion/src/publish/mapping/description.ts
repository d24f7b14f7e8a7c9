/**
 * Markdown as HTML that repositories keep.
 *
 * Nothing has to be cleaned afterwards: each element is written here from what
 * Markdown can say, HTML in the text stays text, and addresses lead to the web
 * or to a mailbox alone. Pictures become links, as the repository shows none.
 */
import { Marked, type Tokens } from 'marked';

const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

const markdown = new Marked({
  async: false,
  gfm: true,
  renderer: {
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escaped(text),
    link({ href, tokens }: Tokens.Link) {
      return linked(href, this.parser.parseInline(tokens));
    },
    image: ({ href, text }: Tokens.Image) =>
      linked(href, escaped(text || href)),
    checkbox: ({ checked }: Tokens.Checkbox) => (checked ? '☑ ' : '☐ ')
  }
});

export function descriptionHtml(text: string): string {
  return markdown.parse(text, { async: false }).trim();
}

function linked(address: string, content: string): string {
  return URL.canParse(address) && SCHEMES.has(new URL(address).protocol)
    ? `<a href="${escaped(address)}">${content}</a>`
    : content;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
