/**
 * The row of a list that a key leads to, where the list is one stop for the Tab
 * key; null where the key leads nowhere.
 *
 * @param key - as keyboard events name it
 */
export function destination(
  key: string,
  position: number,
  length: number
): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(position + 1, length - 1);
    case 'ArrowUp':
      return Math.max(position - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return null;
  }
}
