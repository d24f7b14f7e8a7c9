import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { cloud, MadeUpProviders } from './made-up-providers.ts';

/** The drive that the provider brings. */
const DRIVE = 'CERNBox';

/**
 * A provider with a space of the person's own, which is a share in truth: what
 * the page asks of the one, the real companion answers about the other.
 */
export class MadeUpOwnFiles {
  private readonly page: IJupyterLabPageFixture;
  private readonly space: string;

  /** @param space name of an accepted share, and of the space */
  constructor(page: IJupyterLabPageFixture, space: string) {
    this.page = page;
    this.space = space;
  }

  /** Answers in its name from now on. */
  async start(): Promise<void> {
    const providers = new MadeUpProviders(this.page);
    providers.providers = [cloud({ label: DRIVE, drive: DRIVE })];
    await providers.start();
    const api = '/sciencemesh/api';
    await this.page.route(
      new RegExp(`${api}/contents/${DRIVE}%3A(\\?|$)`),
      async route => {
        const url = route.request().url().replace(`/${DRIVE}%3A`, '/');
        const answer = await route.fetch({ url });
        if (answer.status() !== 200) {
          // Most often, that it is as the page knows it.
          await route.fulfill({ response: answer });
          return;
        }
        const root = (await answer.json()) as {
          path: string;
          content: { name: string; path: string }[];
        };
        const spaces = root.content.filter(({ name }) => name === this.space);
        const content = spaces.map(one => ({
          ...one,
          path: `${DRIVE}:/${one.name}`
        }));
        await route.fulfill({
          json: { ...root, path: `${DRIVE}:`, content }
        });
      }
    );
    await this.page.route(
      new RegExp(`${api}/(contents|raw|zip)/${DRIVE}%3A/`),
      async route => {
        const request = route.request();
        const answer = await route.fetch({
          url: request.url().replace(`/${DRIVE}%3A/`, '/'),
          ...this.sent(request.postData())
        });
        const isJson = /json/.test(answer.headers()['content-type'] ?? '');
        await (isJson
          ? route.fulfill({
              response: answer,
              body: this.told(await answer.text())
            })
          : route.fulfill({ response: answer }));
      }
    );
    await this.page.route(new RegExp(`${api}/copies`), async route => {
      await route.continue(this.sent(route.request().postData()));
    });
  }

  private sent(body: string | null): { postData?: string } {
    return body === null
      ? {}
      : { postData: body.replaceAll(`"${DRIVE}:/`, '"') };
  }

  private told(body: string): string {
    return body.replaceAll(
      `"path":"${this.space}`,
      `"path":"${DRIVE}:/${this.space}`
    );
  }
}
