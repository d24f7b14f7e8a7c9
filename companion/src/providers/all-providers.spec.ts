/** Providers in one: who hears of one that is there again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AllProviders } from './all-providers.ts';
import type { Provider, ProviderInfo } from './provider.ts';

test('a provider is there again although a part of it fails', () => {
  let tell: (info: ProviderInfo) => void = () => undefined;
  const provider = {
    onInfo: (listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    }
  } as Partial<Provider> as Provider;
  const heard: string[] = [];
  new AllProviders([provider]).onReturn(id => heard.push(id));
  const become = (state: ProviderInfo['state']) => {
    heard.length = 0;
    tell({ id: 'cernbox', state } as ProviderInfo);
    return heard.length;
  };
  assert.equal(become('connecting'), 0);
  assert.equal(become('limited'), 1);
  assert.equal(become('limited'), 0);
  assert.equal(become('ready'), 1);
  assert.equal(become('limited'), 0);
  for (const away of ['signed-out', 'unreachable'] as const) {
    assert.equal(become(away), 0);
    assert.equal(become('limited'), 1);
    assert.equal(become(away), 0);
    assert.equal(become('ready'), 1);
  }
});
