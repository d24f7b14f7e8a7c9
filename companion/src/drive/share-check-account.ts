/**
 * "Check this share": the way to a share that came to the account which the
 * person has at a provider.
 */
import type { Share } from 'sciencemesh-contract';
import type { ProviderInfo } from '../providers/provider.ts';
import type { Mounted } from './drive.ts';
import type { ShareCheckOptions, WayIn } from './share-check.ts';
import { skipped, type Finding } from './share-check-findings.ts';

export class AccountWay implements WayIn {
  readonly #options: Pick<ShareCheckOptions, 'provider'>;
  readonly #share: Share;
  #info: ProviderInfo | null = null;
  #isLocal = false;

  constructor(options: Pick<ShareCheckOptions, 'provider'>, share: Share) {
    this.#options = options;
    this.#share = share;
  }

  async offer(mounted: Mounted | null): Promise<Finding> {
    this.#isLocal = Boolean(mounted?.localFolder);
    this.#info = await this.#options.provider(this.#share);
    if (this.#info === null) {
      return {
        state: 'failed',
        code: 'not-connected',
        message: 'The provider that brought this share is not connected here.',
        advice: 'Ask whoever runs this JupyterLab to connect it again.'
      };
    }
    const { label } = this.#info;
    if (this.#share.withdrawnAt !== null) {
      return {
        state: 'failed',
        code: 'share-gone',
        message: `${label} does not list this share any more.`,
        advice: 'Ask its sender to share it again.'
      };
    }
    return this.#share.state === 'accepted'
      ? {
          state: 'passed',
          message: this.#isLocal
            ? 'An administrator has mounted its files on this machine.'
            : `${label} brings it, and its files over WebDAV.`
        }
      : {
          state: 'noted',
          message: 'Its files can be reached once you have accepted it.'
        };
  }

  async discovery(): Promise<Finding> {
    const info = this.#info;
    if (info === null || this.#isLocal) {
      return skipped('Not asked.');
    }
    return info.state === 'unreachable'
      ? failing(info, 'unreachable')
      : { state: 'passed', message: `${info.label} answers.` };
  }

  async token(): Promise<Finding> {
    const info = this.#info;
    if (info === null || this.#isLocal || info.state === 'unreachable') {
      return skipped('No credentials are needed or known.');
    }
    return info.state === 'signed-out'
      ? failing(info, 'login-refused')
      : { state: 'passed', message: `You are signed in at ${info.label}.` };
  }
}

function failing(info: ProviderInfo, code: string): Finding {
  return {
    state: 'failed',
    code,
    message: info.message ?? `${info.label} does not answer.`,
    ...(info.advice === null ? {} : { advice: info.advice })
  };
}
