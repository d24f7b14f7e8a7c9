import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Origin } from '../../peers/origin/index.ts';
import { writeDimuonFile } from './events.ts';
import type { EventOptions, WrittenFile } from './events.ts';

const { dirname } = import.meta;

/** Host that the notebook and its data come from. */
export const dataHost = 'data.example.org';

/** Where the notebook lies in this repository. */
export const notebookFile = join(dirname, 'dimuon-spectrum.ipynb');

interface Entity {
  '@id': string;
  [property: string]: unknown;
}

/** The crate of the package. */
export interface DimuonCrate {
  '@context': string;
  '@graph': Entity[];
}

/** The package, ready to be sent and fetched. */
export interface DimuonPackage {
  crate: DimuonCrate;
  data: WrittenFile;
}

/** How to make the package. */
export interface DimuonOptions extends Partial<EventOptions> {
  /** OCM address of the recipient. */
  receiver: string;
  /** Folder in which the data are generated. */
  folder: string;
}

/**
 * Generates the data, serves them and the notebook under their public
 * addresses, and describes both as the Dispatcher does.
 */
export async function serveDimuonPackage(
  origin: Origin,
  { receiver, folder, events = 100_000, seed = 'dimuon' }: DimuonOptions
): Promise<DimuonPackage> {
  const file = join(folder, 'dimuon-events.csv');
  const data = await writeDimuonFile(file, { events, seed });
  const crate = await describePackage(receiver, data);
  origin.route(dataHost, '/dimuon/dimuon-events.csv', { file });
  origin.route(dataHost, '/dimuon/dimuon-spectrum.ipynb', {
    file: notebookFile
  });
  origin.route(dataHost, '/dimuon/ro-crate-metadata.json', { json: crate });
  return { crate, data };
}

/** The crate for a recipient, with the data as they were generated. */
export async function describePackage(
  receiver: string,
  data: WrittenFile
): Promise<DimuonCrate> {
  const template = join(dirname, 'ro-crate-metadata.template.json');
  const crate = JSON.parse(await readFile(template, 'utf8')) as DimuonCrate;
  const fill = (id: string, properties: Record<string, unknown>): void => {
    Object.assign(
      crate['@graph'].find(entity => entity['@id'] === id) ?? {},
      properties
    );
  };
  fill('https://data.example.org/dimuon/dimuon-events.csv', {
    contentSize: data.size,
    sha256: data.sha256
  });
  fill('#receiver', { userid: receiver });
  fill('#input-Shared With', { defaultValue: receiver });
  return crate;
}
