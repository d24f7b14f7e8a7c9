/**
 * Dates as sources write them, reduced to EDTF level 0.
 */

const DAY = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:$|[T ]\d\d)/;

/** A year, month or day, or two of them with a slash; null for anything else. */
export function edtfOf(text: string): string | null {
  const parts = text.trim().split('/');
  const dates = parts.map(dateOf);
  const [from, to] = dates;
  if (parts.length > 2 || from === undefined || from === null) {
    return null;
  }
  if (to === undefined) {
    return from;
  }
  // In an interval of a year and a day, the year counts from its first day.
  return to === null || from > to ? null : `${from}/${to}`;
}

/** The date of a timestamp is the one that its author's calendar showed. */
function dateOf(text: string): string | null {
  const match = DAY.exec(text.trim());
  if (match === null) {
    return null;
  }
  const [, year = '', month, day] = match;
  const date = [year, month, day].filter(part => part !== undefined).join('-');
  if (month === undefined) {
    return date;
  }
  const whole = new Date(`${year}-${month}-${day ?? '01'}T00:00:00Z`);
  const exists =
    !Number.isNaN(whole.getTime()) &&
    whole.toISOString().startsWith(`${year}-${month}-${day ?? '01'}`);
  return exists ? date : null;
}
