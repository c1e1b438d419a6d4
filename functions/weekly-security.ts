import { serveWindow } from '#lib/lambda/serve-window.ts';
import { weeklySecurity } from '#lib/runbook/weekly-security.ts';

export const handler = serveWindow(weeklySecurity);
