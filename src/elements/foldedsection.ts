import { PanelWithToolbar } from '@jupyterlab/ui-components';
import { AccordionPanel } from '@lumino/widgets';

/**
 * A section of the ScienceMesh panel that stays folded while it has nothing to
 * show, as the other sections need the room. What comes first unfolds it;
 * whoever folds it later is not argued with.
 */
export class FoldedSection extends PanelWithToolbar {
  constructor() {
    super();
    this.addClass('jp-SciMeshPanel-section');
  }

  /**
   * Fold the section while it is empty; to be called once it stands in its
   * panel.
   */
  foldUntilNeeded(): void {
    if (!this._isNeeded && this.parent instanceof AccordionPanel) {
      this.parent.collapse(this.parent.widgets.indexOf(this));
    }
  }

  /**
   * Say that there is something to show.
   */
  protected need(): void {
    if (!this._isNeeded) {
      this._isNeeded = true;
      if (this.parent instanceof AccordionPanel) {
        this.parent.expand(this.parent.widgets.indexOf(this));
      }
    }
  }

  private _isNeeded = false;
}
