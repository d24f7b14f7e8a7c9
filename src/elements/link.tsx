import { launchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/**
 * Whether an address may be opened from here: plain http and everything that
 * is no web address at all stay text.
 */
export function isOpenable(url: string): boolean {
  try {
    return new URL(url).protocol === 'https:';
  } catch {
    return false;
  }
}

/**
 * Whether the address of a provider may be opened from here: the operator has
 * named its host, and may have allowed plain http there.
 */
export function isOpenableAtProvider(url: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}

/**
 * A link that leaves JupyterLab.
 *
 * #### Notes
 * The page behind it is a stranger's: it gets neither a handle on this window
 * nor the address that it was opened from.
 */
export function ExternalLink(props: ExternalLink.IProps): JSX.Element {
  const { asButton, atProvider, children, small, tabIndex, url } = props;
  if (!(atProvider ? isOpenableAtProvider(url) : isOpenable(url))) {
    return <span title={url}>{children}</span>;
  }
  return (
    <a
      className={
        asButton
          ? `jp-SciMeshButton ${small ? 'jp-mod-small' : ''}`
          : 'jp-SciMeshLink'
      }
      href={url}
      rel="noopener noreferrer"
      tabIndex={tabIndex}
      target="_blank"
      title={url}
    >
      <span className={asButton ? 'jp-SciMeshButton-label' : undefined}>
        {children}
      </span>
      <launchIcon.react tag="span" className="jp-SciMeshLink-icon" />
    </a>
  );
}

/**
 * The namespace for `ExternalLink` statics.
 */
export namespace ExternalLink {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly asButton?: boolean;

    /**
     * Whether it is a page of a provider, whose host the operator has named.
     */
    readonly atProvider?: boolean;
    readonly children: React.ReactNode;

    /**
     * Of a button, where room is scarce.
     */
    readonly small?: boolean;
    readonly tabIndex?: number;
    readonly url: string;
  }
}

/**
 * A link to a page of a provider as an icon among icon buttons; nothing where
 * it may not be opened from here.
 */
export function ProviderIconLink(
  props: ProviderIconLink.IProps
): JSX.Element | null {
  const { label, tabIndex, url } = props;
  return isOpenableAtProvider(url) ? (
    <a
      className="jp-SciMeshIconButton jp-SciMeshIconLink"
      href={url}
      rel="noopener noreferrer"
      tabIndex={tabIndex}
      target="_blank"
      aria-label={label}
      title={label}
    >
      <launchIcon.react tag="span" elementPosition="center" />
    </a>
  ) : null;
}

/**
 * The namespace for `ProviderIconLink` statics.
 */
export namespace ProviderIconLink {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * For screen readers, and on hover.
     */
    readonly label: string;
    readonly tabIndex?: number;
    readonly url: string;
  }
}
