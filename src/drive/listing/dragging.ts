import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { Contents } from '@jupyterlab/services';
import { MimeData } from '@lumino/coreutils';
import { Drag } from '@lumino/dragdrop';

/** Paths that are dragged, as JupyterLab's file browsers know them. */
export const CONTENTS_MIME = 'application/x-jupyter-icontents';

/** The model and its content, for notebooks and editors. */
const CONTENTS_MIME_RICH = 'application/x-jupyter-icontentsrich';

/** Makes the widget of a file that is dropped on the main area. */
const FACTORY_MIME = 'application/vnd.lumino.widget-factory';

/**
 * A drag of entries, to folders, notebooks and the main area.
 */
export function dragOf(
  entries: readonly Contents.IModel[],
  options: {
    readonly dragImage: HTMLElement;
    readonly manager: IDocumentManager;
    readonly source: unknown;
  }
): Drag {
  const { dragImage, manager, source } = options;
  const mimeData = new MimeData();
  mimeData.setData(
    CONTENTS_MIME,
    entries.map(({ path }) => path)
  );
  for (const model of entries) {
    mimeData.setData(CONTENTS_MIME_RICH, {
      model,
      withContent: () => manager.services.contents.get(model.path)
    });
  }
  const [first, ...others] = entries;
  if (first && first.type !== 'directory') {
    mimeData.setData(FACTORY_MIME, () => {
      const widget = manager.findWidget(first.path) ?? manager.open(first.path);
      for (const { path } of others.reverse()) {
        manager.openOrReveal(path, undefined, undefined, {
          ref: widget?.id,
          mode: 'tab-after'
        });
      }
      return widget;
    });
  }
  return new Drag({
    dragImage,
    mimeData,
    proposedAction: 'move',
    source,
    supportedActions: 'copy-move'
  });
}

/**
 * The paths that a drag brings; none when it brings no files.
 */
export function pathsIn(mimeData: MimeData): string[] {
  const paths: unknown = mimeData.getData(CONTENTS_MIME);
  return Array.isArray(paths)
    ? paths.filter(path => typeof path === 'string')
    : [];
}
