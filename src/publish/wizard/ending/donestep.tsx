import type { TranslationBundle } from '@jupyterlab/translation';
import type { Repository } from 'sciencemesh-contract';
import * as React from 'react';
import { Banner } from '../../../elements/banner';
import { TextButton } from '../../../elements/button';
import { ExternalLink } from '../../../elements/link';
import { versionIcon } from '../../../icons';
import { Section } from '../../../packages/section';
import { CopyButton, DoiLine } from '../copyline';
import type { IStepProps } from '../stepprops';
import { Citations } from './citations';

/**
 * What there is now: the record, its DOI, and how it is cited.
 */
export function DoneStep(props: IStepProps): JSX.Element {
  const { publication } = props;
  return publication.state === 'review' ? (
    <InReview {...props} />
  ) : (
    <Published {...props} />
  );
}

function InReview({ model, publication, trans }: IStepProps): JSX.Element {
  const { doi, message, recordUrl } = publication;
  const name = model.repository?.name ?? trans.__('The repository');
  return (
    <>
      <Banner
        tone="info"
        title={trans.__('It waits for those who review')}
        actions={
          <TextButton
            small
            disabled={model.deeds.isBusy}
            onClick={() => void model.deeds.act('refresh')}
          >
            {trans.__('Ask how it stands')}
          </TextButton>
        }
      >
        <p>
          {message ??
            trans.__(
              '%1 tells you when it was decided. Here it is asked from time to time.',
              name
            )}
        </p>
      </Banner>
      {doi !== null && (
        <DoiLine doi={doi} label={trans.__('Reserved DOI')} trans={trans} />
      )}
      {recordUrl !== null && (
        <p>
          <ExternalLink asButton url={recordUrl}>
            {trans.__('Look at it in the repository')}
          </ExternalLink>
        </p>
      )}
    </>
  );
}

function Published(props: IStepProps): JSX.Element {
  const { actions, model, publication, trans } = props;
  const { conceptDoi, doi, message, recordUrl, senderTold, writtenBack } =
    publication;
  const name = model.repository?.name ?? trans.__('the repository');
  const isBundle = model.repository?.kind === 'bundle';
  return (
    <>
      <Banner
        tone="success"
        title={trans.__('Published at %1', name)}
        actions={
          recordUrl !== null && (
            <ExternalLink asButton url={recordUrl}>
              {trans.__('Open in the repository')}
            </ExternalLink>
          )
        }
      >
        {message !== null && <p>{message}</p>}
        {model.repository?.sandbox === true && (
          <p>{trans.__('This is a sandbox: the DOI leads nowhere.')}</p>
        )}
      </Banner>
      {doi !== null && (
        <DoiLine doi={doi} label={trans.__('DOI')} trans={trans} />
      )}
      {conceptDoi !== null && conceptDoi !== doi && (
        <DoiLine
          doi={conceptDoi}
          label={trans.__('Of all versions')}
          trans={trans}
        />
      )}
      {doi !== null && (
        <Badge doi={doi} repository={model.repository} trans={trans} />
      )}
      {isBundle ? <Archive {...props} /> : <Citations {...props} />}
      <Section title={trans.__('What else happened')}>
        <ul className="jp-SciMeshPublishFinal">
          <li>
            {writtenBack.length === 0
              ? trans.__('The DOI was not written into your files.')
              : trans.__(
                  'The DOI was written into: %1',
                  writtenBack.join(', ')
                )}
          </li>
          {senderTold && (
            <li>{trans.__('Who shared it with you was told.')}</li>
          )}
        </ul>
      </Section>
      {!isBundle && (
        <div className="jp-SciMeshPublishDeeds">
          <TextButton
            icon={versionIcon}
            onClick={() => void actions.newVersion(publication)}
          >
            {publication.nextId === null
              ? trans.__('Publish a new version')
              : trans.__('Open the new version')}
          </TextButton>
        </div>
      )}
    </>
  );
}

/** An archive is a file of the person's, who passes it on. */
function Archive(props: IStepProps): JSX.Element | null {
  const { publication, showFile, trans } = props;
  const { recordId } = publication;
  return recordId === null ? null : (
    <p className="jp-SciMeshPublishDoi">
      <span className="jp-SciMeshPublishDoi-label">{trans.__('Archive')}</span>
      <code>{recordId}</code>
      <TextButton small onClick={() => showFile(recordId)}>
        {trans.__('Show in the file browser')}
      </TextButton>
    </p>
  );
}

/** Drawn here: a picture from elsewhere would tell elsewhere who looks. */
function Badge(props: {
  readonly doi: string;
  readonly repository: Repository | null;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { doi, repository, trans } = props;
  // Every InvenioRDM draws badges of its DOIs.
  const picture =
    repository?.kind === 'invenio-rdm' && repository.url !== null
      ? `![DOI](${repository.url.replace(/\/$/, '')}/badge/DOI/${doi}.svg)`
      : `DOI ${doi}`;
  const markdown = `[${picture}](https://doi.org/${doi})`;
  return (
    <p className="jp-SciMeshPublishDoi">
      <span className="jp-SciMeshPublishDoi-label">{trans.__('Badge')}</span>
      <span className="jp-SciMeshPublishBadge">
        <span>{trans.__('DOI')}</span>
        <span>{doi}</span>
      </span>
      <CopyButton
        label={trans.__('Copy the badge as Markdown')}
        text={markdown}
        trans={trans}
      />
    </p>
  );
}
