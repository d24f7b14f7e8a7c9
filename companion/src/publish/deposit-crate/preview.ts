/**
 * `ro-crate-preview.html`: what a crate says, for people (RO-Crate 1.1,
 * "RO-Crate Website"). It runs no script and fetches nothing.
 */
import { hasType, idOf, listOf, textOf } from '../../packages/crate/json-ld.ts';
import { manyLines, oneLine } from '../../packages/crate/shown.ts';
import { isRecord } from '../../http/json.ts';
import { pathOf, ROOT, type Entity } from './crate-graph.ts';
import { Html, html, link } from './html.ts';

/** Nobody reads more rows; the metadata file has all of them. */
const MOST_ROWS = 2000;

/** No value of a crate is in it. */
const STYLE = new Html(`
  :root { color-scheme: light dark; }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
  dt { font-weight: bold; }
  dd { margin: 0 0 .5rem 1rem; }
  table { border-collapse: collapse; width: 100%; }
  caption { text-align: start; padding: .25rem 0; }
  th, td { border-bottom: 1px solid; padding: .25rem .5rem; text-align: start; vertical-align: top; }
  td.number { text-align: end; white-space: nowrap; }
  .text { white-space: pre-wrap; }
`);

export function previewOf(document: { '@graph': readonly Entity[] }): string {
  const page = new Preview(document['@graph']);
  return `<!doctype html>\n${page.render().text}\n`;
}

class Preview {
  readonly #entities: ReadonlyMap<string, Entity>;
  readonly #root: Entity;

  constructor(graph: readonly Entity[]) {
    this.#entities = new Map(graph.map(entity => [entity['@id'], entity]));
    this.#root = this.#entities.get(ROOT) ?? { '@id': ROOT };
  }

  render(): Html {
    const root = this.#root;
    const title = oneLine(textOf(root['name']) ?? 'Files', 1000);
    const language = textOf(root['inLanguage']) ?? '';
    const description = manyLines(textOf(root['description']) ?? '');
    return html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <h1 ${languageOf(language)}>${title}</h1>
          <p class="text" ${languageOf(language)}>${description}</p>
          ${this.#facts()} ${this.#runs()} ${this.#files()}
          <p>
            ${link('ro-crate-metadata.json', 'All of this, for programs')}
            (RO-Crate).
          </p>
        </main>
      </body>
    </html>`;
  }

  #facts(): Html {
    const facts = [
      ['Cite as', this.#list(this.#root['cite-as'])],
      ['Authors', this.#list(this.#root['author'])],
      ['Contributors', this.#list(this.#root['contributor'])],
      ['Published', this.#list(this.#root['datePublished'])],
      ['Publisher', this.#list(this.#root['publisher'])],
      ['Version', this.#list(this.#root['version'])],
      ['Licence', this.#list(this.#root['license'])],
      ['Keywords', this.#list(this.#root['keywords'])],
      ['Funding', this.#list(this.#root['funding'])],
      ['Made from', this.#list(this.#root['isBasedOn'])],
      ['Described in', this.#list(this.#root['citation'])]
    ] as const;
    return listOfFacts(facts);
  }

  #runs(): Html | null {
    const runs = [...this.#entities.values()].filter(entity =>
      hasType(entity, 'CreateAction')
    );
    return runs.length === 0
      ? null
      : html`<h2>How it was made</h2>
          ${runs.slice(0, MOST_ROWS).map(run => this.#run(run))}
          ${more(runs.length)}`;
  }

  #run(run: Entity): Html {
    const facts = [
      ['Ran', this.#list(run['instrument'])],
      ['By', this.#list(run['agent'])],
      ['Began', this.#list(run['startTime'])],
      ['Ended', this.#list(run['endTime'])],
      ['Read', this.#list(run['object'])],
      ['Made', this.#list(run['result'])],
      ['Error', this.#list(run['error'])]
    ] as const;
    return html`<section>
      <h3>${oneLine(textOf(run['name']) ?? 'Run')}</h3>
      <p class="text">${manyLines(textOf(run['description']) ?? '')}</p>
      ${listOfFacts(facts)}
    </section>`;
  }

  #files(): Html {
    const files = [...this.#entities.values()].filter(entity =>
      hasType(entity, 'File')
    );
    return html`<h2>Files</h2>
      <table>
        <caption>
          ${files.length === 1 ? 'One file' : `${files.length} files`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">Bytes</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${files.slice(0, MOST_ROWS).map(file => this.#file(file))}
        </tbody>
      </table>
      ${more(files.length)}`;
  }

  #file(file: Entity): Html {
    const id = file['@id'];
    return html`<tr>
      <th scope="row">${link(id, oneLine(pathOf(id) ?? id, 1000))}</th>
      <td>${oneLine(textOf(file['encodingFormat']) ?? '')}</td>
      <td class="number">${oneLine(textOf(file['contentSize']) ?? '')}</td>
      <td>${oneLine(textOf(file['sha256']) ?? '')}</td>
    </tr>`;
  }

  /** Each value in words, with a link where it leads somewhere. */
  #list(value: unknown): Html[] {
    const values = listOf(value);
    const shown = values.slice(0, MOST_ROWS).map(item => this.#value(item));
    const rest = more(values.length);
    return rest === null ? shown : [...shown, rest];
  }

  #value(value: unknown): Html {
    const id = isRecord(value) ? idOf(value) : null;
    if (id === null) {
      const text = oneLine(textOf(value) ?? '', 1000);
      return /^https?:\/\/\S+$/.test(text) ? link(text, text) : html`${text}`;
    }
    const entity = this.#entities.get(id);
    const name = oneLine(textOf(entity?.['name']) ?? id, 1000);
    const said = textOf(entity?.['value']);
    const text =
      hasType(entity ?? {}, 'PropertyValue') && said !== null
        ? `${name === id ? '' : `${name}: `}${oneLine(said, 1000)}`
        : name;
    return id.startsWith('#') ? html`${text}` : link(id, text);
  }
}

function listOfFacts(facts: readonly (readonly [string, Html[]])[]): Html {
  return html`<dl>
    ${facts.flatMap(([name, values]) =>
      values.length === 0
        ? []
        : html`<dt>${name}</dt>
            ${values.map(value => html`<dd>${value}</dd>`)}`
    )}
  </dl>`;
}

function more(count: number): Html | null {
  return count > MOST_ROWS
    ? html`<p>${count - MOST_ROWS} more stand in the metadata.</p>`
    : null;
}

/** Text in another language is said to be so; `en` is that of the page. */
function languageOf(language: string): Html {
  return /^[a-z]{2,3}$/.test(language) ? html`lang="${language}"` : html``;
}
