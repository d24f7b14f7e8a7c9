import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';
import type { PublicationSubject } from 'sciencemesh-contract';
import type { CompanionStatus } from '../../companion/status';
import { publishIcon } from '../../icons';
import type { IPublishPages } from '../../tokens';
import { shortened } from '../../transfers/wording';
import { PublicationActions } from '../actions';
import type { PublicationsModel } from '../model';
import type { IRemainders } from './remainders';
import { WizardModel } from './model';
import type { Fixes } from './select/fixes';
import type { Senders } from './senders';
import type { WizardStart } from './start';
import { PublishWizard } from './widget';

/**
 * Makes pages that publish, finds them again, and keeps one a publication.
 */
export class PublishPages implements IPublishPages {
  constructor(options: PublishPages.IOptions) {
    this._options = options;
    const { publications, trans } = options;
    this._actions = new PublicationActions({
      open: id => this.open(id),
      publications,
      trans
    });
  }

  /**
   * The pages that are open.
   */
  readonly tracker = new WidgetTracker<MainAreaWidget<PublishWizard>>({
    namespace: 'sciencemesh-publication'
  });

  open(publicationId: string): void {
    this.show({ publicationId });
  }

  begin(subject: PublicationSubject): void {
    this.show({ key: UUID.uuid4(), subject });
  }

  isVisible(publicationId: string): boolean {
    return this._find(publicationId)?.isVisible ?? false;
  }

  /**
   * Show a page; one that is open for the same comes to the front.
   */
  show(start: WizardStart): void {
    const { shell } = this._options;
    const open = 'publicationId' in start && this._find(start.publicationId);
    shell.activateById(open ? open.id : this._create(start).id);
  }

  private _find(
    publicationId: string
  ): MainAreaWidget<PublishWizard> | undefined {
    return this.tracker.find(
      ({ content: { model } }) =>
        'publicationId' in model.start &&
        model.start.publicationId === publicationId
    );
  }

  private _create(start: WizardStart): MainAreaWidget<PublishWizard> {
    const { fixes, publications, remainders, senders } = this._options;
    const { shell, showFile, status, trans } = this._options;
    const model = new WizardModel({
      publications,
      remainders,
      senders,
      start,
      status
    });
    const content = new PublishWizard({
      actions: this._actions,
      fixes,
      model,
      showFile,
      status,
      trans
    });
    const widget = new MainAreaWidget({ content });
    widget.toolbar.hide();
    widget.id = `jp-scimesh-publication-${(this._made += 1)}`;
    const { title } = widget;
    title.icon = publishIcon;
    const onChanged = (): void => {
      const { form, publication } = model;
      const name = form?.metadata.title ?? publication?.title;
      title.label =
        name === undefined
          ? trans.__('Publish')
          : trans.__('Publish %1', shortened(name));
      title.caption =
        name === undefined
          ? trans.__('Publish')
          : trans.__('Publish: %1', name);
      if (publication !== null && !isNamed) {
        isNamed = true;
        // From now on a reload finds the publication by its identifier.
        void this.tracker.save(widget);
      }
    };
    let isNamed = false;
    model.changed.connect(onChanged);
    onChanged();
    // What was taken off the list has no page.
    let wasListed = false;
    const leave = (): void => {
      const id = model.publication?.id;
      const isListed = id !== undefined && publications.get(id) !== undefined;
      if (
        wasListed &&
        !isListed &&
        publications.publications !== null &&
        publications.failure === null
      ) {
        widget.dispose();
      }
      wasListed ||= isListed;
    };
    publications.changed.connect(leave);
    widget.disposed.connect(() => publications.changed.disconnect(leave));
    void this.tracker.add(widget);
    shell.add(widget, 'main', { type: 'ScienceMesh publication' });
    return widget;
  }

  private readonly _actions: PublicationActions;
  private _made = 0;
  private readonly _options: PublishPages.IOptions;
}

/**
 * The namespace for `PublishPages` statics.
 */
export namespace PublishPages {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly fixes: Fixes;
    readonly publications: PublicationsModel;
    readonly remainders: IRemainders | null;
    readonly senders: Senders | null;
    readonly shell: JupyterFrontEnd.IShell;

    /**
     * Show a file or folder in the file browser.
     */
    readonly showFile: (path: string) => void;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}
