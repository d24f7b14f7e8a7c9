import { act, fireEvent, render, screen, within } from '@testing-library/react';
import type {
  Publication,
  PublicationFile,
  PublicationPlan
} from 'sciencemesh-contract';
import * as React from 'react';
import { SharesModel } from '../../shares/model';
import {
  cloud,
  ownNode,
  publication,
  publicationFile,
  repository,
  share
} from '../../testing/samples';
import { connected, settle, TestServer, trans } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import { PublicationActions } from '../actions';
import { PublicationsModel } from '../model';
import { WizardModel } from './model';
import { WizardPage } from './page';
import type { Fixes } from './select/fixes';
import { Senders } from './senders';

const PATH = 'api/publications/publication-1';

describe('WizardPage', () => {
  let companion: ICompanion;
  let model: WizardModel;
  let publications: PublicationsModel;
  let senders: Senders | null;
  let server: TestServer;

  const plan = (members: Partial<PublicationPlan> = {}): PublicationPlan => ({
    findings: [],
    losses: [],
    preview: { metadata: { title: 'Dimuon spectrum' } },
    requests: 7,
    seconds: 12,
    bytes: 1000,
    roots: [{ path: '', display: 'analysis' }],
    ...members
  });

  const fresh = (members: Partial<Publication> = {}): Publication =>
    publication({
      state: 'form',
      doi: null,
      conceptDoi: null,
      recordId: null,
      recordUrl: null,
      ...members
    });

  beforeEach(async () => {
    Element.prototype.scrollIntoView = jest.fn();
    server = new TestServer();
    senders = null;
    server.on('GET api/repositories', { items: [repository()] });
    server.on(`POST ${PATH}/check`, plan());
    files([publicationFile(), publicationFile({ path: 'data/raw.csv' })]);
    companion = await connected(server);
  });

  afterEach(() => {
    model.dispose();
    publications.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  function files(items: PublicationFile[]): void {
    server.on(`GET ${PATH}/files`, { items, total: items.length, next: null });
  }

  async function show(about: Publication): Promise<void> {
    server.on('GET api/publications', { items: [about] });
    server.handle(`PUT ${PATH}/form`, form => ({
      status: 200,
      body: { ...about, form }
    }));
    publications = new PublicationsModel(companion);
    await act(settle);
    model = new WizardModel({
      publications,
      remainders: null,
      senders,
      start: { publicationId: about.id },
      status: companion.status
    });
    await act(settle);
    const actions = new PublicationActions({
      open: () => undefined,
      publications,
      trans
    });
    const fixes = {
      apply: jest.fn(),
      isPossible: () => true
    } as unknown as Fixes;
    const page = (): JSX.Element => (
      <WizardPage
        actions={actions}
        fixes={fixes}
        model={model}
        showFile={() => undefined}
        status={companion.status}
        trans={trans}
      />
    );
    const { rerender } = render(page());
    model.changed.connect(() => act(() => rerender(page())));
    await act(settle);
  }

  const button = (name: string | RegExp): HTMLButtonElement =>
    screen.getByRole<HTMLButtonElement>('button', { name });

  const go = async (name: string | RegExp): Promise<void> => {
    const steps = screen.getByRole('navigation');
    fireEvent.click(within(steps).getByRole('button', { name }));
    await act(settle);
  };

  it('shows the files, and takes back what was left out', async () => {
    await show(fresh());
    expect(screen.getByRole('tree')).toBeTruthy();
    const tree = screen.getByRole('tree');
    fireEvent.keyDown(tree, { key: ' ' });
    expect(model.form?.excluded).toEqual(['data']);
    fireEvent.click(button('Undo: Left out: data'));
    expect(model.form?.excluded).toEqual([]);
  });

  it('says why a step cannot be shown, and keeps it in reach', async () => {
    await show(fresh());
    const upload = button(/Upload/);
    expect(upload.getAttribute('aria-disabled')).toBe('true');
    expect(upload.title).toBe('Create the draft first.');
    fireEvent.click(upload);
    expect(model.trail.step).toBe('select');
  });

  it('says at once whether the files fit', async () => {
    await show(fresh());
    await go('Target');
    expect(screen.getByText(/It keeps no folders/)).toBeTruthy();
  });

  it('marks values with their source, and leads from errors to fields', async () => {
    server.on(
      `POST ${PATH}/check`,
      plan({
        findings: [
          {
            code: 'field',
            severity: 'error',
            path: null,
            field: '/title',
            message: 'Zenodo knows this title.',
            fix: null
          }
        ],
        preview: null
      })
    );
    const sources = [
      { field: '/title', origin: 'cff' as const, path: 'CITATION.cff' }
    ];
    await show(fresh({ sources }));
    await go('Review');
    expect(screen.getByText('Title:')).toBeTruthy();
    expect(screen.getByText(/shown here once nothing is missing/)).toBeTruthy();
    fireEvent.click(button('Show the field'));
    const title = await screen.findByLabelText<HTMLInputElement>('Title');
    expect(title.value).toBe('Dimuon spectrum');
    expect(screen.getByText('CITATION.cff')).toBeTruthy();
    expect(screen.getByText('Zenodo knows this title.')).toBeTruthy();
    await act(async () => {
      await new Promise(resolve => setTimeout(resolve, 150));
    });
    expect(document.activeElement).toBe(title);
  });

  it('asks what only the person knows, and takes the answer', async () => {
    await show(
      fresh({
        questions: [
          {
            code: 'licence-ambiguous',
            field: '/licences',
            message: 'Later versions, too?',
            choices: [{ label: 'Only 3', value: [{ spdx: 'GPL-3.0-only' }] }]
          }
        ]
      })
    );
    await go('Describe');
    fireEvent.click(await screen.findByRole('button', { name: 'Only 3' }));
    expect(model.form?.metadata.licences).toEqual([{ spdx: 'GPL-3.0-only' }]);
    expect(screen.queryByText('Later versions, too?')).toBeNull();
  });

  it('tells of an ORCID that is none', async () => {
    const { form } = publication();
    const metadata = {
      ...form.metadata,
      creators: [
        {
          kind: 'person' as const,
          family: 'Doe',
          orcid: '0000-0002-1825-0098'
        }
      ]
    };
    await show(fresh({ form: { ...form, metadata } }));
    await go('Describe');
    expect(await screen.findByText(/This is no ORCID/)).toBeTruthy();
  });

  it('creates no draft while something has to be mended', async () => {
    const about = fresh();
    server.on(
      `POST ${PATH}/check`,
      plan({
        findings: [
          {
            code: 'secret',
            severity: 'error',
            path: 'data.csv',
            field: null,
            message: 'There is a token in it.',
            fix: { action: 'leave-out', label: 'Leave it out' }
          }
        ]
      })
    );
    await show(about);
    await go(/Draft and DOI/);
    expect(button('Create draft').disabled).toBe(true);
    expect(button('Leave it out')).toBeTruthy();
  });

  it('sends the files as soon as the draft is there', async () => {
    const about = fresh();
    server.on(`POST ${PATH}/create`, { ...about, state: 'creating' }, 202);
    server.on(`POST ${PATH}/upload`, publication({ id: about.id }), 202);
    await show(about);
    await go(/Draft and DOI/);
    fireEvent.click(button('Create draft'));
    await act(settle);
    await act(async () => {
      server.push({
        type: 'publication',
        publication: publication({ state: 'draft' }),
        forgotten: false
      });
      await settle();
    });
    expect(server.requests).toContain(`POST ${PATH}/upload {}`);
    expect(model.trail.step).toBe('upload');
  });

  it('asks which draft it is where an answer was lost', async () => {
    const about = fresh({ state: 'unsure' });
    server.on(`GET ${PATH}/candidates`, {
      items: [
        { recordId: '7', title: 'Dimuon spectrum', createdAt: null, url: null }
      ]
    });
    server.on(`POST ${PATH}/adoption`, publication({ state: 'draft' }), 202);
    await show(about);
    fireEvent.click(button('Take the draft 7'));
    await act(settle);
    expect(server.requests).toContain(`POST ${PATH}/adoption {"recordId":"7"}`);
  });

  it('asks what holds of a draft that was changed there', async () => {
    const about = publication({ state: 'draft', changedThere: ['title'] });
    server.on(
      `POST ${PATH}/description`,
      publication({ state: 'draft', leftThere: ['title'] }),
      202
    );
    await show(about);
    expect(screen.getByText('The draft was changed at Zenodo')).toBeTruthy();
    fireEvent.click(button('Keep what is there'));
    await act(settle);
    expect(server.requests).toContain(
      `POST ${PATH}/description {"holds":"repository"}`
    );
    expect(screen.getByText('As it was changed at Zenodo')).toBeTruthy();
    fireEvent.click(button('Use the form'));
    await act(settle);
    expect(server.requests).toContain(
      `POST ${PATH}/description {"holds":"form"}`
    );
  });

  it('publishes only what was confirmed by name', async () => {
    const about = publication({ state: 'verified', filesVerified: 4 });
    server.on(`POST ${PATH}/end`, { ...about, state: 'finishing' }, 202);
    await show(about);
    expect(screen.getByText('4 of 4 files match')).toBeTruthy();
    fireEvent.click(button('Publish…'));
    const confirm = button('Publish at Zenodo');
    expect(confirm.disabled).toBe(true);
    fireEvent.change(screen.getByLabelText('Type “Zenodo” to confirm'), {
      target: { value: 'zenodo' }
    });
    fireEvent.click(confirm);
    await act(settle);
    expect(server.requests).toContain(
      `POST ${PATH}/end {"how":"publish","confirmation":"Zenodo"}`
    );
  });

  it('offers to tell the sender only where somebody can be told', async () => {
    const label = /^Tell who shared this with me/;
    const subject = { packageId: 'package-1' };
    const about = publication({ state: 'verified', subject });
    server.on('GET api/shares', { items: [share({ source: 'cloud' })] });
    server.on('GET api/providers', { items: [cloud()] });
    const shares = new SharesModel({ companion });
    await act(settle);
    senders = new Senders({ shares, sharesAt: async () => [] });
    await show(about);
    expect(screen.queryByLabelText(label)).toBeNull();
    shares.providers.put(ownNode({ id: 'cloud' }));
    expect(screen.getByLabelText(label)).toBeTruthy();
    shares.dispose();
  });

  it('says what was published, and how it is cited', async () => {
    server.on(`GET ${PATH}/citation`, { format: 'text', text: 'Doe (2026).' });
    await show(
      publication({ state: 'published', writtenBack: ['CITATION.cff'] })
    );
    expect(screen.getByText('Published at Zenodo')).toBeTruthy();
    expect(screen.getByText('Doe (2026).')).toBeTruthy();
    expect(
      screen.getByText('The DOI was written into: CITATION.cff')
    ).toBeTruthy();
  });

  it('says that it could not keep what was typed, and keeps it here', async () => {
    await show(fresh());
    server.on(`PUT ${PATH}/form`, { code: 'x', message: 'Disk full.' }, 507);
    await act(async () => {
      model.describe({ title: 'Another title' });
      await model.saver?.flush();
    });
    expect(screen.getByRole('alert').textContent).toContain('Disk full.');
    expect(model.form?.metadata.title).toBe('Another title');
    expect(button('Try again')).toBeTruthy();
  });
});
