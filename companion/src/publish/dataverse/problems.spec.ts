import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dryRunErrors, violations } from './problems.ts';

describe('what a Dataverse says of its fields', () => {
  // The form of the sentence: IQSS/dataverse AbstractDatasetCommand.java.
  it('is one sentence of which each part has its field', () => {
    const of = (field: string) =>
      `(Invalid value:edu.harvard.iq.dataverse.${field}[ id=null ])`;
    const words = `Validation Failed: Author Name is required. ${of('DatasetField')}, Point of Contact E-mail a@b  is not a valid email address. ${of('DatasetFieldValue')}, Subject is required. ${of('DatasetField')}.`;
    assert.deepEqual(violations(words), [
      {
        field: '/creators',
        message: 'The repository says: Author Name is required.'
      },
      {
        field: '/contact/email',
        message:
          'The repository says: Point of Contact E-mail a@b is not a valid email address.'
      },
      {
        field: '/subjects',
        message: 'The repository says: Subject is required.'
      }
    ]);
  });

  for (const [words, field] of [
    [
      "Error parsing Json: Value 'Alchemy' does not exist in type 'subject'",
      '/subjects'
    ],
    ['Error parsing Json: Invalid or unsupported license: MIT 2', '/licences'],
    [
      'Error parsing Json: incorrect multiple   for field kindOfData',
      '/resourceType'
    ],
    ['Error parsing Json: field a is not a child of keyword', '/keywords'],
    ['Published datasets should contain at least one data file.', '']
  ] as const) {
    it(`is about ${field || 'none of ours'}: ${words}`, () => {
      assert.deepEqual(
        violations(words).map(error => error.field),
        field === '' ? [] : [field]
      );
    });
  }

  it('is in the sentence of a dry run, under 200', () => {
    assert.deepEqual(
      dryRunErrors(
        'The Dataset JSON provided is valid for this Dataverse Collection.'
      ),
      []
    );
    const failed =
      'The Dataset JSON provided failed validation with the following error:';
    assert.deepEqual(
      [
        'Invalid data for key:keyword typeName:keywordTermURI. ',
        'Invalid data for key:author. authorName is(are) required if field type is author.',
        '#/datasetVersion: required key [metadataBlocks] not found'
      ].map(words => dryRunErrors(`${failed} ${words}`)[0]?.field),
      ['/keywords', '/creators', '']
    );
  });
});
