import type { PublicationChanges } from 'sciencemesh-contract';
import * as React from 'react';
import type { Loadable } from '../../companion/outcome';
import { TextButton } from '../../elements/button';
import { Waiting } from '../../elements/placeholder';
import { Section } from '../../packages/section';
import { bytesText } from '../../transfers/wording';
import type { IStepProps } from './stepprops';

/**
 * What of the files is new against the version before, and thus sent.
 */
export function VersionChanges(props: IStepProps): JSX.Element {
  const { model, publication, trans } = props;
  const { id } = publication;
  const { client } = model.publications;
  const [turn, setTurn] = React.useState(0);
  const [changes, setChanges] = React.useState<Loadable<PublicationChanges>>({
    state: 'loading'
  });
  const plan = model.planner?.plan;
  React.useEffect(() => {
    let isMounted = true;
    void client.changes(id).then(answer => {
      if (isMounted) {
        setChanges(
          answer.ok
            ? { state: 'ready', value: answer.value }
            : { state: 'failed', failure: answer.failure }
        );
      }
    });
    return () => {
      isMounted = false;
    };
  }, [client, id, plan, turn]);
  return (
    <Section title={trans.__('What changed since the version before')}>
      {changes.state === 'loading' && (
        <Waiting label={trans.__('Comparing the files…')} />
      )}
      {changes.state === 'failed' && (
        <p className="jp-SciMeshPublishTrouble" role="alert">
          {changes.failure.message}
          <TextButton small onClick={() => setTurn(turn + 1)}>
            {trans.__('Try again')}
          </TextButton>
        </p>
      )}
      {changes.state === 'ready' && (
        <Differences {...props} changes={changes.value} />
      )}
    </Section>
  );
}

function Differences(
  props: IStepProps & { readonly changes: PublicationChanges }
): JSX.Element {
  const { changes, trans } = props;
  const { added, bytes, changed, removed, unchanged } = changes;
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    [trans.__('New'), added],
    [trans.__('Changed'), changed],
    [trans.__('Not there any more'), removed]
  ];
  return (
    <dl className="jp-SciMeshPublishFacts">
      {kinds
        .filter(([, paths]) => paths.length > 0)
        .map(([name, paths]) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd title={paths.join('\n')}>
              {paths.slice(0, MOST_PATHS).join(', ')}
              {paths.length > MOST_PATHS
                ? trans.__(' and %1 more', paths.length - MOST_PATHS)
                : ''}
            </dd>
          </React.Fragment>
        ))}
      <dt>{trans.__('Taken over')}</dt>
      <dd>
        {trans._n(
          '%1 file as it is; %2 to send',
          '%1 files as they are; %2 to send',
          unchanged,
          bytesText(bytes)
        )}
      </dd>
    </dl>
  );
}

const MOST_PATHS = 10;
