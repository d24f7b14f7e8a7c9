/**
 * Dates: Dataverse has a place for some, and takes days that exist.
 */
import type { OtherDate } from 'sciencemesh-contract';
import type { Json } from '../http/answers.ts';
import type { Remarks } from '../mapping/remarks.ts';
import { compound, primitive, texts } from './fields.ts';

/** When it is published by others; of an interval, where it begins. */
export function distributionFields(date: string, remarks: Remarks): Json[] {
  const [start, end] = boundsOf(date, '/publicationDate', remarks);
  if (end !== undefined) {
    remarks.lose(
      '/publicationDate',
      'One date is kept there: the one on which it begins.'
    );
  }
  return [primitive('distributionDate', start)];
}

export function dateFields(
  dates: readonly OtherDate[],
  remarks: Remarks
): Json[] {
  const produced: string[] = [];
  const collected: Json[][] = [];
  const covered: Json[][] = [];
  dates.forEach(({ type, date, note }, index) => {
    const field = `/dates/${index}`;
    const [start, end] = boundsOf(date, `${field}/date`, remarks);
    if (type === 'Collected') {
      collected.push(
        texts({
          dateOfCollectionStart: start,
          dateOfCollectionEnd: end ?? start
        })
      );
    } else if (type === 'Coverage') {
      covered.push(
        texts({
          timePeriodCoveredStart: start,
          timePeriodCoveredEnd: end ?? start
        })
      );
    } else if (type === 'Created' && end === undefined && !produced[0]) {
      produced.push(start);
    } else {
      remarks.lose(
        field,
        `There is no place for this date (${type}). Mention it in the description if it matters.`
      );
      return;
    }
    if (note !== undefined) {
      remarks.lose(`${field}/note`, 'Dates are kept there without notes.');
    }
  });
  return [
    ...produced.map(date => primitive('productionDate', date)),
    ...(collected.length === 0
      ? []
      : [compound('dateOfCollection', collected)]),
    ...(covered.length === 0 ? [] : [compound('timePeriodCovered', covered)])
  ];
}

function boundsOf(
  date: string,
  field: string,
  remarks: Remarks
): [string, string | undefined] {
  const [start = date, end] = date.split('/');
  if (![start, end ?? start].every(isDay)) {
    remarks.refuse(field, `"${date}" is no date that exists.`);
  }
  return [start, end];
}

/** A year, a month or a day; the 31st of February is none. */
function isDay(text: string): boolean {
  const moment = new Date(text);
  return (
    !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text)
  );
}
