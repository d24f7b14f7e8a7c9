import type { TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import type { MetadataQuestion, MetadataSource } from 'sciencemesh-contract';
import * as React from 'react';
import type { IFieldProblem } from './problems';

/**
 * What stands beside the fields of the form.
 *
 * #### Notes
 * It reaches the fields beside the form, which does not draw itself again where
 * nothing else has changed.
 */
export interface IFormNotes {
  /**
   * Give a question's answer to its field, or leave it as it is.
   */
  readonly answer: (question: MetadataQuestion, choice: number | null) => void;
  readonly isDisabled: boolean;

  /**
   * What identifiers of controls begin with.
   */
  readonly prefix: string;
  readonly problems: readonly IFieldProblem[];
  readonly questions: readonly MetadataQuestion[];
  readonly sources: readonly MetadataSource[];
  readonly trans: TranslationBundle;
}

/**
 * How the notes reach the fields.
 */
export const FormNotes = React.createContext<IFormNotes>({
  answer: () => undefined,
  isDisabled: false,
  prefix: '',
  problems: [],
  questions: [],
  sources: [],
  trans: nullTranslator.load('jupyterlab_sciencemesh')
});

/**
 * Where a value is from, in a few words.
 */
export function sourceText(
  { origin, path }: MetadataSource,
  trans: TranslationBundle
): string {
  switch (origin) {
    case 'crate':
      return path ?? trans.__('RO-Crate');
    case 'cff':
      return path ?? 'CITATION.cff';
    case 'codemeta':
      return path ?? 'codemeta.json';
    case 'notebook':
      return path ?? trans.__('notebook');
    case 'earlier':
      return trans.__('published earlier');
    case 'job':
      return trans.__('job');
    case 'profile':
      return trans.__('your profile');
    case 'person':
      return trans.__('you');
  }
}
