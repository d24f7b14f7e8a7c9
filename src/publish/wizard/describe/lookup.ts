import type { Suggestion, SuggestionKind } from 'sciencemesh-contract';
import * as React from 'react';
import type { Outcome } from '../../../companion/outcome';

/**
 * What comes of looking something up.
 */
export interface IFound {
  readonly items: readonly Suggestion[];

  /**
   * Whether the repository was not asked: these are what is known here.
   */
  readonly isOffline: boolean;
}

/**
 * Looks things up: people, organisations, licences, …
 */
export type LookUp = (
  kind: SuggestionKind,
  words: string,
  signal: AbortSignal
) => Promise<Outcome<IFound>>;

/**
 * How the fields of the form look things up; null where nobody can be asked.
 */
export const LookUpContext = React.createContext<LookUp | null>(null);

/**
 * What is proposed for what was typed; a question that is overtaken by the
 * next letter is broken off.
 *
 * @param words - null while nobody waits for proposals
 */
export function useProposals(
  kind: SuggestionKind,
  words: string | null
): IProposals {
  const lookUp = React.useContext(LookUpContext);
  const [found, setFound] = React.useState<IFound>(NOTHING);
  const [isLooking, setLooking] = React.useState(false);
  React.useEffect(() => {
    if (words === null || words.trim().length < LEAST || lookUp === null) {
      setFound(NOTHING);
      setLooking(false);
      return;
    }
    const asking = new AbortController();
    const ask = async (): Promise<void> => {
      const answer = await lookUp(kind, words.trim(), asking.signal);
      if (!asking.signal.aborted) {
        setFound(answer.ok ? answer.value : { ...NOTHING, isOffline: true });
        setLooking(false);
      }
    };
    setLooking(true);
    const timer = setTimeout(() => void ask(), PAUSE);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [kind, lookUp, words]);
  return { ...found, isLooking };
}

/**
 * Proposals, and whether there will be others in a moment.
 */
export interface IProposals extends IFound {
  readonly isLooking: boolean;
}

const NOTHING: IFound = { items: [], isOffline: false };

/** Letters before anybody is asked. */
const LEAST = 2;

/** Milliseconds without a letter before anybody is asked. */
const PAUSE = 250;
