import { PathExt } from '@jupyterlab/coreutils';

/**
 * A free name beside a file: `data.csv` becomes `data (2).csv`.
 *
 * @param isTaken - whether a file has that name
 */
export async function siblingName(
  name: string,
  isTaken: (name: string) => Promise<boolean>
): Promise<string> {
  const extension = PathExt.extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let number = 2; ; number += 1) {
    const candidate = `${stem} (${number})${extension}`;
    if (!(await isTaken(candidate))) {
      return candidate;
    }
  }
}
