import { serveWindow } from '#lib/lambda/serve-window.ts';
import { dailyAfternoon } from '#lib/runbook/daily-afternoon.ts';

export const handler = serveWindow(dailyAfternoon);
