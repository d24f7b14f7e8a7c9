import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobSource } from 'sciencemesh-contract';
import * as React from 'react';
import { TextButton } from '../../elements/button';
import { Section } from '../../packages/section';
import { AddParameter } from './addparameter';
import { findingsAbout } from './findings';
import { Findings } from './notes';
import { keyOf, parameterSchema, parameterUi, typeWord } from './parameters';
import type { IPartProps } from './part';
import type { IFieldNotes } from './schemaform';
import { SchemaForm } from './schemaform';
import type { Variation } from './sweep';
import { SweepSummary } from './sweepsummary';
import { VariationChoice, VariationEditor } from './variation';

/**
 * The parameters of what runs, each with one value or with many, and those
 * that the person adds.
 */
export function ParametersSection(props: IPartProps): JSX.Element {
  const { draft, model, trans } = props;
  const { parameters } = model;
  const { data, declared, proposed } = parameters;
  return (
    <Section
      title={trans.__('Parameters')}
      note={model.reason('parameters') ?? undefined}
    >
      <Findings findings={findingsAbout(model.findings, 'parameters')} />
      {proposed.length === 0 ? (
        <p className="jp-SciMeshMuted jp-SciMeshJobForm-intro">
          {noneWord(draft.source.kind, trans)}
        </p>
      ) : (
        <SchemaForm
          schema={parameterSchema(proposed, declared, trans)}
          uiSchema={parameterUi(proposed)}
          data={data}
          isChecked={false}
          prefix="jp-scimesh-job-parameter"
          trans={trans}
          notes={key =>
            notesOf(
              proposed.findIndex((_, place) => keyOf(place) === key),
              props
            )
          }
          onChange={next => model.vary(parameters.filled(next))}
        />
      )}
      <AddParameter {...props} />
      <SweepSummary {...props} />
    </Section>
  );
}

/**
 * What stands beside a parameter.
 */
function notesOf(index: number, { model, trans }: IPartProps): IFieldNotes {
  const { parameters, site } = model;
  const parameter = parameters.proposed[index];
  if (!parameter) {
    return { findings: [], reason: null };
  }
  const { name, type } = parameter;
  const variation = parameters.variations.variations.get(index);
  const vary = (next: Variation | null): void =>
    model.vary(parameters.varied(index, next));
  return {
    reason: null,
    findings: parameters.unclear.includes(index)
      ? [
          {
            level: 'error',
            code: 'parameter-unclear',
            field: 'parameters',
            message: trans.__(
              'This is no value of the type “%1”. Correct it.',
              typeWord(type, trans)
            )
          }
        ]
      : [],
    ...(variation && {
      instead: (
        <VariationEditor
          axis={parameters.axis(index)}
          name={name}
          trans={trans}
          variation={variation}
          onChange={vary}
        />
      )
    }),
    after: (
      <>
        {site?.can.arrays && (
          <VariationChoice
            parameter={parameter}
            trans={trans}
            variation={variation ?? null}
            onChange={vary}
          />
        )}
        {!parameters.isDeclared(index) && (
          <TextButton
            small
            aria-label={trans.__('Remove the parameter %1', name)}
            onClick={() => model.vary(parameters.without(index))}
          >
            {trans.__('Remove')}
          </TextButton>
        )}
      </>
    )
  };
}

function noneWord(kind: JobSource['kind'], trans: TranslationBundle): string {
  switch (kind) {
    case 'notebook':
      return trans.__(
        'The notebook names none. Plain assignments in a cell tagged “parameters” would show here; you can add others, too.'
      );
    case 'script':
      return trans.__('Scripts name none; you can add some.');
    case 'workflow':
      return trans.__('The package names none; you can add some.');
  }
}
