import { Time } from '@jupyterlab/coreutils';
import * as React from 'react';

/**
 * A point in time as people say it; the exact one shows on hover.
 */
export function Instant(props: { readonly at: string }): JSX.Element {
  const { at } = props;
  return (
    <time className="jp-SciMeshInstant" dateTime={at} title={fullDate(at)}>
      {Time.formatHuman(at)}
    </time>
  );
}

function fullDate(at: string): string {
  return new Date(at).toLocaleString(document.documentElement.lang || 'en', {
    dateStyle: 'full',
    timeStyle: 'medium'
  });
}
