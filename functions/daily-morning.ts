import { serveWindow } from '#lib/lambda/serve-window.ts';
import { dailyMorning } from '#lib/runbook/daily-morning.ts';

export const handler = serveWindow(dailyMorning);
