import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * What a permission of a token is needed for; null where nobody here knows.
 */
export function scopeReason(
  trans: TranslationBundle,
  scope: string
): string | null {
  switch (scope) {
    case 'deposit:write':
      return trans.__('to create a draft and send files to it');
    case 'deposit:actions':
      return trans.__('to publish the draft, or to hand it to reviewers');
    case 'user:email':
      return trans.__('to say whose account it is');
    default:
      return null;
  }
}
