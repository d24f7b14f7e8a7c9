/**
 * Repositories that run InvenioRDM: Zenodo, CDS, B2SHARE, and others.
 *
 * Source: inveniosoftware/docs-invenio-rdm `rest_api_drafts_records.md`, and
 * what a real one answers (`peers/invenio/README.md`).
 */
import type { Readable } from 'node:stream';
import type {
  PublicationMetadata,
  RepositoryAbilities,
  RepositoryLogin,
  Suggestion,
  SuggestionKind
} from 'sciencemesh-contract';
import {
  RepositoryError,
  type DraftState,
  type FieldError,
  type FileToSend,
  type PartReceipt,
  type RemoteFile,
  type Repository,
  type RepositoryBody,
  type UploadSlot
} from '../repository.ts';
import { at, listOf, objectOf } from '../http/answers.ts';
import { DepositClient, type ClientOptions } from '../http/deposit-client.ts';
import { pauseFor } from '../http/pause.ts';
import { assertKeys } from '../mapping/keys.ts';
import { draftOf, fileOf, filesOf, hitsOf, vanished } from './answers.ts';
import { toBody } from './body.ts';
import { draftPath, filePath, filesPath, recordPath } from './addresses.ts';
import { keyProblem } from './keys.ts';
import { partAddress, slotOf, transferBody } from './parts.ts';
import type { Profile } from './profile.ts';
import { dialect, wordsOf } from './refusals.ts';
import { leaving } from './said.ts';
import { Session } from './session.ts';
import { suggestionPath, suggestionsOf } from './suggestions.ts';

const CITATIONS = {
  bibtex: 'application/x-bibtex',
  csl: 'application/vnd.citationstyles.csl+json',
  text: 'text/x-bibliography'
} as const;

export class InvenioRdm implements Repository {
  private readonly session: Session;
  private readonly profile: Profile;

  constructor(options: ClientOptions, profile: Profile) {
    this.session = new Session(new DepositClient(options, dialect));
    this.profile = profile;
  }

  async probe(
    signal: AbortSignal
  ): Promise<{ abilities: RepositoryAbilities; login: RepositoryLogin }> {
    const login = await this.session.login(signal);
    return { abilities: { version: null, ...this.profile.abilities }, login };
  }

  toBody(
    metadata: PublicationMetadata,
    abilities: RepositoryAbilities
  ): RepositoryBody {
    return toBody(metadata, abilities, this.profile);
  }

  /** InvenioRDM looks at metadata only when it keeps them in a draft. */
  validate(): Promise<FieldError[]> {
    return Promise.resolve([]);
  }

  async create(
    { body }: RepositoryBody,
    signal: AbortSignal
  ): Promise<DraftState> {
    const answer = await this.session.ask('POST', 'records', { signal, body });
    return this.draft(answer, body, true);
  }

  async drafts(since: Date, signal: AbortSignal): Promise<DraftState[]> {
    // They come from an index, and it knows of a new one a second later.
    await pauseFor(this.profile.indexDelay, signal);
    const answer = await this.session.ask(
      'GET',
      'user/records?is_published=false&allversions=true&sort=newest&size=100',
      { signal }
    );
    return hitsOf(answer)
      .flatMap(hit => draftOf(hit, this.page) ?? [])
      .filter(
        ({ state, createdAt }) =>
          state !== 'published' &&
          (createdAt === null || Date.parse(createdAt) >= since.getTime())
      );
  }

  async look(id: string, signal: AbortSignal): Promise<DraftState> {
    const answer =
      (await this.session.found('GET', `${recordPath(id)}/draft`, {
        signal
      })) ?? (await this.session.ask('GET', recordPath(id), { signal }));
    return this.draft(answer);
  }

  async update(
    draft: DraftState,
    { body, left = [] }: RepositoryBody,
    signal: AbortSignal
  ): Promise<DraftState> {
    // All that is not sent back is lost, the reserved DOI too.
    const path = draftPath(draft);
    const current = objectOf(await this.session.ask('GET', path, { signal }));
    const { pids } = current;
    const whole = {
      ...leaving(body, left, current),
      ...(pids === undefined ? {} : { pids })
    };
    const answer = await this.session.ask('PUT', path, {
      signal,
      body: whole,
      headers: matching(draft.revision)
    });
    return this.draft(answer, body);
  }

  async reserveDoi(
    draft: DraftState,
    signal: AbortSignal
  ): Promise<string | null> {
    // Asked again, as a second reservation is an error there.
    const current = await this.look(draft.id, signal);
    if (current.doi !== null || current.state === 'published') {
      return current.doi;
    }
    const answer = await this.session.ask(
      'POST',
      `${draftPath(draft)}/pids/doi`,
      {
        signal
      }
    );
    return this.draft(answer).doi;
  }

  async newVersion(recordId: string, signal: AbortSignal): Promise<DraftState> {
    const path = `${recordPath(recordId)}/versions`;
    return this.draft(
      await this.session.ask('POST', path, { signal }),
      undefined,
      true
    );
  }

  async takeOverFiles(draft: DraftState, signal: AbortSignal): Promise<void> {
    // Only a draft without files takes them; once is enough.
    if ((await this.list(draft, signal)).length === 0) {
      await this.session.ask(
        'POST',
        `${draftPath(draft)}/actions/files-import`,
        {
          signal
        }
      );
    }
  }

