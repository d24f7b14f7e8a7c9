import * as React from 'react';
import { Section } from '../../packages/section';
import { findingsAbout } from './findings';
import { Findings } from './notes';
import { keyOf, parameterSchema } from './parameters';
import type { IPartProps } from './part';
import { SchemaForm } from './schemaform';
import { SweepSummary } from './sweepsummary';
import { VariationChoice, VariationEditor } from './variation';

/**
 * The parameters of what runs, each with one value or with many.
 */
export function ParametersSection(props: IPartProps): JSX.Element | null {
  const { model, trans } = props;
  const { parameters } = model;
  const { data, declared, proposed } = parameters;
  const site = model.site;
  if (proposed.length === 0) {
    return null;
  }
  const unclear = parameters.unclear;
  return (
    <Section
      title={trans.__('Parameters')}
      note={model.reason('parameters') ?? undefined}
    >
      <Findings findings={findingsAbout(model.findings, 'parameters')} />
      <SchemaForm
        schema={parameterSchema(proposed, declared, trans)}
        data={data}
        isChecked={false}
        prefix="jp-scimesh-job-parameter"
        trans={trans}
        notes={key => {
          const index = proposed.findIndex((_, place) => keyOf(place) === key);
          const parameter = proposed[index];
          if (!parameter) {
            return { findings: [], reason: null };
          }
          const variation = parameters.variations.variations.get(index);
          const vary = (next: typeof variation | null): void =>
            model.vary(parameters.varied(index, next ?? null));
          return {
            reason: null,
            findings: unclear.includes(index)
              ? [
                  {
                    level: 'error',
                    code: 'parameter-unclear',
                    field: 'parameters',
                    message: trans.__(
                      'This is no value of the type “%1”. Correct it.',
                      parameter.type
                    )
                  }
                ]
              : [],
            ...(variation && {
              instead: (
                <VariationEditor
                  axis={parameters.axis(index)}
                  name={parameter.name}
                  trans={trans}
                  variation={variation}
                  onChange={vary}
                />
              )
            }),
            after: (site?.can.arrays ?? false) && (
              <VariationChoice
                parameter={parameter}
                trans={trans}
                variation={variation ?? null}
                onChange={vary}
              />
            )
          };
        }}
        onChange={next => model.vary(parameters.filled(next))}
      />
      <SweepSummary {...props} />
    </Section>
  );
}
