import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealNotification } from '#lib/notify/custom-notification.ts';
import { customNotification } from '#lib/notify/custom-notification-schema.ts';
import { notificationOf } from '#lib/notify/slack.ts';
import '../support/property-seed.ts';
import { troubleOf } from '../incidents/support.ts';
import { tellingOf } from './tellings.ts';

const text = fc.string({ unit: 'binary', maxLength: 6000 });

describe('33: a notification for Amazon Q', () => {
  it('is one that it reads, whatever an incident says', async () => {
    const telling = fc.record({ message: text, reason: text, title: text, names: fc.array(text, { maxLength: 12 }) });
    const holds = fc.asyncProperty(telling, async ({ message, reason, title, names }) => {
      const { findings } = troubleOf('node-a', ...names.map((name) => name.slice(0, 253)));
      const told = tellingOf({ reason }, { title, findings: findings.map((one) => ({ ...one, message })) });
      const sealed = await sealNotification(notificationOf(told), 'plain');
      expect(sealed.note).toBeUndefined();
      expect(customNotification.safeParse(JSON.parse(sealed.json)).success).toBe(true);
    });
    await fc.assert(holds, { numRuns: 60 });
  });

  it('that would be dropped goes as plain text, and it is noted what was wrong', async () => {
    const wrong = { version: '1.0', source: 'custom', content: { textType: 'client-markdown', description: '' } };
    const { json, note } = await sealNotification(wrong, 'node-a is not ready');
    expect(JSON.parse(json)).toEqual({
      version: '1.0',
      source: 'custom',
      content: { textType: 'client-markdown', description: 'node-a is not ready' },
    });
    expect(note).toMatch(/^told in plain text: content.description: /);
  });
});
