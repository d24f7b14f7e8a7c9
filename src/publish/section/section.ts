import {
  addIcon,
  settingsIcon,
  ToolbarButton
} from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { FoldedSection } from '../../elements/foldedsection';
import type { PublicationsModel } from '../model';
import type { SeenStates } from '../seen';
import { PublicationsView } from './view';
import { sectionTitle } from './wording';

/**
 * The publications, as a section of the ScienceMesh panel.
 */
export class PublicationsSection extends FoldedSection {
  constructor(options: PublicationsView.IOptions) {
    super();
    const { begin, publications, seen, showRepositories, trans } = options;
    this._publications = publications;
    this._seen = seen;
    this._trans = trans;
    this.toolbar.addItem(
      'publish',
      new ToolbarButton({
        icon: addIcon,
        tooltip: trans.__('Publish to repository…'),
        onClick: begin
      })
    );
    this.toolbar.addItem(
      'repositories',
      new ToolbarButton({
        icon: settingsIcon,
        tooltip: trans.__('Repositories and signing in'),
        onClick: () => showRepositories()
      })
    );
    this.addWidget(new PublicationsView(options));
    publications.changed.connect(this._onChanged, this);
    seen.changed.connect(this._onChanged, this);
    this._onChanged();
  }

  private _onChanged(): void {
    const publications = this._publications.publications ?? [];
    const fresh = publications.filter(one => this._seen.isFresh(one)).length;
    const uploads = this._publications.uploading.length;
    Object.assign(this.title, sectionTitle(this._trans, uploads, fresh));
    if (publications.length > 0) {
      this.need();
    }
  }

  private readonly _publications: PublicationsModel;
  private readonly _seen: SeenStates;
  private readonly _trans: TranslationBundle;
}
