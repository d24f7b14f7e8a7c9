import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { connected, TestServer, trans } from '../testing/server';
import { SharesModel } from './model';
import { ScienceMeshPanel } from './panel';

describe('the sections of the panel', () => {
  it('stand by their rank, and go when they are disposed of', async () => {
    const companion = await connected(new TestServer());
    const model = new SharesModel({ companion });
    const panel = new ScienceMeshPanel({
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
    panel.dispose();
    late.dispose();
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });
});
