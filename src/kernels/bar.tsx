import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';
import { Banner } from '../elements/banner';
import { TextButton } from '../elements/button';
import { Arrival } from './arrival';
import { Changes } from './changes';
import { LargerFiles } from './largerfiles';
import { Troubles } from './troubles';
import type { WorkingCopy } from './workingcopy';

/**
 * A bar above a notebook of the drive: which files are coming, which are not
 * here, and which are not at the share.
 *
 * #### Notes
 * It has no height while there is nothing to say.
 */
export class WorkingCopyBar extends ReactWidget {
  constructor(options: WorkingCopyBar.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshWorkingCopy');
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._observer = new ResizeObserver(() => this._fit());
    this._observer.observe(this.node);
    void this.renderPromise?.then(() => this._fit());
  }

  protected override onBeforeDetach(message: Message): void {
    this._observer?.disconnect();
    super.onBeforeDetach(message);
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._options.copy.changed}>
        {() => (
          <Bar
            {...this._options}
            onHeight={node => {
              if (node) {
                this._observer?.observe(node);
              }
            }}
          />
        )}
      </UseSignal>
    );
  }

  /**
   * Lumino's layouts give a widget the height that its style asks for.
   */
  private _fit(): void {
    const height = this.node.firstElementChild?.clientHeight ?? 0;
    const wanted = `${height}px`;
    if (this.node.style.minHeight !== wanted) {
      this.node.style.minHeight = wanted;
      this.parent?.fit();
    }
  }

  private _observer: ResizeObserver | null = null;
  private readonly _options: WorkingCopyBar.IOptions;
}

/**
 * The namespace for `WorkingCopyBar` statics.
 */
export namespace WorkingCopyBar {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly copy: WorkingCopy;
    readonly trans: TranslationBundle;
  }
}

function Bar(
  props: WorkingCopyBar.IOptions & {
    readonly onHeight: (node: HTMLElement | null) => void;
  }
): JSX.Element {
  const { copy, onHeight, trans } = props;
  return (
    <section
      className="jp-SciMeshWorkingCopy-notes"
      aria-label={trans.__('Files of %1', copy.title)}
      ref={onHeight}
    >
      <Notes copy={copy} trans={trans} />
    </section>
  );
}

function Notes(props: WorkingCopyBar.IOptions): JSX.Element {
  const { copy, trans } = props;
  const { failure, mirror } = copy;
  if (failure) {
    return (
      <Banner
        tone="warning"
        title={trans.__('The files of %1 are not here', copy.title)}
        actions={
          <TextButton small onClick={() => void copy.refresh()}>
            {trans.__('Try again')}
          </TextButton>
        }
      >
        <p>{failure.message}</p>
      </Banner>
    );
  }
  if (!mirror || mirror.kind === 'mount') {
    return <>{mirror?.message && <Failed message={mirror.message} />}</>;
  }
  return (
    <>
      <Arrival copy={copy} mirror={mirror} trans={trans} />
      <LargerFiles copy={copy} mirror={mirror} trans={trans} />
      <Changes copy={copy} mirror={mirror} trans={trans} />
      <Troubles copy={copy} mirror={mirror} trans={trans} />
    </>
  );
}

function Failed(props: { readonly message: string }): JSX.Element {
  return <Banner tone="warning" title={props.message} />;
}
