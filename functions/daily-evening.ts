import { serveWindow } from '#lib/lambda/serve-window.ts';
import { dailyEvening } from '#lib/runbook/daily-evening.ts';

export const handler = serveWindow(dailyEvening);
