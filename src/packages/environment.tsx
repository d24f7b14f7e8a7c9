import * as React from 'react';
import type { IPartProps } from './section';
import { Section } from './section';

/**
 * The environment files that the package names; none of them is installed.
 */
export function Environment(props: IPartProps): JSX.Element | null {
  const { preview, trans } = props;
  return preview.environment.length === 0 ? null : (
    <Section
      title={trans.__('Environment')}
      note={trans.__('Fetched with the rest; nothing is installed by itself.')}
    >
      <ul className="jp-SciMeshEnvironment">
        {preview.environment.map(file => (
          <li key={file}>
            <code>{file}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}
