import { nullTranslator } from '@jupyterlab/translation';
import { AccordionPanel, Widget } from '@lumino/widgets';
import { connected, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { SharesModel } from './model';
import { ScienceMeshPanel } from './panel';

describe('the sections of the panel', () => {
  let companion: ICompanion;
  let model: SharesModel;
  let panel: ScienceMeshPanel;

  beforeEach(async () => {
    companion = await connected(new TestServer());
    model = new SharesModel({ companion });
    panel = new ScienceMeshPanel({
      browse: jest.fn(),
      check: jest.fn(),
      model,
      open: jest.fn(),
      openFile: jest.fn(),
      openUrl: jest.fn(),
      status: companion.status,
      trans,
      translator: nullTranslator
    });
  });

  afterEach(() => {
    panel.dispose();
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('stand by their rank, and go when they are disposed of', () => {
    const [late, early] = [new Widget(), new Widget()];
    late.title.label = 'late';
    early.title.label = 'early';
    const titles = () => panel.widgets.map(({ title }) => title.label);
    const added = panel.addSection(late, { rank: 20, weight: 1 });
    panel.addSection(early, { rank: 10, weight: 3 });
    expect(titles()).toEqual(['Shares', 'early', 'late']);
    added.dispose();
    expect(titles()).toEqual(['Shares', 'early']);
    expect(late.isDisposed).toBe(false);
    late.dispose();
  });

  it('are met by the keyboard where the eye sees them', () => {
    const [late, early] = [new Widget(), new Widget()];
    panel.addSection(late, { rank: 20, weight: 1 });
    panel.addSection(early, { rank: 10, weight: 1 });
    const { content } = panel;
    if (!(content instanceof AccordionPanel)) {
      throw new Error('The sections do not fold.');
    }
    const places = content.widgets.flatMap(({ node }, index) =>
      [content.titles[index], node].map(each =>
        [...content.node.children].findIndex(child => child === each)
      )
    );
    expect(places).toHaveLength(6);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  it('share the height when two unfold at once', () => {
    const { content } = panel;
    if (!(content instanceof AccordionPanel)) {
      throw new Error('The sections do not fold.');
    }
    Widget.attach(panel, document.body);
    panel.addSection(new Widget(), { rank: 10, weight: 4 });
    panel.addSection(new Widget(), { rank: 20, weight: 2 });
    content.collapse(1);
    content.collapse(2);
    const sizes = jest.spyOn(content, 'relativeSizes');
    sizes.mockReturnValue([0.5, 0.5, 0]);
    content.expand(1);
    expect(content.isVisible).toBe(true);
    sizes.mockReturnValue([0.6, 0.004, 0.396]);
    const divide = jest.spyOn(content, 'setRelativeSizes');
    content.expand(2);
    expect(divide).toHaveBeenLastCalledWith([2, 4, 2]);
  });

  it('share the height when one unfolds before the panel was ever seen', () => {
    panel.addSection(new Widget(), { rank: 10, weight: 4 });
    panel.addSection(new Widget(), { rank: 20, weight: 2 });
    const { content } = panel;
    if (!(content instanceof AccordionPanel)) {
      throw new Error('The sections do not fold.');
    }
    content.collapse(2);
    // What a browser reckons while it has laid nothing out.
    jest.spyOn(content, 'relativeSizes').mockReturnValue([-0.01, -0.01, 0.96]);
    const divide = jest.spyOn(content, 'setRelativeSizes');
    content.expand(2);
    expect(divide).toHaveBeenLastCalledWith([2, 4, 2]);
  });
});
