import * as React from 'react';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { Placeholder, Waiting } from '../../elements/placeholder';
import { warningIcon } from '../../icons';
import { Section } from '../../packages/section';
import { bytesText } from '../../transfers/wording';
import { fieldWords } from './describe/schema';
import { durationText } from './durations';
import { FindingList } from './select/findings';
import { policyLabel } from './select/folderpolicy';
import type { IStepProps } from './stepprops';
import { VersionChanges } from './versionchanges';

/**
 * What the repository would be told, what it loses, and what cannot be undone.
 */
export function ReviewStep(props: IStepProps): JSX.Element {
  const { model, trans } = props;
  const { planner } = model;
  const plan = planner?.plan ?? null;
  if (plan === null) {
    return planner?.failure ? (
      <Placeholder
        icon={warningIcon}
        title={trans.__('This could not be looked at')}
        actions={
          <TextButton onClick={() => model.lookAgain()}>
            {trans.__('Try again')}
          </TextButton>
        }
      >
        <p role="alert">{planner.failure.message}</p>
      </Placeholder>
    ) : (
      <Waiting label={trans.__('Looking at what would be sent…')} />
    );
  }
  const errors = plan.findings.filter(({ severity }) => severity === 'error');
  return (
    <>
      {planner?.failure && (
        <p className="jp-SciMeshPublishTrouble" role="alert">
          {planner.failure.message}
          <TextButton small onClick={() => model.lookAgain()}>
            {trans.__('Try again')}
          </TextButton>
        </p>
      )}
      {errors.length > 0 ? (
        <Banner
          tone="error"
          title={trans._n(
            '%1 thing has to be mended before the draft can be created',
            '%1 things have to be mended before the draft can be created',
            errors.length
          )}
        />
      ) : (
        <Banner tone="success" title={trans.__('Nothing hinders the draft')} />
      )}
      <FindingList {...props} findings={plan.findings} />
      <Facts {...props} />
      {props.publication.previousId !== null && <VersionChanges {...props} />}
      <Losses {...props} />
      <Section title={trans.__('What cannot be undone')}>
        <Irreversible {...props} />
      </Section>
      <Section title={trans.__('The record, as the repository gets it')}>
        {plan.preview === null ? (
          <p className="jp-SciMeshMuted">
            {trans.__('It is shown here once nothing is missing any more.')}
          </p>
        ) : (
          <pre
            className="jp-SciMeshPublishPreview"
            tabIndex={0}
            aria-label={trans.__('The record')}
          >
            {JSON.stringify(plan.preview, null, 2)}
          </pre>
        )}
      </Section>
    </>
  );
}

function Facts({ form, model, publication, trans }: IStepProps): JSX.Element {
  const { planner, repository } = model;
  const { bytes = 0, requests = 0, seconds = null } = planner?.plan ?? {};
  const facts: readonly (readonly [string, string])[] = [
    [trans.__('Goes to'), repository?.name ?? '–'],
    [
      trans.__('Record'),
      form.previous === null
        ? trans.__('a new one')
        : trans.__('new version of %1', form.previous)
    ],
    [
      trans.__('Files'),
      publication.previousId === null
        ? trans._n(
            '%1 file, %2 to send',
            '%1 files, %2 to send',
            publication.fileCount,
            bytesText(bytes)
          )
        : trans._n('%1 file', '%1 files', publication.fileCount)
    ],
    [trans.__('Folders'), policyLabel(form.folders, trans)],
    [
      trans.__('Takes'),
      seconds === null
        ? trans._n('%1 request', '%1 requests', requests)
        : trans._n(
            '%1 request, about %2',
            '%1 requests, about %2',
            requests,
            durationText(seconds, trans)
          )
    ]
  ];
  return (
    <dl className="jp-SciMeshPublishFacts">
      {facts.map(([name, value]) => (
        <React.Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </React.Fragment>
      ))}
    </dl>
  );
}

function Losses({ model, trans }: IStepProps): JSX.Element {
  const losses = model.planner?.plan?.losses ?? [];
  const name = model.repository?.name ?? '';
  return (
    <Section title={trans.__('What %1 cannot keep', name)}>
      {losses.length === 0 ? (
        <p>{trans.__('Nothing: all that you wrote has a place there.')}</p>
      ) : (
        <table className="jp-SciMeshPublishTable">
          <thead>
            <tr>
              <th scope="col">{trans.__('Field')}</th>
              <th scope="col">{trans.__('What happens')}</th>
            </tr>
          </thead>
          <tbody>
            {losses.map(({ field, message }) => (
              <tr key={`${field} ${message}`}>
                <td>
                  <button
                    type="button"
                    className="jp-SciMeshLink"
                    onClick={() => model.trail.showField(field)}
                  >
                    {fieldWords(field, model.repository, trans)}
                  </button>
                </td>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="jp-SciMeshMuted">
        {trans.__(
          'The RO-Crate that goes along with the files keeps everything.'
        )}
      </p>
    </Section>
  );
}

function Irreversible({ form, model, trans }: IStepProps): JSX.Element {
  const name = model.repository?.name ?? '';
  return (
    <ul className="jp-SciMeshPublishFinal">
      <li>
        {trans.__(
          'Creating the draft reserves a DOI and sends no file. You can discard the draft.'
        )}
      </li>
      <li>
        {trans.__(
          'Sending files puts them where you and %1 can see them. You can discard the draft.',
          name
        )}
      </li>
      <li>
        <strong>
          {trans.__(
            'Publishing is for good: files and DOI stay, and only what is said about them can be changed.'
          )}
        </strong>
      </li>
      {form.metadata.access?.files === 'restricted' && (
        <li>
          {trans.__(
            'What is said about restricted files can be read by everybody.'
          )}
        </li>
      )}
    </ul>
  );
}
