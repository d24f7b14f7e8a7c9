import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShareList } from 'sciencemesh-contract';
import { assertRefusal, Scene } from './scene.ts';
import { SHARES } from './shares.ts';

/** What changes how the text around it reads. */
const UNREADABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

test('a share', { timeout: 120_000 }, async t => {
  const scene = await Scene.start(t);
  const count = async () => {
    const { value } = await scene.api('/api/shares?filter=all');
    return (value as ShareList).items.length;
  };
  let kept = 0;
  for (const { name, body, status, blames } of SHARES) {
    await t.test(name, async () => {
      const answer = await scene.post('/ocm/shares', body);
      if (status === 201) {
        kept += 1;
        assert.equal(answer.status, 201, answer.text.slice(0, 500));
        assert.deepEqual(answer.value, { recipientDisplayName: 'marie' });
        return;
      }
      assertRefusal(answer, status);
      if (status === 400) {
        const { validationErrors } = answer.value as {
          validationErrors: { name: string }[];
        };
        const blamed = validationErrors.map(error => error.name);
        assert.ok(blames === undefined || blamed.includes(blames), answer.text);
      }
    });
  }
  await t.test('is kept only when it was answered with 201', async () => {
    assert.equal(await count(), kept);
  });
  await t.test('is shown in one readable line', async () => {
    const { value } = await scene.api('/api/shares?filter=all');
    for (const { name, sender, owner, provider } of (value as ShareList)
      .items) {
      assert.ok(name.length > 0 && name.length <= 500);
      for (const text of [name, sender.displayName, owner.displayName]) {
        assert.doesNotMatch(text ?? '', UNREADABLE);
      }
      assert.match(provider, /^[\x21-\x7e]+$/);
    }
  });
  await t.test('leaves nothing behind but itself', async () => {
    await scene.assertUntouched();
    assert.deepEqual(scene.origin.connects, []);
    scene.assertDiscreet(['max@player', 'A package']);
    await scene.assertWell();
  });
});
