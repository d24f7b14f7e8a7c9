import type { TranslationBundle } from '@jupyterlab/translation';
import type { DataWay, JobCheck, JobInputs } from 'sciencemesh-contract';
import * as React from 'react';
import { Section } from '../../packages/section';
import { bytesText } from '../../transfers/wording';
import { findingsAbout } from './findings';
import { Lines } from './lines';
import { Row } from './notes';
import type { IPartProps } from './part';
import { Choice } from './sweepsummary';

/** Names that are shown before the rest is a number. */
const SHOWN_FILES = 100;

/**
 * Which files go along, how large they are, and the way they go.
 */
export function DataSection(props: IPartProps): JSX.Element {
  const { draft, model, trans } = props;
  const { inputs } = draft;
  const { check } = model.dryRun;
  const id = React.useId();
  const change = (members: Partial<JobInputs>): void =>
    model.change({ inputs: { ...inputs, ...members } });
  const ways = model.site?.dataWays ?? [];
  return (
    <Section title={trans.__('Files that go along')}>
      <Row
        label={trans.__('Input files')}
        findings={findingsAbout(model.findings, 'inputs').filter(
          ({ field }) => field !== 'inputs.way'
        )}
        reason={model.reason('inputs')}
      >
        <fieldset className="jp-SciMeshJobForm-choices">
          <legend className="jp-SciMeshHidden">
            {trans.__('Input files')}
          </legend>
          {(['folder', 'listed', 'none'] as const).map(select => (
            <Choice
              key={select}
              name={`${id}-select`}
              checked={inputs.select === select}
              label={selectWord(select, trans)}
              onChoose={() => change({ select })}
            />
          ))}
        </fieldset>
      </Row>
      {inputs.select === 'listed' && (
        <Row
          label={trans.__('Their names')}
          control={`${id}-paths`}
          note={trans.__('One a line, relative to the folder of what runs.')}
        >
          <Lines
            id={`${id}-paths`}
            lines={inputs.paths}
            onChange={paths => change({ paths })}
          />
        </Row>
      )}
      <Row
        label={trans.__('Their way')}
        control={`${id}-way`}
        findings={findingsAbout(model.findings, 'inputs.way')}
        note={check?.why}
      >
        <select
          id={`${id}-way`}
          value={inputs.way ?? ''}
          onChange={({ target }) =>
            change({ way: ways.find(way => way === target.value) ?? null })
          }
        >
          <option value="">
            {check?.way
              ? trans.__('the best: %1', wayWord(check.way, trans))
              : trans.__('the best that the site allows')}
          </option>
          {ways.map(way => (
            <option key={way} value={way}>
              {wayWord(way, trans)}
            </option>
          ))}
        </select>
      </Row>
      {check && check.inputFiles > 0 && <Files check={check} trans={trans} />}
    </Section>
  );
}

function Files(props: {
  readonly check: JobCheck;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { check, trans } = props;
  const { inputBytes, inputFiles, inputs } = check;
  const shown = inputs.slice(0, SHOWN_FILES);
  return (
    <details className="jp-SciMeshJobForm-files">
      <summary>
        {trans._n(
          '%1 file goes along, %2',
          '%1 files go along, %2',
          inputFiles,
          bytesText(inputBytes)
        )}
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{trans.__('Name')}</th>
            <th scope="col">{trans.__('Size')}</th>
            <th scope="col">{trans.__('Way')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ path, size, way }) => (
            <tr key={path}>
              <td>{path}</td>
              <td>{size === null ? trans.__('unknown') : bytesText(size)}</td>
              <td>{wayWord(way, trans)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {inputFiles > shown.length && (
        <p>{trans.__('and %1 more', inputFiles - shown.length)}</p>
      )}
    </details>
  );
}

function selectWord(
  select: JobInputs['select'],
  trans: TranslationBundle
): string {
  switch (select) {
    case 'folder':
      return trans.__('Everything beside it');
    case 'listed':
      return trans.__('Some files');
    case 'none':
      return trans.__('None');
  }
}

function wayWord(way: DataWay, trans: TranslationBundle): string {
  switch (way) {
    case 'path':
      return trans.__('read in place');
    case 'transfer':
      return trans.__('carried by the batch system');
    case 'sftp':
      return trans.__('copied over SSH');
    case 'download':
      return trans.__('fetched by the job');
    case 'staging':
      return trans.__('copied beside the job');
  }
}
