/**
 * What a person reads in a notebook that the API has given.
 */

export interface Shown {
  cells: {
    source: string | string[];
    outputs?: { text?: string | string[] }[];
  }[];
}

export function sourcesOf({ cells }: Shown): string[] {
  return cells.map(({ source }) => joined(source));
}

/** The text that each cell has put out. */
export function textsOf({ cells }: Shown): string[] {
  return cells.map(({ outputs = [] }) =>
    outputs.map(({ text = '' }) => joined(text)).join('')
  );
}

function joined(text: string | string[]): string {
  return typeof text === 'string' ? text : text.join('');
}
