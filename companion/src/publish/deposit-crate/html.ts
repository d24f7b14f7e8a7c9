/**
 * HTML in which nothing that a crate says can become more than text.
 */

/** Markup that is meant as such. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | null | readonly Part[];

/** A template whose values are escaped, unless they are markup themselves. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly Part[]
): Html {
  return new Html(
    strings.reduce((text, next, at) => text + rendered(values[at - 1]) + next)
  );
}

/** A link to what may be opened; else the text alone. */
export function link(address: string, text: string): Html {
  return /^(?:https?:\/\/|(?![a-z][a-z0-9+.-]*:|[/\\]))/i.test(address)
    ? html`<a href="${address}">${text}</a>`
    : html`${text}`;
}

function rendered(part: Part | undefined): string {
  if (part === null || part === undefined) {
    return '';
  }
  if (part instanceof Html) {
    return part.text;
  }
  return isList(part)
    ? part.map(rendered).join('')
    : String(part)
        .toWellFormed()
        .replace(/[&<>"'`=]/g, character => `&#${character.charCodeAt(0)};`);
}

function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part);
}
