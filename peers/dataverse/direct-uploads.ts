import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { randomBytes } from 'node:crypto';

import { listenOnLoopback } from '../loopback/index.ts';
import type { Faults } from './faults.ts';
import type { Settings } from './settings.ts';
import type { Storage, StoredObject } from './storage.ts';

/** What the store refuses, in its own words. */
class StoreRefused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** An upload in parts, until it is completed or aborted. */
interface PartedUpload {
  identifier: string;
  parts: Map<number, StoredObject>;
}

const smallestPart = 5 * 1024 * 1024;

/**
 * The object store beside the installation, at an address of its own: it takes
 * bytes at addresses that were signed for them, and knows nothing of people.
 */
export class DirectUploads {
  /** Whether a token of the installation was ever sent here. */
  sawToken = false;

  private readonly settings: Settings;
  private readonly storage: Storage;
  private readonly faults: Faults;
  private readonly server: Server;
  private readonly objects = new Map<string, StoredObject>();
  private readonly parted = new Map<string, PartedUpload>();
  private url = '';

  constructor(settings: Settings, storage: Storage, faults: Faults) {
    this.settings = settings;
    this.storage = storage;
    this.faults = faults;
    this.server = createServer(
      (request, response) =>
        void this.take(request, response).catch(() => response.destroy())
    );
  }

  async start(): Promise<void> {
    const port = await listenOnLoopback(this.server);
    this.url = `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  /** Uploads in parts that nobody ended; what an abort has to prevent. */
  get unfinished(): number {
    return this.parted.size;
  }

  /** What was uploaded, complete. */
  object(identifier: string): StoredObject | undefined {
    return this.objects.get(identifier);
  }

  /** `data` of `GET uploadurls`: one address, or one for each part. */
  addresses(doi: string, size: number): Record<string, unknown> {
    const storageIdentifier = this.storage.newIdentifier();
    const { partSize } = this.settings;
    if (size <= partSize) {
      const url = this.sign(storageIdentifier, {});
      return { url, partSize, storageIdentifier };
    }
    const uploadId = randomBytes(12).toString('hex');
    this.parted.set(uploadId, {
      identifier: storageIdentifier,
      parts: new Map()
    });
    const urls: Record<string, string> = {};
    for (let part = 1; part <= Math.ceil(size / partSize); part += 1) {
      const partNumber = String(part);
      urls[partNumber] = this.sign(storageIdentifier, { uploadId, partNumber });
    }
    // Not encoded, and without a host: as the real one has it.
    const end = `/api/datasets/mpupload?globalid=${doi}&uploadid=${uploadId}&storageidentifier=${storageIdentifier}`;
    return { urls, abort: end, complete: end, partSize, storageIdentifier };
  }

  /** Throws the parts away; false where there is no such upload. */
  async abort(uploadId: string): Promise<boolean> {
    const upload = this.parted.get(uploadId);
    this.parted.delete(uploadId);
    for (const part of upload?.parts.values() ?? []) {
      await this.storage.remove(part);
    }
    return upload !== undefined;
  }

  /**
   * Puts the parts together that are named, with their ETags; those that are
   * not named are left out. Aborts where one is not as it says.
   */
  async complete(
    uploadId: string,
    named: readonly (readonly [number, string])[]
  ): Promise<boolean> {
    const upload = this.parted.get(uploadId);
    const parts = named.map(([number, tag]) => {
      const part = upload?.parts.get(number);
      return part?.md5 === tag.replaceAll('"', '') ? part : null;
    });
    const whole = parts.filter(part => part !== null);
    const small = whole.slice(0, -1).some(({ size }) => size < smallestPart);
    if (!upload || whole.length < parts.length || whole.length === 0 || small) {
      await this.abort(uploadId);
      return false;
    }
    const { identifier } = upload;
    this.objects.set(identifier, await this.storage.join(whole, identifier));
    this.parted.delete(uploadId);
    return true;
  }

  private sign(identifier: string, about: Record<string, string>): string {
    const signedHeaders =
      this.settings.tagging && about.uploadId === undefined
        ? 'host;x-amz-tagging'
        : 'host';
    const query = new URLSearchParams({
      ...about,
      'X-Amz-Expires': String(this.settings.uploadUrlSeconds),
      'X-Amz-Date': new Date().toISOString(),
      'X-Amz-SignedHeaders': signedHeaders
    });
    return `${this.url}/${encodeURIComponent(identifier)}?${query.toString()}`;
  }

  private async take(
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.sawToken ||= request.headers['x-dataverse-key'] !== undefined;
    const fault = this.faults.next(request.method ?? '', url.pathname);
    if (fault && (await this.faults.instead(fault, request, response))) {
      return;
    }
    try {
      checkSignature(request, url.searchParams);
      const stored = await this.storage.write(request);
      const tag = this.keep(url, stored);
      if (fault?.kind === 'lost-after-commit') {
        response.destroy();
        return;
      }
      const wrong = fault?.kind === 'wrong-checksum';
      response.writeHead(200, { ETag: `"${wrong ? '0'.repeat(32) : tag}"` });
      response.end();
    } catch (refused) {
      if (!(refused instanceof StoreRefused)) {
        throw refused;
      }
      const { status, code, message } = refused;
      request.resume();
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(
        `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
      );
    }
  }

  private keep(url: URL, stored: StoredObject): string {
    const identifier = decodeURIComponent(url.pathname.slice(1));
    const uploadId = url.searchParams.get('uploadId');
    const tag = String(stored.md5);
    if (uploadId === null) {
      this.objects.set(identifier, { ...stored, identifier });
      return tag;
    }
    const upload = this.parted.get(uploadId);
    if (!upload) {
      throw new StoreRefused(
        404,
        'NoSuchUpload',
        'The specified upload does not exist.'
      );
    }
    upload.parts.set(Number(url.searchParams.get('partNumber')), stored);
    return tag;
  }
}

function checkSignature(
  request: IncomingMessage,
  query: URLSearchParams
): void {
  const made = Date.parse(query.get('X-Amz-Date') ?? '');
  const lives = Number(query.get('X-Amz-Expires')) * 1000;
  if (request.method !== 'PUT' || Number.isNaN(made)) {
    throw new StoreRefused(403, 'AccessDenied', 'Access Denied');
  }
  if (Date.now() >= made + lives) {
    throw new StoreRefused(403, 'AccessDenied', 'Request has expired');
  }
  if (request.headers['content-length'] === undefined) {
    throw new StoreRefused(
      501,
      'NotImplemented',
      'A header you provided implies functionality that is not implemented'
    );
  }
  const tagged = query.get('X-Amz-SignedHeaders')?.includes('tagging') ?? false;
  const tag = request.headers['x-amz-tagging'];
  if (!tagged && tag !== undefined) {
    throw new StoreRefused(
      403,
      'AccessDenied',
      'There were headers present in the request which were not signed'
    );
  }
  if (tagged && tag !== 'dv-state=temp') {
    throw new StoreRefused(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.'
    );
  }
}
