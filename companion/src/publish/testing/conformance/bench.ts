/**
 * A repository under test: the adapter, the server behind it, and a way to
 * let requests between the two go wrong.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type {
  DraftMetadata,
  PublicationMetadata,
  RepositoryAbilities
} from 'sciencemesh-contract';
import { FaultProxy, type Choice } from '../../../../../peers/faults/index.ts';
import {
  RepositoryError,
  type DraftState,
  type RemoteFile,
  type Repository,
  type RepositoryBody,
  type RepositoryFailure,
  type UploadSlot
} from '../../repository.ts';

/** What a suite has to know of a repository. */
export interface Subject {
  /** Address of the server. */
  url: string;
  /** Of somebody who deposits. */
  token: string;
  /** One that is not taken any more. */
  endedToken: string;
  /** The adapter, at the server or at what stands before it. */
  open(url: string, token: string | null, patience?: number): Repository;
  /** What the server keeps of the metadata, read by other means. */
  readBack(id: string): Promise<DraftMetadata>;
  /** How a deposit ends: published, or handed in where others publish. */
  ending: { publish: true } | { publish: false; community: string | null };
  /** Bytes of a file that goes in parts; null: none does. */
  manyParts: number | null;
  /** Whether a file may be without bytes. */
  emptyFiles: boolean;
  /** Codes that this kind of repository has no reason for, and why. */
  unknownCodes: Partial<Record<RepositoryFailure, string>>;
  close(): Promise<void>;
}

export const signal = new AbortController().signal;

/** Milliseconds until an answer that does not come is given up. */
const PATIENCE = 3000;

export class Bench {
  readonly subject: Subject;
  readonly repository: Repository;
  readonly abilities: RepositoryAbilities;
  /** Codes of all failures that were seen. */
  readonly reached = new Set<RepositoryFailure>();
  private readonly proxy: FaultProxy;

  private constructor(
    subject: Subject,
    proxy: FaultProxy,
    abilities: RepositoryAbilities
  ) {
    this.subject = subject;
    this.proxy = proxy;
    this.repository = subject.open(subject.url, subject.token);
    this.abilities = abilities;
  }

  static async start(subject: Subject): Promise<Bench> {
    const proxy = await FaultProxy.start(subject.url);
    const repository = subject.open(subject.url, subject.token);
    const { abilities } = await repository.probe(signal);
    return new Bench(subject, proxy, abilities);
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.subject.close();
  }

  /** The adapter behind a connection on which things go wrong. */
  troubled(choose: Choice, token = this.subject.token): Repository {
    this.proxy.choose = choose;
    const url = this.proxy.url.replace(/\/$/u, '');
    return this.subject.open(url, token, PATIENCE);
  }

  body(metadata: PublicationMetadata): RepositoryBody {
    return this.repository.toBody(metadata, this.abilities);
  }

  /** Uploads as the engine does: begin, send all parts, commit. */
  async upload(
    draft: DraftState,
    key: string,
    content: Buffer,
    repository = this.repository
  ): Promise<RemoteFile> {
    const slot = await this.begin(draft, key, content, repository);
    const receipts = [];
    for (let part = 0; part < slot.parts; part++) {
      const start = part * slot.partSize;
      const bytes = content.subarray(start, start + slot.partSize);
      const open = () => Readable.from(bytes.length === 0 ? [] : [bytes]);
      receipts.push(
        await repository.send(draft, slot, part, open, bytes.length, signal)
      );
    }
    return repository.commit(
      draft,
      { ...slot, checksum: this.checksum(content) },
      receipts,
      signal
    );
  }

  async begin(
    draft: DraftState,
    key: string,
    content: Buffer,
    repository = this.repository
  ): Promise<UploadSlot> {
    const file = { key, size: content.length, checksum: null };
    const [slot] = await repository.begin(draft, [file], signal);
    assert.ok(slot);
    assert.equal(slot.key, key);
    return slot;
  }

  /**
   * Removes a file, and asks again when it is not known what became of it: an
   * InvenioRDM fails now and then while a task of its own looks into the file.
   */
  async remove(draft: DraftState, key: string): Promise<void> {
    for (let left = 5; ; left -= 1) {
      try {
        return await this.repository.remove(draft, key, signal);
      } catch (error) {
        const isOpen = error instanceof RepositoryError && error.outcomeUnknown;
        if (!isOpen || left === 0) {
          throw error;
        }
      }
    }
  }

  checksum(content: Buffer): string {
    const { checksum } = this.abilities;
    return `${checksum}:${createHash(checksum).update(content).digest('hex')}`;
  }

  /** For `assert.rejects`: a failure of that code. */
  fails(
    code: RepositoryFailure,
    { outcomeUnknown = false }: { outcomeUnknown?: boolean } = {}
  ): (error: unknown) => true {
    return error => {
      assert.ok(error instanceof RepositoryError, String(error));
      assert.equal(error.code, code, error.message);
      assert.equal(error.outcomeUnknown, outcomeUnknown, error.message);
      assert.match(error.message, /[.]$/u);
      const said = `${error.message} ${JSON.stringify(error.cause)}`;
      assert.ok(!said.includes(this.subject.token), 'a token was told');
      this.reached.add(error.code);
      return true;
    };
  }
}

/** Something goes wrong with the first request that fits. */
export function once(
  fault: NonNullable<ReturnType<Choice>>,
  method: string,
  path = /(?:)/u
): Choice {
  let isUsed = false;
  return (asked, address) => {
    if (isUsed || asked !== method || !path.test(address)) {
      return null;
    }
    isUsed = true;
    return fault;
  };
}
