/**
 * A repository whose failures and sent bytes are told to somebody: every call
 * goes through unchanged.
 */
import { RepositoryError, type Repository } from './repository.ts';

export interface Watcher {
  /** The bytes of a part have arrived, as far as the repository says. */
  onSent: (bytes: number) => void;
  onFailure: (error: RepositoryError) => void;
}

export function watched(
  repository: Repository,
  { onFailure, onSent }: Watcher
): Repository {
  const watch = async <T>(outcome: Promise<T>): Promise<T> => {
    try {
      return await outcome;
    } catch (error) {
      if (error instanceof RepositoryError && error.code !== 'aborted') {
        onFailure(error);
      }
      throw error;
    }
  };
  const it = repository;
  return {
    probe: signal => watch(it.probe(signal)),
    toBody: (metadata, abilities) => it.toBody(metadata, abilities),
    validate: (body, signal) => watch(it.validate(body, signal)),
    create: (body, signal) => watch(it.create(body, signal)),
    drafts: (since, signal) => watch(it.drafts(since, signal)),
    look: (id, signal) => watch(it.look(id, signal)),
    update: (draft, body, signal) => watch(it.update(draft, body, signal)),
    reserveDoi: (draft, signal) => watch(it.reserveDoi(draft, signal)),
    newVersion: (record, signal) => watch(it.newVersion(record, signal)),
    takeOverFiles: (draft, signal) => watch(it.takeOverFiles(draft, signal)),
    list: (draft, signal) => watch(it.list(draft, signal)),
    begin: (draft, files, signal) => watch(it.begin(draft, files, signal)),
    send: async (draft, slot, part, body, size, signal) => {
      const sent = it.send(draft, slot, part, body, size, signal);
      const receipt = await watch(sent);
      onSent(size);
      return receipt;
    },
    commit: (draft, slot, receipts, signal) =>
      watch(it.commit(draft, slot, receipts, signal)),
    ...(it.abandon === undefined
      ? {}
      : {
          abandon: async (draft, slot, signal) =>
            watch(it.abandon?.(draft, slot, signal) ?? Promise.resolve())
        }),
    remove: (draft, key, signal) => watch(it.remove(draft, key, signal)),
    publish: (draft, signal) => watch(it.publish(draft, signal)),
    submit: (draft, community, signal) =>
      watch(it.submit(draft, community, signal)),
    discard: (draft, signal) => watch(it.discard(draft, signal)),
    cite: (id, format, signal) => watch(it.cite(id, format, signal)),
    suggest: (kind, words, signal) => watch(it.suggest(kind, words, signal))
  };
}
