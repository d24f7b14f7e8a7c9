import { PathExt } from '@jupyterlab/coreutils';
import * as React from 'react';
import { shownPath } from '../../drive/paths';
import { Section } from '../../packages/section';
import { findingsAbout } from './findings';
import { Row } from './notes';
import type { IPartProps } from './part';

/**
 * What runs, and under which name.
 */
export function SourceSection(props: IPartProps): JSX.Element {
  const { draft, model, trans } = props;
  const { loading } = model;
  const { kernel, name, source } = draft;
  const path = shownPath(source.path);
  const id = React.useId();
  const kernels = loading.state === 'ready' ? loading.value.kernels : [];
  const isKnown = kernels.some(one => one.name === kernel);
  const about = (member: string) => findingsAbout(model.findings, member);
  return (
    <Section title={trans.__('What runs')}>
      <Row label={trans.__('File')} findings={about('source')}>
        <span className="jp-SciMeshJobForm-path" title={path}>
          {path}
        </span>
      </Row>
      <Row
        label={trans.__('Name of the job')}
        control={`${id}-name`}
        findings={about('name')}
      >
        <input
          id={`${id}-name`}
          className="jp-mod-styled"
          maxLength={200}
          value={name}
          onChange={({ target }) => model.change({ name: target.value })}
          onBlur={() => {
            if (name.trim() === '') {
              const file = PathExt.basename(source.path);
              model.change({ name: file.slice(0, 200) });
            }
          }}
        />
      </Row>
      {source.kind === 'notebook' && (
        <Row
          label={trans.__('Kernel')}
          control={`${id}-kernel`}
          findings={about('kernel')}
          reason={model.reason('kernel')}
        >
          <select
            id={`${id}-kernel`}
            value={kernel ?? ''}
            onChange={({ target }) =>
              model.change({ kernel: target.value || null })
            }
          >
            <option value="">{trans.__('Left to the site')}</option>
            {kernel !== null && !isKnown && (
              <option value={kernel}>
                {trans.__('%1 (not on this machine)', kernel)}
              </option>
            )}
            {kernels.map(one => (
              <option key={one.name} value={one.name}>
                {one.displayName}
              </option>
            ))}
          </select>
        </Row>
      )}
      {source.kind === 'script' && (
        <Row
          label={trans.__('Arguments')}
          control={`${id}-arguments`}
          note={trans.__('One a line, handed over as they are.')}
        >
          <textarea
            id={`${id}-arguments`}
            className="jp-mod-styled"
            rows={3}
            spellCheck={false}
            value={source.arguments.join('\n')}
            onChange={({ target: { value } }) =>
              model.change({
                source: {
                  ...source,
                  arguments: value === '' ? [] : value.split('\n')
                }
              })
            }
          />
        </Row>
      )}
    </Section>
  );
}
