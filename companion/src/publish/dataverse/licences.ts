/**
 * Licences: an installation has some, and takes them by their address, to the
 * letter. Of any other it says that the whole dataset is wrong.
 *
 * Source: IQSS/dataverse `scripts/api/data/licenses/`.
 */
import type { Licence } from 'sciencemesh-contract';
import { at, listOf, textOf, type Json } from '../http/answers.ts';
import type { Remarks } from '../mapping/remarks.ts';

const CREATIVE_COMMONS = 'http://creativecommons.org';

/** Those that it comes with, by SPDX: their name and address there. */
const shipped: Readonly<Record<string, readonly [string, string]>> = {
  'CC0-1.0': ['CC0 1.0', `${CREATIVE_COMMONS}/publicdomain/zero/1.0`],
  ...Object.fromEntries(
    ['BY', 'BY-NC', 'BY-NC-ND', 'BY-NC-SA', 'BY-ND', 'BY-SA'].map(kind => [
      `CC-${kind}-4.0`,
      [
        `CC ${kind} 4.0`,
        `${CREATIVE_COMMONS}/licenses/${kind.toLowerCase()}/4.0`
      ] as const
    ])
  ),
  'Apache-2.0': ['Apache-2.0', 'http://www.apache.org/licenses/LICENSE-2.0'],
  MIT: ['MIT', 'https://opensource.org/licenses/MIT'],
  'EUPL-1.2': ['EUPL-1.2', 'https://joinup.ec.europa.eu/page/eupl-text-11-12'],
  'etalab-2.0': ['etalab 2.0', 'https://spdx.org/licenses/etalab-2.0'],
  'ODC-By-1.0': ['ODC-By-1.0', 'https://opendatacommons.org/licenses/by/1.0/'],
  'ODbL-1.0': ['ODbL-1.0', 'http://www.opendatacommons.org/licenses/odbl/1.0/'],
  'OGL-UK-3.0': [
    'OGL-UK-3.0',
    'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3'
  ],
  'PDDL-1.0': ['PDDL-1.0', 'http://opendatacommons.org/licenses/pddl/1.0/']
};

/** `license`, or else `termsOfUse`. */
export function termsBody(
  licences: readonly Licence[],
  remarks: Remarks
): Json {
  const [licence, ...more] = licences;
  if (licence === undefined) {
    remarks.refuse(
      '/licences',
      'Choose a licence: nothing is published there without.'
    );
    return {};
  }
  if (more.length === 0 && licence.spdx !== undefined) {
    const [name, uri] = shipped[licence.spdx] ?? [
      licence.title ?? licence.spdx,
      licence.url ?? `https://spdx.org/licenses/${licence.spdx}`
    ];
    return { license: { name, uri } };
  }
  remarks.lose(
    '/licences',
    more.length === 0
      ? 'A licence without an SPDX identifier is kept as terms of use, in words.'
      : 'There is room for one licence. As there are several, they are kept as terms of use, in words.'
  );
  return { termsOfUse: licences.map(inWords).join('\n') };
}

function inWords({ spdx, title, url }: Licence): string {
  const name = title ?? spdx;
  return name === undefined || url === undefined
    ? (name ?? url ?? '')
    : `${name} (${url})`;
}

/**
 * A licence as the installation writes it; null where it has none like it.
 *
 * @param installed `data` of `GET /api/licenses`
 */
export function asInstalled(wanted: unknown, installed: unknown): Json | null {
  const uri = textOf(at(wanted, 'uri'));
  const name = textOf(at(wanted, 'name'));
  const spdx = Object.keys(shipped).find(id => shipped[id]?.[1] === uri);
  const found = offered(installed).find(
    licence =>
      sameAddress(licence.uri, uri) ||
      licence.spdx === (spdx ?? name) ||
      licence.name === name
  );
  return found === undefined ? null : { name: found.name, uri: found.uri };
}

/** Those that may be chosen at an installation. */
export function offered(
  installed: unknown
): { name: string; uri: string; spdx: string | null }[] {
  return listOf(installed).flatMap(licence => {
    const name = textOf(at(licence, 'name'));
    const uri = textOf(at(licence, 'uri'));
    const rights = textOf(at(licence, 'rightsIdentifier'));
    const spdx =
      rights ?? Object.keys(shipped).find(id => shipped[id]?.[1] === uri);
    return name === null || uri === null || at(licence, 'active') === false
      ? []
      : [{ name, uri, spdx: spdx ?? null }];
  });
}

/** `http` or `https`, with or without the last slash. */
function sameAddress(one: string, other: string | null): boolean {
  const plain = (text: string) =>
    text.replace(/^https?:\/\/(?:www\.)?/u, '').replace(/\/$/u, '');
  return other !== null && plain(one) === plain(other);
}
