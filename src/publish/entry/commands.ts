import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { PublicationSubject } from 'sciencemesh-contract';
import { argument } from '../../commands';
import type { CompanionStatus } from '../../companion/status';
import { publishIcon } from '../../icons';

/**
 * The commands that begin to publish.
 */
export namespace PublishCommands {
  export const publish = 'sciencemesh:publish';
  export const publishSelected = 'sciencemesh:publish-selected';
  export const publishShare = 'sciencemesh:publish-share';
}

/**
 * What the commands need.
 */
export interface IPublishCommands {
  /**
   * Begin to publish, once what is not saved was asked about.
   */
  readonly begin: (subject: PublicationSubject) => Promise<void>;

  /**
   * Ask for files and folders; null when none were chosen.
   */
  readonly choose: () => Promise<PublicationSubject | null>;

  /**
   * What the person works with in the main area; null for nothing that could
   * be published.
   */
  readonly current: () => PublicationSubject | null;

  /**
   * Paths that are selected in the file browser that was used last.
   */
  readonly selected: () => readonly string[];

  /**
   * What a share has brought; null for nothing that could be published.
   */
  readonly shared: (shareId: string) => Promise<PublicationSubject | null>;

  /**
   * The share under the pointer that has something to publish.
   */
  readonly shareUnderPointer: () => string | null;
  readonly status: CompanionStatus;
  readonly trans: TranslationBundle;
}

/**
 * Add the commands.
 *
 * #### Notes
 * None of them sends anything: they open a page on which the person decides.
 */
export function addPublishCommands(
  commands: CommandRegistry,
  options: IPublishCommands
): void {
  const { status, trans } = options;
  const common = {
    icon: (args: Args) =>
      args['isPalette'] || args['isMenu'] ? undefined : publishIcon
  };
  const begin = async (subject: PublicationSubject | null): Promise<void> => {
    if (subject !== null) {
      await options.begin(subject);
    }
  };

  commands.addCommand(PublishCommands.publish, {
    ...common,
    label: args =>
      argument({ ...args }, 'job') === null
        ? trans.__('Publish to repository…')
        : trans.__('Publish outputs…'),
    caption: trans.__(
      'Give files a DOI at Zenodo, CDS, B2SHARE or another repository'
    ),
    describedBy: { args: describedArguments(trans) },
    isEnabled: () => status.isRunning,
    execute: async args => {
      await begin(
        named(args) ??
          (args['choose'] === true ? null : options.current()) ??
          (await options.choose())
      );
    }
  });
  commands.addCommand(PublishCommands.publishSelected, {
    ...common,
    label: trans.__('Publish to repository…'),
    caption: trans.__('Give what is selected a DOI at a repository'),
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled: () => status.isRunning && options.selected().length > 0,
    isVisible: () => options.selected().length > 0,
    execute: async () => {
      const paths = options.selected();
      await begin(paths.length === 0 ? null : { paths: [...paths] });
    }
  });
  commands.addCommand(PublishCommands.publishShare, {
    ...common,
    label: trans.__('Publish to repository…'),
    caption: trans.__('Give what was shared with you a DOI at a repository'),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          share: {
            type: 'string',
            description: trans.__(
              'Identifier of the share; left out for the one under the pointer'
            )
          }
        }
      }
    },
    isEnabled: () => status.isRunning,
    isVisible: args => shareOf(args, options) !== null,
    execute: async args => {
      const share = shareOf(args, options);
      await begin(share === null ? null : await options.shared(share));
    }
  });
}

type Args = Readonly<Record<string, unknown>> | ReadonlyJSONObject;

function shareOf(args: Args, options: IPublishCommands): string | null {
  return argument({ ...args }, 'share') ?? options.shareUnderPointer();
}

/** What the arguments name; commands may be called by anybody. */
function named(args: Args): PublicationSubject | null {
  const jobId = argument({ ...args }, 'job');
  const packageId = argument({ ...args }, 'package');
  const { paths } = args;
  if (jobId !== null) {
    return { jobId };
  }
  if (packageId !== null) {
    return { packageId };
  }
  const texts = Array.isArray(paths)
    ? paths.filter((path): path is string => typeof path === 'string')
    : [];
  return texts.length === 0 ? null : { paths: texts };
}

function describedArguments(trans: TranslationBundle): ReadonlyJSONObject {
  const text = (description: string): ReadonlyJSONObject => ({
    type: 'string',
    description
  });
  return {
    type: 'object',
    properties: {
      paths: {
        type: 'array',
        items: { type: 'string' },
        description: trans.__(
          'What to publish; left out for the document or the package on show'
        )
      },
      package: text(trans.__('Identifier of the package to publish')),
      job: text(trans.__('Identifier of the job whose outputs to publish')),
      choose: {
        type: 'boolean',
        description: trans.__('Whether the person is asked for files')
      }
    }
  };
}
