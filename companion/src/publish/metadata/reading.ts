/**
 * What a reader makes of one document: metadata, and questions about what it
 * could not take as it is.
 */
import type {
  Creator,
  DraftMetadata,
  Licence,
  MetadataQuestion,
  Organisation,
  RelatedIdentifier,
  Relation
} from 'sciencemesh-contract';
import { oneLine } from '../../packages/crate/shown.ts';
import { edtfOf } from './dates.ts';
import {
  looksLikeOrcid,
  looksLikeRor,
  orcidOf,
  rorOf,
  workOf
} from './identifiers.ts';
import { resolveLicence, type StatedLicence } from './licences.ts';
import { isMachine, nameKey, nameOf } from './people.ts';

export interface MetadataReading {
  metadata: DraftMetadata;
  questions: MetadataQuestion[];
}

/** A document that says nothing, because it cannot be read. */
export function unreadable(message: string): MetadataReading {
  return {
    metadata: {},
    questions: [{ code: 'source-unreadable', field: '', message, choices: [] }]
  };
}

/** More than any form shows; the contract's own limits are higher. */
const MANY = 1000;

/** Collects while a document is read; each thing once. */
export class Gathering {
  readonly metadata: DraftMetadata = {};
  readonly questions: MetadataQuestion[] = [];

  ask(
    code: MetadataQuestion['code'],
    field: string,
    message: string,
    choices: MetadataQuestion['choices'] = []
  ): void {
    this.questions.push({ code, field, message, choices });
  }

  /** A title of fewer than three characters is none. */
  title(text: string | null): void {
    const title = oneLine(text ?? '', 1000);
    if (title.length >= 3) {
      this.metadata.title = title;
    }
  }

  date(text: string | null): void {
    if (text === null) {
      return;
    }
    const date = edtfOf(text);
    if (date === null) {
      this.ask(
        'date-unclear',
        '/publicationDate',
        `The date of publication is given as “${oneLine(text, 60)}”, which is no date. Write it as year-month-day.`
      );
    } else {
      this.metadata.publicationDate = date;
    }
  }

  version(text: string | null): void {
    const version = oneLine(text ?? '', 191);
    if (version !== '') {
      this.metadata.version = version;
    }
  }

  keywords(texts: readonly string[]): void {
    const keywords = (this.metadata.keywords ?? []).map(({ value }) => value);
    for (const text of texts) {
      const value = oneLine(text, 200);
      if (value !== '' && !keywords.includes(value)) {
        keywords.push(value);
      }
    }
    if (keywords.length > 0) {
      this.metadata.keywords = keywords
        .slice(0, MANY)
        .map(value => ({ value }));
    }
  }

  licence(stated: StatedLicence): void {
    const { licence, question } = resolveLicence(stated);
    const licences: Licence[] = this.metadata.licences ?? [];
    const same = licences.some(
      one => JSON.stringify(one) === JSON.stringify(licence)
    );
    if (question !== null && !same) {
      const place = licence === null ? '-' : String(licences.length);
      this.questions.push({ ...question, field: `/licences/${place}` });
    }
    if (licence !== null && !same && licences.length < 20) {
      this.metadata.licences = [...licences, licence];
    }
  }

  /** A creator, unless a program signed or the same person came before. */
  creator(creator: Creator): void {
    const name = nameOf(creator);
    if (name.trim() === '') {
      return;
    }
    if (isMachine(name)) {
      this.ask(
        'creator-is-a-machine',
        '/creators/-',
        `“${name}” is named as the author, but is a program. Say who made this.`
      );
      return;
    }
    const creators = this.metadata.creators ?? [];
    if (!creators.some(one => nameKey(nameOf(one)) === nameKey(name))) {
      this.metadata.creators = [...creators, creator];
    }
  }

  /** The place that the next creator will have. */
  nextCreator(): string {
    return `/creators/${this.metadata.creators?.length ?? 0}`;
  }

  /** The first of these that is an ORCID; wrong ones are asked about. */
  orcid(
    texts: readonly string[],
    field: string,
    name: string
  ): string | undefined {
    for (const text of texts) {
      const orcid = orcidOf(text);
      if (orcid !== null) {
        return orcid;
      }
      if (looksLikeOrcid(text)) {
        this.ask(
          'identifier-wrong',
          `${field}/orcid`,
          `The ORCID of ${name}, “${oneLine(text, 60)}”, has a typing error: its last character does not fit the others. It is left out.`
        );
        return undefined;
      }
    }
    return undefined;
  }

  /** An organisation with its ROR where one of these is right. */
  organisation(
    name: string,
    texts: readonly string[],
    field: string
  ): Organisation {
    const organisation: Organisation = { name: oneLine(name) };
    for (const text of texts) {
      const ror = rorOf(text);
      if (ror !== null) {
        return { ...organisation, ror };
      }
      if (looksLikeRor(text)) {
        this.ask(
          'identifier-wrong',
          field,
          `The ROR of ${organisation.name}, “${oneLine(text, 60)}”, has a typing error: its last two digits do not fit the others. It is left out.`
        );
        break;
      }
    }
    return organisation;
  }

  related(
    relation: Relation,
    text: string | null,
    more: Pick<RelatedIdentifier, 'citation' | 'resourceType'> = {}
  ): void {
    const work = workOf(text ?? '');
    const related = this.metadata.related ?? [];
    if (
      work === null ||
      related.length >= MANY ||
      related.some(
        one => one.identifier === work.identifier && one.relation === relation
      )
    ) {
      return;
    }
    this.metadata.related = [...related, { ...work, relation, ...more }];
  }

  result(): MetadataReading {
    return { metadata: this.metadata, questions: this.questions };
  }
}
