import type { TranslationBundle } from '@jupyterlab/translation';
import { Time } from '@jupyterlab/coreutils';
import type { Provider, Share } from 'sciencemesh-contract';
import * as React from 'react';

/**
 * Where a share stands, in small words below its name.
 */
export function ShareMarks(props: ShareMarks.IProps): JSX.Element | null {
  const marks = shareMarks(props);
  return marks.length === 0 ? null : (
    <span className="jp-SciMeshShare-marks">
      {marks.map(({ text, title, tone }) => (
        <span
          key={text}
          className={`jp-SciMeshMark jp-mod-${tone}`}
          title={title}
        >
          {text}
        </span>
      ))}
    </span>
  );
}

/**
 * The namespace for `ShareMarks` statics.
 */
export namespace ShareMarks {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * Who brought it; null where that is not known (yet).
     */
    readonly provider: Provider | null;
    readonly share: Share;

    /**
     * Whether its sender hears from here what becomes of it.
     */
    readonly tellsSender: boolean;
    readonly trans: TranslationBundle;
  }
}

interface IMark {
  readonly text: string;
  readonly title?: string;
  readonly tone: 'good' | 'plain' | 'bad';
}

function shareMarks(props: ShareMarks.IProps): IMark[] {
  const { provider, share, tellsSender, trans } = props;
  const marks: IMark[] = [];
  if (share.withdrawnAt) {
    marks.push({
      text: trans.__('Withdrawn'),
      title: trans.__(
        'Its sender has withdrawn it %1.',
        Time.formatHuman(share.withdrawnAt)
      ),
      tone: 'bad'
    });
  }
  const state = stateMark(share, trans);
  if (state) {
    marks.push(state);
  }
  if (share.hidden) {
    marks.push({ text: trans.__('Hidden'), tone: 'plain' });
  }
  if (share.copying) {
    marks.push(copyingMark(provider, trans));
  }
  if (tellsSender && share.delivery?.state === 'failed') {
    marks.push({
      text: trans.__('Sender not told'),
      title:
        share.delivery.message ??
        trans.__('The sender could not be told of your decision.'),
      tone: 'bad'
    });
  }
  if (share.expiresAt) {
    marks.push({
      text:
        share.expiresAt < new Date().toISOString()
          ? trans.__('Expired')
          : trans.__('Expires %1', Time.formatHuman(share.expiresAt)),
      title: Time.format(share.expiresAt),
      tone: 'plain'
    });
  }
  return marks;
}

function stateMark(share: Share, trans: TranslationBundle): IMark | null {
  switch (share.state) {
    case 'pending':
      // An offer shows its two buttons, a package waits for nobody.
      return null;
    case 'accepted':
      return {
        text:
          share.kind === 'package' ? trans.__('Opened') : trans.__('Accepted'),
        title: share.package?.workingCopy
          ? trans.__('Working copy: %1', share.package.workingCopy)
          : undefined,
        tone: 'good'
      };
    case 'declined':
      return { text: trans.__('Declined'), tone: 'plain' };
  }
}

function copyingMark(
  provider: Provider | null,
  trans: TranslationBundle
): IMark {
  const tone = 'plain';
  if (provider === null) {
    return { text: trans.__('Being copied elsewhere'), tone };
  }
  const { capabilities, label } = provider;
  return {
    text: trans.__('Being copied at %1', label),
    title: capabilities.setsBack
      ? trans.__(
          '%1 copies the files of this package by itself. Where that does not end, set it back.',
          label
        )
      : trans.__('%1 copies the files of this package by itself.', label),
    tone
  };
}
