import { serveWindow } from '#lib/lambda/serve-window.ts';
import { monthlySecurity } from '#lib/runbook/monthly-security.ts';

export const handler = serveWindow(monthlySecurity);
