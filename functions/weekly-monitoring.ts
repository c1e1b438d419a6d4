import { serveWindow } from '#lib/lambda/serve-window.ts';
import { weeklyMonitoring } from '#lib/runbook/weekly-monitoring.ts';

export const handler = serveWindow(weeklyMonitoring);
