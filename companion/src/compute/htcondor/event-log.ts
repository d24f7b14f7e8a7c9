/**
 * Reading the event log of a job (HTCondor manual, "Job Event Log Codes").
 * Records begin with a line `NNN (cluster.proc.subproc) date time text`, have
 * more lines below it, and end with a line `...`.
 */

export interface LogEvent {
  code: number;
  cluster: number;
  /** -1: of the whole cluster. */
  proc: number;
  /** As written: mostly local time, without its zone. */
  time: LogTime;
  /** What stands behind the time. */
  text: string;
  /** The lines below, without the blanks before them. */
  details: readonly string[];
}

/** A time as a clock on the wall shows it. */
export interface LogTime {
  /** Milliseconds since 1970, were the clock in UTC. */
  asUtc: number;
  /** It is in UTC: the site writes ISO dates with their zone. */
  isUtc: boolean;
  /** Old releases write no year; then `asUtc` is in 1970. */
  hasYear: boolean;
}

const HEAD =
  /^.*(\d{3}) \((\d+)\.(-?\d+)\.(-?\d+)\) (?:(\d{4})-)?(\d{2})[-/](\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(Z|[+-]\d{2}:?\d{2})?\s?(.*)$/;

/** Reads the records of a text; what is none is left out. */
export function parseEvents(text: string): readonly LogEvent[] {
  return text
    .split(/^\.\.\.[ \t\r]*(?:\n|$)/m)
    .map(parseRecord)
    .filter(event => event !== null);
}

/**
 * A writer that died in the middle of a record leaves its beginning before the
 * next record, mostly on the same line: the last head counts.
 */
function parseRecord(text: string): LogEvent | null {
  const lines = text.split(/\r?\n/);
  const head = lines.findLastIndex(line => HEAD.test(line));
  const match = HEAD.exec(lines[head] ?? '');
  if (match === null) {
    return null;
  }
  const [, code, cluster, proc, , year, ...rest] = match;
  const [month, day, hour, minute, second, fraction, zone, said] = rest;
  const local = Date.UTC(
    Number(year ?? 1970),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Math.floor(Number(`0.${fraction ?? 0}`) * 1000)
  );
  return {
    code: Number(code),
    cluster: Number(cluster),
    proc: Number(proc),
    time: {
      asUtc: local - zoneMilliseconds(zone),
      isUtc: zone !== undefined,
      hasYear: year !== undefined
    },
    text: said ?? '',
    details: lines
      .slice(head + 1)
      .map(line => line.trim())
      .filter(line => line !== '')
  };
}

function zoneMilliseconds(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (match === null) {
    return 0;
  }
  const [, sign, hours, minutes] = match;
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -size : size;
}

const QUARTER = 15 * 60_000;
const FARTHEST_ZONE = 14 * 3600_000;

/**
 * What has to be taken from times of a log to have them in UTC. The log itself
 * tells: it was last written when its last record says.
 *
 * @param last time of the last record
 * @param modified when the file was last written, in milliseconds
 * @returns null when that cannot be, as the file was copied
 */
export function zoneOf(last: LogTime, modified: number): number | null {
  if (last.isUtc) {
    return 0;
  }
  const { asUtc } = withYear(last, modified);
  const zone = Math.round((asUtc - modified) / QUARTER) * QUARTER;
  const late = Math.abs(asUtc - modified - zone);
  return Math.abs(zone) <= FARTHEST_ZONE && late < QUARTER / 3 ? zone : null;
}

/** @returns milliseconds since 1970, UTC */
export function instantOf(
  time: LogTime,
  modified: number,
  zone: number
): number {
  return withYear(time, modified).asUtc - (time.isUtc ? 0 : zone);
}

/** The latest year in which it is not after the file's last change. */
function withYear(time: LogTime, modified: number): LogTime {
  if (time.hasYear) {
    return time;
  }
  const date = new Date(time.asUtc);
  const year = new Date(modified + FARTHEST_ZONE).getUTCFullYear();
  date.setUTCFullYear(year);
  if (date.getTime() > modified + FARTHEST_ZONE) {
    date.setUTCFullYear(year - 1);
  }
  return { ...time, asUtc: date.getTime(), hasYear: true };
}
