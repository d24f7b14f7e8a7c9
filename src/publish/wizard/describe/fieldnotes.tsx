import type { MetadataQuestion, MetadataSource } from 'sciencemesh-contract';
import * as React from 'react';
import { TextButton } from '../../../elements/button';
import { infoIcon, warningIcon } from '../../../icons';
import type { IFieldProblem } from './problems';
import { FormNotes, sourceText } from './notes';
import { isWithin } from './pointers';

/**
 * What is wrong with a field, and what has to be asked about it.
 */
export function FieldNotes(props: FieldNotes.IProps): JSX.Element | null {
  const { id, of, pointer } = props;
  const { problems, questions } = React.useContext(FormNotes);
  const isMine = ({ field }: { readonly field: string }): boolean =>
    of === 'item' ? isWithin(field, pointer) : isOwn(field, pointer);
  const told = problems.filter(isMine);
  const asked = questions.filter(isMine);
  return told.length === 0 && asked.length === 0 ? null : (
    <>
      <Problems id={`${id}__error`} problems={told} />
      {asked.map(question => (
        <Question
          key={`${question.code} ${question.message}`}
          question={question}
        />
      ))}
    </>
  );
}

/**
 * The namespace for `FieldNotes` statics.
 */
export namespace FieldNotes {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly id: string;

    /**
     * An item of a list tells all about itself; a field leaves to its items
     * what is about them.
     */
    readonly of: 'field' | 'item';
    readonly pointer: string;
  }
}

/**
 * Problems, the worst in red.
 */
export function Problems(props: {
  readonly id: string;
  readonly problems: readonly IFieldProblem[];
}): JSX.Element | null {
  const { id, problems } = props;
  return problems.length === 0 ? null : (
    <ul className="jp-SciMeshPublishNotes" id={id}>
      {problems.map(({ message, severity }) => {
        const Icon = severity === 'note' ? infoIcon : warningIcon;
        return (
          <li key={message} className={`jp-mod-${severity}`}>
            <Icon.react tag="span" className="jp-SciMeshPublishNotes-icon" />
            <span>{message}</span>
          </li>
        );
      })}
    </ul>
  );
}

/**
 * Something that only the person can answer, with the answers that there are.
 */
export function Question(props: {
  readonly question: MetadataQuestion;
}): JSX.Element {
  const { question } = props;
  const { answer, isDisabled, trans } = React.useContext(FormNotes);
  return (
    <div className="jp-SciMeshPublishQuestion" role="group">
      <p>{question.message}</p>
      <div className="jp-SciMeshPublishQuestion-choices">
        {question.choices.map(({ label }, index) => (
          <TextButton
            key={label}
            small
            disabled={isDisabled}
            onClick={() => answer(question, index)}
          >
            {label}
          </TextButton>
        ))}
        <TextButton
          small
          disabled={isDisabled}
          onClick={() => answer(question, null)}
        >
          {trans.__('Leave it')}
        </TextButton>
      </div>
    </div>
  );
}

/**
 * Where a value is from.
 */
export function SourceMark(props: {
  readonly pointer: string;
}): JSX.Element | null {
  const { pointer } = props;
  const { sources, trans } = React.useContext(FormNotes);
  const own = sources.filter(source => source.field === pointer);
  const shown = own.length > 0 ? own : deepSources(pointer, sources);
  const texts = [...new Set(shown.map(one => sourceText(one, trans)))];
  return texts.length === 0 ? null : (
    <span
      className="jp-SciMeshMark jp-SciMeshPublishSource"
      title={trans.__('This is from: %1', texts.join(', '))}
    >
      {texts.slice(0, 2).join(', ')}
      {texts.length > 2 ? ' …' : ''}
    </span>
  );
}

/** Of a field whose items are marked, the items tell; of an item, its parts. */
function deepSources(
  pointer: string,
  sources: readonly MetadataSource[]
): readonly MetadataSource[] {
  return LISTS.includes(pointer)
    ? []
    : sources.filter(({ field }) => isWithin(field, pointer));
}

/** Fields whose items are marked one by one. */
const LISTS = [
  '/creators',
  '/contributors',
  '/funding',
  '/related',
  '/dates',
  '/otherTitles'
];

function isOwn(field: string, pointer: string): boolean {
  return LISTS.includes(pointer)
    ? field === pointer || field === `${pointer}/-`
    : isWithin(field, pointer);
}
