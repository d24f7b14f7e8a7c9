import { render, screen } from '@testing-library/react';
import type { CheckStep } from 'sciencemesh-contract';
import * as React from 'react';
import { connected, TestServer, trans } from '../testing/server';
import { Check } from './dialog';
import { CheckModel } from './model';

const begun: CheckStep = {
  step: 'discovery',
  title: 'The server of the sender',
  state: 'running',
  message: null,
  advice: null,
  code: null,
  milliseconds: null
};

describe('a check', () => {
  it('shows each step once, with what was found', async () => {
    const server = new TestServer();
    const companion = await connected(server);
    const ended: CheckStep = {
      ...begun,
      state: 'failed',
      message: 'cloud.example.org does not answer.',
      advice: 'Try again later.',
      code: 'unreachable',
      milliseconds: 30
    };
    server.on(
      'POST api/shares/share-1/check',
      [begun, ended].map(step => `${JSON.stringify(step)}\n`).join('')
    );
    const model = new CheckModel(companion.client, 'share-1');
    await model.run();
    const share = { name: 'results', provider: 'cloud.example.org' };
    render(<Check share={share} model={model} trans={trans} />);
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    expect(screen.getByText('Failed')).toBeTruthy();
    expect(screen.getByText('Try again later.')).toBeTruthy();
    expect(screen.getByRole('status').textContent).toBe('1 step failed.');
    expect(screen.getByRole('button', { name: 'Copy report' })).toBeTruthy();
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });
});
