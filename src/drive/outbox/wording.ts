import type { TranslationBundle } from '@jupyterlab/translation';
import type { OutboxDecision, OutboxItem } from 'sciencemesh-contract';

/**
 * Where an edit stands, in a sentence.
 */
export function standing(item: OutboxItem, trans: TranslationBundle): string {
  switch (item.state) {
    case 'waiting':
      return trans.__('Kept here until its server takes it');
    case 'sending':
      return trans.__('Being sent');
    case 'conflict':
      return trans.__('Somebody else has changed the file meanwhile');
    case 'failed':
      return trans.__('Could not be sent');
  }
}

/**
 * What the person can decide about an edit.
 */
export function choices(item: OutboxItem): readonly OutboxDecision['action'][] {
  switch (item.state) {
    case 'waiting':
      return ['retry', 'discard'];
    case 'sending':
      return [];
    case 'conflict':
      return ['keep-both', 'overwrite', 'discard'];
    case 'failed':
      return ['retry', 'keep-both', 'discard'];
  }
}

/**
 * What a decision is called.
 */
export function choiceLabel(
  action: OutboxDecision['action'],
  trans: TranslationBundle
): string {
  switch (action) {
    case 'retry':
      return trans.__('Send now');
    case 'overwrite':
      return trans.__('Overwrite theirs');
    case 'keep-both':
      return trans.__('Keep both');
    case 'discard':
      return trans.__('Discard mine');
  }
}

/**
 * How many edits are not sent yet, and whether some wait for the person.
 */
export function summary(
  items: readonly OutboxItem[],
  trans: TranslationBundle
): string {
  const stuck = items.filter(
    ({ state }) => state === 'conflict' || state === 'failed'
  );
  return stuck.length > 0
    ? trans._n(
        '%1 edit needs your decision',
        '%1 edits need your decision',
        stuck.length
      )
    : trans._n('%1 edit not sent yet', '%1 edits not sent yet', items.length);
}
