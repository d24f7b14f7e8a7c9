import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { JobDraft, JobEnvironment, Site } from 'sciencemesh-contract';
import type { IJobFields } from '../../tokens';
import { duration, memory } from '../wording';
import { DurationWidget } from './durationwidget';
import {
  accountField,
  environmentChoices,
  environmentFields,
  queueChoices
} from './fieldchoices';
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
        dependencies: { environment: { oneOf: environmentFields(this._trans) } }
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
          oneOf: queueChoices(queues, resources.queue, trans)
        }
      }),
      ...((accounts.length > 0 || resources.account !== null) && {
        account: accountField(accounts, resources.account, trans)
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
        oneOf: environmentChoices(site, draft.environment, trans)
      }
    };
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
