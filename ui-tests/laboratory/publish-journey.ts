import { Invenio } from '../../peers/invenio/index.ts';
import { Client } from '../../peers/invenio/testing/client.ts';
import { PublishWizard } from '../pages/publish-wizard.ts';
import { expect, test as journey } from './journey.ts';
import type { Laboratory } from './laboratory.ts';
import { startPublishLaboratory } from './publish-laboratory.ts';

/** Files of many bytes and a repository that is busy take their time. */
export const patience = { timeout: 60_000 };

/** A publication as the companion's API tells it, as far as journeys look. */
interface ToldPublication {
  id: string;
  doi: string | null;
  message: string | null;
  recordId: string | null;
  sent: number;
  size: number;
  state: string;
}

interface PublishedRecord {
  id: string;
  doi: string;
  files: RemoteFiles;
}

type RemoteFiles = Record<string, { checksum: string }>;

/** Journeys to a real InvenioRDM, which all files of them share. */
export const test = journey.extend<
  { wizard: PublishWizard },
  { invenio: Invenio; repository: Client }
>({
  invenio: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const invenio = await Invenio.start('plain');
      await use(invenio);
      await invenio.stop();
    },
    { scope: 'worker', timeout: 300_000 }
  ],
  repository: [
    async ({ invenio }, use) => {
      await use(new Client(invenio));
    },
    { scope: 'worker' }
  ],
  laboratory: [
    async ({ invenio }, use) => {
      const laboratory = await startPublishLaboratory(invenio);
      await use(laboratory);
      await laboratory.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ],
  wizard: async ({ page }, use) => {
    await use(new PublishWizard(page));
  }
});

export { expect };

/** The newest first, as the companion lists them. */
export async function publications(
  laboratory: Laboratory
): Promise<ToldPublication[]> {
  const answer = await laboratory.lab.fetch('sciencemesh/api/publications');
  const { items } = (await answer.json()) as { items?: ToldPublication[] };
  // While the companion starts the bridge answers so, and no list.
  return items ?? [];
}

/** One of them. */
export async function publicationCalled(
  laboratory: Laboratory,
  id: string
): Promise<ToldPublication | undefined> {
  return (await publications(laboratory)).find(one => one.id === id);
}

/** The published record, as the repository tells of it to everybody. */
export async function published(
  repository: Client,
  doi: string
): Promise<PublishedRecord> {
  const id = doi.split('/')[1] ?? '';
  const record = await repository.call('GET', `/records/${id}`);
  return {
    id,
    doi: record.body.pids.doi.identifier,
    files: await filesAt(repository, `/records/${id}`)
  };
}

/**
 * The files of a record or a draft, as the repository tells of them.
 *
 * @param path - of the record or the draft, below `/api`
 */
export async function filesAt(
  repository: Client,
  path: string
): Promise<RemoteFiles> {
  const { body } = await repository.call('GET', `${path}/files`, {
    accept: 'application/json'
  });
  return Object.fromEntries(
    body.entries.map(({ key, checksum = '' }) => [key, { checksum }])
  );
}
