/**
 * Packages that a command names: a crate document, a crate zip, a folder, the
 * body of a share, or the https address of one of these.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { OutboundClient } from '../http/outbound.ts';
import { isCrateProblem, readCrate } from '../packages/crate/crate.ts';
import {
  includedInFolder,
  includedInZip,
  NOTHING_INCLUDED,
  type IncludedContent,
  type ReadPackage
} from '../packages/loading/included.ts';
import {
  addressOfFile,
  findDocument,
  readUrl,
  textOf
} from '../packages/loading/loading.ts';
import { readWith } from '../packages/library/preview.ts';

/** A package that was read, with what it takes to get at its bytes. */
export interface OpenedPackage extends ReadPackage {
  /** Lets go of what was downloaded for it. */
  close(): Promise<void>;
}

export function isAddress(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

/**
 * @param name path or address, as the user wrote it
 * @param outbound made only for an address
 * @throws RequestProblem for what cannot be read or is no crate
 */
export function openPackageSource(
  name: string,
  outbound: () => OutboundClient
): Promise<OpenedPackage> {
  return isAddress(name) ? openAddress(name, outbound()) : openPath(name);
}

async function openPath(name: string): Promise<OpenedPackage> {
  const path = await findDocument(resolve(name));
  const text = await textOf(path);
  const value: unknown = JSON.parse(text);
  const included =
    (await includedInZip(path)) ?? (await includedBeside(path, value));
  return {
    ...readWith(text, value, included),
    close: () => Promise.resolve()
  };
}

async function includedBeside(
  path: string,
  value: unknown
): Promise<IncludedContent> {
  const crate = readCrate(value);
  return isCrateProblem(crate)
    ? NOTHING_INCLUDED
    : includedInFolder(dirname(path), crate);
}

async function openAddress(
  url: string,
  client: OutboundClient
): Promise<OpenedPackage> {
  const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-package-'));
  const close = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    await client.close();
  };
  try {
    const received = await readUrl(url, client, folder);
    const archive = join(folder, 'package.zip');
    await received.keep?.(archive);
    await received.discard?.();
    const included = (await includedInZip(archive)) ?? {
      ...NOTHING_INCLUDED,
      base: addressOfFile(url)
    };
    return {
      ...readWith(received.text, JSON.parse(received.text), included),
      close
    };
  } catch (error) {
    await close();
    throw error;
  }
}
