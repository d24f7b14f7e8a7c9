import { act, fireEvent, render, screen } from '@testing-library/react';
import type { Repository } from 'sciencemesh-contract';
import * as React from 'react';
import { repository } from '../../testing/samples';
import { connected, settle, TestServer, trans } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import { PublicationsModel } from '../model';
import { SignIn } from './signin';

const PAGE = 'https://zenodo.org/oauth/authorize?state=abc';

describe('SignIn where the administrator has set it up', () => {
  let companion: ICompanion;
  let model: PublicationsModel;
  let server: TestServer;
  const done = jest.fn();
  const close = jest.fn();
  const replace = jest.fn();

  const { login } = repository();
  const signedOut = repository({
    oauth: true,
    state: 'sign-in',
    lookedAt: null,
    login: login && { ...login, state: 'missing', account: null }
  });
  const signedIn = repository({ oauth: true });

  beforeEach(async () => {
    jest.resetAllMocks();
    server = new TestServer();
    server.on('GET api/publications', { items: [] });
    server.on('GET api/repositories', { items: [signedOut] });
    server.on('POST api/repositories/zenodo/oauth', { url: PAGE });
    companion = await connected(server);
    model = new PublicationsModel(companion);
    await act(settle);
    const form = (): JSX.Element => (
      <SignIn
        onDone={done}
        publications={model}
        repository={model.repository('zenodo') ?? signedOut}
        trans={trans}
      />
    );
    const { rerender } = render(form());
    model.repositoriesChanged.connect(() => rerender(form()));
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  /** The tab that a browser opens; null: it does not. */
  function opens(isAllowed = true): { opener: unknown } | null {
    const tab = { opener: window, close, location: { replace } };
    const opened = isAllowed ? (tab as unknown as Window) : null;
    jest.spyOn(window, 'open').mockReturnValue(opened);
    return isAllowed ? tab : null;
  }

  async function press(): Promise<void> {
    fireEvent.click(screen.getByRole('button', { name: 'Sign in at Zenodo' }));
    await act(settle);
  }

  async function tell(next: Repository): Promise<void> {
    server.push({ type: 'repository', repository: next, forgotten: false });
    await act(settle);
  }

  it('leads to the page of the repository, which gets no handle', async () => {
    const tab = opens();
    await press();
    expect(server.requests).toContain(
      'POST api/repositories/zenodo/oauth {"redirect":"http://jupyter.test/user/marie/sciencemesh/oauth/callback"}'
    );
    expect(replace).toHaveBeenCalledWith(PAGE);
    expect(tab?.opener).toBeNull();
    expect(screen.getByRole('status').textContent).toContain(
      'in the tab that has opened'
    );
  });

  it('goes on when the companion tells of it', async () => {
    opens();
    await press();
    expect(done).not.toHaveBeenCalled();
    await tell(signedIn);
    expect(done).toHaveBeenCalledTimes(1);
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('says what the repository wants besides', async () => {
    opens();
    await press();
    const message = 'Zenodo takes no deposits from this account.';
    await tell({
      ...signedIn,
      state: 'closed',
      message,
      login: login && { ...login, state: 'scope' }
    });
    expect(done).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toBe(message);
  });

  it('offers the page as a link where the browser opens no tab', async () => {
    opens(false);
    await press();
    const link = screen.getByRole('link', { name: 'Open the page again' });
    expect(link.getAttribute('href')).toBe(PAGE);
    expect(link.getAttribute('rel')).toContain('noopener');
  });

  it('closes the tab when there is nowhere to go', async () => {
    server.on(
      'POST api/repositories/zenodo/oauth',
      { code: 'x', message: 'Not now.' },
      409
    );
    opens();
    await press();
    expect(close).toHaveBeenCalled();
    expect(replace).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toBe('Not now.');
  });

  it('has the token as the other way', async () => {
    server.on('PUT api/repositories/zenodo/token', signedIn);
    fireEvent.change(screen.getByLabelText('Token of Zenodo'), {
      target: { value: 's3cret' }
    });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await act(settle);
    expect(server.requests).toContain(
      'PUT api/repositories/zenodo/token {"token":"s3cret"}'
    );
    expect(done).toHaveBeenCalled();
  });
});
