import type { OAuthRepository } from '../../peers/oauth/index.ts';
import { expect, test as journey } from '../laboratory/journey.ts';
import {
  REPOSITORY,
  SignInLaboratory
} from '../laboratory/sign-in-laboratory.ts';
import { look } from '../pages/looks.ts';
import { PublicationsPage } from '../pages/publications.ts';

const test = journey.extend<
  { publications: PublicationsPage; repository: OAuthRepository },
  { beside: SignInLaboratory }
>({
  beside: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const beside = await SignInLaboratory.start();
      await use(beside);
      await beside.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ],
  laboratory: [
    async ({ beside }, use) => {
      await use(beside.laboratory);
    },
    { scope: 'worker' }
  ],
  publications: async ({ page }, use) => {
    await use(new PublicationsPage(page));
  },
  repository: async ({ beside }, use) => {
    await use(beside.repository);
  }
});

test.describe.configure({ mode: 'serial', timeout: 120_000 });

for (const denies of [true, false]) {
  test(`a person ${denies ? 'does not allow it' : 'signs in'} at the repository and comes back`, async ({
    context,
    page,
    publications,
    repository
  }) => {
    repository.denies = denies;
    const { repositories } = publications;
    await page.goto('?reset');
    await publications.command('sciencemesh:show-repositories');
    await repositories
      .getByRole('button', { name: `Ways to sign in at ${REPOSITORY}` })
      .click();
    await look(page, { parts: ['.jp-SciMeshRepositories'] });
    const opened = context.waitForEvent('page');
    await repositories
      .getByRole('button', { name: `Sign in at ${REPOSITORY}`, exact: true })
      .click();
    const tab = await opened;
    await expect(tab.getByRole('heading')).toHaveText(
      denies ? 'Not signed in' : `You are signed in at ${REPOSITORY}`
    );
    await expect(repositories).toContainText(
      denies ? 'not signed in' : 'signed in and ready'
    );
    await tab.close();
  });
}
