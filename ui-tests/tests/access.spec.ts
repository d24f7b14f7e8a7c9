import type { Page } from '@playwright/test';

import { expect, test } from '../laboratory/journey.ts';

/** The status of a change that the page asks for. */
async function statusOf(
  page: Page,
  url: string,
  withToken: boolean
): Promise<number> {
  const { name, value } = (await page.context().cookies()).find(
    cookie => cookie.name === '_xsrf'
  ) ?? { name: '', value: '' };
  expect(name).toBe('_xsrf');
  return page.evaluate(
    async ({ address, headers }) => {
      const method = 'POST';
      const answer = await fetch(address, { method, headers, body: '{}' });
      return answer.status;
    },
    {
      address: url,
      headers: {
        'content-type': 'application/json',
        ...(withToken ? { 'X-XSRFToken': value } : {})
      }
    }
  );
}

test('the server asks for a login and refuses forged requests', async ({
  laboratory,
  page
}) => {
  const { baseUrl } = laboratory.lab;
  const seen = `${baseUrl}/sciencemesh/api/shares/seen`;
  expect((await fetch(seen, { method: 'POST' })).status).toBe(403);

  await page.goto('?reset');
  // The page works with its cookie alone, as under a JupyterHub.
  const token = await page.evaluate(
    () => window.jupyterapp.serviceManager.serverSettings.token
  );
  expect(token).toBe('');
  expect(await statusOf(page, seen, false)).toBe(403);
  expect(await statusOf(page, seen, true)).toBe(204);
});
