import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Laboratory } from '../laboratory/laboratory.ts';
import { expect, test as journey } from '../laboratory/journey.ts';
import { look } from '../pages/looks.ts';

/** The folder in which the server looks for Node, empty at first. */
const test = journey.extend<object, { nodeFolder: string }>({
  nodeFolder: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-node-'));
      await use(folder);
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' }
  ],
  laboratory: [
    async ({ nodeFolder }, use) => {
      const laboratory = await Laboratory.start({
        awaitsCompanion: false,
        // With the token in the page, as `jupyter lab` by itself has it.
        pageConfig: {},
        traits: {
          ScienceMeshApp: {
            companion_command: [],
            node_path: join(nodeFolder, 'node')
          }
        }
      });
      await use(laboratory);
      await laboratory.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ]
});

test.describe.configure({ timeout: 180_000 });

test('without Node the panel says so, until there is one', async ({
  nodeFolder,
  page,
  panel
}) => {
  await page.goto('?reset');
  await panel.open();
  await expect(panel.region).toContainText('ScienceMesh is not running');
  for (const section of ['Shares', 'Drive']) {
    await expect(
      panel.region.getByLabel(section, { exact: true }).getByRole('alert')
    ).toContainText('Node');
  }
  await look(page, { parts: ['#jp-scimesh-panel'], picture: 'failure' });

  await symlink(process.execPath, join(nodeFolder, 'node'));
  await panel.region
    .getByLabel('Shares', { exact: true })
    .getByRole('button', { name: 'Try again' })
    .click();
  await expect(panel.region).toContainText('No shares yet');
  await expect(panel.region).toContainText('marie@jupyter.example.org');
  await expect(panel.region).toContainText('No shared folders yet');
  await look(page, { parts: ['#jp-scimesh-panel'], picture: 'panel-empty' });
});
