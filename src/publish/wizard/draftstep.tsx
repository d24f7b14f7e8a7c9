import * as React from 'react';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { ExternalLink } from '../../elements/link';
import { Waiting } from '../../elements/placeholder';
import { Adoption } from './adoption';
import { DoiLine } from './copyline';
import { FindingList } from './select/findings';
import type { IStepProps } from './stepprops';

/**
 * The draft at the repository, and its DOI.
 */
export function DraftStep(props: IStepProps): JSX.Element {
  const { model, publication, trans } = props;
  const name = model.repository?.name ?? trans.__('The repository');
  switch (publication.state) {
    case 'form':
      return <Create {...props} />;
    case 'creating':
      return (
        <>
          <Waiting label={trans.__('%1 creates the draft…', name)} />
          <p className="jp-SciMeshPublishCalm">
            {trans.__(
              'You may close this page: it goes on, and no second draft is made.'
            )}
          </p>
        </>
      );
    case 'unsure':
      return <Adoption {...props} />;
    case 'discarded':
      return (
        <Banner tone="info" title={trans.__('The draft was discarded')}>
          <p>
            {trans.__(
              'It is deleted at %1, with all that was sent. Your files here stay as they are. To publish them, begin again.',
              name
            )}
          </p>
        </Banner>
      );
    case 'gone':
      return (
        <Banner
          tone="warning"
          title={trans.__('The draft is not at %1 any more', name)}
        >
          <p>
            {publication.message ??
              trans.__(
                'Somebody has deleted it there. What you filled in is kept: begin again from the same files, and it is offered to you.'
              )}
          </p>
        </Banner>
      );
    default:
      return <Created {...props} />;
  }
}

function Create(props: IStepProps): JSX.Element {
  const { form, model, trans } = props;
  const { planner, repository } = model;
  const [sendsNext, setSendsNext] = React.useState(true);
  const errors = (planner?.plan?.findings ?? []).filter(
    ({ severity }) => severity === 'error'
  );
  const name = repository?.name ?? '';
  const reserves = repository?.abilities?.reservesDoi ?? true;
  const id = React.useId();
  return (
    <>
      <p>
        {repository?.kind === 'bundle'
          ? trans.__(
              'The files are put together on this server. Publishing makes one archive of them, with all that you wrote; it has no DOI.'
            )
          : reserves
            ? trans.__(
                '%1 makes a draft and reserves a DOI for it. No file is sent for that, and nobody else can see it.',
                name
              )
            : trans.__(
                '%1 makes a draft. The DOI comes when it is published: your files here get it then, those there cannot.',
                name
              )}
      </p>
      <div className="jp-SciMeshPublishChoices">
        {reserves && (
          <label>
            <input
              type="checkbox"
              checked={form.writeBack}
              disabled={!model.open.target}
              onChange={({ target }) =>
                model.change({ writeBack: target.checked })
              }
            />
            <span>
              {trans.__(
                'Write the DOI into my files: RO-Crate, notebook and CITATION.cff'
              )}
              <span className="jp-SciMeshMuted">
                {' '}
                {trans.__('Discarding the draft takes it out again.')}
              </span>
            </span>
          </label>
        )}
        <label>
          <input
            type="checkbox"
            checked={sendsNext}
            onChange={({ target }) => setSendsNext(target.checked)}
          />
          <span>
            {trans.__('Send the files as soon as the draft is there')}
          </span>
        </label>
      </div>
      {errors.length > 0 && (
        <>
          <Banner
            tone="error"
            title={trans.__('This has to be mended first')}
          />
          <FindingList {...props} findings={errors} />
        </>
      )}
      <div className="jp-SciMeshPublishDeeds">
        <TextButton
          kind="accept"
          aria-describedby={id}
          disabled={
            model.deeds.isBusy ||
            planner?.isUnderWay === true ||
            errors.length > 0
          }
          onClick={() =>
            void (sendsNext
              ? model.deeds.createAndSend()
              : model.deeds.act('create'))
          }
        >
          {trans.__('Create draft')}
        </TextButton>
        <span className="jp-SciMeshMuted" id={id} role="status">
          {planner?.isUnderWay === true
            ? trans.__('Looking at it once more…')
            : trans.__('A draft can be discarded.')}
        </span>
      </div>
    </>
  );
}

function Created(props: IStepProps): JSX.Element {
  const { model, publication, trans } = props;
  const { conceptDoi, doi, recordUrl, state, writtenBack } = publication;
  const name = model.repository?.name ?? '';
  const isPublished = state === 'published';
  return (
    <>
      {doi === null ? (
        <p>
          {trans.__(
            'The draft is there. A DOI comes when it is published, where there is one.'
          )}
        </p>
      ) : (
        <DoiLine
          doi={doi}
          label={isPublished ? trans.__('DOI') : trans.__('Reserved DOI')}
          trans={trans}
        />
      )}
      {conceptDoi !== null && conceptDoi !== doi && (
        <DoiLine
          doi={conceptDoi}
          label={trans.__('Of all versions')}
          trans={trans}
        />
      )}
      {!isPublished && doi !== null && (
        <p className="jp-SciMeshMuted">
          {trans.__(
            'It leads nowhere until the record is published. You can already write it into a paper.'
          )}
        </p>
      )}
      {writtenBack.length > 0 && (
        <p>
          {trans.__('It stands in:')}{' '}
          {writtenBack.map((path, index) => (
            <React.Fragment key={path}>
              {index > 0 && ', '}
              <code>{path}</code>
            </React.Fragment>
          ))}
        </p>
      )}
      {recordUrl !== null && (
        <p>
          <ExternalLink url={recordUrl}>
            {isPublished
              ? trans.__('The record at %1', name)
              : trans.__('The draft at %1', name)}
          </ExternalLink>
        </p>
      )}
      {state === 'draft' && (
        <div className="jp-SciMeshPublishDeeds">
          <TextButton
            kind="accept"
            disabled={model.deeds.isBusy}
            onClick={() => void model.deeds.act('upload')}
          >
            {trans._n('Send %1 file', 'Send %1 files', publication.fileCount)}
          </TextButton>
        </div>
      )}
    </>
  );
}
