/**
 * One attempt to bring a file from an address into its partial file.
 */
import type { OutboundClient, OutboundResponse } from '../http/outbound.ts';
import { readAnswer, validatorsOf } from './answers.ts';
import { FileFailure } from './file-failure.ts';
import type { Validators } from './journal-records.ts';
import type { PartialFile } from './partial-file.ts';
import { receive } from './receiving.ts';
import { sizeMismatch, tooLarge, verify, type Wanted } from './wanted.ts';
import { PAGE_HEAD, judgePage, mayBePage } from './web-page.ts';

/** Below this, going on is not worth remembering anything for. */
const WORTH_RESUMING = 1024 * 1024;

export interface DownloadOptions {
  client: OutboundClient;
  url: string;
  wanted: Wanted;
  partial: PartialFile;
  /** Of an earlier attempt. */
  validators: Validators | null;
  maximumBytes: number;
  /** Bytes that a file of unknown size may take. */
  room: () => Promise<number>;
  signal: AbortSignal;
  /** Called when the host answers, whatever it says. */
  onAnswer: () => void;
  /** Called when bytes begin to come that are worth going on with later. */
  onBegun: (validators: Validators) => Promise<void>;
}

/**
 * Fetches what is missing; afterwards the partial file is whole, and it is
 * verified where a checksum was given.
 *
 * @throws FileFailure or OutboundError
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { partial, wanted, validators } = options;
  const range = rangeHeaders(options);
  if (!range && partial.bytes > 0 && partial.bytes !== validators?.total) {
    await partial.restart();
  }
  if (partial.bytes === 0 || partial.bytes !== validators?.total) {
    await fetchInto(options, range);
  }
  verify(partial, wanted);
}

/** Null when the file has to be fetched from its beginning. */
function rangeHeaders(options: DownloadOptions): Record<string, string> | null {
  const { partial, validators, wanted } = options;
  const condition = validators?.etag ?? validators?.lastModified ?? null;
  if (
    partial.bytes === 0 ||
    partial.bytes === validators?.total ||
    // A checksum finds out whether the parts belong together.
    (condition === null && wanted.checksum === null)
  ) {
    return null;
  }
  return {
    range: `bytes=${partial.bytes}-`,
    ...(condition === null ? {} : { 'if-range': condition })
  };
}

async function fetchInto(
  options: DownloadOptions,
  range: Record<string, string> | null
): Promise<void> {
  const { client, url, partial, signal } = options;
  const response = await client.request(url, {
    headers: range ?? {},
    signal
  });
  options.onAnswer();
  try {
    const answer = readAnswer(
      response,
      range ? partial.bytes : 0,
      options.validators
    );
    switch (answer.type) {
      case 'complete':
        response.discard();
        return;
      case 'again':
        response.discard();
        if (range) {
          await partial.restart();
          return await fetchInto(options, null);
        }
        throw new FileFailure(
          'unexpected-answer',
          `${new URL(response.url).hostname} answered with a part of the file that was not asked for. Retry later.`
        );
      case 'whole':
        await partial.restart();
        break;
      case 'rest':
        break;
    }
    await takeBody(options, response, answer.total);
  } catch (error) {
    response.body.destroy();
    throw error;
  }
}

async function takeBody(
  options: DownloadOptions,
  response: OutboundResponse,
  total: number | null
): Promise<void> {
  const { partial, wanted, signal } = options;
  const suspect = mayBePage(response.headers['content-type'], wanted.path);
  if (!suspect) {
    checkAnnouncedSize(wanted, total, options.maximumBytes);
  }
  // Also to replace what is known of an earlier version of the file.
  if (total === null || total > WORTH_RESUMING || options.validators) {
    await options.onBegun(validatorsOf(response, total));
  }
  const announced = total ?? wanted.size;
  const limit = Math.min(
    options.maximumBytes,
    announced ?? (await options.room())
  );
  try {
    await receive({
      stream: response.body,
      partial,
      limit,
      tooLong: () =>
        limit === announced
          ? sizeMismatch(limit, null)
          : limit === options.maximumBytes
            ? tooLarge(limit)
            : endless(),
      signal
    });
    if (total !== null && partial.bytes < total) {
      throw cutShort(response.url);
    }
    if (suspect) {
      verify(partial, wanted);
    }
  } catch (error) {
    throw (suspect && (await pageIn(options, response))) || error;
  }
  const certain = wanted.checksum !== null || wanted.size !== null;
  const page = suspect && !certain && (await pageIn(options, response));
  if (page) {
    throw page;
  }
}

async function pageIn(
  { partial, wanted }: DownloadOptions,
  response: OutboundResponse
): Promise<FileFailure | null> {
  const head = await partial.head(PAGE_HEAD);
  return judgePage(head.toString('utf8'), response.url, wanted.path);
}

/** Spares the bytes of a file that will not be the one that is wanted. */
function checkAnnouncedSize(
  wanted: Wanted,
  total: number | null,
  maximumBytes: number
): void {
  if (total === null) {
    return;
  }
  if (total > maximumBytes) {
    throw tooLarge(maximumBytes);
  }
  // With a checksum that one decides; sizes in packages are often rounded.
  if (
    wanted.checksum === null &&
    wanted.size !== null &&
    wanted.size !== total
  ) {
    throw sizeMismatch(wanted.size, total);
  }
}

function cutShort(address: string): FileFailure {
  return new FileFailure(
    'stalled',
    `${new URL(address).hostname} did not send the end of the file. Retry later.`,
    { again: { afterMilliseconds: null } }
  );
}

function endless(): FileFailure {
  return new FileFailure(
    'too-large',
    'The server does not say how large the file is, and it would fill the disk.'
  );
}
