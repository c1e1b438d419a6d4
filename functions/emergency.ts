import { serveWindow } from '#lib/lambda/serve-window.ts';
import { emergency } from '#lib/runbook/emergency.ts';

export const handler = serveWindow(emergency);
