import { Clipboard } from '@jupyterlab/apputils';
import { act, fireEvent, render, screen } from '@testing-library/react';
import type { Publication, Repository } from 'sciencemesh-contract';
import * as React from 'react';
import { publication, repository } from '../../testing/samples';
import { connected, settle, TestServer, trans } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import { PublicationActions } from '../actions';
import { PublicationsModel } from '../model';
import { SeenStates } from '../seen';
import { Publications } from './view';
import { sectionTitle } from './wording';

describe('Publications', () => {
  let companion: ICompanion;
  let model: PublicationsModel;
  let seen: SeenStates;
  let server: TestServer;
  const [begin, open, showFile] = [jest.fn(), jest.fn(), jest.fn()];
  const showRepositories = jest.fn();

  beforeEach(async () => {
    jest.resetAllMocks();
    server = new TestServer();
    companion = await connected(server);
  });

  afterEach(() => {
    model.dispose();
    seen.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  async function show(
    items: Publication[],
    repositories: Repository[] = [repository()]
  ): Promise<void> {
    server.on('GET api/publications', { items });
    server.on('GET api/repositories', { items: repositories });
    model = new PublicationsModel(companion);
    seen = new SeenStates({
      isVisible: () => false,
      publications: model,
      state: null
    });
    await act(settle);
    render(
      <Publications
        actions={new PublicationActions({ open, publications: model, trans })}
        begin={begin}
        publications={model}
        seen={seen}
        showFile={showFile}
        showRepositories={showRepositories}
        status={companion.status}
        trans={trans}
      />
    );
  }

  it('says what it is good for while there are none', async () => {
    await show([]);
    expect(screen.getByText('Nothing published yet')).toBeTruthy();
    fireEvent.click(
      screen.getByRole('button', { name: 'Publish to repository…' })
    );
    expect(begin).toHaveBeenCalled();
  });

  it('says how far an upload is, and pauses it', async () => {
    server.on(
      'POST api/publications/publication-1/pause',
      publication({ state: 'paused' }),
      202
    );
    await show([publication()]);
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe(
      '25'
    );
    expect(screen.getByText(/^250 B of 1000 B/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: /^Pause/ }));
    await act(settle);
    expect(model.get('publication-1')?.state).toBe('paused');
  });

  it('says why something stands still', async () => {
    await show([
      publication({ state: 'paused', message: 'The disk is full.' })
    ]);
    expect(screen.getByText('The disk is full.')).toBeTruthy();
  });

  it('has earlier versions behind a button', async () => {
    const state = 'published';
    await show([
      publication({ id: 'v2', state, title: 'Two' }),
      publication({ id: 'v1', state, title: 'One' })
    ]);
    expect(screen.queryByTitle('Open the page of One')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: '1 earlier version' }));
    fireEvent.click(screen.getByTitle('Open the page of One'));
    expect(open).toHaveBeenCalledWith('v1');
  });

  it('offers what fits the state, and nothing else', async () => {
    await show([publication({ state: 'published' })]);
    const names = screen
      .getAllByRole('button')
      .map(button => button.getAttribute('aria-label'))
      .filter(Boolean);
    expect(names).toEqual([
      'Copy the DOI of Dimuon spectrum',
      'New version of Dimuon spectrum',
      'Take Dimuon spectrum off the list…'
    ]);
    expect(screen.getByRole('link').getAttribute('href')).toBe(
      'https://zenodo.org/uploads/1234567'
    );
  });

  it('opens no address but one of the web', async () => {
    await show([publication({ recordUrl: 'javascript:alert(1)' })]);
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('shows where an archive of one’s own is', async () => {
    const path = 'ScienceMesh/Publications/Dimuon.zip';
    await show(
      [
        publication({
          state: 'published',
          doi: null,
          recordId: path,
          recordUrl: null
        })
      ],
      [repository({ kind: 'bundle' })]
    );
    expect(screen.getByText(path)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: /^Show the archive/ }));
    expect(showFile).toHaveBeenCalledWith(path);
  });

  it('copies a DOI', async () => {
    const copy = jest.spyOn(Clipboard, 'copyToSystem').mockImplementation();
    await show([publication()]);
    fireEvent.click(screen.getByRole('button', { name: /^Copy the DOI/ }));
    expect(copy).toHaveBeenCalledWith('10.5281/zenodo.1234567');
  });

  it('begins one new version, however often it is asked', async () => {
    const begun = publication({ id: 'v2', state: 'form' });
    server.on('POST api/publications/publication-1/new-version', begun, 202);
    await show([publication({ state: 'published' })]);
    const button = screen.getByRole('button', { name: /^New version/ });
    fireEvent.click(button);
    fireEvent.click(button);
    await act(settle);
    expect(
      server.requests.filter(request => request.includes('new-version'))
    ).toHaveLength(1);
    expect(open).toHaveBeenCalledWith('v2');
  });

  it('marks a repository that is for trying only', async () => {
    await show([publication()], [repository({ sandbox: true })]);
    expect(screen.getByText('sandbox')).toBeTruthy();
  });

  it('asks to sign in where something waits for it', async () => {
    await show(
      [publication({ state: 'paused' })],
      [repository({ state: 'sign-in', message: 'The token has expired.' })]
    );
    expect(screen.getByText('Sign in again at Zenodo')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Sign in…' }));
    expect(showRepositories).toHaveBeenCalledWith('zenodo');
  });

  it('keeps quiet about a repository that nothing waits for', async () => {
    await show(
      [publication({ state: 'published' })],
      [repository({ state: 'unreachable' })]
    );
    expect(screen.queryByText(/cannot be reached/)).toBeNull();
  });

  it('leads with arrows from row to row, across headings', async () => {
    await show([
      publication({ id: 'a', title: 'A' }),
      publication({ id: 'b', title: 'B', state: 'form' })
    ]);
    const [first, second] = ['A', 'B'].map(name =>
      screen.getByTitle(`Open the page of ${name}`)
    );
    first?.focus();
    fireEvent.keyDown(first as HTMLElement, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(second);
    expect(first?.tabIndex).toBe(-1);
  });

  it('shows a thousand quickly, and finds one of them', async () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      publication({ id: String(index), title: `Run ${index}`, state: 'form' })
    );
    const start = performance.now();
    await show(many);
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(screen.getByRole('button', { name: 'All 1000' })).toBeTruthy();
    fireEvent.change(screen.getByRole('searchbox'), {
      target: { value: 'run 731' }
    });
    expect(screen.getByTitle('Open the page of Run 731')).toBeTruthy();
    expect(screen.queryByTitle('Open the page of Run 0')).toBeNull();
  });
});

describe('sectionTitle', () => {
  it.each([
    [0, 0, 'Publications'],
    [2, 0, 'Publications (2)'],
    [0, 1, 'Publications (1 new)'],
    [2, 1, 'Publications (2, 1 new)']
  ])('counts what matters now', (uploads, fresh, label) => {
    expect(sectionTitle(trans, uploads, fresh).label).toBe(label);
  });
});
