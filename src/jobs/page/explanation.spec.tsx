import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';
import { job } from '../../testing/samples';
import { settle, trans } from '../../testing/server';
import { Explanation } from './explanation';
import { WaitingReasons } from './reasons';

describe('Explanation', () => {
  const ask = jest.fn();

  beforeEach(() => jest.resetAllMocks());

  /** jsdom unfolds nothing by itself when a summary is clicked. */
  async function unfold(): Promise<void> {
    const details = screen.getByRole<HTMLDetailsElement>('group');
    details.open = true;
    fireEvent(details, new Event('toggle'));
    await act(settle);
  }

  it('asks the site when somebody wants to know, once', async () => {
    ask.mockResolvedValue({ ok: true, value: { text: 'Two of 8 are free.' } });
    const reasons = new WaitingReasons(ask);
    render(
      <Explanation
        job={job({ state: 'waiting' })}
        reasons={reasons}
        trans={trans}
      />
    );
    expect(ask).not.toHaveBeenCalled();
    expect(screen.getByText('Why is it waiting?')).toBeTruthy();
    await unfold();
    await unfold();
    expect(ask).toHaveBeenCalledTimes(1);
    expect(screen.getByText('Two of 8 are free.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Ask again' }));
    await act(settle);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('says why there is no answer, and keeps the one before', async () => {
    ask.mockResolvedValueOnce({ ok: true, value: { text: 'The queue.' } });
    ask.mockResolvedValueOnce({
      ok: false,
      failure: { code: 'unreachable', message: 'The site does not answer.' }
    });
    const reasons = new WaitingReasons(ask);
    await reasons.ask();
    await reasons.ask();
    render(
      <Explanation
        job={job({ state: 'held' })}
        reasons={reasons}
        trans={trans}
      />
    );
    expect(screen.getByText('Why is it held?')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toBe(
      'The site does not answer.'
    );
    expect(screen.getByText('The queue.')).toBeTruthy();
  });

  it('has nothing to explain about a job that runs', () => {
    const { container } = render(
      <Explanation
        job={job({ state: 'running' })}
        reasons={new WaitingReasons(ask)}
        trans={trans}
      />
    );
    expect(container.innerHTML).toBe('');
  });
});
