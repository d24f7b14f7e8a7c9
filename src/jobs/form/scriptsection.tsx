import type { CodeEditor, IEditorServices } from '@jupyterlab/codeeditor';
import { CodeEditor as CodeEditors } from '@jupyterlab/codeeditor';
import type { JobCheck } from 'sciencemesh-contract';
import * as React from 'react';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { Section } from '../../packages/section';
import { findingsAbout } from './findings';
import { Findings } from './notes';
import type { IPartProps } from './part';

/**
 * The text that is submitted, to read and, by choice, to change.
 */
export function ScriptSection(
  props: IPartProps & { readonly editorServices: IEditorServices }
): JSX.Element {
  const { editorServices, model, trans } = props;
  const { script } = model;
  const { language, text } = script;
  return (
    <Section
      title={trans.__('Script')}
      note={
        script.isOwn
          ? trans.__('as you have written it')
          : trans.__('made from the form')
      }
    >
      <Findings findings={findingsAbout(model.findings, 'script')} />
      {script.isBehind && (
        <div className="jp-SciMeshJobForm-behind" role="status">
          <Banner
            tone="warning"
            title={trans.__('The script and the form differ')}
          >
            <p>
              {trans.__(
                'You have changed the form since you began to write. The script is submitted as it stands here; write the change into it, too, or go back to ours.'
              )}
            </p>
          </Banner>
        </div>
      )}
      {text === null ? (
        <p className="jp-SciMeshMuted">
          {trans.__('It shows as soon as the form could be looked at.')}
        </p>
      ) : (
        <>
          <details open={script.isOwn}>
            <summary>{trans.__('Show what is submitted')}</summary>
            <ScriptEditor
              editorServices={editorServices}
              isReadOnly={!script.isOwn}
              label={trans.__('Script')}
              language={language}
              text={text}
              onChange={next => model.write(next)}
            />
          </details>
          <div className="jp-SciMeshJobForm-buttons">
            {script.isOwn ? (
              <TextButton small onClick={() => model.write(null)}>
                {trans.__('Back to ours')}
              </TextButton>
            ) : (
              <TextButton small onClick={() => model.write(text)}>
                {trans.__('Edit the script')}
              </TextButton>
            )}
          </div>
        </>
      )}
    </Section>
  );
}

/**
 * JupyterLab's own editor, as the person has set it up.
 */
function ScriptEditor(props: {
  readonly editorServices: IEditorServices;
  readonly isReadOnly: boolean;
  readonly label: string;
  readonly language: JobCheck['language'] | null;
  readonly onChange: (text: string) => void;
  readonly text: string;
}): JSX.Element {
  const { editorServices, isReadOnly, label, language, text } = props;
  const host = React.useRef<HTMLDivElement>(null);
  const editor = React.useRef<CodeEditor.IEditor | null>(null);
  const latest = React.useRef(props);
  latest.current = props;
  React.useEffect(() => {
    const { current } = host;
    if (!current) {
      return;
    }
    const model = new CodeEditors.Model({ mimeType: mimeTypeOf(language) });
    const made = editorServices.factoryService.newDocumentEditor({
      host: current,
      model,
      config: { lineNumbers: true, readOnly: isReadOnly }
    });
    model.sharedModel.setSource(latest.current.text);
    editor.current = made;
    current
      .querySelector('[contenteditable], .cm-content')
      ?.setAttribute('aria-label', label);
    model.sharedModel.changed.connect(() => {
      const { isReadOnly: isShut, onChange, text: known } = latest.current;
      const written = model.sharedModel.getSource();
      if (!isShut && written !== known) {
        onChange(written);
      }
    });
    return () => {
      editor.current = null;
      made.dispose();
      model.dispose();
    };
  }, [editorServices, isReadOnly, label, language]);
  React.useEffect(() => {
    const shared = editor.current?.model.sharedModel;
    if (shared && shared.getSource() !== text) {
      shared.setSource(text);
    }
  }, [text]);
  return <div className="jp-SciMeshJobForm-editor" ref={host} />;
}

function mimeTypeOf(language: JobCheck['language'] | null): string {
  switch (language) {
    case 'bash':
      return 'text/x-sh';
    case 'json':
      return 'application/json';
    case 'htcondor':
    case null:
      return 'text/plain';
  }
}
