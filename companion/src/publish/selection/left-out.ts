/**
 * What stands in a folder and is never published: traces of programs, and
 * what each of them makes anew.
 */

/** Names of files and folders, with what they are for the person. */
const BY_NAME: ReadonlyMap<string, string> = new Map([
  ['.git', 'history of versions'],
  ['.hg', 'history of versions'],
  ['.svn', 'history of versions'],
  ['.ipynb_checkpoints', 'checkpoints of Jupyter'],
  ['.virtual_documents', 'work files of JupyterLab'],
  ['__pycache__', 'cache'],
  ['.cache', 'cache'],
  ['.mypy_cache', 'cache'],
  ['.pytest_cache', 'cache'],
  ['.ruff_cache', 'cache'],
  ['.tox', 'installed software'],
  ['.nox', 'installed software'],
  ['.venv', 'installed software'],
  ['node_modules', 'installed software'],
  ['.Rproj.user', 'work files of RStudio'],
  ['.Trash', 'trash'],
  ['.DS_Store', 'view of a folder'],
  ['Thumbs.db', 'view of a folder'],
  ['desktop.ini', 'view of a folder']
]);

/** Beginnings and ends that programs use for what soon vanishes. */
const BY_SHAPE: readonly (readonly [RegExp, string])[] = [
  [/^\.sciencemesh(?:$|[-.])/, 'notes of this program'],
  [/\.py[co]$/, 'cache'],
  [/^\.~lock\..*#$/, 'lock of an open document'],
  [/^~\$/, 'lock of an open document'],
  [/^\..*\.sw[a-p]$/, 'lock of an open document'],
  [/^\.nfs[0-9a-f]{8,}$/, 'file that was deleted while it was open'],
  [/^\.Trash-\d+$/, 'trash']
];

/**
 * Why a file or folder of this name is left out.
 *
 * @param name without the folder that it is in
 * @returns null when it is published
 */
export function whyLeftOut(name: string): string | null {
  return (
    BY_NAME.get(name) ??
    BY_SHAPE.find(([shape]) => shape.test(name))?.[1] ??
    null
  );
}
