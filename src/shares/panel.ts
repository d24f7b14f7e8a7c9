import type { ITranslator } from '@jupyterlab/translation';
import {
  addIcon,
  PanelWithToolbar,
  refreshIcon,
  SidePanel,
  ToolbarButton
} from '@jupyterlab/ui-components';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import type { Message } from '@lumino/messaging';
import type { Widget } from '@lumino/widgets';
import { AccordionPanel } from '@lumino/widgets';
import { scienceMeshIcon } from '../icons';
import type { ISidePanel } from '../tokens';
import type { SharesModel } from './model';
import { SharesView } from './view';

/** Share of the height that the list of shares has. */
const OWN_WEIGHT = 2;

/** Share of the height below which a section that opens shows nothing. */
const LEAST_SHARE = 0.05;

/**
 * The ScienceMesh side panel: a section for received shares, and
 * those that others add.
 */
export class ScienceMeshPanel extends SidePanel {
  constructor(options: ScienceMeshPanel.IOptions) {
    super({ translator: options.translator });
    const { model, trans } = options;
    this._model = model;
    this._options = options;
    this.id = 'jp-scimesh-panel';
    this.addClass('jp-SciMeshPanel');
    this.title.icon = scienceMeshIcon;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('ScienceMesh'));
    // By default it is named as that of the file browser is.
    this.content.node.setAttribute(
      'aria-label',
      trans.__('Sections of ScienceMesh')
    );

    const section = new PanelWithToolbar();
    section.addClass('jp-SciMeshPanel-section');
    section.title.label = trans.__('Shares');
    section.toolbar.addItem(
      'open-url',
      new ToolbarButton({
        icon: addIcon,
        tooltip: trans.__('Open package from URL…'),
        onClick: options.openUrl
      })
    );
    section.toolbar.addItem(
      'refresh',
      new ToolbarButton({
        icon: refreshIcon,
        tooltip: trans.__('Refresh shares'),
        onClick: () => void this._refresh()
      })
    );
    section.addWidget(new SharesView(options));
    this.addWidget(section);
    this._shares = section;

    const { content } = this;
    if (content instanceof AccordionPanel) {
      content.expansionToggled.connect(this._onToggled, this);
    }
    model.changed.connect(this._onChanged, this);
    this._onChanged();
    document.addEventListener('visibilitychange', this._onVisibility);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    document.removeEventListener('visibilitychange', this._onVisibility);
    super.dispose();
  }

  /**
   * Add a section.
   */
  addSection(section: Widget, options: ISidePanel.ISection): IDisposable {
    this._sections.set(section, options);
    const rankOf = (widget: Widget): number =>
      this._sections.get(widget)?.rank ?? 0;
    const after = this.widgets.findIndex(
      widget => rankOf(widget) > options.rank
    );
    this.insertWidget(after === -1 ? this.widgets.length : after, section);
    this._putInOrder(section);
    this._divide();
    return new DisposableDelegate(() => {
      this._sections.delete(section);
      section.parent = null;
      this._divide();
    });
  }

  /**
   * Open a section.
   */
  expand(section: Widget): void {
    const { content } = this;
    const index = content.widgets.indexOf(section);
    if (content instanceof AccordionPanel && index !== -1) {
      content.expand(index);
    }
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._see();
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    // The whole of JupyterLab is hidden for a moment when the theme changes.
    if (this.isHidden) {
      this._model.forgetFresh();
      this._see();
    }
  }

  /**
   * Let the Tab key and screen readers meet a section where the eye does.
   *
   * #### Notes
   * Lumino puts a widget at its place on the screen by its style, and its node
   * behind all others.
   */
  private _putInOrder(section: Widget): void {
    const { content } = this;
    if (!(content instanceof AccordionPanel)) {
      return;
    }
    const index = content.widgets.indexOf(section);
    const title = content.titles[index];
    const next = content.titles[index + 1];
    if (title !== undefined && next !== undefined) {
      next.before(title, section.node);
    }
  }

  /**
   * Give each section its share of the height.
   */
  private _divide(): void {
    const { content } = this;
    if (content instanceof AccordionPanel) {
      content.setRelativeSizes(
        content.widgets.map(
          widget => this._sections.get(widget)?.weight ?? OWN_WEIGHT
        )
      );
    }
  }

  /**
   * What was folded before it was ever laid out has no height to go back to,
   * and while nobody sees the panel there are no heights to reckon with. Where
   * two unfold at once, the second takes from the first what it has not yet.
   */
  private _onToggled(content: AccordionPanel, index: number): void {
    const { widgets } = content;
    const sizes = content.relativeSizes();
    const isOpen = widgets[index]?.isHidden === false;
    const isAnyTiny = widgets.some(
      ({ isHidden }, at) => !isHidden && (sizes[at] ?? 0) < LEAST_SHARE
    );
    if (!content.isVisible || (isOpen && isAnyTiny)) {
      this._divide();
    }
  }

  private async _refresh(): Promise<void> {
    await this._options.status.refresh();
    await this._model.lookEverywhere();
  }

  private _onChanged(): void {
    if (this._model.revealed !== null) {
      this.expand(this._shares);
    }
    this._see();
    this._showBadge(this._model.unseen);
  }

  /**
   * Shares are seen once the list is on the screen of somebody who is there.
   */
  private _see(): void {
    const isOnShow = this.isVisible && document.visibilityState === 'visible';
    this._model.isOnShow = isOnShow;
    if (isOnShow) {
      void this._model.markSeen();
    }
  }

  /**
   * Put the number of unseen shares onto the tab of the panel.
   *
   * #### Notes
   * A tab shows the data set of its title, and style sheets show the data set:
   * so the badge follows the panel to whichever side the person moves it.
   */
  private _showBadge(unseen: number): void {
    const { trans } = this._options;
    const { sciMeshUnseen: shown, ...others } = this.title.dataset;
    const wanted = unseen > 0 ? badgeText(unseen) : undefined;
    if (this.title.caption !== '' && shown === wanted) {
      return;
    }
    this.title.caption =
      unseen > 0
        ? trans._n(
            'ScienceMesh: %1 new share',
            'ScienceMesh: %1 new shares',
            unseen
          )
        : trans.__('ScienceMesh');
    this.title.dataset = wanted ? { ...others, sciMeshUnseen: wanted } : others;
  }

  private readonly _model: SharesModel;
  private readonly _onVisibility = (): void => this._see();
  private readonly _options: ScienceMeshPanel.IOptions;
  private readonly _shares: Widget;
  private readonly _sections = new Map<Widget, ISidePanel.ISection>();
}

/**
 * The namespace for `ScienceMeshPanel` statics.
 */
export namespace ScienceMeshPanel {
  /**
   * Options of the constructor.
   */
  export interface IOptions extends SharesView.IOptions {
    readonly translator: ITranslator;
  }
}

/** Three characters fit. */
function badgeText(unseen: number): string {
  return unseen > 99 ? '99+' : String(unseen);
}
