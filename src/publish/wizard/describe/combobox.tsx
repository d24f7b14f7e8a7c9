import type { TranslationBundle } from '@jupyterlab/translation';
import type { Suggestion, SuggestionKind } from 'sciencemesh-contract';
import * as React from 'react';
import { useProposals } from './lookup';

/**
 * A field in which people type while others propose: whatever is typed counts,
 * a proposal fills in all that it knows.
 *
 * Source: WAI-ARIA Authoring Practices, "Combobox With List Autocomplete".
 */
export function Combobox(props: Combobox.IProps): JSX.Element {
  const { id, kind, label, onChoose, onEnter, onType, text, trans } = props;
  const [isOpen, setOpen] = React.useState(false);
  const [current, setCurrent] = React.useState(-1);
  const proposals = useProposals(kind, isOpen ? text : null);
  const { isLooking, isOffline, items } = proposals;
  const list = `${id}-list`;
  const isShown = isOpen && items.length > 0;
  React.useEffect(() => setCurrent(-1), [items]);
  const choose = (proposal: Suggestion): void => {
    setOpen(false);
    onChoose(proposal);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const proposal = isShown ? items[current] : undefined;
    if (step !== undefined && isShown) {
      const count = items.length + 1;
      setCurrent(((current + 1 + step + count) % count) - 1);
    } else if (step !== undefined) {
      setOpen(true);
    } else if (event.key === 'Enter' && proposal) {
      choose(proposal);
    } else if (event.key === 'Enter' && onEnter && text.trim() !== '') {
      onEnter();
    } else if (event.key === 'Escape' && isShown) {
      setOpen(false);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className="jp-SciMeshCombobox">
      <input
        id={id}
        type="text"
        role="combobox"
        autoComplete="off"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={isShown ? list : undefined}
        aria-activedescendant={
          isShown && current >= 0 ? `${list}-${current}` : undefined
        }
        aria-describedby={props.describedBy}
        aria-invalid={props.isWrong === true}
        disabled={props.isDisabled}
        placeholder={props.placeholder ?? label}
        value={text}
        onBlur={() => setOpen(false)}
        onChange={({ target }) => {
          setOpen(true);
          onType(target.value);
        }}
        onKeyDown={onKeyDown}
      />
      {isShown && (
        <ul className="jp-SciMeshCombobox-list" id={list} role="listbox">
          {items.map((proposal, index) => (
            <li
              key={index}
              id={`${list}-${index}`}
              role="option"
              className="jp-SciMeshCombobox-option"
              aria-selected={index === current}
              // The field must not lose the focus before the click counts.
              onMouseDown={event => {
                event.preventDefault();
                choose(proposal);
              }}
            >
              <span>{proposal.label}</span>
              {proposal.detail !== null && (
                <span className="jp-SciMeshMuted">{proposal.detail}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      <span className="jp-SciMeshHidden" role="status">
        {isOpen && !isLooking
          ? proposalsNote(items.length, isOffline, trans)
          : ''}
      </span>
      {isOpen && isOffline && !isLooking && (
        <span className="jp-SciMeshCombobox-note">
          {trans.__('The repository was not asked. What you type counts.')}
        </span>
      )}
    </span>
  );
}

/**
 * The namespace for `Combobox` statics.
 */
export namespace Combobox {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly describedBy?: string;
    readonly id: string;
    readonly isDisabled: boolean;
    readonly isWrong?: boolean;
    readonly kind: SuggestionKind;

    /**
     * Its name, for screen readers, and in the empty field.
     */
    readonly label: string;

    /**
     * Take over a proposal.
     */
    readonly onChoose: (proposal: Suggestion) => void;

    /**
     * Take over what was typed, where each entry ends with the Enter key.
     */
    readonly onEnter?: () => void;
    readonly onType: (text: string) => void;
    readonly placeholder?: string;
    readonly text: string;
    readonly trans: TranslationBundle;
  }
}

function proposalsNote(
  count: number,
  isOffline: boolean,
  trans: TranslationBundle
): string {
  return isOffline && count === 0
    ? trans.__('No proposals: the repository was not asked.')
    : trans._n('%1 proposal', '%1 proposals', count);
}
