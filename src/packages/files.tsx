import type { TranslationBundle } from '@jupyterlab/translation';
import { InputGroup, searchIcon } from '@jupyterlab/ui-components';
import type { PackageFile } from 'sciencemesh-contract';
import * as React from 'react';
import { isRunning } from '../transfers/model';
import { bytesText } from '../transfers/wording';
import { FileTable } from './filetable';
import type { PackageModel } from './model';
import type { IPartProps } from './section';
import { Section } from './section';
import type { ISelectionTotals } from './selection';
import { standing } from './standing';

/**
 * The files of the package, each to be fetched or left out.
 */
export function Files(
  props: IPartProps & { readonly model: PackageModel }
): JSX.Element {
  const { model, preview, trans } = props;
  const [search, setSearch] = React.useState('');
  const shown = React.useMemo(
    () => found(preview.files, search),
    [preview.files, search]
  );
  const arrivals = model.arrivals.files;
  const isMoving = model.transfer !== null && isRunning(model.transfer);
  const standingOf = React.useCallback(
    (file: PackageFile) =>
      standing(file, arrivals.get(file.path), isMoving, trans),
    [arrivals, isMoving, trans]
  );
  const count = preview.files.length;
  return (
    <Section
      title={trans.__('Files')}
      note={count > 0 ? <FilesNote {...props} /> : undefined}
    >
      {count === 0 && (
        <p className="jp-SciMeshMuted">
          {trans.__('The package names no files besides its main entity.')}
        </p>
      )}
      {count > FEW && (
        <InputGroup
          className="jp-SciMeshFiles-search"
          type="search"
          aria-label={trans.__('Search files by name or host')}
          placeholder={trans.__('Search files')}
          rightIcon={searchIcon}
          value={search}
          onChange={event => setSearch(event.target.value)}
        />
      )}
      {count > 0 && (
        <FileTable
          choose={(files, chosen) => model.choose(files, chosen)}
          files={shown}
          selection={model.choices.selection}
          standingOf={standingOf}
          trans={trans}
        />
      )}
      {count > 0 && shown.length === 0 && (
        <p className="jp-SciMeshMuted">
          {trans.__('No file matches the search.')}
        </p>
      )}
    </Section>
  );
}

/** So few files need no search. */
const FEW = 8;

function FilesNote(
  props: IPartProps & { readonly model: PackageModel }
): JSX.Element {
  const { model, preview, trans } = props;
  const { hosts } = preview.totals;
  const { totals } = model.choices.selection;
  const parts = [
    trans._n(
      '%2 of %1 file chosen',
      '%2 of %1 files chosen',
      preview.files.length,
      totals.files
    ),
    sizeText(totals, trans)
  ];
  if (hosts.length === 1 && hosts[0]) {
    parts.push(trans.__('from %1', hosts[0]));
  } else if (hosts.length > 1) {
    parts.push(trans._n('from %1 host', 'from %1 hosts', hosts.length));
  }
  return (
    <span aria-live="polite" title={hosts.join('\n')}>
      {parts.join(' · ')}
    </span>
  );
}

/**
 * How much the chosen files amount to, and how sure that is.
 */
export function sizeText(
  totals: ISelectionTotals,
  trans: TranslationBundle
): string {
  const { bytes, files, unknownSizes } = totals;
  if (unknownSizes === 0) {
    return bytesText(bytes);
  }
  return unknownSizes === files
    ? trans.__('size unknown')
    : trans.__('at least %1', bytesText(bytes));
}

function found(
  files: readonly PackageFile[],
  search: string
): readonly PackageFile[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0
    ? files
    : files.filter(file => {
        const text =
          `${file.path}\n${file.name}\n${file.host ?? ''}`.toLocaleLowerCase();
        return words.every(word => text.includes(word));
      });
}
