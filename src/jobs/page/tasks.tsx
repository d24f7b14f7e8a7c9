import { useVirtualizer } from '@tanstack/react-virtual';
import type { JobTask } from 'sciencemesh-contract';
import * as React from 'react';
import { Waiting } from '../../elements/placeholder';
import { ProgressLine } from '../progressline';
import { JobStateIcon } from '../stateicon';
import { stateWord } from '../wording';
import type { IPageProps } from './parts';

/**
 * A sweep at a glance: what each task has made, with its parameters, as small
 * multiples. Only rows in view are in the page.
 */
export function SweepOverview(props: IPageProps): JSX.Element {
  const { actions, model, trans } = props;
  const { tasks } = model;
  const scroller = React.useRef<HTMLDivElement>(null);
  const columns = useColumns(scroller);
  const rows = Math.ceil((tasks?.length ?? 0) / columns);
  const virtualizer = useVirtualizer({
    count: rows,
    estimateSize: () => CARD_HEIGHT,
    getScrollElement: () => scroller.current,
    overscan: 2
  });
  return (
    <div className="jp-SciMeshSweep" ref={scroller}>
      {tasks === null ? (
        <Waiting label={trans.__('Looking for the tasks…')} />
      ) : (
        <ul
          aria-label={trans.__('Tasks')}
          style={{ blockSize: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map(row =>
            tasks
              .slice(row.index * columns, (row.index + 1) * columns)
              .map((task, column) => (
                <TaskCard
                  key={task.index}
                  pictureUrl={path => actions.downloadUrl(path)}
                  open={() =>
                    model.choose(
                      task.index,
                      model.tabs.includes('notebook') ? 'notebook' : 'output'
                    )
                  }
                  style={{
                    insetBlockStart: row.start,
                    insetInlineStart: `${(100 * column) / columns}%`,
                    inlineSize: `${100 / columns}%`
                  }}
                  task={task}
                  trans={trans}
                />
              ))
          )}
        </ul>
      )}
    </div>
  );
}

interface ICardProps extends Pick<IPageProps, 'trans'> {
  readonly open: () => void;
  readonly pictureUrl: (path: string) => Promise<string>;
  readonly style: React.CSSProperties;
  readonly task: JobTask;
}

function TaskCard(props: ICardProps): JSX.Element {
  const { open, style, task, trans } = props;
  const { index, message, picture, progress, state } = task;
  const parameters = task.parameters.map(
    ({ name, value }) => `${name} = ${JSON.stringify(value)}`
  );
  return (
    <li className={`jp-SciMeshSweep-card jp-mod-${state}`} style={style}>
      <button
        type="button"
        aria-label={trans.__(
          'Task %1, %2: %3',
          index,
          stateWord(trans, state),
          parameters.join(', ')
        )}
        title={[...parameters, message].filter(Boolean).join('\n')}
        onClick={open}
      >
        <span className="jp-SciMeshSweep-head">
          <JobStateIcon state={state} trans={trans} />
          <span>{parameters.join(', ') || trans.__('Task %1', index)}</span>
        </span>
        {picture === null ? (
          <span className="jp-SciMeshSweep-words">
            {message ?? stateWord(trans, state)}
          </span>
        ) : (
          <Picture path={picture} pictureUrl={props.pictureUrl} />
        )}
        {state === 'running' && progress !== null && progress.cells > 0 && (
          <ProgressLine
            fraction={progress.done / progress.cells}
            label={trans.__('How far task %1 is', index)}
          />
        )}
      </button>
    </li>
  );
}

interface IPictureProps extends Pick<ICardProps, 'pictureUrl'> {
  readonly path: string;
}

function Picture({ path, pictureUrl }: IPictureProps): JSX.Element {
  const [url, setUrl] = React.useState<string | null>(null);
  React.useEffect(() => {
    let isWanted = true;
    void pictureUrl(path).then(found => {
      if (isWanted) {
        setUrl(found);
      }
    });
    return () => {
      isWanted = false;
    };
    // The way to ask stays the same for the life of the page.
  }, [path]);
  return (
    <span className="jp-SciMeshSweep-picture">
      {url !== null && <img src={url} alt="" loading="lazy" />}
    </span>
  );
}

/**
 * How many cards stand side by side.
 */
function useColumns(scroller: React.RefObject<HTMLElement>): number {
  const [columns, setColumns] = React.useState(4);
  React.useEffect(() => {
    const node = scroller.current;
    if (!node) {
      return;
    }
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      setColumns(Math.max(1, Math.floor(width / CARD_WIDTH)));
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return columns;
}

/** Pixels. */
const CARD_WIDTH = 200;
const CARD_HEIGHT = 190;
