import * as React from 'react';
import { Section } from '../../packages/section';
import { findingsAbout } from './findings';
import { Findings } from './notes';
import type { IPartProps } from './part';
import { SchemaForm } from './schemaform';

/**
 * What the job asks its site for, in the fields of this deployment.
 */
export function ResourcesSection(props: IPartProps): JSX.Element | null {
  const { model, trans } = props;
  const { fields, findings } = model;
  if (fields === null) {
    return null;
  }
  const members = Object.entries(fields.members);
  const memberOf = (key: string): string | undefined =>
    members.find(([, property]) => property === key)?.[0];
  const told = members.map(([member]) => member);
  const about = [
    ...findingsAbout(findings, 'resources'),
    ...findingsAbout(findings, 'environment')
  ];
  return (
    <Section title={trans.__('Resources')}>
      <Findings
        findings={about.filter(
          ({ field }) => field === null || !told.includes(field)
        )}
      />
      <SchemaForm
        schema={fields.schema}
        uiSchema={fields.uiSchema}
        data={fields.data}
        isChecked
        prefix="jp-scimesh-job-field"
        trans={trans}
        notes={key => {
          const member = memberOf(key);
          return member === undefined
            ? { findings: [], reason: null }
            : {
                findings: findings.filter(({ field }) => field === member),
                reason: model.reason(member)
              };
        }}
        onChange={(data, errors) => model.fill(data, errors)}
      />
    </Section>
  );
}
