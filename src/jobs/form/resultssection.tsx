import * as React from 'react';
import { shownPath } from '../../drive/paths';
import { TextButton } from '../../elements/button';
import { Section } from '../../packages/section';
import { stateWord } from '../wording';
import { findingsAbout } from './findings';
import { Lines } from './lines';
import { Row } from './notes';
import type { IPartProps } from './part';

/**
 * What comes back, where it goes, and which jobs come first.
 */
export function ResultsSection(
  props: IPartProps & {
    /**
     * Ask for a folder; null when none was chosen.
     */
    readonly chooseFolder: () => Promise<string | null>;

    /**
     * How jobs name a path of JupyterLab.
     */
    readonly named: (path: string) => string;
  }
): JSX.Element {
  const { chooseFolder, draft, model, named, trans } = props;
  const id = React.useId();
  const about = (member: string) => findingsAbout(model.findings, member);
  const browse = async (): Promise<void> => {
    const results = await chooseFolder();
    if (results !== null) {
      model.change({ results: named(results) });
    }
  };
  return (
    <Section title={trans.__('Results')}>
      <Row
        label={trans.__('Files to bring back')}
        control={`${id}-outputs`}
        findings={about('outputs')}
        note={trans.__('Names or patterns, one a line, e.g. plots/*.png.')}
        reason={model.reason('outputs')}
      >
        <Lines
          id={`${id}-outputs`}
          lines={draft.outputs}
          placeholder={trans.__('all that are new or changed')}
          onChange={outputs => model.change({ outputs })}
        />
      </Row>
      <Row
        label={trans.__('Folder of results')}
        control={`${id}-results`}
        findings={about('results')}
        note={trans.__('The job makes a folder of its own in it.')}
        reason={model.reason('results')}
      >
        <input
          id={`${id}-results`}
          className="jp-mod-styled"
          spellCheck={false}
          value={shownPath(draft.results)}
          onChange={({ target }) =>
            model.change({ results: named(target.value) })
          }
        />
        <TextButton small onClick={() => void browse()}>
          {trans.__('Browse…')}
        </TextButton>
      </Row>
      {model.site?.can.dependencies && <After {...props} id={`${id}-after`} />}
    </Section>
  );
}

/**
 * Jobs that must have succeeded first.
 */
function After(
  props: IPartProps & { readonly id: string }
): JSX.Element | null {
  const { draft, id, model, trans } = props;
  const { others } = model;
  const { after } = draft;
  const findings = findingsAbout(model.findings, 'after');
  const free = others.filter(job => !after.includes(job.id));
  if (others.length === 0 && after.length === 0) {
    return null;
  }
  const named = (jobId: string): string => {
    const job = others.find(other => other.id === jobId);
    return job ? `${job.name} (${stateWord(trans, job.state)})` : jobId;
  };
  return (
    <Row
      label={trans.__('After the jobs')}
      control={id}
      findings={findings}
      note={trans.__('It waits until they have succeeded.')}
    >
      {after.length > 0 && (
        <ul className="jp-SciMeshJobForm-after">
          {after.map(jobId => (
            <li key={jobId}>
              {named(jobId)}
              <TextButton
                small
                aria-label={trans.__('Do not wait for %1', named(jobId))}
                onClick={() =>
                  model.change({ after: after.filter(one => one !== jobId) })
                }
              >
                {trans.__('Remove')}
              </TextButton>
            </li>
          ))}
        </ul>
      )}
      <select
        id={id}
        value=""
        disabled={free.length === 0}
        onChange={({ target }) =>
          model.change({ after: [...after, target.value] })
        }
      >
        <option value="">
          {after.length === 0
            ? trans.__('none: it starts as soon as it can')
            : trans.__('add another one…')}
        </option>
        {free.map(job => (
          <option key={job.id} value={job.id}>
            {named(job.id)}
          </option>
        ))}
      </select>
    </Row>
  );
}
