import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobParameter } from 'sciencemesh-contract';
import * as React from 'react';
import type { Axis, Variation } from './sweep';
import { canRange } from './sweep';
import { writeValue } from './values';

/**
 * Whether a parameter has one value, a list of them, or a range.
 */
export function VariationChoice(props: {
  readonly parameter: JobParameter;
  readonly trans: TranslationBundle;
  readonly variation: Variation | null;
  readonly onChange: (variation: Variation | null) => void;
}): JSX.Element {
  const { onChange, parameter, trans, variation } = props;
  const { name, type, value } = parameter;
  const start = value === null ? '' : writeValue(value);
  return (
    <select
      className="jp-SciMeshJobForm-vary"
      aria-label={trans.__('Values of %1', name)}
      value={variation?.kind ?? 'one'}
      onChange={({ target }) => {
        switch (target.value) {
          case 'list':
            return onChange({ kind: 'list', text: start });
          case 'range':
            return onChange({ kind: 'range', from: start, to: '', step: '1' });
          default:
            return onChange(null);
        }
      }}
    >
      <option value="one">{trans.__('one value')}</option>
      <option value="list">{trans.__('several values')}</option>
      {canRange(type) && <option value="range">{trans.__('a range')}</option>}
    </select>
  );
}

/**
 * The values that a parameter takes.
 */
export function VariationEditor(props: VariationEditor.IProps): JSX.Element {
  const { axis, name, onChange, trans, variation } = props;
  const id = React.useId();
  return (
    <div className="jp-SciMeshJobForm-variation">
      {variation.kind === 'list' ? (
        <textarea
          className="jp-mod-styled"
          aria-describedby={id}
          aria-label={trans.__('Values of %1, one a line', name)}
          rows={Math.min(8, Math.max(3, variation.text.split('\n').length))}
          spellCheck={false}
          value={variation.text}
          onChange={({ target }) =>
            onChange({ kind: 'list', text: target.value })
          }
        />
      ) : (
        <div className="jp-SciMeshJobForm-units">
          {(['from', 'to', 'step'] as const).map(end => (
            <label key={end} className="jp-SciMeshJobForm-unit">
              <span>{endWord(end, trans)}</span>
              <input
                className="jp-mod-styled"
                aria-label={`${name}: ${endWord(end, trans)}`}
                inputMode="decimal"
                value={variation[end]}
                onChange={({ target }) =>
                  onChange({ ...variation, [end]: target.value })
                }
              />
            </label>
          ))}
        </div>
      )}
      <p
        id={id}
        className={
          axis?.ok === false
            ? 'jp-SciMeshJobForm-note jp-mod-wrong'
            : 'jp-SciMeshJobForm-note'
        }
        role="status"
      >
        {axis === null
          ? ''
          : axis.ok
            ? trans._n('%1 value', '%1 values', axis.values.length)
            : axis.message}
      </p>
    </div>
  );
}

/**
 * The namespace for `VariationEditor` statics.
 */
export namespace VariationEditor {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly axis: Axis | null;
    readonly name: string;
    readonly onChange: (variation: Variation) => void;
    readonly trans: TranslationBundle;
    readonly variation: Variation;
  }
}

function endWord(
  end: 'from' | 'to' | 'step',
  trans: TranslationBundle
): string {
  switch (end) {
    case 'from':
      return trans.__('from');
    case 'to':
      return trans.__('to');
    case 'step':
      return trans.__('step');
  }
}
