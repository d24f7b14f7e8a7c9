import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { freePort } from '../loopback/index.ts';
import { findInvenio } from './process.ts';

/** Milliseconds: a machine that has other work may take its time. */
const patience = 120_000;

/** A client that is registered there. */
export interface InvenioClient {
  id: string;
  secret: string;
  /** Where people are sent back to. */
  redirect: string;
}

/** The authorization server of InvenioRDM, without the rest of it. */
export class InvenioSignIn {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  private readonly child: ChildProcess;
  private readonly folder: string;

  private constructor(child: ChildProcess, url: string, folder: string) {
    this.child = child;
    this.url = url;
    this.folder = folder;
  }

  /**
   * Starts one that nobody has signed in at.
   *
   * @throws Error with a sentence when it is not installed or does not start
   */
  static async start(client: InvenioClient): Promise<InvenioSignIn> {
    const found = await findInvenio();
    if ('missing' in found) {
      throw new Error(found.missing);
    }
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-sign-in-'));
    const program = join(import.meta.dirname, 'site', 'sign_in.py');
    const child = spawn(
      join(found.root, 'env/bin/python'),
      [program, folder, String(port), JSON.stringify(client)],
      { stdio: 'ignore' }
    );
    const url = `http://127.0.0.1:${port}`;
    const running = new InvenioSignIn(child, url, folder);
    await running.answers();
    return running;
  }

  /**
   * Alice, who is logged in, presses a button of the page.
   *
   * @returns where she is sent back to
   */
  async decide(page: string, confirm: 'yes' | 'no'): Promise<URL> {
    const answer = await fetch(page, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ confirm })
    });
    const location = answer.headers.get('location');
    if (location === null) {
      throw new Error(`The page says ${answer.status}.`);
    }
    return new URL(location, this.url);
  }

  /** Status of a page that takes tokens. */
  async ping(token: string | null): Promise<number> {
    const { status } = await fetch(`${this.url}/oauth/ping`, {
      headers: { authorization: `Bearer ${token ?? ''}` }
    });
    return status;
  }

  /** Ends it, with all tokens. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill();
      await once(this.child, 'exit');
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<void> {
    const end = performance.now() + patience;
    while (performance.now() < end && this.child.exitCode === null) {
      const isThere = await this.ping(null).then(
        () => true,
        () => false
      );
      if (isThere) {
        return;
      }
      await pause(200);
    }
    await this.stop();
    throw new Error("InvenioRDM's authorization server did not start.");
  }
}
