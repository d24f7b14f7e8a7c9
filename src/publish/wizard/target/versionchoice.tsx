import type { Publication, Repository } from 'sciencemesh-contract';
import * as React from 'react';
import type { IStepProps } from '../stepprops';
import { recordIdFrom } from './recordid';

/**
 * Whether a record of its own is made, or a new version of one that is there.
 */
export function VersionChoice(
  props: IStepProps & { readonly repository: Repository }
): JSX.Element {
  const { form, model, publication, repository, trans } = props;
  const { previous } = form;
  const [isOpen, setOpen] = React.useState(previous !== null);
  const [typed, setTyped] = React.useState(previous ?? '');
  const id = React.useId();
  const isDisabled = !model.open.target || publication.previousId !== null;
  const earlier = earlierOf(
    publication,
    repository,
    model.publications.publications ?? []
  );
  const choose = (text: string): void => {
    setTyped(text);
    model.change({
      previous: text.trim() === '' ? null : recordIdFrom(text, repository)
    });
  };
  return (
    <fieldset className="jp-SciMeshPublishChoices">
      <legend>{trans.__('Record')}</legend>
      <label>
        <input
          type="radio"
          name={id}
          checked={!isOpen}
          disabled={isDisabled}
          onChange={() => {
            setOpen(false);
            model.change({ previous: null });
          }}
        />
        <span>{trans.__('A new record, with a DOI of its own')}</span>
      </label>
      <label>
        <input
          type="radio"
          name={id}
          checked={isOpen}
          disabled={isDisabled}
          onChange={() => {
            setOpen(true);
            choose(typed || (earlier[0]?.recordId ?? ''));
          }}
        />
        <span>
          {trans.__('A new version of a record')}
          <span className="jp-SciMeshMuted">
            {' '}
            {trans.__('Only what changed is sent.')}
          </span>
        </span>
      </label>
      {isOpen && (
        <div className="jp-SciMeshPublishChoices-more">
          <label htmlFor={`${id}-record`}>
            {trans.__('DOI or address of the record')}
          </label>
          <input
            id={`${id}-record`}
            type="text"
            list={`${id}-known`}
            disabled={isDisabled}
            spellCheck={false}
            value={typed}
            onChange={({ target }) => choose(target.value)}
          />
          <datalist id={`${id}-known`}>
            {earlier.map(one => (
              <option key={one.id} value={one.doi ?? one.recordId ?? ''}>
                {one.title}
              </option>
            ))}
          </datalist>
          {previous !== null && (
            <p className="jp-SciMeshMuted">
              {trans.__('At %1 it is called %2.', repository.name, previous)}
            </p>
          )}
        </div>
      )}
      {!isOpen && earlier.length > 0 && (
        <p className="jp-SciMeshMuted">
          {trans._n(
            '%2 has %1 record of yours that was made here. If this is a newer version of it, say so: both keep one DOI in common.',
            '%2 has %1 records of yours that were made here. If this is a newer version of one, say so: both keep one DOI in common.',
            earlier.length,
            repository.name
          )}
        </p>
      )}
    </fieldset>
  );
}

/** What was published at a repository from here, the newest first. */
function earlierOf(
  { id }: Publication,
  repository: Repository,
  publications: readonly Publication[]
): readonly Publication[] {
  return publications.filter(
    one =>
      one.id !== id &&
      one.state === 'published' &&
      one.form.repositoryId === repository.id &&
      one.recordId !== null
  );
}
