import { closeIcon } from '@jupyterlab/ui-components';
import type { FieldProps } from '@rjsf/utils';
import type { Keyword, Licence, SuggestionKind } from 'sciencemesh-contract';
import * as React from 'react';
import { IconButton } from '../../../elements/button';
import { Combobox } from './combobox';
import { FormNotes } from './notes';

/**
 * Keywords, one after the other: typed in or looked up.
 */
export function KeywordsField(props: FieldProps<Keyword[]>): JSX.Element {
  const { trans } = React.useContext(FormNotes);
  return (
    <TokenField
      id={props.idSchema.$id}
      adding={trans.__('Add a keyword')}
      isSame={(one, other) => one.value === other.value}
      kind="keyword"
      labelOf={({ value }) => value}
      noteOf={({ scheme }) => scheme ?? null}
      tokens={props.formData ?? []}
      typed={value => ({ value })}
      onChange={props.onChange}
    />
  );
}

/**
 * Licences by their SPDX identifiers, or by what they are called.
 */
export function LicencesField(props: FieldProps<Licence[]>): JSX.Element {
  const { trans } = React.useContext(FormNotes);
  return (
    <TokenField
      id={props.idSchema.$id}
      adding={trans.__('Add a licence, e.g. CC-BY-4.0')}
      isSame={(one, other) =>
        (one.spdx ?? one.title)?.toLowerCase() ===
        (other.spdx ?? other.title)?.toLowerCase()
      }
      kind="licence"
      labelOf={({ spdx, title, url }) => title ?? spdx ?? url ?? ''}
      noteOf={({ spdx, title }) =>
        title === undefined ? null : (spdx ?? null)
      }
      tokens={props.formData ?? []}
      typed={text =>
        /^https?:\/\//.test(text)
          ? { url: text }
          : SPDX.test(text)
            ? { spdx: text }
            : { title: text }
      }
      onChange={props.onChange}
    />
  );
}

/** Without spaces, and with a version or a hyphen, as all that matter are. */
const SPDX = /^[A-Za-z0-9]+([.+-][A-Za-z0-9]+)+$|^(MIT|ISC|Zlib)$/;

interface ITokenProps<T> {
  readonly adding: string;
  readonly id: string;
  readonly isSame: (one: T, other: T) => boolean;
  readonly kind: SuggestionKind;
  readonly labelOf: (token: T) => string;
  readonly noteOf: (token: T) => string | null;
  readonly onChange: (tokens: T[]) => void;
  readonly tokens: readonly T[];

  /**
   * What a text stands for that nobody has proposed.
   */
  readonly typed: (text: string) => T;
}

/** A list of short things with a field that adds to it. */
function TokenField<T>(props: ITokenProps<T>): JSX.Element {
  const { adding, id, isSame, kind, onChange, tokens, typed } = props;
  const { isDisabled, trans } = React.useContext(FormNotes);
  const [text, setText] = React.useState('');
  const add = (...added: T[]): void => {
    setText('');
    const isNew = (one: T, place: number): boolean =>
      ![...tokens, ...added.slice(0, place)].some(other => isSame(one, other));
    onChange([...tokens, ...added.filter(isNew)]);
  };
  const addTyped = (): void => {
    // Lists are pasted with commas between their entries.
    const entries = text
      .split(kind === 'keyword' ? /[,;\n]/ : /\n/)
      .map(entry => entry.trim())
      .filter(entry => entry !== '');
    if (entries.length > 0) {
      add(...entries.map(typed));
    }
  };
  return (
    <div className="jp-SciMeshPublishTokens" onBlur={addTyped}>
      {tokens.map((token, index) => {
        const label = props.labelOf(token);
        const note = props.noteOf(token);
        return (
          <span
            key={`${index} ${label}`}
            className="jp-SciMeshPublishTokens-token"
          >
            {label}
            {note !== null && <span className="jp-SciMeshMark">{note}</span>}
            {!isDisabled && (
              <IconButton
                icon={closeIcon}
                label={trans.__('Remove %1', label)}
                onClick={() =>
                  onChange(tokens.filter((_, place) => place !== index))
                }
              />
            )}
          </span>
        );
      })}
      {!isDisabled && (
        <Combobox
          id={id}
          kind={kind}
          label={adding}
          describedBy={`${id}__error`}
          isDisabled={isDisabled}
          text={text}
          trans={trans}
          onType={setText}
          onEnter={addTyped}
          onChoose={({ value }) => add(value as T)}
        />
      )}
    </div>
  );
}
