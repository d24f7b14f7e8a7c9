/**
 * Licences: InvenioRDM knows most of SPDX's by identifier, in lower case. One
 * that it does not know makes it refuse the whole record.
 */
import type { Licence } from 'sciencemesh-contract';
import { isKnownLicence } from './known-licences.ts';
import type { Json } from '../http/answers.ts';
import { withoutGaps, type Remarks } from '../mapping/remarks.ts';

/**
 * SPDX deprecated these: they leave open whether later versions hold as well.
 * InvenioRDM does not have them.
 */
const UNCLEAR = /^(?:a|l)?gpl-\d\.\d\+?$|^gfdl-\d\.\d$/u;

/** @param field JSON pointer to this licence in the metadata */
export function rightBody(
  licence: Licence,
  field: string,
  remarks: Remarks
): Json {
  const { spdx, title, url } = licence;
  if (spdx !== undefined) {
    const id = spdx.toLowerCase();
    if (UNCLEAR.test(id)) {
      const name = spdx.replace(/\+$/u, '');
      remarks.refuse(
        `${field}/spdx`,
        `"${spdx}" does not say whether later versions of the licence hold as well. Choose ${name}-only or ${name}-or-later.`
      );
      return { id };
    }
    if (isKnownLicence(id)) {
      return { id };
    }
    remarks.lose(
      `${field}/spdx`,
      `"${spdx}" is not among the licences there, so it is named in words.`
    );
    return {
      title: { en: title ?? spdx },
      link: url ?? `https://spdx.org/licenses/${encodeURIComponent(spdx)}.html`
    };
  }
  if (title === undefined && url === undefined) {
    remarks.refuse(field, 'Name the licence, or give its address.');
  }
  return withoutGaps({ title: { en: title ?? url ?? '' }, link: url });
}
