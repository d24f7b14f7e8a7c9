import type { Contents } from '@jupyterlab/services';

/** Milliseconds of reading after which the page may breathe. */
const TURN = 24;

/** How the first line ends when a line follows for each entry. */
const OPENING = '"content":[';

/**
 * Read the listing of a folder while it arrives.
 *
 * #### Notes
 * The companion writes a line for each entry. So a hundred thousand of them
 * (50 MB) are read in small turns, instead of in one that holds the page up for
 * seconds. JSON that is laid out in another way is read in one piece.
 *
 * @param onEntries - called with what a turn has brought, in order
 *
 * @returns the folder, without its entries
 */
export async function readListing(
  response: Response,
  onEntries: (entries: Contents.IModel[]) => void
): Promise<Contents.IModel> {
  if (!response.body) {
    return readWhole(await response.text(), onEntries);
  }
  const reader = lines(response.body);
  const first = await reader.next();
  const opening = first.done ? '' : first.value;
  if (!opening.endsWith(OPENING)) {
    let text = opening;
    for await (const line of reader) {
      text += line;
    }
    return readWhole(text, onEntries);
  }
  let folder = JSON.parse(`${opening}]}`) as Contents.IModel;
  const details = new SharedDetails();
  let entries: Contents.IModel[] = [];
  let turnEnds = performance.now() + TURN;
  let isWhole = false;
  for await (const line of reader) {
    if (line.startsWith(']')) {
      // What was known of the folder only in the end.
      folder = { ...folder, ...(JSON.parse(`{"content":[${line}`) as object) };
      isWhole = true;
      break;
    }
    const text = line.endsWith(',') ? line.slice(0, -1) : line;
    entries.push(details.share(JSON.parse(text) as Contents.IModel));
    if (performance.now() > turnEnds) {
      onEntries(entries);
      entries = [];
      await breath();
      turnEnds = performance.now() + TURN;
    }
  }
  if (!isWhole) {
    throw new Error('The listing ended too early. Try again.');
  }
  onEntries(entries);
  return { ...folder, content: null };
}

function readWhole(
  text: string,
  onEntries: (entries: Contents.IModel[]) => void
): Contents.IModel {
  const folder = JSON.parse(text) as Contents.IModel;
  const entries = folder.content as Contents.IModel[] | null;
  onEntries(entries ?? []);
  return { ...folder, content: null };
}

/**
 * Let the page paint and answer before going on.
 */
export async function breath(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve));
}

/**
 * Entries of one folder mostly say the same of their share: they share it in
 * memory, too.
 */
class SharedDetails {
  share(model: Contents.IModel): Contents.IModel {
    const own = model as { sciencemesh?: unknown };
    const text = JSON.stringify(own.sciencemesh);
    if (text === this._text) {
      own.sciencemesh = this._last;
    } else {
      this._text = text;
      this._last = own.sciencemesh;
    }
    return model;
  }

  private _last: unknown = null;
  private _text: string | undefined = '';
}

async function* lines(
  body: ReadableStream<Uint8Array>
): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const found = rest.split('\n');
      rest = found.pop() ?? '';
      for (const line of found) {
        if (line !== '') {
          yield line;
        }
      }
      if (done) {
        if (rest !== '') {
          yield rest;
        }
        return;
      }
    }
  } finally {
    // Whoever stops reading wants no more to be sent.
    void reader.cancel().catch(() => undefined);
  }
}
