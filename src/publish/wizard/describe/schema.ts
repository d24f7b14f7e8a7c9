import type { TranslationBundle } from '@jupyterlab/translation';
import type { RJSFSchema } from '@rjsf/utils';
import type { Repository } from 'sciencemesh-contract';
import {
  dateTypes,
  identifierSchemes,
  languages,
  relations,
  resourceTypes,
  roles,
  subjects
} from './words';

/**
 * The questions of the form, in the order in which people are asked.
 *
 * #### Notes
 * Its members are those of the metadata in the contract, and the community,
 * so that a JSON pointer means the same in both.
 *
 * @param isRestricted - whether not everybody may read the files
 */
export function metadataSchema(
  repository: Repository | null,
  isRestricted: boolean,
  trans: TranslationBundle
): RJSFSchema {
  const isDataverse = repository?.kind === 'dataverse';
  const line = (title: string, description?: string): RJSFSchema => ({
    type: 'string',
    title,
    ...(description === undefined ? {} : { description })
  });
  const choice = (title: string, oneOf: RJSFSchema['oneOf']): RJSFSchema => ({
    type: 'string',
    title,
    ...(oneOf === undefined ? {} : { oneOf })
  });
  const list = (
    title: string,
    adding: string,
    properties: RJSFSchema['properties'],
    description?: string
  ): RJSFSchema => ({
    type: 'array',
    title,
    ...(description === undefined ? {} : { description }),
    items: {
      type: 'object',
      title: adding,
      ...(properties === undefined ? {} : { properties })
    }
  });
  return {
    type: 'object',
    properties: {
      title: line(trans.__('Title')),
      resourceType: choice(trans.__('Kind of work'), resourceTypes(trans)),
      creators: list(
        trans.__('Creators'),
        trans.__('Add a person or organisation'),
        {},
        trans.__('Who made it, in the order in which they are cited.')
      ),
      description: line(
        trans.__('Description'),
        trans.__('Markdown; the repository gets what it can show.')
      ),
      licences: { type: 'array', title: trans.__('Licence'), items: {} },
      keywords: { type: 'array', title: trans.__('Keywords'), items: {} },
      ...(repository?.kind === 'bundle'
        ? {}
        : {
            community: line(
              isDataverse ? trans.__('Collection') : trans.__('Community')
            )
          }),
      publicationDate: line(
        trans.__('Publication date'),
        trans.__('When it is published, or was for the first time.')
      ),
      version: line(trans.__('Version')),
      language: choice(trans.__('Language'), languages()),
      ...(isDataverse
        ? {
            subjects: {
              type: 'array',
              title: trans.__('Subjects'),
              uniqueItems: true,
              items: { type: 'string', oneOf: subjects() }
            }
          }
        : {}),
      contact: {
        type: 'object',
        title: trans.__('Contact'),
        properties: {
          name: line(trans.__('Name')),
          email: line(trans.__('E-mail'))
        }
      },
      funding: list(trans.__('Funding'), trans.__('Add a funder'), {}),
      contributors: list(
        trans.__('Contributors'),
        trans.__('Add a contributor'),
        { role: choice(trans.__('Role'), roles(trans)) },
        trans.__('Who helped without being an author.')
      ),
      related: list(
        trans.__('Related works'),
        trans.__('Add a related work'),
        {
          relation: choice(trans.__('This work …'), relations(trans)),
          identifier: line(trans.__('… its identifier')),
          scheme: choice(trans.__('Kind'), identifierSchemes(trans))
        },
        trans.__('Data it was made from, the article, the code.')
      ),
      dates: list(trans.__('Other dates'), trans.__('Add a date'), {
        type: choice(trans.__('What for'), dateTypes(trans)),
        date: line(trans.__('Date')),
        note: line(trans.__('Note'))
      }),
      otherTitles: list(trans.__('Other titles'), trans.__('Add a title'), {
        value: line(trans.__('Title')),
        language: line(trans.__('Language, e.g. fra'))
      }),
      publisher: line(
        trans.__('Publisher'),
        repository === null
          ? trans.__('Left empty, it is the repository.')
          : trans.__('Left empty, it is %1.', repository.name)
      ),
      access: {
        type: 'object',
        title: trans.__('Access'),
        properties: {
          files: choice(trans.__('Who may read the files'), [
            { const: 'public', title: trans.__('Everybody') },
            {
              const: 'restricted',
              title: trans.__('Only whom you or the repository allow')
            }
          ]),
          ...(isRestricted
            ? {
                embargoUntil: line(trans.__('Open to all from')),
                reason: line(trans.__('Reason'))
              }
            : {})
        }
      }
    }
  };
}

/**
 * A place in the metadata in the words of the form.
 */
export function fieldWords(
  pointer: string,
  repository: Repository | null,
  trans: TranslationBundle
): string {
  const [, field = '', entry] = pointer.split('/');
  const { properties } = metadataSchema(repository, true, trans);
  const schema = properties?.[field];
  const title = typeof schema === 'object' ? (schema.title ?? field) : field;
  const place = Number(entry);
  return entry !== undefined && Number.isInteger(place)
    ? trans.__('%1, entry %2', title, place + 1)
    : title;
}
