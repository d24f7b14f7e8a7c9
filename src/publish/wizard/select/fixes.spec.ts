import { Dialog } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { acceptDialog } from '@jupyterlab/testing';
import { CommandRegistry } from '@lumino/commands';
import type {
  PublicationFinding,
  PublicationPlan,
  PublicationSubject
} from 'sciencemesh-contract';
import { publication } from '../../../testing/samples';
import { connected, settle, TestServer, trans } from '../../../testing/server';
import type { ICompanion } from '../../../tokens';
import { PublicationsModel } from '../../model';
import { WizardModel } from '../model';
import { Fixes } from './fixes';

const UNEXECUTED: PublicationFinding = {
  code: 'not-executed',
  severity: 'warning',
  path: 'notebooks/fit.ipynb',
  field: null,
  message: 'It was not run.',
  fix: { action: 'run', label: 'Run all cells' }
};

describe('Fixes', () => {
  let companion: ICompanion;
  let model: WizardModel;
  let publications: PublicationsModel;

  async function begin(
    subject: PublicationSubject,
    roots: PublicationPlan['roots']
  ): Promise<void> {
    const about = publication({ state: 'form', subject });
    const server = new TestServer();
    server.on('GET api/repositories', { items: [] });
    server.on('GET api/publications', { items: [about] });
    server.on(`GET api/publications/${about.id}/files`, {
      items: [],
      total: 0,
      next: null
    });
    server.on(`POST api/publications/${about.id}/check`, {
      findings: [UNEXECUTED],
      losses: [],
      preview: null,
      requests: 0,
      seconds: null,
      bytes: 0,
      roots
    });
    companion = await connected(server);
    publications = new PublicationsModel(companion);
    await settle();
    model = new WizardModel({
      publications,
      remainders: null,
      senders: null,
      start: { publicationId: about.id },
      status: companion.status
    });
    await settle();
    await settle();
  }

  afterEach(() => {
    Dialog.flush();
    model.dispose();
    publications.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  function fixes(opened: string[], ran: string[]): Fixes {
    const commands = new CommandRegistry();
    for (const id of [
      'notebook:run-all-cells',
      'notebook:clear-all-cell-outputs'
    ]) {
      commands.addCommand(id, { execute: () => ran.push(id) });
    }
    const context = {
      ready: Promise.resolve(),
      save: () => Promise.resolve(ran.push('save')),
      sessionContext: { ready: Promise.resolve() }
    };
    const docManager = {
      contextForWidget: () => context,
      openOrReveal: (path: string) => {
        opened.push(path);
        return { revealed: Promise.resolve() };
      }
    } as unknown as IDocumentManager;
    return new Fixes({ commands, docManager, trans });
  }

  it.each<[string, PublicationSubject, string]>([
    ['files', { paths: ['analysis'] }, 'analysis'],
    ['a package', { packageId: 'package-1' }, 'ScienceMesh/Packages/dimuon'],
    ['a job', { jobId: 'job-1' }, 'ScienceMesh/Jobs/fit']
  ])('run a notebook of %s where it lies', async (_, subject, display) => {
    await begin(subject, [{ path: '', display }]);
    const opened: string[] = [];
    const ran: string[] = [];
    const all = fixes(opened, ran);
    expect(all.isPossible(UNEXECUTED, model)).toBe(true);
    const applied = all.apply(UNEXECUTED, model);
    await acceptDialog();
    await applied;
    expect(opened).toEqual([`${display}/notebooks/fit.ipynb`]);
    expect(ran).toEqual(['notebook:run-all-cells', 'save']);
  });

  it('clear the outputs of a notebook of a package', async () => {
    await begin({ packageId: 'package-1' }, [{ path: '', display: 'copy' }]);
    const opened: string[] = [];
    const ran: string[] = [];
    const all = fixes(opened, ran);
    const applied = all.apply(
      { ...UNEXECUTED, fix: { action: 'clear-outputs', label: 'Clear' } },
      model
    );
    await acceptDialog();
    await applied;
    expect(ran).toEqual(['notebook:clear-all-cell-outputs', 'save']);
  });

  it('are not offered for what JupyterLab does not have', async () => {
    await begin({ paths: ['a'] }, [{ path: 'other', display: 'a/other' }]);
    expect(fixes([], []).isPossible(UNEXECUTED, model)).toBe(false);
  });
});
