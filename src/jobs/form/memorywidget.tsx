import type { WidgetProps } from '@rjsf/utils';
import * as React from 'react';

/** Mebibytes in each unit. */
const UNITS = { MiB: 1, GiB: 1024, TiB: 1024 * 1024 };
type Unit = keyof typeof UNITS;

/**
 * A number of mebibytes, in the unit that suits it.
 */
export function MemoryWidget(props: WidgetProps): JSX.Element {
  const { disabled, id, label, onChange, readonly } = props;
  const mebibytes = typeof props.value === 'number' ? props.value : null;
  const [unit, setUnit] = React.useState<Unit>(() => unitOf(mebibytes));
  const isDisabled = disabled === true || readonly === true;
  return (
    <div className="jp-SciMeshJobForm-units">
      <input
        id={id}
        type="number"
        className="jp-mod-styled"
        min={0}
        step="any"
        value={mebibytes === null ? '' : mebibytes / UNITS[unit]}
        disabled={isDisabled}
        onChange={({ target }) =>
          onChange(
            target.value === ''
              ? undefined
              : Math.round(Number(target.value) * UNITS[unit])
          )
        }
      />
      <select
        aria-label={`${label}: MiB, GiB, TiB`}
        value={unit}
        disabled={isDisabled}
        onChange={({ target }) => {
          const next = isUnit(target.value) ? target.value : unit;
          setUnit(next);
          if (mebibytes !== null) {
            // The number stays as it is written; what it means changes.
            onChange(Math.round((mebibytes / UNITS[unit]) * UNITS[next]));
          }
        }}
      >
        {Object.keys(UNITS).map(name => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </div>
  );
}

function unitOf(mebibytes: number | null): Unit {
  const fits = (unit: Unit): boolean =>
    mebibytes !== null &&
    mebibytes >= UNITS[unit] &&
    Number.isInteger((mebibytes / UNITS[unit]) * 4);
  return fits('TiB') ? 'TiB' : fits('GiB') ? 'GiB' : 'MiB';
}

function isUnit(text: string): text is Unit {
  return text in UNITS;
}
