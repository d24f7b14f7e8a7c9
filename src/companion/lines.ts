/**
 * Read an answer that comes as one JSON value a line.
 *
 * @param onLine - called for each value as soon as it is whole
 * @param signal - no value is handed out after it was aborted
 */
export async function readLines(
  response: Response,
  onLine: (value: unknown) => void,
  signal: AbortSignal
): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) {
    return;
  }
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (signal.aborted) {
        await reader.cancel();
        return;
      }
      onLine(JSON.parse(line));
    }
    if (done) {
      if (rest !== '') {
        throw new SyntaxError('The answer ends in the middle of a line.');
      }
      return;
    }
  }
}
