import { mkdir, writeFile } from 'node:fs/promises';

import { Dataverse } from '../../peers/dataverse/index.ts';
import {
  Publishing,
  REPOSITORY,
  startDataverseLaboratory
} from '../laboratory/dataverse-laboratory.ts';
import { expect, test as journey } from '../laboratory/journey.ts';
import { look } from '../pages/looks.ts';
import { PublicationsPage } from '../pages/publications.ts';

const test = journey.extend<
  { publications: PublicationsPage },
  { dataverse: Dataverse }
>({
  dataverse: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const dataverse = await Dataverse.start({});
      await use(dataverse);
      await dataverse.stop();
    },
    { scope: 'worker' }
  ],
  laboratory: [
    async ({ dataverse }, use) => {
      const laboratory = await startDataverseLaboratory(dataverse);
      await use(laboratory);
      await laboratory.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ],
  publications: async ({ page }, use) => {
    await use(new PublicationsPage(page));
  }
});

test.describe.configure({ mode: 'serial', timeout: 120_000 });

test.beforeEach(async ({ laboratory }) => {
  await mkdir(laboratory.path('dunes'), { recursive: true });
  await writeFile(laboratory.path('dunes', 'heights.csv'), 'dune,height\n');
  await writeFile(laboratory.path('dunes', 'README.md'), '# Dunes\n');
});

test('a repository is signed in to on its page', async ({
  dataverse,
  page,
  panel,
  publications
}) => {
  const { repositories } = publications;
  await page.goto('?reset');
  await panel.open();
  await expect(publications.section).toHaveAttribute('aria-expanded', 'false');
  await publications.section.click();
  await expect(publications.list).toContainText('Nothing published yet');
  await look(page, {
    parts: ['.jp-SciMeshPublications'],
    picture: 'publications-empty'
  });

  await publications.list
    .getByRole('button', { name: 'Repositories…' })
    .click();
  await repositories
    .getByRole('button', { name: `Sign in at ${REPOSITORY}` })
    .click();
  const token = repositories.getByRole('textbox', { name: /^Token of/ });
  await token.fill('not-a-token');
  await repositories
    .getByRole('button', { name: 'Sign in', exact: true })
    .click();
  await expect(repositories.getByRole('alert')).toContainText(
    'does not take the token'
  );
  await look(page, {
    parts: ['.jp-SciMeshRepositories'],
    picture: 'repositories'
  });
  await token.fill(dataverse.token('alice'));
  await token.press('Enter');
  await expect(repositories).toContainText('signed in and ready');
  await expect(token).toBeHidden();
});

test('what is not saved is asked about before it is published', async ({
  page,
  publications
}) => {
  await page.goto('?reset');
  await publications.command('docmanager:open', {
    path: 'dunes/README.md',
    factory: 'Editor'
  });
  await page.locator('.jp-FileEditor .cm-content').click();
  await page.keyboard.type('Not saved yet. ');
  await publications.command('sciencemesh:publish', { paths: ['dunes'] });
  const question = page.locator('.jp-Dialog', {
    hasText: 'Save README.md first?'
  });
  await expect(question).toContainText('What is published is what is saved.');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('.jp-SciMeshPublish')).toHaveCount(0);
});

test('the list follows a publication, version by version', async ({
  laboratory,
  page,
  panel,
  publications
}) => {
  const publishing = new Publishing(laboratory);
  const { list, section } = publications;
  const row = publications.row('Heights of dunes');
  await page.goto('?reset');
  await panel.open();
  const id = await publishing.begin('Heights of dunes', [
    'dunes/heights.csv',
    'dunes/README.md'
  ]);
  await publishing.begin('Widths of dunes', ['dunes/heights.csv']);

  await test.step('the first one unfolds it', async () => {
    await expect(section).toHaveAttribute('aria-expanded', 'true');
    await expect(row).toContainText(`not sent yet, ${REPOSITORY}`);
    await expect(row).toContainText('sandbox');
  });

  await test.step('what has come about is told and marked', async () => {
    await publishing.act(id, 'create', 'draft');
    await expect(row).toContainText('DOI reserved: 10.5072/');
    await publishing.act(id, 'upload', 'verified');
    await expect(publications.notice('are at')).toBeVisible();
    await expect(row).toHaveClass(/jp-mod-fresh/);
    await expect(section).toContainText('Publications (1 new)');
  });

  await test.step('who opens it has seen it', async () => {
    await row.getByTitle(/^Open the page of/).click();
    await expect(section).toHaveText('Publications');
    await expect(publications.notice('are at')).toHaveCount(0);
  });

  await test.step('its next version stands above it', async () => {
    const end = { how: 'publish', confirmation: REPOSITORY };
    await publishing.act(id, 'end', 'published', end);
    await row.hover();
    await row.getByRole('button', { name: /^New version of/ }).click();
    await expect(row).toHaveCount(2);
    await expect(row.first()).toContainText('Next version');
    await publications.makeRoom();
    await look(page, {
      parts: ['.jp-SciMeshPublications'],
      picture: 'publications'
    });
  });

  await test.step('a draft is taken off once that was confirmed', async () => {
    const draft = publications.row('Widths of dunes');
    await draft.hover();
    await draft.getByRole('button', { name: /^Take .* off the list/ }).click();
    await page.getByRole('button', { name: 'Take off', exact: true }).click();
    await expect(draft).toHaveCount(0);
    await expect(list).toContainText('Heights of dunes');
  });
});
