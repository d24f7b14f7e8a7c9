import * as React from 'react';

/**
 * A list of texts, one a line.
 *
 * #### Notes
 * Empty lines are no entries, and stay where the person has just made them.
 */
export function Lines(props: Lines.IProps): JSX.Element {
  const { id, lines, onChange, placeholder } = props;
  const [text, setText] = React.useState(() => lines.join('\n'));
  const isSame = entriesOf(text).join('\n') === lines.join('\n');
  return (
    <textarea
      id={id}
      className="jp-mod-styled"
      rows={Math.min(8, Math.max(3, lines.length))}
      placeholder={placeholder}
      spellCheck={false}
      value={isSame ? text : lines.join('\n')}
      onChange={({ target }) => {
        setText(target.value);
        onChange(entriesOf(target.value));
      }}
    />
  );
}

/**
 * The namespace for `Lines` statics.
 */
export namespace Lines {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly id: string;
    readonly lines: readonly string[];
    readonly onChange: (lines: string[]) => void;
    readonly placeholder?: string;
  }
}

function entriesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}
