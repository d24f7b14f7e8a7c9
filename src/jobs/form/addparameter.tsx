import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobParameterType, JobSource } from 'sciencemesh-contract';
import * as React from 'react';
import { TextButton } from '../../elements/button';
import type { INewParameter, WrittenParameter } from './newparameter';
import { readParameter } from './newparameter';
import { Row } from './notes';
import { listHint, typeWord } from './parameters';
import type { IPartProps } from './part';

const TYPES: readonly JobParameterType[] = [
  'string',
  'integer',
  'number',
  'boolean',
  'list'
];

const EMPTY: INewParameter = { name: '', type: 'string', text: '' };

/**
 * Gives what runs a parameter that it does not name itself.
 */
export function AddParameter(props: IPartProps): JSX.Element {
  const { draft, model, trans } = props;
  const { kind } = draft.source;
  const [written, setWritten] = React.useState<INewParameter | null>(null);
  if (written === null) {
    return (
      <div className="jp-SciMeshJobForm-buttons">
        <TextButton small onClick={() => setWritten(EMPTY)}>
          {trans.__('Add a parameter')}
        </TextButton>
      </div>
    );
  }
  return (
    <NewParameter
      kind={kind}
      read={next =>
        readParameter(
          next,
          kind,
          model.parameters.proposed.map(({ name }) => name),
          trans
        )
      }
      trans={trans}
      written={written}
      onAdd={parameter => {
        model.vary(model.parameters.added(parameter));
        setWritten(null);
      }}
      onCancel={() => setWritten(null)}
      onChange={setWritten}
    />
  );
}

/**
 * Name, type and value of one more parameter.
 */
function NewParameter(props: NewParameter.IProps): JSX.Element {
  const { kind, onAdd, onCancel, onChange, read, trans, written } = props;
  const id = React.useId();
  // Nobody is told off before they have said that they are done.
  const [isDone, setDone] = React.useState(false);
  const result = read(written);
  const about = (part: 'name' | 'value') =>
    isDone && !result.ok && result.about === part
      ? [
          {
            level: 'error' as const,
            code: 'parameter-new',
            field: null,
            message: result.message
          }
        ]
      : [];
  const add = (): void => {
    if (result.ok) {
      onAdd(result.parameter);
    } else {
      setDone(true);
    }
  };
  const change = (members: Partial<INewParameter>): void =>
    onChange({ ...written, ...members });
  return (
    <div
      role="group"
      aria-label={trans.__('A new parameter')}
      className="jp-SciMeshJobForm-new"
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onCancel();
        }
      }}
    >
      <Row
        label={trans.__('Name')}
        control={`${id}-name`}
        findings={about('name')}
        note={placeOf(kind, trans)}
      >
        <input
          id={`${id}-name`}
          className="jp-mod-styled"
          autoFocus
          spellCheck={false}
          value={written.name}
          onChange={({ target }) => change({ name: target.value })}
          onKeyDown={({ key }) => (key === 'Enter' ? add() : undefined)}
        />
        <select
          aria-label={trans.__('Type')}
          value={written.type}
          onChange={({ target }) => {
            const type = TYPES.find(one => one === target.value) ?? 'string';
            change({ type, text: type === 'boolean' ? 'true' : written.text });
          }}
        >
          {TYPES.map(type => (
            <option key={type} value={type}>
              {typeWord(type, trans)}
            </option>
          ))}
        </select>
      </Row>
      <Row
        label={trans.__('Value')}
        control={`${id}-value`}
        findings={about('value')}
        {...(written.type === 'list' && { note: listHint(trans) })}
      >
        {written.type === 'boolean' ? (
          <select
            id={`${id}-value`}
            value={written.text}
            onChange={({ target }) => change({ text: target.value })}
          >
            <option value="true">{trans.__('true')}</option>
            <option value="false">{trans.__('false')}</option>
          </select>
        ) : (
          <textarea
            id={`${id}-value`}
            className="jp-mod-styled"
            rows={written.text.includes('\n') ? 4 : 1}
            spellCheck={false}
            value={written.text}
            onChange={({ target }) => change({ text: target.value })}
          />
        )}
      </Row>
      <div className="jp-SciMeshJobForm-buttons">
        <TextButton small kind="accept" onClick={add}>
          {trans.__('Add')}
        </TextButton>
        <TextButton small onClick={onCancel}>
          {trans.__('Cancel')}
        </TextButton>
      </div>
    </div>
  );
}

/**
 * The namespace for `NewParameter` statics.
 */
namespace NewParameter {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly kind: JobSource['kind'];
    readonly onAdd: (
      parameter: Extract<WrittenParameter, { ok: true }>['parameter']
    ) => void;
    readonly onCancel: () => void;
    readonly onChange: (written: INewParameter) => void;
    readonly read: (written: INewParameter) => WrittenParameter;
    readonly trans: TranslationBundle;
    readonly written: INewParameter;
  }
}

/**
 * Where what runs finds the values.
 */
function placeOf(kind: JobSource['kind'], trans: TranslationBundle): string {
  switch (kind) {
    case 'notebook':
      return trans.__(
        'It is set in a cell of its own: after the one tagged “parameters”, or at the top of the notebook where none is.'
      );
    case 'script':
      return trans.__(
        'The script finds it in the JSON file that the variable SCIENCEMESH_PARAMETERS names.'
      );
    case 'workflow':
      return trans.__('The workflow gets it with its inputs.');
  }
}
