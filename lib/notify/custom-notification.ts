/**
 * A notification as Amazon Q takes it. One that it would drop goes as the plain text that is given, and the note says
 * what was wrong.
 */
export async function sealNotification(
  candidate: unknown,
  plain: string,
): Promise<{ readonly json: string; readonly note?: string }> {
  // loaded with the first message: a function starts sooner without it
  const { customNotification } = await import('./custom-notification-schema.ts');
  const read = customNotification.safeParse(candidate);
  if (read.success) return { json: JSON.stringify(read.data) };
  const [issue] = read.error.issues;
  const note = `told in plain text: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  const content = { textType: 'client-markdown', description: plain || 'See runbook incidents.' };
  return { json: JSON.stringify({ version: '1.0', source: 'custom', content }), note };
}
