import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type {
  JobDraft,
  JobEnvironment,
  Site,
  SiteQueue
} from 'sciencemesh-contract';
import type { IJobFields } from '../../tokens';
import { duration, memory } from '../wording';
import { DurationWidget } from './durationwidget';
import { MemoryWidget } from './memorywidget';

/**
 * What any site can be asked for: a queue and an account where it has some,
 * processors, memory, disk, GPUs and time, and what must be there before the
 * job starts.
 */
export class JobFields implements IJobFields {
  constructor(trans: TranslationBundle) {
    this._trans = trans;
  }

  form(site: Site, draft: JobDraft): IJobFields.IForm {
    const { environment, resources } = draft;
    return {
      schema: {
        type: 'object',
        properties: this._properties(site, draft),
        required: ['cpus', 'memoryMebibytes', 'seconds'],
        dependencies: { environment: { oneOf: this._environments() } }
      },
      uiSchema: {
        'ui:order': ['*', 'setupScript', 'image'],
        memoryMebibytes: { 'ui:widget': MemoryWidget },
        diskMebibytes: { 'ui:widget': MemoryWidget },
        seconds: { 'ui:widget': DurationWidget }
      },
      data: {
        ...withoutNulls({ ...resources, queue: resources.queue ?? '' }),
        ...environmentData(environment)
      },
      members: MEMBERS
    };
  }

  apply(_site: Site, draft: JobDraft, data: ReadonlyJSONObject): JobDraft {
    const { resources } = draft;
    const { cpus, diskMebibytes, gpus, memoryMebibytes, seconds } = data;
    return {
      ...draft,
      resources: {
        queue: textOf(data['queue']),
        account: textOf(data['account']),
        cpus: numberOf(cpus) ?? resources.cpus,
        memoryMebibytes: numberOf(memoryMebibytes) ?? resources.memoryMebibytes,
        diskMebibytes: numberOf(diskMebibytes),
        gpus: numberOf(gpus) ?? 0,
        seconds: numberOf(seconds) ?? resources.seconds
      },
      environment: environmentOf(data)
    };
  }

  private _properties(site: Site, draft: JobDraft): ReadonlyJSONObject {
    const trans = this._trans;
    const { accounts, gpus, kind, queues } = site;
    const { resources } = draft;
    const queue = queues.find(({ default: usual, name }) =>
      resources.queue === null ? usual : name === resources.queue
    );
    const most = (
      limit: number | null | undefined,
      words: () => string
    ): ReadonlyJSONObject =>
      typeof limit === 'number' ? { description: words() } : {};
    return {
      ...(queues.length > 0 && {
        queue: {
          type: 'string',
          title: trans.__('Queue'),
          oneOf: this._queues(queues, resources.queue)
        }
      }),
      ...((accounts.length > 0 || resources.account !== null) && {
        account: this._account(accounts, resources.account)
      }),
      cpus: {
        type: 'integer',
        title: trans.__('Processors'),
        minimum: 1,
        maximum: MOST_CPUS,
        ...most(queue?.cpus, () =>
          trans.__('%1 at most in this queue', queue?.cpus)
        )
      },
      memoryMebibytes: {
        type: 'integer',
        title: trans.__('Memory'),
        minimum: 1,
        maximum: MOST_MEBIBYTES,
        ...most(queue?.memoryMebibytes, () =>
          trans.__(
            '%1 at most in this queue',
            memory(trans, queue?.memoryMebibytes ?? 0)
          )
        )
      },
      ...((kind === 'htcondor' || resources.diskMebibytes !== null) && {
        diskMebibytes: {
          type: 'integer',
          title: trans.__('Disk'),
          minimum: 1,
          maximum: MOST_MEBIBYTES
        }
      }),
      ...((gpus || resources.gpus > 0) && {
        gpus: {
          type: 'integer',
          title: trans.__('GPUs'),
          minimum: 0,
          maximum: MOST_GPUS,
          ...most(queue?.gpus, () =>
            trans.__('%1 at most in this queue', queue?.gpus)
          )
        }
      }),
      seconds: {
        type: 'integer',
        title: trans.__('Time'),
        minimum: 1,
        maximum: MOST_SECONDS,
        description: [
          ...(queue?.seconds
            ? [
                trans.__(
                  '%1 at most in this queue',
                  duration(trans, queue.seconds)
                )
              ]
            : []),
          trans.__('the job stops by itself before it is over')
        ].join('; ')
      },
      environment: {
        type: 'string',
        title: trans.__('Environment'),
        oneOf: this._kinds(site, draft.environment)
      }
    };
  }

  private _queues(
    queues: readonly SiteQueue[],
    chosen: string | null
  ): ReadonlyJSONObject[] {
    const trans = this._trans;
    const named = queues.map(({ name, open, seconds }) => {
      const most = seconds
        ? trans.__('up to %1', duration(trans, seconds))
        : '';
      const closed = open ? '' : trans.__('takes no jobs now');
      const told = [name, most, closed].filter(Boolean).join(' · ');
      return { const: name, title: told };
    });
    // A queue of the last time that is no more stays until another is chosen.
    const isKnown =
      chosen === null || queues.some(({ name }) => name === chosen);
    return [
      ...(queues.some(({ default: usual }) => usual) && chosen !== null
        ? []
        : [{ const: '', title: trans.__('Left to the site') }]),
      ...(isKnown ? [] : [{ const: chosen, title: chosen }]),
      ...named
    ];
  }

  private _account(
    accounts: readonly string[],
    chosen: string | null
  ): ReadonlyJSONObject {
    const title = this._trans.__('Account');
    if (accounts.length === 0) {
      return { type: 'string', title };
    }
    const all = new Set([...(chosen === null ? [] : [chosen]), ...accounts]);
    return {
      type: 'string',
      title,
      oneOf: [
        { const: '', title: this._trans.__('The usual one') },
        ...[...all].map(name => ({ const: name, title: name }))
      ]
    };
  }

  private _kinds(
    { can }: Site,
    { kind }: JobEnvironment
  ): ReadonlyJSONObject[] {
    const trans = this._trans;
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

  private _environments(): ReadonlyJSONObject[] {
    const trans = this._trans;
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

  private readonly _trans: TranslationBundle;
}

/** As much as the contract takes. */
const MOST_CPUS = 65_536;
const MOST_GPUS = 1024;
const MOST_MEBIBYTES = 1_000_000_000;
const MOST_SECONDS = 31_536_000;

const MEMBERS = {
  'resources.queue': 'queue',
  'resources.account': 'account',
  'resources.cpus': 'cpus',
  'resources.memoryMebibytes': 'memoryMebibytes',
  'resources.diskMebibytes': 'diskMebibytes',
  'resources.gpus': 'gpus',
  'resources.seconds': 'seconds',
  environment: 'environment'
};

function environmentData(environment: JobEnvironment): ReadonlyJSONObject {
  switch (environment.kind) {
    case 'site':
      return { environment: 'site' };
    case 'setup-script':
      return { environment: 'setup-script', setupScript: environment.path };
    case 'container':
      return { environment: 'container', image: environment.image };
  }
}

function environmentOf(data: ReadonlyJSONObject): JobEnvironment {
  const { environment: kind, image, setupScript } = data;
  if (kind === 'setup-script' && typeof setupScript === 'string') {
    return { kind, path: setupScript };
  }
  return kind === 'container' && typeof image === 'string'
    ? { kind, image }
    : { kind: 'site' };
}

function withoutNulls(
  values: Readonly<Record<string, string | number | null>>
): ReadonlyJSONObject {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null)
  );
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? value
    : null;
}
