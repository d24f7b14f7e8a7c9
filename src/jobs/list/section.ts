import {
  listIcon,
  refreshIcon,
  ToolbarButton
} from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Job } from 'sciencemesh-contract';
import { FoldedSection } from '../../elements/foldedsection';
import type { JobsModel } from '../model';
import { isActive } from '../model';
import { isFresh } from './choice';
import { JobsView } from './view';

/**
 * The jobs, as a section of the ScienceMesh panel.
 */
export class JobsSection extends FoldedSection {
  constructor(options: JobsView.IOptions) {
    super();
    const { actions, jobs, trans } = options;
    this._jobs = jobs;
    this._trans = trans;
    this.toolbar.addItem(
      'all',
      new ToolbarButton({
        icon: listIcon,
        tooltip: trans.__('Show all jobs in a table'),
        onClick: () => actions.showAll()
      })
    );
    this.toolbar.addItem(
      'refresh',
      new ToolbarButton({
        icon: refreshIcon,
        tooltip: trans.__('Refresh jobs'),
        onClick: () => void jobs.refresh()
      })
    );
    this.addWidget(new JobsView(options));
    jobs.changed.connect(this._onChanged, this);
    this._onChanged();
  }

  private _onChanged(): void {
    Object.assign(this.title, sectionTitle(this._jobs.jobs ?? [], this._trans));
    if (this._jobs.jobs !== null && this._jobs.jobs.length > 0) {
      this.need();
    }
  }

  private readonly _jobs: JobsModel;
  private readonly _trans: TranslationBundle;
}

/**
 * The title of the section: how many jobs are under way, and how many ends
 * nobody has looked at. Beside it are buttons, so that it must be short.
 */
export function sectionTitle(
  jobs: readonly Job[],
  trans: TranslationBundle
): { readonly label: string; readonly caption: string } {
  const active = jobs.filter(isActive).length;
  const fresh = jobs.filter(isFresh).length;
  const label =
    active > 0 && fresh > 0
      ? trans.__('Jobs (%1, %2 new)', active, fresh)
      : active > 0
        ? trans.__('Jobs (%1)', active)
        : fresh > 0
          ? trans.__('Jobs (%1 new)', fresh)
          : trans.__('Jobs');
  const caption = trans.__(
    '%1 under way, %2 ended and not looked at',
    active,
    fresh
  );
  return { label, caption };
}
