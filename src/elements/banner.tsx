import {
  caretDownIcon,
  caretRightIcon,
  checkIcon
} from '@jupyterlab/ui-components';
import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { infoIcon, warningIcon } from '../icons';

/**
 * How good the news of a banner is.
 */
export type Tone = 'success' | 'info' | 'warning' | 'error';

const ICONS: Record<Tone, LabIcon> = {
  success: checkIcon,
  info: infoIcon,
  warning: warningIcon,
  error: warningIcon
};

/**
 * A coloured strip that says one thing, with what can be done about it.
 */
export function Banner(props: Banner.IProps): JSX.Element {
  const { actions, children, fold, title, tone } = props;
  const Icon = ICONS[tone];
  const Caret = fold?.isOpen ? caretDownIcon : caretRightIcon;
  const isOpen = fold?.isOpen ?? true;
  return (
    <div className={`jp-SciMeshBanner jp-mod-${tone}`}>
      <Icon.react tag="span" className="jp-SciMeshBanner-icon" />
      <div className="jp-SciMeshBanner-text">
        {fold ? (
          <button
            type="button"
            className="jp-SciMeshBanner-fold"
            aria-expanded={isOpen}
            onClick={fold.toggle}
          >
            <strong>{title}</strong>
            <Caret.react tag="span" />
          </button>
        ) : (
          <strong>{title}</strong>
        )}
        {isOpen ? children : fold?.summary}
      </div>
      {actions && <div className="jp-SciMeshBanner-actions">{actions}</div>}
    </div>
  );
}

/**
 * The namespace for `Banner` statics.
 */
export namespace Banner {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly actions?: React.ReactNode;
    readonly children?: React.ReactNode;

    /**
     * Where what stands below the title can be folded away, for lack of
     * room; what can be done stays.
     */
    readonly fold?: {
      readonly isOpen: boolean;

      /**
       * What stands below the title meanwhile.
       */
      readonly summary?: React.ReactNode;
      readonly toggle: () => void;
    };
    readonly title: string;
    readonly tone: Tone;
  }
}
