import {
  addIcon,
  caretDownIcon,
  caretUpIcon,
  closeIcon
} from '@jupyterlab/ui-components';
import type {
  ArrayFieldTemplateProps,
  FieldTemplateProps,
  ObjectFieldTemplateProps
} from '@rjsf/utils';
import * as React from 'react';
import { IconButton, TextButton } from '../../../elements/button';
import { FieldNotes, SourceMark } from './fieldnotes';
import { FormNotes } from './notes';
import { isWithin, pointerOf } from './pointers';

/**
 * How the form of the metadata looks.
 */
export const TEMPLATES = {
  ArrayFieldTemplate: List,
  FieldTemplate: Field,
  ObjectFieldTemplate: Group
};

/**
 * A question of the form, an item of a list, or a member of an item.
 */
function Field(props: FieldTemplateProps): JSX.Element {
  const { children, hidden, id, label, schema } = props;
  const { prefix, problems } = React.useContext(FormNotes);
  const pointer = pointerOf(prefix, id);
  const depth = pointer.split('/').length - 1;
  if (hidden) {
    return <div hidden>{children}</div>;
  }
  if (depth === 0) {
    return <>{children}</>;
  }
  const isWrong = problems.some(
    ({ field, severity }) => severity === 'error' && isWithin(field, pointer)
  );
  const wrong = isWrong ? ' jp-mod-wrong' : '';
  if (depth === 1) {
    const isControl = schema.type === 'string';
    return (
      <div className={`jp-SciMeshPublishField jp-mod-row${wrong}`}>
        <div className="jp-SciMeshPublishField-label">
          {isControl ? (
            <label htmlFor={id}>{label}</label>
          ) : (
            <span id={`${id}__title`}>{label}</span>
          )}
          <SourceMark pointer={pointer} />
        </div>
        <div
          className="jp-SciMeshPublishField-answer"
          {...(isControl
            ? {}
            : { role: 'group', 'aria-labelledby': `${id}__title` })}
        >
          {children}
          {schema.description && (
            <p
              className="jp-SciMeshPublishField-hint"
              id={`${id}__description`}
            >
              {schema.description}
            </p>
          )}
          <FieldNotes id={id} pointer={pointer} of="field" />
        </div>
      </div>
    );
  }
  if (schema.type === 'object') {
    return (
      <div className={`jp-SciMeshPublishField jp-mod-item${wrong}`} id={id}>
        {children}
        <SourceMark pointer={pointer} />
        <FieldNotes id={id} pointer={pointer} of="item" />
      </div>
    );
  }
  return (
    <div className={`jp-SciMeshPublishField jp-mod-member${wrong}`}>
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  );
}

/**
 * A list whose items can be moved, removed and added by keyboard.
 */
function List(props: ArrayFieldTemplateProps): JSX.Element {
  const { canAdd, disabled, idSchema, items, onAddClick, schema } = props;
  const { trans } = React.useContext(FormNotes);
  const adding =
    schema.items !== undefined && typeof schema.items === 'object'
      ? (schema.items as { readonly title?: string }).title
      : undefined;
  return (
    <div className="jp-SciMeshPublishList" id={idSchema.$id} tabIndex={-1}>
      {items.map(item => {
        const { children, hasMoveDown, hasMoveUp, index, key } = item;
        return (
          <div key={key} className="jp-SciMeshPublishList-item">
            {children}
            {disabled !== true && (
              <div className="jp-SciMeshPublishList-buttons">
                {items.length > 1 && (
                  <>
                    <IconButton
                      icon={caretUpIcon}
                      label={trans.__('Move up entry %1', index + 1)}
                      disabled={!hasMoveUp}
                      onClick={item.onReorderClick(index, index - 1)}
                    />
                    <IconButton
                      icon={caretDownIcon}
                      label={trans.__('Move down entry %1', index + 1)}
                      disabled={!hasMoveDown}
                      onClick={item.onReorderClick(index, index + 1)}
                    />
                  </>
                )}
                <IconButton
                  icon={closeIcon}
                  label={trans.__('Remove entry %1', index + 1)}
                  onClick={item.onDropIndexClick(index)}
                />
              </div>
            )}
          </div>
        );
      })}
      {canAdd && disabled !== true && (
        <div>
          <TextButton small icon={addIcon} onClick={onAddClick}>
            {adding ?? trans.__('Add')}
          </TextButton>
        </div>
      )}
    </div>
  );
}

function Group(props: ObjectFieldTemplateProps): JSX.Element {
  const { idSchema, properties } = props;
  const { prefix } = React.useContext(FormNotes);
  const isTop = idSchema.$id === prefix;
  return (
    <div
      className={isTop ? 'jp-SciMeshPublishForm' : 'jp-SciMeshPublishMembers'}
    >
      {properties.map(({ content, hidden }) => (hidden ? null : content))}
    </div>
  );
}