  async list(draft: DraftState, signal: AbortSignal): Promise<RemoteFile[]> {
    if (draft.state !== 'published') {
      return filesOf(
        await this.session.ask('GET', filesPath(draft), { signal })
      );
    }
    // Files of records, unlike those of drafts, are told in one form alone.
    const path = `${recordPath(draft.id)}/files`;
    const headers = { accept: 'application/json' };
    return filesOf(await this.session.ask('GET', path, { signal, headers }));
  }

  async begin(
    draft: DraftState,
    files: readonly FileToSend[],
    signal: AbortSignal
  ): Promise<UploadSlot[]> {
    assertKeys(files, keyProblem);
    const answer = await this.session.ask('POST', filesPath(draft), {
      signal,
      body: files.map(file => transferBody(file, this.profile))
    });
    // It lists those that were there before, too.
    const entries = new Map(
      listOf(at(answer, 'entries')).map(entry => [at(entry, 'key'), entry])
    );
    return files.map(file => slotOf(file, this.profile, entries.get(file.key)));
  }

  async send(
    draft: DraftState,
    slot: UploadSlot,
    part: number,
    body: () => Readable,
    size: number,
    signal: AbortSignal
  ): Promise<PartReceipt> {
    const bytes = { length: size, open: body };
    const address = partAddress(slot, part);
    if (address !== null) {
      const { client } = this.session;
      const { value } = await client.put(address, bytes, { signal });
      this.mustBeWhole(value, slot.key, 'server-failed');
      return {};
    }
    const path = `${filePath(draft, slot.key)}/content`;
    const answer = await this.session.ask('PUT', path, { signal, bytes });
    // The status is 200, and the file is gone.
    this.mustBeWhole(answer, slot.key, 'file-lost');
    return {};
  }

  async commit(
    draft: DraftState,
    slot: UploadSlot,
    _receipts: readonly PartReceipt[],
    signal: AbortSignal
  ): Promise<RemoteFile> {
    const path = `${filePath(draft, slot.key)}/commit`;
    const answer = await this.session.found('POST', path, { signal });
    this.mustBeWhole(answer, slot.key, 'file-lost');
    const file = answer === null ? null : fileOf(answer);
    if (file === null) {
      throw lost(slot.key, 'file-lost', answer);
    }
    return file;
  }

  async remove(
    draft: DraftState,
    key: string,
    signal: AbortSignal
  ): Promise<void> {
    await this.session.found('DELETE', filePath(draft, key), { signal });
  }

  async publish(draft: DraftState, signal: AbortSignal): Promise<DraftState> {
    const path = `${draftPath(draft)}/actions/publish`;
    const answer = await this.session.found('POST', path, { signal });
    // Without a draft: it was published when the last answer was lost.
    return answer === null
      ? this.draft(
          await this.session.ask('GET', recordPath(draft.id), { signal })
        )
      : this.draft(answer, undefined, true);
  }

  async submit(
    draft: DraftState,
    community: string | null,
    signal: AbortSignal
  ): Promise<DraftState> {
    const current = await this.look(draft.id, signal);
    if (current.state === 'review' || current.state === 'published') {
      return current;
    }
    if (community !== null) {
      const found = await this.session.ask(
        'GET',
        `communities/${encodeURIComponent(community)}`,
        { signal }
      );
      await this.session.ask('PUT', `${draftPath(draft)}/review`, {
        signal,
        body: {
          receiver: { community: at(found, 'id') },
          type: 'community-submission'
        }
      });
    }
    await this.session.ask(
      'POST',
      `${draftPath(draft)}/actions/submit-review`,
      {
        signal
      }
    );
    // What a community's own people send in may be accepted at once.
    return this.look(draft.id, signal);
  }

  async discard(draft: DraftState, signal: AbortSignal): Promise<void> {
    await this.session.found('DELETE', draftPath(draft), { signal });
  }

  async cite(
    id: string,
    format: 'bibtex' | 'csl' | 'text',
    signal: AbortSignal
  ): Promise<string> {
    const accept = CITATIONS[format];
    const text = await this.session.client.text(recordPath(id), {
      signal,
      headers: { accept }
    });
    return text.trim();
  }

  async suggest(
    kind: SuggestionKind,
    words: string,
    signal: AbortSignal
  ): Promise<Suggestion[]> {
    const path = suggestionPath(kind, words);
    return path === null
      ? []
      : suggestionsOf(kind, await this.session.ask('GET', path, { signal }));
  }

  private readonly page = (path: string) => this.session.client.page(path);

  private draft(answer: unknown, sent?: unknown, changes = false): DraftState {
    const draft = draftOf(answer, this.page);
    if (draft === null) {
      throw this.session.client.strange(Object.keys(objectOf(answer)), changes);
    }
    return { ...draft, errors: [...draft.errors, ...vanished(sent, answer)] };
  }

  private mustBeWhole(
    answer: unknown,
    key: string,
    code: 'file-lost' | 'server-failed'
  ): void {
    if (objectOf(answer).errors !== undefined) {
      throw lost(key, code, wordsOf(answer));
    }
  }
}

/** The revision goes without quotes: InvenioRDM reads a number. */
function matching(revision: string | null): Readonly<Record<string, string>> {
  return revision === null ? {} : { 'if-match': revision.replaceAll('"', '') };
}

function lost(
  key: string,
  code: 'file-lost' | 'server-failed',
  cause: unknown
): RepositoryError {
  return new RepositoryError(
    code,
    `"${key}" did not arrive whole. It has to be sent again.`,
    { cause }
  );
}
