import type { MetadataQuestion } from 'sciencemesh-contract';
import * as React from 'react';
import { Problems, Question } from './fieldnotes';
import type { IStepProps } from '../stepprops';
import { LookUpContext } from './lookup';
import type { LookUp } from './lookup';
import { MetadataForm } from './metadataform';
import { FormNotes } from './notes';
import { focusField, isWithin, valueAt, withValue } from './pointers';
import { allProblems } from './problems';

/**
 * What is said about the publication.
 */
export function DescribeStep(props: IStepProps): JSX.Element {
  const { form, model, publication, trans } = props;
  const { metadata } = form;
  const { repository } = model;
  const prefix = `jp-scimesh-publish-${publication.id}`;
  const page = React.useRef<HTMLDivElement>(null);
  const [answered, setAnswered] = React.useState<readonly string[]>([]);
  const isDisabled = !model.open.metadata;
  const findings = model.planner?.plan?.findings ?? [];
  const problems = allProblems(metadata, findings, trans);
  const questions = publication.questions.filter(
    question => !answered.includes(keyOf(question))
  );
  const answer = (question: MetadataQuestion, choice: number | null): void => {
    setAnswered([...answered, keyOf(question)]);
    const chosen = choice === null ? undefined : question.choices[choice];
    if (chosen) {
      model.describe(
        withValue(metadata, question.field, chosen.value ?? undefined)
      );
    }
  };
  const client = model.publications.client;
  const id = repository?.id;
  const lookUp = React.useCallback<LookUp>(
    async (kind, q, signal) => {
      if (id === undefined) {
        return { ok: true, value: { items: [], isOffline: true } };
      }
      const found = await client.suggestions(id, { kind, q }, signal);
      return found.ok
        ? {
            ok: true,
            value: {
              items: found.value.items,
              isOffline: found.value.offline
            }
          }
        : found;
    },
    [client, id]
  );
  useWanted(props, page, prefix);
  const sources = publication.sources.filter(
    ({ field }) => valueAt(metadata, field) !== undefined
  );
  return (
    <div ref={page} className="jp-SciMeshPublishDescribe">
      <FormNotes.Provider
        value={{
          answer,
          isDisabled,
          prefix,
          problems,
          questions,
          sources,
          trans
        }}
      >
        <LookUpContext.Provider value={lookUp}>
          <Problems
            id={`${prefix}_elsewhere`}
            problems={problems.filter(({ field }) => !isShown(field))}
          />
          {questions
            .filter(({ field }) => !isShown(field))
            .map(question => (
              <Question key={keyOf(question)} question={question} />
            ))}
          <MetadataForm
            form={form}
            repository={repository}
            onChange={changed => model.change(changed)}
          />
        </LookUpContext.Provider>
      </FormNotes.Provider>
    </div>
  );
}

/**
 * Lead to the field that a finding on another step is about, as soon as the
 * form is there.
 */
function useWanted(
  { model }: IStepProps,
  page: React.RefObject<HTMLDivElement>,
  prefix: string
): void {
  const wanted = React.useRef<string | null>(null);
  wanted.current = model.trail.takeWanted() ?? wanted.current;
  React.useEffect(() => {
    let tries = 0;
    const timer = setInterval(() => {
      const pointer = wanted.current;
      tries += 1;
      if (
        pointer === null ||
        tries > 50 ||
        (page.current && focusField(page.current, prefix, pointer))
      ) {
        wanted.current = null;
        clearInterval(timer);
      }
    }, 100);
    return () => clearInterval(timer);
  });
}

function keyOf({ code, field, message }: MetadataQuestion): string {
  return [code, field, message].join(' ');
}

/** What the form has no field for is told above it. */
function isShown(pointer: string): boolean {
  return pointer !== '' && !isWithin(pointer, '/own');
}
