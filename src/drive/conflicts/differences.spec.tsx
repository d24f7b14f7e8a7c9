import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { settle, trans } from '../../testing/server';
import { Differences } from './differences';

describe('Differences', () => {
  let widget: Differences;
  const decide = jest.fn();

  async function show(
    theirs: string | null,
    mine: string | null
  ): Promise<void> {
    decide.mockClear();
    const provider = 'cloud.example.org';
    const name = 'data.csv';
    widget = new Differences({ decide, mine, name, provider, theirs, trans });
    Widget.attach(widget, document.body);
    MessageLoop.sendMessage(widget, Widget.Msg.UpdateRequest);
    await widget.renderPromise;
    await settle();
  }

  afterEach(() => widget.dispose());

  const rows = (kind: string): (string | undefined)[] =>
    [...widget.node.querySelectorAll(`tbody .jp-mod-${kind}`)].map(
      row => row.querySelector('code')?.textContent ?? undefined
    );

  it('tells their lines from mine, for screen readers too', async () => {
    await show('a\ntheirs\n', 'a\nmine\n');
    expect(rows('theirs')).toEqual(['theirs']);
    expect(rows('mine')).toEqual(['mine']);
    expect(rows('both')).toEqual(['a']);
    const label = widget.node.querySelector('.jp-mod-mine [role="img"]');
    expect(label?.getAttribute('aria-label')).toBe('Mine');
  });

  it('shows what a file says as text', async () => {
    await show('<img src=x>\n', 'b\n');
    expect(widget.node.querySelector('img')).toBeNull();
    expect(rows('theirs')).toEqual(['<img src=x>']);
  });

  it('says so where there is nothing to compare', async () => {
    await show(null, null);
    expect(widget.node.textContent).toContain('This is no text');
  });

  it('says so where only what is not shown differs', async () => {
    await show('a\n', 'a\n');
    expect(widget.node.textContent).toContain('Both say the same');
  });

  it('passes on the decision', async () => {
    await show('a\n', 'b\n');
    for (const button of widget.node.querySelectorAll('button')) {
      button.click();
    }
    expect(decide.mock.calls).toEqual([
      ['keep-both'],
      ['overwrite'],
      ['take-theirs']
    ]);
  });
});
