import type { TranslationBundle } from '@jupyterlab/translation';
import type { Publication } from 'sciencemesh-contract';
import * as React from 'react';
import { TextButton } from '../../elements/button';
import { useMinutes } from '../../elements/instant';
import { destination } from '../../elements/roving';
import type { PublicationActions } from '../actions';
import type { PublicationsModel } from '../model';
import type { SeenStates } from '../seen';
import type { GroupName, IEntry, IGroup } from './groups';
import { PublicationRow } from './row';
import { groupTitle } from './wording';

/** Rows of a group before the person asks for more. */
const MOST_ROWS = 50;

/**
 * The publications under their headings, one stop for the Tab key: arrows move
 * between the rows, Tab reaches the buttons of the row.
 */
export function PublicationGroups(
  props: PublicationGroups.IProps
): JSX.Element {
  const { actions, groups, publications, seen, trans } = props;
  useMinutes();
  const [current, setCurrent] = React.useState<string | null>(null);
  const [unfolded, setUnfolded] = React.useState<ReadonlySet<string>>(
    new Set()
  );
  const [whole, setWhole] = React.useState<ReadonlySet<GroupName>>(new Set());
  const nodes = React.useRef(new Map<string, HTMLButtonElement>());
  const register = React.useCallback(
    (id: string, node: HTMLButtonElement | null): void => {
      if (node) {
        nodes.current.set(id, node);
      } else {
        nodes.current.delete(id);
      }
    },
    []
  );
  const shown = groups.map(group => ({
    ...group,
    shown: whole.has(group.name)
      ? group.entries
      : group.entries.slice(0, MOST_ROWS)
  }));
  const order = shown.flatMap(group =>
    group.shown.flatMap(({ earlier, publication }) =>
      unfolded.has(publication.id) ? [publication, ...earlier] : [publication]
    )
  );
  const position = Math.max(
    0,
    order.findIndex(({ id }) => id === current)
  );
  const move = (event: React.KeyboardEvent): void => {
    const target = destination(event.key, position, order.length);
    const next = target === null ? undefined : order[target];
    if (next) {
      event.preventDefault();
      setCurrent(next.id);
      nodes.current.get(next.id)?.focus();
    }
  };
  const row = (publication: Publication, isLatest: boolean): JSX.Element => (
    <PublicationRow
      actions={actions}
      focus={setCurrent}
      isBusy={actions.isBusy(publication.id)}
      isCurrent={order[position]?.id === publication.id}
      isFresh={seen.isFresh(publication)}
      isLatest={isLatest}
      publication={publication}
      register={register}
      repository={publications.repository(publication.form.repositoryId)}
      showFile={props.showFile}
      trans={trans}
    />
  );
  return (
    <div onKeyDown={move}>
      {shown.map(group => (
        <section key={group.name} className="jp-SciMeshPublications-group">
          <h3>
            {groupTitle(trans, group.name)}
            <span className="jp-SciMeshMuted">{group.entries.length}</span>
          </h3>
          <ul aria-label={groupTitle(trans, group.name)}>
            {group.shown.map(entry => (
              <li key={entry.publication.id}>
                {row(entry.publication, true)}
                <Versions
                  entry={entry}
                  isOpen={unfolded.has(entry.publication.id)}
                  row={row}
                  toggle={() =>
                    setUnfolded(toggled(unfolded, entry.publication.id))
                  }
                  trans={trans}
                />
              </li>
            ))}
          </ul>
          {group.shown.length < group.entries.length && (
            <div className="jp-SciMeshPublications-more">
              <TextButton
                small
                onClick={() => setWhole(toggled(whole, group.name))}
              >
                {trans.__('All %1', group.entries.length)}
              </TextButton>
            </div>
          )}
        </section>
      ))}
    </div>
  );
}

/**
 * The namespace for `PublicationGroups` statics.
 */
export namespace PublicationGroups {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly actions: PublicationActions;
    readonly groups: readonly IGroup[];
    readonly publications: PublicationsModel;
    readonly seen: SeenStates;

    /**
     * Show a file of Jupyter's among those beside it.
     */
    readonly showFile: (path: string) => void;
    readonly trans: TranslationBundle;
  }
}

interface IVersionsProps {
  readonly entry: IEntry;
  readonly isOpen: boolean;
  readonly row: (publication: Publication, isLatest: boolean) => JSX.Element;
  readonly toggle: () => void;
  readonly trans: TranslationBundle;
}

/**
 * The versions before the newest, once the person wants to see them.
 */
function Versions(props: IVersionsProps): JSX.Element | null {
  const { entry, isOpen, row, toggle, trans } = props;
  const { earlier, publication } = entry;
  if (earlier.length === 0) {
    return null;
  }
  return (
    <>
      <button
        type="button"
        className="jp-SciMeshLink jp-SciMeshPublications-versions"
        aria-expanded={isOpen}
        title={publication.conceptDoi ?? undefined}
        onClick={toggle}
      >
        {trans._n('%1 earlier version', '%1 earlier versions', earlier.length)}
      </button>
      {isOpen && (
        <ul
          className="jp-SciMeshPublications-earlier"
          aria-label={trans.__('Earlier versions of %1', publication.title)}
        >
          {earlier.map(version => (
            <li key={version.id}>{row(version, false)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function toggled<T>(chosen: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const others = [...chosen].filter(other => other !== one);
  return new Set(chosen.has(one) ? others : [...others, one]);
}
