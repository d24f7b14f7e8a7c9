import type { Publication, PublicationForm } from 'sciencemesh-contract';
import type { Outcome } from '../../companion/outcome';
import { publication } from '../../testing/samples';
import { FormSaver } from './formsaver';

describe('FormSaver', () => {
  const { form } = publication();
  const titled = (title: string): PublicationForm => ({
    ...form,
    metadata: { ...form.metadata, title }
  });
  let answers: ((outcome: Outcome<Publication>) => void)[];
  let saved: PublicationForm[];
  let saver: FormSaver;

  beforeEach(() => {
    jest.useFakeTimers();
    answers = [];
    saved = [];
    saver = new FormSaver({
      changed: () => undefined,
      form,
      keepable: one => one,
      save: one => {
        saved.push(one);
        return new Promise(resolve => answers.push(resolve));
      }
    });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  async function answer(outcome?: Outcome<Publication>): Promise<void> {
    const last = saved.at(-1) ?? form;
    const good = { ok: true as const, value: publication({ form: last }) };
    answers.shift()?.(outcome ?? good);
    await jest.advanceTimersByTimeAsync(0);
  }

  it('keeps what was typed once, after the last letter', async () => {
    saver.change(titled('Di'));
    saver.change(titled('Dimuon'));
    expect(saver.state).toBe('saving');
    await jest.advanceTimersByTimeAsync(500);
    expect(saved).toEqual([titled('Dimuon')]);
    await answer();
    expect(saver.state).toBe('saved');
  });

  it('keeps what was typed while it was keeping', async () => {
    saver.change(titled('One'));
    await jest.advanceTimersByTimeAsync(500);
    saver.change(titled('Two'));
    await answer();
    await answer();
    expect(saved).toEqual([titled('One'), titled('Two')]);
    expect(saver.state).toBe('saved');
  });

  it('says that it could not, and tries again', async () => {
    saver.change(titled('One'));
    await jest.advanceTimersByTimeAsync(500);
    await answer({ ok: false, failure: { code: 'x', message: 'Disk full.' } });
    expect(saver.state).toBe('failed');
    expect(saver.failure?.message).toBe('Disk full.');
    const flushed = saver.flush();
    await answer();
    expect(await flushed).toBe(true);
    expect(saver.state).toBe('saved');
  });

  it('does not lose what was typed last when it is closed', () => {
    saver.change(titled('Last words'));
    saver.dispose();
    expect(saved).toEqual([titled('Last words')]);
  });

  it('takes over what another page has kept', () => {
    saver.follow(publication({ form: titled('Theirs') }));
    expect(saver.form.metadata.title).toBe('Theirs');
    expect(saver.state).toBe('saved');
  });

  it.each([
    [true, 'Mine'],
    [false, 'Theirs']
  ])('asks before it decides between two', async (mine, title) => {
    saver.change(titled('Mine'));
    saver.follow(publication({ form: titled('Theirs') }));
    await jest.advanceTimersByTimeAsync(500);
    expect(saver.state).toBe('conflict');
    expect(saved).toEqual([]);
    saver.settle(mine);
    expect(saver.form.metadata.title).toBe(title);
    await jest.advanceTimersByTimeAsync(500);
    expect(saved).toEqual(mine ? [titled('Mine')] : []);
  });
});
