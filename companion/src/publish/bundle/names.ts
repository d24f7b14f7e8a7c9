/**
 * Names of archives: what the title says, fit for every computer.
 */
import { oneLine } from '../../packages/crate/shown.ts';

/** With a number and its ending it stays below what file systems take. */
const MOST_BYTES = 120;

/** @param number of archives of this name, counted from 1 */
export function archiveName(title: string, number: number): string {
  const words = oneLine(title, 200)
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}/\\:*?"<>|%]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  let name = words === '' ? 'Publication' : words;
  while (Buffer.byteLength(name) > MOST_BYTES) {
    name = [...name].slice(0, -1).join('').trimEnd();
  }
  return number === 1 ? `${name}.zip` : `${name} (${number}).zip`;
}
