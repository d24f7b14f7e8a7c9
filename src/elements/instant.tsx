import { Time } from '@jupyterlab/coreutils';
import * as React from 'react';

/**
 * A point in time as people say it; the exact one shows on hover.
 */
export function Instant(props: Instant.IProps): JSX.Element {
  const { at, short } = props;
  return (
    <time className="jp-SciMeshInstant" dateTime={at} title={fullDate(at)}>
      {Time.formatHuman(recent(at), short ? 'narrow' : 'long')}
    </time>
  );
}

/**
 * The namespace for `Instant` statics.
 */
export namespace Instant {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * ISO 8601.
     */
    readonly at: string;

    /**
     * Whether room is scarce.
     */
    readonly short?: boolean;
  }
}

/**
 * Render once a minute, where instants are shown, so that "5 minutes ago" does
 * not stay.
 */
export function useMinutes(): void {
  const [, setMinute] = React.useState(0);
  React.useEffect(() => {
    const timer = setInterval(() => setMinute(minute => minute + 1), 60_000);
    return () => clearInterval(timer);
  }, []);
}

/**
 * Nobody counts seconds: what is younger than a minute is now.
 */
function recent(at: string): Date {
  const date = new Date(at);
  const now = new Date();
  return now.getTime() - date.getTime() < 60_000 ? now : date;
}

function fullDate(at: string): string {
  return new Date(at).toLocaleString(document.documentElement.lang || 'en', {
    dateStyle: 'full',
    timeStyle: 'medium'
  });
}
