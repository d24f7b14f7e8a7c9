import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Federation } from '../../demo/federation/federation.ts';
import type { Shape, SentCrate } from '../../peers/dispatcher/index.ts';
import type { FolderShare } from '../../peers/institution/index.ts';
import { dataIn, JupyterLab } from '../../peers/jupyterlab/index.ts';
import type { JupyterLabOptions } from '../../peers/jupyterlab/index.ts';
import type { Origin } from '../../peers/origin/index.ts';
import { filesWith } from './files-with.ts';
import { galataExtension } from './galata-extension.ts';

const user = 'marie';
const host = 'jupyter.example.org';

/** What a journey may set otherwise. */
export interface LaboratoryOptions extends Pick<
  JupyterLabOptions,
  | 'awaitsCompanion'
  | 'companion'
  | 'environment'
  | 'packages'
  | 'pageConfig'
  | 'traits'
> {
  /** Where its folder is made; default the one for temporary files. */
  below?: string;
  /** Fills the companion's data folder before it starts. */
  fill?: (data: string) => void;
  /** What no file may hold when all journeys are over, such as tokens. */
  secrets?: () => readonly string[];
}

/** A share as the companion's API tells it, as far as journeys look. */
export interface ListedShare {
  id: string;
  name: string;
  state: string;
}

/**
 * JupyterLab in a real browser's reach, and the federation around it: a
 * dispatcher, an institution, and the hosts that packages name.
 *
 * Token and XSRF check are on. The page does not know the token, as under a
 * JupyterHub, so that each request is let in by its cookie and checked.
 */
export class Laboratory {
  readonly federation: Federation;
  readonly lab: JupyterLab;

  private readonly folder: string;
  private readonly secrets: () => readonly string[];

  private constructor(parts: {
    federation: Federation;
    lab: JupyterLab;
    folder: string;
    secrets: () => readonly string[];
  }) {
    this.federation = parts.federation;
    this.lab = parts.lab;
    this.folder = parts.folder;
    this.secrets = parts.secrets;
  }

  /** Starts everything in a temporary folder. */
  static async start({
    below = tmpdir(),
    fill,
    secrets = () => [],
    ...options
  }: LaboratoryOptions = {}): Promise<Laboratory> {
    const folder = await mkdtemp(join(below, 'sciencemesh-journey-'));
    fill?.(dataIn(folder));
    const receiver = `${user}@${host}`;
    const federation = await Federation.start({ receiver, folder });
    const lab = await JupyterLab.start({
      folder,
      user,
      host,
      displayName: 'Marie Example',
      outbound: federation.origin,
      pageConfig: { token: '' },
      ...options,
      traits: {
        ...options.traits,
        LabApp: { expose_app_in_browser: true },
        LabServerApp: { extra_labextensions_path: [await galataExtension()] }
      }
    });
    return new Laboratory({ federation, lab, folder, secrets });
  }

  /** The loopback internet that the companion reaches. */
  get origin(): Origin {
    return this.federation.origin;
  }

  /** A path of the file browser, on this machine. */
  path(...parts: string[]): string {
    return join(this.lab.workspace, ...parts);
  }

  /**
   * Posts a package as the Dispatcher does; by default the dimuon package in
   * the form of today.
   */
  async sendPackage(
    crate: SentCrate = this.federation.package.crate,
    shape: Shape = 'S6'
  ): Promise<void> {
    const { dispatcher } = this.federation;
    const shareWith = `${user}@${host}`;
    const { status, body } = await dispatcher.dispatch(
      this.lab.ocmUrl,
      { crate, shareWith },
      shape
    );
    if (status !== 201) {
      throw new Error(`The package was answered ${status}: ${body}`);
    }
  }

  /** Has the institution offer a folder over WebDAV. */
  async offerFolder(name: string): Promise<FolderShare> {
    const { institution } = this.federation;
    const { status, body, share } = await institution.offer(
      `${this.lab.ocmUrl}/ocm`,
      { shareWith: `${user}@${host}`, folder: this.folder, name }
    );
    if (status !== 201) {
      throw new Error(`The folder was answered ${status}: ${body}`);
    }
    return share;
  }

  /** The received shares, as the companion lists them. */
  async shares(filter = 'all'): Promise<ListedShare[]> {
    const answer = await this.lab.fetch(
      `sciencemesh/api/shares?filter=${filter}`
    );
    const { items } = (await answer.json()) as { items?: ListedShare[] };
    // Without a companion the bridge answers why, and no list.
    return items ?? [];
  }

  /** Whether the companion is there, after it was ended. */
  async answers(): Promise<boolean> {
    const ocm = `${this.lab.ocmUrl}/.well-known/ocm`;
    const answer = await fetch(ocm).catch(() => null);
    return answer?.ok ?? false;
  }

  /** Puts away what a journey leaves: its shares and its kernels. */
  async tidy(): Promise<void> {
    for (const { id } of await this.shares('visible')) {
      await this.lab.fetch(`sciencemesh/api/shares/${id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ hidden: true, seen: true })
      });
    }
    const answer = await this.lab.fetch('api/sessions');
    for (const { id } of (await answer.json()) as { id: string }[]) {
      await this.lab.fetch(`api/sessions/${id}`, { method: 'DELETE' });
    }
  }

  /**
   * Ends everything, looks for the secrets in all that was written meanwhile,
   * and removes the folder.
   *
   * @throws Error that names the files with secrets
   */
  async stop(): Promise<void> {
    await this.lab.stop();
    await this.federation.stop();
    const leaks = await filesWith(this.secrets(), this.folder);
    await rm(this.folder, { recursive: true, force: true });
    if (leaks.length > 0) {
      throw new Error(`A secret stands in: ${leaks.join(', ')}`);
    }
  }
}
