import { jobForm } from '../../testing/samples';
import { trans } from '../../testing/server';
import { ParameterChoices } from './parameterchoices';

describe('ParameterChoices', () => {
  const choices = () => ParameterChoices.of(jobForm(), trans);

  it('takes more parameters, of every type', () => {
    const more = choices()
      .added({ name: 'runs', type: 'list', value: [1, 2] })
      .added({ name: 'fast', type: 'boolean', value: false })
      .added({ name: 'note', type: 'string', value: 'a\nb' });
    expect(more.isValid).toBe(true);
    expect(more.parameters.slice(2)).toEqual([
      { name: 'runs', type: 'list', value: [1, 2] },
      { name: 'fast', type: 'boolean', value: false },
      { name: 'note', type: 'string', value: 'a\nb' }
    ]);
    expect(more.isDeclared(0)).toBe(true);
    expect(more.isDeclared(2)).toBe(false);
  });

  it('keeps what belongs to the others when one is removed', () => {
    const more = choices()
      .added({ name: 'runs', type: 'list', value: [1, 2] })
      .added({ name: 'seed', type: 'integer', value: 7 })
      .varied(3, { kind: 'list', text: '7, 8' })
      .without(2);
    expect(more.parameters.map(({ name }) => name)).toEqual([
      'energy',
      'title',
      'seed'
    ]);
    expect(more.sweep?.axes).toEqual([
      { name: 'seed', type: 'integer', values: [7, 8] }
    ]);
    expect(more.without(2).sweep).toBeNull();
  });
});
