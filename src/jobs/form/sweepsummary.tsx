import * as React from 'react';
import { findingsAbout } from './findings';
import { Findings } from './notes';
import type { IPartProps } from './part';
import { countTasks } from './sweep';

/**
 * What the sweep comes to: how values are combined, and how many tasks that
 * makes.
 */
export function SweepSummary(props: IPartProps): JSX.Element | null {
  const { model, trans } = props;
  const { parameters } = model;
  const { atOnce, combine, variations } = parameters.variations;
  const name = React.useId();
  if (variations.size === 0) {
    return null;
  }
  const lengths = parameters.sweep?.axes.map(({ values }) => values.length);
  const tasks = countTasks(parameters.sweep);
  const most = model.site?.tasks ?? Infinity;
  const isTooMuch = parameters.isValid && tasks > most;
  return (
    <div className="jp-SciMeshJobForm-sweep">
      {variations.size > 1 && (
        <fieldset className="jp-SciMeshJobForm-choices">
          <legend className="jp-SciMeshHidden">
            {trans.__('How the values are combined')}
          </legend>
          <Choice
            {...{ name }}
            checked={combine === 'grid'}
            label={trans.__('Every combination of the values')}
            onChoose={() =>
              model.vary(parameters.combined({ combine: 'grid' }))
            }
          />
          <Choice
            {...{ name }}
            checked={combine === 'rows'}
            label={trans.__('Row by row: the first values together, and so on')}
            onChoose={() =>
              model.vary(parameters.combined({ combine: 'rows' }))
            }
          />
        </fieldset>
      )}
      <p className="jp-SciMeshJobForm-tasks" role="status">
        {parameters.isValid ? (
          <>
            <strong>
              {combine === 'grid' && lengths && lengths.length > 1
                ? trans.__(
                    '%1 = %2 tasks',
                    lengths.map(length => length.toLocaleString()).join(' × '),
                    tasks.toLocaleString()
                  )
                : trans._n(
                    '%2 task',
                    '%2 tasks',
                    tasks,
                    tasks.toLocaleString()
                  )}
            </strong>
            {Number.isFinite(most) && (
              <span className={isTooMuch ? 'jp-mod-wrong' : 'jp-SciMeshMuted'}>
                {isTooMuch
                  ? trans.__(
                      'The site takes %1 at most: vary less, or send it in parts.',
                      most.toLocaleString()
                    )
                  : trans.__(
                      'the site takes %1 at most',
                      most.toLocaleString()
                    )}
              </span>
            )}
          </>
        ) : (
          trans.__('The values that are marked have to be corrected first.')
        )}
      </p>
      <label className="jp-SciMeshJobForm-unit">
        <span>{trans.__('At once, at most')}</span>
        <input
          type="number"
          className="jp-mod-styled"
          min={1}
          placeholder={trans.__('all')}
          value={atOnce ?? ''}
          onChange={({ target }) => {
            const number = Math.floor(Number(target.value));
            model.vary(
              parameters.combined({ atOnce: number >= 1 ? number : null })
            );
          }}
        />
      </label>
      <Findings
        findings={findingsAbout(model.findings, 'sweep').filter(
          // Told above, at once.
          ({ code }) => code !== 'too-many-tasks'
        )}
      />
    </div>
  );
}

/**
 * One of several answers.
 */
export function Choice(props: {
  readonly checked: boolean;
  readonly label: React.ReactNode;
  readonly name: string;
  readonly onChoose: () => void;
}): JSX.Element {
  const { checked, label, name, onChoose } = props;
  return (
    <label className="jp-SciMeshJobForm-choice">
      <input type="radio" name={name} checked={checked} onChange={onChoose} />
      <span>{label}</span>
    </label>
  );
}
