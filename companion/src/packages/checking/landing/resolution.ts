/**
 * A DOI or landing page turned into the files behind it.
 */
import { Checksum, type CheckState } from 'sciencemesh-contract';
import { Type, type Static, type TSchema } from 'typebox';
import type { OutboundClient } from '../../../http/outbound.ts';
import { refusalOf } from '../source-answers.ts';

/** One file behind a page; plain JSON, so that it can be kept. */
export const ResolvedFile = Type.Object({
  /** Path inside the record, `/`-separated, as the repository gives it. */
  name: Type.String(),
  url: Type.String(),
  size: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  checksum: Type.Union([Checksum, Type.Null()]),
  mediaType: Type.Union([Type.String(), Type.Null()]),
  /** The repository lists it but will want a login. */
  restricted: Type.Boolean()
});
export type ResolvedFile = Static<typeof ResolvedFile>;

export type Resolution =
  | { ok: true; files: ResolvedFile[] }
  /** `message` says what happened and what to do, for the person. */
  | { ok: false; state: CheckState; message: string };

/** More files than any repository puts behind one page for a person. */
export const MAXIMUM_FILES = 10_000;

/** A list of that many files in the wordiest of the formats. */
const MAXIMUM_LIST_BYTES = 32 * 1024 * 1024;

/** A repository software's way to say which files a record holds. */
export interface LandingAdapter {
  /**
   * Lists the files behind a landing page, or null when the page is not one of
   * this repository software.
   *
   * @param page address of the landing page after all redirects
   * @throws OutboundError
   */
  list(page: URL, signal?: AbortSignal): Promise<Resolution | null>;
}

/** What a repository's interface answered. */
export type Listing =
  | { type: 'document'; value: unknown }
  /** The record is known but not given out. */
  | { type: 'refused'; resolution: Resolution }
  /** Nothing of the kind is there: another software, or no such record. */
  | { type: 'nothing' };

/** Asks a repository's interface for a JSON document. */
export async function askForList(
  client: OutboundClient,
  address: URL,
  page: URL,
  signal?: AbortSignal
): Promise<Listing> {
  const { status, value } = await client.json(address.href, {
    maximumBytes: MAXIMUM_LIST_BYTES,
    signal
  });
  if (status === 200) {
    return { type: 'document', value };
  }
  const refusal =
    status === 404 ? null : refusalOf({ status, host: page.host }, 'page');
  return refusal === null
    ? { type: 'nothing' }
    : { type: 'refused', resolution: { ok: false, ...refusal } };
}

/** The files of a record, if their number is one that can be dealt with. */
export function listed<T>(
  page: URL,
  entries: readonly T[],
  describe: (entry: T) => ResolvedFile
): Resolution {
  if (entries.length === 0) {
    return {
      ok: false,
      state: 'missing',
      message: `${page.host} describes this record but holds no files of it. Open the page to see where they are.`
    };
  }
  return entries.length > MAXIMUM_FILES
    ? {
        ok: false,
        state: 'failed',
        message: `${page.host} lists ${entries.length} files for this record, more than can be fetched together. Open the page and download those that you need.`
      }
    : { ok: true, files: entries.map(describe) };
}

/** Repositories write null for what they do not know. */
export const Maybe = <T extends TSchema>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

/** A size in bytes, if it can be one. */
export function bytesFrom(size: number | null | undefined): number | null {
  return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0
    ? size
    : null;
}
