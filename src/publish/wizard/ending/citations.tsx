import type { TranslationBundle } from '@jupyterlab/translation';
import type { Citation } from 'sciencemesh-contract';
import * as React from 'react';
import type { Loadable } from '../../../companion/outcome';
import { TextButton } from '../../../elements/button';
import { Waiting } from '../../../elements/placeholder';
import { Section } from '../../../packages/section';
import { CopyButton } from '../copyline';
import type { IStepProps } from '../stepprops';

type Format = Citation['format'];

const FORMATS: readonly Format[] = ['text', 'bibtex', 'csl'];

/**
 * How the record is cited, as its repository says.
 */
export function Citations(props: IStepProps): JSX.Element {
  const { model, publication, trans } = props;
  const { id } = publication;
  const { client } = model.publications;
  const [format, setFormat] = React.useState<Format>('text');
  const [turn, setTurn] = React.useState(0);
  const [citation, setCitation] = React.useState<Loadable<string>>({
    state: 'loading'
  });
  const group = React.useId();
  React.useEffect(() => {
    let isMounted = true;
    setCitation({ state: 'loading' });
    void client.citation(id, format).then(answer => {
      if (isMounted) {
        setCitation(
          answer.ok
            ? { state: 'ready', value: answer.value.text }
            : { state: 'failed', failure: answer.failure }
        );
      }
    });
    return () => {
      isMounted = false;
    };
  }, [client, format, id, turn]);
  return (
    <Section title={trans.__('Citation')}>
      <div
        className="jp-SciMeshPublishFormats"
        role="radiogroup"
        aria-label={trans.__('Form of the citation')}
      >
        {FORMATS.map(one => (
          <label key={one}>
            <input
              type="radio"
              name={group}
              checked={one === format}
              onChange={() => setFormat(one)}
            />
            {formatLabel(one, trans)}
          </label>
        ))}
        {citation.state === 'ready' && (
          <CopyButton
            label={trans.__('Copy the citation')}
            text={citation.value}
            trans={trans}
          />
        )}
      </div>
      {citation.state === 'loading' && (
        <Waiting label={trans.__('Asking the repository…')} />
      )}
      {citation.state === 'failed' && (
        <p className="jp-SciMeshPublishTrouble" role="alert">
          {citation.failure.message}
          <TextButton small onClick={() => setTurn(turn + 1)}>
            {trans.__('Try again')}
          </TextButton>
        </p>
      )}
      {citation.state === 'ready' && (
        <pre
          className="jp-SciMeshPublishPreview"
          tabIndex={0}
          aria-label={trans.__('Citation')}
        >
          {citation.value}
        </pre>
      )}
    </Section>
  );
}

function formatLabel(format: Format, trans: TranslationBundle): string {
  switch (format) {
    case 'text':
      return trans.__('Text');
    case 'bibtex':
      return trans.__('BibTeX');
    case 'csl':
      return trans.__('CSL-JSON');
  }
}
