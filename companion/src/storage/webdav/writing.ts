/**
 * Writes files, and makes, moves, copies and deletes at the server.
 *
 * Conditions (`If-Match`, `If-None-Match`) are sent, but not trusted: nginx and
 * rclone do not look at them. So the file is looked at right before, which
 * leaves a moment for others on those servers, and none on the rest.
 *
 * An answer can get lost after the server has done what it was asked for. Then
 * the outcome is looked up; nothing is done twice.
 */
import type { Readable } from 'node:stream';
import type { OutboundResponse } from '../../http/outbound.ts';
import {
  StorageError,
  type Entry,
  type WriteCondition,
  type Written
} from '../storage.ts';
import { senseless } from './failures.ts';
import type { Lister } from './listing.ts';
import { splitPath } from './names.ts';
import { etagOf } from './properties.ts';
import type { Requests } from './requests.ts';
import type { Server } from './server.ts';

export interface WriteOrder {
  size: number;
  condition: WriteCondition;
  signal?: AbortSignal;
}

export class FileWriter {
  readonly #requests: Requests;
  readonly #lister: Lister;
  readonly #server: Server;

  constructor(requests: Requests, lister: Lister, server: Server) {
    this.#requests = requests;
    this.#lister = lister;
    this.#server = server;
  }

  async write(
    path: string,
    body: () => Readable,
    order: WriteOrder
  ): Promise<Written> {
    splitPath(path);
    const before =
      order.condition.type === 'any'
        ? undefined
        : await this.#look(path, order.signal);
    this.#judge(path, before ?? null, order.condition);
    const response = await this.#put(path, body, order, true);
    this.#server.forget(path);
    const etag = this.#etag(response);
    const created =
      before === undefined ? response.status === 201 : before === null;
    response.discard();
    return this.#confirm(path, order, etag, created);
  }

  async #put(
    path: string,
    body: () => Readable,
    order: WriteOrder,
    conditional: boolean
  ): Promise<OutboundResponse> {
    const response = await this.#requests.send({
      method: 'PUT',
      path,
      headers: {
        'content-type': 'application/octet-stream',
        ...(conditional ? conditionHeaders(order.condition) : {})
      },
      body: { length: order.size, open: body },
      signal: order.signal
    });
    if (response.status < 300) {
      return response;
    }
    response.discard();
    if (response.status === 412 && conditional) {
      return this.#refused(path, body, order);
    }
    throw this.#requests.note(await this.#putFailure(path, response));
  }

  /**
   * The server says that the file is another one (412). That is wrong on
   * servers which compare weak or unquoted validators in their own way: where
   * the file still is the one it should be, it is written without condition.
   */
  async #refused(
    path: string,
    body: () => Readable,
    order: WriteOrder
  ): Promise<OutboundResponse> {
    const current = await this.#look(path, order.signal);
    this.#judge(path, current, order.condition);
    return this.#put(path, body, order, false);
  }

  async #putFailure(
    path: string,
    response: OutboundResponse
  ): Promise<StorageError> {
    const failure = this.#requests.failure(response, path);
    if (![403, 405, 409].includes(response.status)) {
      return failure;
    }
    // Servers say in many ways that a folder is no file.
    const current = await this.#look(path, undefined).catch(() => null);
    return current?.kind === 'folder' ? this.#isFolder(path) : failure;
  }

  /** What was written, as the server has it now. */
  async #confirm(
    path: string,
    { size, signal }: WriteOrder,
    etag: string | null,
    created: boolean
  ): Promise<Written> {
    const told = { etag, modified: null, size, created };
    const now = await this.#look(path, signal).catch(() => undefined);
    if (now === undefined) {
      // It was written; only the look afterwards failed.
      return told;
    }
    if (
      now !== null &&
      etag !== null &&
      now.etag !== null &&
      now.etag !== etag
    ) {
      // Somebody else was faster than the look.
      return told;
    }
    if (now === null || (now.size !== null && now.size !== size)) {
      throw this.#requests.note(
        senseless(
          this.#requests.label,
          `took ${size} bytes and has ${now?.size ?? 'no file'}`
        )
      );
    }
    return { ...told, etag: now.etag ?? etag, modified: now.modified };
  }

  #etag({ headers }: OutboundResponse): string | null {
    return this.#server.abilities.etags
      ? (etagOf(headers['etag'], this.#server.traits.weakEtags) ??
          etagOf(headers['oc-etag']))
      : null;
  }

  /** Null where nothing is. */
  async #look(
    path: string,
    signal: AbortSignal | undefined
  ): Promise<Entry | null> {
    return this.#lister.stat(path, signal).catch((error: unknown) => {
      if (error instanceof StorageError && error.code === 'not-found') {
        return null;
      }
      throw error;
    });
  }

  #judge(path: string, before: Entry | null, condition: WriteCondition): void {
    const { label } = this.#requests;
    const name = this.#requests.sentenceName(path);
    if (before?.kind === 'folder') {
      throw condition.type === 'new'
        ? new StorageError('exists', `${name} is there already at ${label}.`)
        : this.#isFolder(path);
    }
    if (condition.type === 'new' && before !== null) {
      throw new StorageError('exists', `${name} is there already at ${label}.`);
    }
    if (
      condition.type === 'unchanged' &&
      this.#server.abilities.etags &&
      before?.etag !== condition.etag
    ) {
      throw new StorageError(
        'changed',
        before === null
          ? `${name} was deleted or renamed at ${label} in the meantime.`
          : `${name} was changed at ${label} in the meantime. Look at it again.`
      );
    }
  }

  #isFolder(path: string): StorageError {
    return new StorageError(
      'wrong-kind',
      `${this.#requests.sentenceName(path)} is a folder, not a file.`
    );
  }
}

function conditionHeaders(condition: WriteCondition): Record<string, string> {
  switch (condition.type) {
    case 'any':
      return {};
    case 'new':
      return { 'if-none-match': '*' };
    case 'unchanged':
      return { 'if-match': `"${condition.etag}"` };
  }
}
