import { serveWindow } from '#lib/lambda/serve-window.ts';
import { weeklyPerformance } from '#lib/runbook/weekly-performance.ts';

export const handler = serveWindow(weeklyPerformance);
