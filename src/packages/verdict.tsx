import type { Preflight } from 'sciencemesh-contract';
import * as React from 'react';
import { Banner } from '../elements/banner';
import { ExternalLink } from '../elements/link';
import type { IPartProps } from './section';

/**
 * Whether the package can run here; if not, why, and where it can.
 */
export function Verdict(props: Verdict.IProps): JSX.Element {
  const { preview, trans } = props;
  const { elsewhere, here, reason } = preview.runnable;
  const links = elsewhere.length > 0 && (
    <>
      {elsewhere.map(place => (
        <ExternalLink key={place.url} url={place.url} asButton>
          {trans.__('Open in %1', place.name)}
        </ExternalLink>
      ))}
    </>
  );
  if (!here) {
    return (
      <Banner
        tone="info"
        title={trans.__('This package cannot run here')}
        actions={links}
      >
        <p>{reason ?? trans.__('Its files can still be fetched.')}</p>
      </Banner>
    );
  }
  const kernel = kernelSentence(props);
  if (reason !== null || kernel?.isMissing) {
    return (
      <Banner
        tone="warning"
        title={trans.__('This package opens here, but needs something')}
        actions={links}
      >
        {reason && <p>{reason}</p>}
        {kernel && kernel.text !== reason && <p>{kernel.text}</p>}
      </Banner>
    );
  }
  return (
    <Banner
      tone="success"
      title={
        preview.kind === 'data'
          ? trans.__('These data can be explored here in a notebook')
          : trans.__('This package can run here')
      }
      actions={links}
    >
      {kernel && <p>{kernel.text}</p>}
    </Banner>
  );
}

/**
 * The namespace for `Verdict` statics.
 */
export namespace Verdict {
  /**
   * The properties of the component.
   */
  export interface IProps extends IPartProps {
    /**
     * The kernel that the fetched notebook wants; null before it was fetched.
     */
    readonly kernel: Preflight['kernel'] | null;
  }
}

function kernelSentence(
  props: Verdict.IProps
): { readonly isMissing: boolean; readonly text: string } | null {
  const { preview, trans } = props;
  const kernel = props.kernel ?? preview.kernel;
  if (!kernel) {
    return null;
  }
  const { offered, wanted } = kernel;
  if (wanted === null) {
    return {
      isMissing: false,
      text: trans.__('Which kernel it wants is known after fetching.')
    };
  }
  if (offered === null) {
    return {
      isMissing: true,
      text: trans.__(
        'It wants the kernel %1, which is not installed here. You can open it and choose another one.',
        wanted
      )
    };
  }
  return {
    isMissing: false,
    text:
      wanted === offered
        ? trans.__('Kernel: %1', offered)
        : trans.__('Kernel: %1, in place of %2', offered, wanted)
  };
}
