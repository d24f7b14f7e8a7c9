import { downloadIcon } from '@jupyterlab/ui-components';
import type { JobFile } from 'sciencemesh-contract';
import * as React from 'react';
import { shownPath } from '../../drive/paths';
import { Banner } from '../../elements/banner';
import { IconButton, TextButton } from '../../elements/button';
import { Placeholder, Waiting } from '../../elements/placeholder';
import { bytesText } from '../../transfers/wording';
import type { IPageProps } from './parts';

/**
 * What a job has made: to open, to fetch, and how it was made.
 */
export function JobFiles(props: IPageProps): JSX.Element {
  const { actions, model, trans } = props;
  const { files, job } = model;
  if (files === null || job === null) {
    return <Waiting label={trans.__('Looking for files…')} />;
  }
  const { provenance, results } = job;
  return (
    <>
      {provenance !== null && (
        <Banner
          tone="info"
          title={trans.__('How these results were made is written down')}
          actions={
            <TextButton small onClick={() => actions.openFile(provenance)}>
              {trans.__('Open run crate')}
            </TextButton>
          }
        >
          <p>
            {trans.__(
              'A Workflow Run RO-Crate lies beside them: inputs, parameters, environment, times and checksums.'
            )}
          </p>
        </Banner>
      )}
      {results === null || files.length === 0 ? (
        <Placeholder title={trans.__('No files yet')}>
          <p>
            {trans.__('What the job makes is brought here when it has ended.')}
          </p>
        </Placeholder>
      ) : (
        <Table {...props} files={files} results={results} />
      )}
    </>
  );
}

interface ITableProps extends IPageProps {
  readonly files: readonly JobFile[];
  readonly results: string;
}

function Table({ actions, files, results, trans }: ITableProps): JSX.Element {
  const [most, setMost] = React.useState(MOST);
  return (
    <>
      <p className="jp-SciMeshMuted">{trans.__('In %1', shownPath(results))}</p>
      <table className="jp-SciMeshJobTable">
        <thead>
          <tr>
            <th scope="col">{trans.__('Name')}</th>
            <th scope="col">{trans.__('Size')}</th>
            <th scope="col">{trans.__('SHA-256')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {files.slice(0, most).map(({ here, path, sha256, size }) => (
            <tr key={path}>
              <th scope="row">
                {here ? (
                  <button
                    type="button"
                    className="jp-SciMeshLink"
                    onClick={() => actions.openFile(`${results}/${path}`)}
                  >
                    {path}
                  </button>
                ) : (
                  <span>{trans.__('%1 (not here)', path)}</span>
                )}
              </th>
              <td>{bytesText(size)}</td>
              <td>
                {sha256 !== null && (
                  <code title={sha256}>{sha256.slice(0, 12)}</code>
                )}
              </td>
              <td>
                {here && (
                  <IconButton
                    icon={downloadIcon}
                    label={trans.__('Download %1', path)}
                    onClick={() => void actions.download(`${results}/${path}`)}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {files.length > most && (
        <TextButton small onClick={() => setMost(most + MOST)}>
          {trans.__('Show more of %1 files', files.length)}
        </TextButton>
      )}
    </>
  );
}

/** A sweep may have made ten thousand. */
const MOST = 500;
