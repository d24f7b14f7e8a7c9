import { act, fireEvent, render, screen } from '@testing-library/react';
import type { Repository } from 'sciencemesh-contract';
import * as React from 'react';
import { repository } from '../../testing/samples';
import { connected, settle, TestServer, trans } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import { PublicationsModel } from '../model';
import { Repositories } from './page';

describe('Repositories', () => {
  let companion: ICompanion;
  let model: PublicationsModel;
  let server: TestServer;

  beforeEach(async () => {
    server = new TestServer();
    server.on('GET api/publications', { items: [] });
    companion = await connected(server);
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  async function show(
    items: Repository[],
    wanted: string | null = null
  ): Promise<void> {
    server.on('GET api/repositories', { items });
    model = new PublicationsModel(companion);
    const asked = wanted === null ? null : { id: wanted };
    const page = (): JSX.Element => (
      <Repositories
        publications={model}
        status={companion.status}
        trans={trans}
        wanted={asked}
      />
    );
    await act(settle);
    const { rerender } = render(page());
    model.repositoriesChanged.connect(() => rerender(page()));
  }

  const { login } = repository();
  const signedOut = repository({
    state: 'sign-in',
    login: login && { ...login, state: 'missing', account: null }
  });

  function enter(label: string, value: string): void {
    fireEvent.change(screen.getByLabelText(label), { target: { value } });
  }

  it('says how a repository stands and what it takes', async () => {
    await show([repository()]);
    expect(screen.getByText('signed in and ready')).toBeTruthy();
    expect(screen.getByText('as marie')).toBeTruthy();
    expect(screen.getByText(/at most 100 files a record/)).toBeTruthy();
  });

  it('says where a token is made and what for', async () => {
    await show([signedOut], 'zenodo');
    expect(
      screen
        .getAllByRole('link')
        .map(link => link.getAttribute('href'))
        .at(-1)
    ).toBe(login?.tokensAt);
    expect(
      screen.getByText('to create a draft and send files to it', {
        exact: false
      })
    ).toBeTruthy();
  });

  it('hands a token over once and forgets it', async () => {
    server.on('PUT api/repositories/zenodo/token', repository());
    await show([signedOut], 'zenodo');
    const field = screen.getByLabelText('Token of Zenodo');
    expect(field.getAttribute('type')).toBe('password');
    enter('Token of Zenodo', ' s3cret ');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await act(settle);
    expect(server.requests).toContain(
      'PUT api/repositories/zenodo/token {"token":"s3cret"}'
    );
    expect(screen.queryByLabelText('Token of Zenodo')).toBeNull();
    expect(screen.getByText('signed in and ready')).toBeTruthy();
  });

  it.each([
    [
      'the repository',
      repository({
        state: 'sign-in',
        message: 'Zenodo does not know this token.',
        login: login && { ...login, state: 'refused' }
      }),
      200
    ],
    [
      'the companion',
      { code: 'x', message: 'Zenodo does not know this token.' },
      502
    ]
  ])(
    'says why %s did not take a token, and keeps it',
    async (_, body, status) => {
      server.on('PUT api/repositories/zenodo/token', body, status);
      await show([signedOut], 'zenodo');
      enter('Token of Zenodo', 's3cret');
      fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
      await act(settle);
      expect(screen.getByRole('alert').textContent).toBe(
        'Zenodo does not know this token.'
      );
      expect(
        screen.getByLabelText<HTMLInputElement>('Token of Zenodo').value
      ).toBe('s3cret');
    }
  );

  it('names the ways to sign in where there are two', async () => {
    const oauth = { ...repository(), oauth: true };
    await show([
      { ...signedOut, oauth: true },
      { ...oauth, id: 'other' }
    ]);
    const [first, again] = [
      screen.getByRole('button', { name: 'Ways to sign in at Zenodo' }),
      screen.getByRole('button', { name: 'Sign in again at Zenodo' })
    ];
    expect(again.textContent).toBe('Sign in again…');
    fireEvent.click(first);
    expect(
      screen.getByRole('button', { name: 'Sign in at Zenodo' })
    ).toBeTruthy();
    expect(screen.getByText('Enter a token instead')).toBeTruthy();
  });

  it('signs out', async () => {
    server.on('DELETE api/repositories/zenodo/token', signedOut);
    await show([repository()]);
    fireEvent.click(screen.getByRole('button', { name: /^Sign out/ }));
    await act(settle);
    expect(screen.getByText('not signed in')).toBeTruthy();
  });

  it('adds a repository by its host and asks for its token', async () => {
    const added = repository({
      ...signedOut,
      id: 'data-example-org',
      name: 'Data of the lab',
      own: true
    });
    server.on('POST api/repositories', added, 201);
    await show([]);
    enter('Address', 'data.example.org');
    fireEvent.click(screen.getByRole('button', { name: 'Add repository' }));
    await act(settle);
    expect(server.requests).toContain(
      'POST api/repositories {"url":"https://data.example.org"}'
    );
    expect(screen.getByLabelText('Token of Data of the lab')).toBeTruthy();
  });

  it('says why a repository was not added', async () => {
    server.on(
      'POST api/repositories',
      { code: 'repository-unknown', message: 'There is no repository there.' },
      422
    );
    await show([]);
    enter('Address', 'http://data.example.org');
    fireEvent.click(screen.getByRole('button', { name: 'Add repository' }));
    await act(settle);
    expect(screen.getByRole('alert').textContent).toBe(
      'There is no repository there.'
    );
  });

  it('removes what the person has added, and that alone', async () => {
    server.on('DELETE api/repositories/mine', '');
    await show([
      repository(),
      repository({ id: 'mine', name: 'Mine', own: true })
    ]);
    fireEvent.click(screen.getByRole('button', { name: /^Remove/ }));
    await act(settle);
    expect(model.repositories?.map(({ id }) => id)).toEqual(['zenodo']);
  });

  it('asks no token for an archive on the server', async () => {
    await show([
      repository({
        id: 'bundle',
        kind: 'bundle',
        flavour: null,
        name: 'Archive',
        login: null,
        url: null
      })
    ]);
    expect(screen.queryByRole('button', { name: /^Sign in/ })).toBeNull();
    expect(screen.getByText('ready')).toBeTruthy();
  });
});
