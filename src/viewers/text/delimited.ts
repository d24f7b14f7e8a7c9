/** What may stand between fields, the likeliest first. */
const DELIMITERS = [',', '\t', ';', '|'] as const;

/**
 * What stands between the fields of a record.
 */
export type Delimiter = (typeof DELIMITERS)[number];

/** Lines that are looked at to find the delimiter. */
const SAMPLE_LINES = 20;

/** Lines that one record may have; a quote that nobody closes has no end. */
const RECORD_LINES = 100;

/**
 * Find out what stands between fields; null where the lines are no table.
 *
 * #### Notes
 * It divides each line into the same number of fields, and into more than one.
 */
export function findDelimiter(lines: readonly string[]): Delimiter | null {
  const sample = lines.slice(0, SAMPLE_LINES).filter(line => line !== '');
  let best: Delimiter | null = null;
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const counts = sample.map(line => fieldsOf(line, delimiter).fields.length);
    const [first = 1] = counts;
    const same = counts.filter(count => count === first).length;
    const score = first > 1 ? same / Math.max(1, counts.length) : 0;
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/**
 * The records of a table (RFC 4180): quoted fields may hold delimiters, quotes
 * and line breaks.
 *
 * #### Notes
 * A quote that is not closed within reach is taken for a quote, not for the
 * end of the table.
 */
export function recordsOf(
  lines: readonly string[],
  delimiter: Delimiter
): string[][] {
  const records: string[][] = [];
  let index = 0;
  while (index < lines.length) {
    const { fields, used } = recordAt(lines, index, delimiter);
    records.push(fields);
    index += used;
  }
  return records;
}

function recordAt(
  lines: readonly string[],
  index: number,
  delimiter: Delimiter
): { fields: string[]; used: number } {
  const first = lines[index] ?? '';
  let text = first;
  for (let used = 1; used <= RECORD_LINES; used += 1) {
    const { fields, isOpen } = fieldsOf(text, delimiter);
    if (!isOpen) {
      return { fields, used };
    }
    const next = lines[index + used];
    if (next === undefined) {
      break;
    }
    text = `${text}\n${next}`;
  }
  return { fields: first.split(delimiter), used: 1 };
}

function fieldsOf(
  text: string,
  delimiter: Delimiter
): { fields: string[]; isOpen: boolean } {
  if (!text.includes('"')) {
    return { fields: text.split(delimiter), isOpen: false };
  }
  const fields: string[] = [];
  let place = 0;
  for (;;) {
    if (text[place] !== '"') {
      const end = text.indexOf(delimiter, place);
      fields.push(text.slice(place, end === -1 ? undefined : end));
      if (end === -1) {
        return { fields, isOpen: false };
      }
      place = end + 1;
      continue;
    }
    const close = closingQuote(text, place + 1);
    if (close === -1) {
      return { fields, isOpen: true };
    }
    const end = text.indexOf(delimiter, close + 1);
    const last = end === -1 ? text.length : end;
    const quoted = text.slice(place + 1, close).replaceAll('""', '"');
    // What follows a closing quote belongs to the field all the same.
    fields.push(quoted + text.slice(close + 1, last));
    if (end === -1) {
      return { fields, isOpen: false };
    }
    place = end + 1;
  }
}

/** The quote that closes; two of them stand for one in the text. */
function closingQuote(text: string, from: number): number {
  let place = text.indexOf('"', from);
  while (place !== -1 && text[place + 1] === '"') {
    place = text.indexOf('"', place + 2);
  }
  return place;
}
