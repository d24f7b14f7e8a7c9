/**
 * Which kind of repository is at an address: the host is asked, without any
 * token, what only one kind answers.
 *
 * Sources: docs-invenio-rdm `rest_api_drafts_records.md` ("Search records"),
 * Dataverse's Native API ("Show Dataverse Software Version and Build Number").
 */
import type { RepositoryFlavour } from 'sciencemesh-contract';
import { OutboundError, type OutboundClient } from '../../http/outbound.ts';
import { at, listOf, objectOf } from '../http/answers.ts';
import { addressOf } from './definitions.ts';
import { strangeHost, unreachable } from './problems.ts';

export interface Recognised {
  kind: 'invenio-rdm' | 'dataverse';
  flavour: RepositoryFlavour | null;
  url: string;
}

type Question = {
  path: string;
  accept: string;
  read: (value: unknown, base: URL) => Omit<Recognised, 'url'> | null;
};

const QUESTIONS: readonly Question[] = [
  {
    path: '/api/records?size=1',
    // Zenodo answers `application/json` in the form of its older API.
    accept: 'application/vnd.inveniordm.v1+json',
    read: (value, base) => {
      const [record] = listOf(at(value, 'hits', 'hits'));
      return typeof at(value, 'hits', 'total') === 'number' &&
        typeof at(value, 'links', 'self') === 'string'
        ? {
            kind: 'invenio-rdm',
            flavour: flavourOfRecord(record) ?? flavourOfHost(base)
          }
        : null;
    }
  },
  {
    path: '/api/info/version',
    accept: 'application/json',
    read: value =>
      at(value, 'status') === 'OK' &&
      typeof at(value, 'data', 'version') === 'string'
        ? { kind: 'dataverse', flavour: null }
        : null
  }
];

/** @throws RequestProblem when it is neither, or does not answer */
export async function recognise(
  address: URL,
  outbound: OutboundClient,
  signal: AbortSignal
): Promise<Recognised> {
  // People copy the address of whatever page they are at.
  const bases = [...new Set([addressOf(address), address.origin])];
  const failures: OutboundError[] = [];
  let answers = 0;
  for (const base of bases) {
    for (const { accept, path, read } of QUESTIONS) {
      try {
        const { status, url, value } = await outbound.json(`${base}${path}`, {
          headers: { accept },
          signal,
          maximumRedirects: 5
        });
        answers += 1;
        const found = status < 400 ? read(value, new URL(url)) : null;
        if (found !== null) {
          return { ...found, url: baseOf(url, path) ?? base };
        }
      } catch (error) {
        if (!(error instanceof OutboundError)) {
          throw error;
        }
        failures.push(error);
      }
    }
  }
  const [first] = failures;
  throw answers === 0 && first !== undefined
    ? unreachable(first.message, first)
    : strangeHost(address.hostname);
}

/** Where the host has moved to, if it sent us on. */
function baseOf(answered: string, path: string): string | null {
  const [before] = path.split('?');
  const url = new URL(answered);
  return before !== undefined && url.pathname.endsWith(before)
    ? `${url.origin}${url.pathname.slice(0, -before.length)}`
    : null;
}

/** Deployments whose ways differ say so in their names. */
export function flavourOfHost({ hostname }: URL): RepositoryFlavour {
  if (/(?:^|\.)zenodo\.org$/u.test(hostname)) {
    return 'zenodo';
  }
  if (/(?:^|\.)repository\.cern$/u.test(hostname)) {
    return 'cds';
  }
  return /(?:^|[.-])b2share(?=[.-]|$)/u.test(hostname) ? 'b2share' : 'plain';
}

/** Or in their records. */
function flavourOfRecord(record: unknown): RepositoryFlavour | null {
  if (Array.isArray(at(record, 'metadata', 'resource_types'))) {
    return 'b2share';
  }
  const fields = Object.keys(objectOf(at(record, 'custom_fields')));
  return fields.some(name => name.startsWith('cern:')) ? 'cds' : null;
}
