/**
 * A program that publishes the files of a folder, for tests that kill it: it
 * goes on with what an earlier one has left, and ends when all is verified.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { metadata, PublishingBench, REPOSITORY, signal } from './bench.ts';
import { invenioAt, outbound } from './invenio.ts';

/** By then a search at the repository finds what was made. */
const INDEX_MILLISECONDS = 4000;

const [folder = '', url = '', title = ''] = process.argv.slice(2);
const token = process.env['PUBLISHER_TOKEN'] ?? '';

const bench = PublishingBench.in(
  folder,
  invenioAt(url, () => token)
);
const { library } = bench;
library.start();
const { id } = await library.begin(
  { key: 'the-only-one', subject: { paths: ['work'] } },
  signal
);
await goOn();
await library.close();
await outbound.close();
bench.store.close();

/** Does what a person does who wants it published. */
async function goOn(): Promise<void> {
  for (;;) {
    const { state, message } = await bench.rest(id);
    switch (state) {
      case 'form': {
        const { form } = library.get(id);
        library.setForm(id, {
          ...form,
          repositoryId: REPOSITORY,
          metadata: { ...metadata, title }
        });
        library.create(id);
        break;
      }
      case 'unsure':
        await adopt();
        break;
      case 'draft':
      case 'paused':
        library.upload(id);
        break;
      case 'verified':
        return;
      default:
        throw new Error(`${state}: ${message ?? ''}`);
    }
  }
}

/** Takes the draft of this title, if there is one. */
async function adopt(): Promise<void> {
  await pause(INDEX_MILLISECONDS);
  const { items } = await library.candidates(id, signal);
  const mine = items.find(item => item.title === title);
  library.adopt(id, { recordId: mine?.recordId ?? null });
}
