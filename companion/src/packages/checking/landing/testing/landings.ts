/**
 * Repositories of the recorded internet, and others made on the spot, with
 * what is found behind their pages.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  startOrigin,
  type Behaviour,
  type Origin
} from '../../../../../../peers/origin/index.ts';
import { createOutboundClient } from '../../../../http/guarded-client.ts';
import type { OutboundClient } from '../../../../http/outbound.ts';
import type { ResolvedFile, Resolution } from '../resolution.ts';
import { resolveLanding } from '../resolve.ts';

const RECORDINGS = join(
  import.meta.dirname,
  '../../../../../../peers/origin/recordings'
);

/** A landing page, whatever it says. */
export const PAGE: Behaviour = {
  text: '<!doctype html>',
  contentType: 'text/html'
};

export class Landings {
  readonly origin: Origin;
  readonly client: OutboundClient;

  private constructor(origin: Origin) {
    this.origin = origin;
    this.client = createOutboundClient({}, undefined, {
      environment: origin.environment
    });
  }

  static async start(): Promise<Landings> {
    return new Landings(await startOrigin({ recordings: RECORDINGS }));
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.origin.stop();
  }

  async filesBehind(address: string): Promise<ResolvedFile[]> {
    const resolution = await resolveLanding(address, this.client);
    assert.ok(resolution.ok, resolution.ok ? '' : resolution.message);
    return resolution.files;
  }

  async refusalOf(
    address: string
  ): Promise<Extract<Resolution, { ok: false }>> {
    const resolution = await resolveLanding(address, this.client);
    assert.ok(!resolution.ok, `${address} was resolved`);
    assert.match(resolution.message, /\.$/);
    return resolution;
  }

  /** An InvenioRDM with one record, whose interface answers as given. */
  invenio(
    host: string,
    files: Behaviour,
    record: Behaviour = { status: 404, json: {} }
  ): string {
    this.origin.route(host, '/records/abcde-00001', PAGE);
    this.origin.route(host, '/api/records/abcde-00001/files', files);
    this.origin.route(host, '/api/records/abcde-00001', record);
    return `https://${host}/records/abcde-00001`;
  }

  /** A Dataverse with one dataset. */
  dataverse(host: string, files: unknown): string {
    const query = '?persistentId=doi:10.5072/FK2/X';
    this.origin.route(host, `/dataset.xhtml${query}`, PAGE);
    this.origin.route(host, `/api/datasets/:persistentId/${query}`, {
      json: { status: 'OK', data: { latestVersion: { files } } }
    });
    return `https://${host}/dataset.xhtml${query}`;
  }
}
