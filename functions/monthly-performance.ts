import { serveWindow } from '#lib/lambda/serve-window.ts';
import { monthlyPerformance } from '#lib/runbook/monthly-performance.ts';

export const handler = serveWindow(monthlyPerformance);
