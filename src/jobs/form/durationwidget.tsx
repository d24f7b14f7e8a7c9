import type { WidgetProps } from '@rjsf/utils';
import * as React from 'react';

const HOUR = 3600;
const MINUTE = 60;

/** No site gives more, and the companion takes none. */
const YEAR = 31_536_000;

/**
 * A number of seconds, as hours and minutes.
 */
export function DurationWidget(props: WidgetProps): JSX.Element {
  const { disabled, id, label, onChange, readonly } = props;
  const seconds = typeof props.value === 'number' ? props.value : 0;
  const hours = Math.floor(seconds / HOUR);
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  const rest = seconds % MINUTE;
  const field = (
    value: number,
    unit: string,
    more: { readonly id?: string },
    take: (value: number) => number
  ): JSX.Element => (
    <label className="jp-SciMeshJobForm-unit">
      <input
        {...more}
        type="number"
        className="jp-mod-styled"
        aria-label={`${label}: ${unit}`}
        min={0}
        value={value}
        disabled={disabled === true || readonly === true}
        onChange={({ target }) =>
          onChange(Math.min(YEAR, take(whole(target.value))))
        }
      />
      <span aria-hidden="true">{unit}</span>
    </label>
  );
  return (
    <div className="jp-SciMeshJobForm-units">
      {field(hours, 'h', { id }, value => seconds + (value - hours) * HOUR)}
      {field(minutes, 'min', {}, value => seconds + (value - minutes) * MINUTE)}
      {rest > 0 && field(rest, 's', {}, value => seconds + (value - rest))}
    </div>
  );
}

function whole(text: string): number {
  const number = Math.floor(Number(text));
  return Number.isFinite(number) ? Math.max(0, number) : 0;
}
