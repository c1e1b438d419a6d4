import { serveWindow } from '#lib/lambda/serve-window.ts';
import { weeklyConfiguration } from '#lib/runbook/weekly-configuration.ts';

export const handler = serveWindow(weeklyConfiguration);
