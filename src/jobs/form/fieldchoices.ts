import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { JobEnvironment, Site, SiteQueue } from 'sciencemesh-contract';
import { duration } from '../wording';

/**
 * The queues of a site, each with what it gives.
 *
 * @param chosen - null for the one that the site takes by itself
 */
export function queueChoices(
  queues: readonly SiteQueue[],
  chosen: string | null,
  trans: TranslationBundle
): ReadonlyJSONObject[] {
  const named = queues.map(({ name, open, seconds }) => {
    const most = seconds ? trans.__('up to %1', duration(trans, seconds)) : '';
    const closed = open ? '' : trans.__('takes no jobs now');
    const told = [name, most, closed].filter(Boolean).join(' · ');
    return { const: name, title: told };
  });
  // A queue of the last time that is no more stays until another is chosen.
  const isKnown = chosen === null || queues.some(({ name }) => name === chosen);
  return [
    ...(queues.some(({ default: usual }) => usual) && chosen !== null
      ? []
      : [{ const: '', title: trans.__('Left to the site') }]),
    ...(isKnown ? [] : [{ const: chosen, title: chosen }]),
    ...named
  ];
}

/**
 * The field of the account: a choice where the site names some.
 */
export function accountField(
  accounts: readonly string[],
  chosen: string | null,
  trans: TranslationBundle
): ReadonlyJSONObject {
  const title = trans.__('Account');
  if (accounts.length === 0) {
    return { type: 'string', title };
  }
  const all = new Set([...(chosen === null ? [] : [chosen]), ...accounts]);
  return {
    type: 'string',
    title,
    oneOf: [
      { const: '', title: trans.__('The usual one') },
      ...[...all].map(name => ({ const: name, title: name }))
    ]
  };
}

/**
 * The kinds of environments that a site can make.
 */
export function environmentChoices(
  { can }: Site,
  { kind }: JobEnvironment,
  trans: TranslationBundle
): ReadonlyJSONObject[] {
  return [
    { const: 'site', title: trans.__('As the site has it') },
    {
      const: 'setup-script',
      title: trans.__('A setup script, e.g. on CVMFS')
    },
    ...(can.containers || kind === 'container'
      ? [{ const: 'container', title: trans.__('A container image') }]
      : [])
  ];
}

/**
 * What each kind of environment asks for.
 */
export function environmentFields(
  trans: TranslationBundle
): ReadonlyJSONObject[] {
  return [
    { properties: { environment: { enum: ['site'] } } },
    {
      properties: {
        environment: { enum: ['setup-script'] },
        setupScript: {
          type: 'string',
          title: trans.__('Setup script'),
          description: trans.__(
            'Absolute path on the site, e.g. /cvmfs/sw.example.org/view/setup.sh'
          ),
          pattern: '^/'
        }
      },
      required: ['setupScript']
    },
    {
      properties: {
        environment: { enum: ['container'] },
        image: {
          type: 'string',
          title: trans.__('Container image'),
          minLength: 1,
          description: trans.__(
            'As the site names it, e.g. docker://quay.io/jupyter/scipy-notebook'
          )
        }
      },
      required: ['image']
    }
  ];
}
