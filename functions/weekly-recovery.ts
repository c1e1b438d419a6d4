import { serveWindow } from '#lib/lambda/serve-window.ts';
import { weeklyRecovery } from '#lib/runbook/weekly-recovery.ts';

export const handler = serveWindow(weeklyRecovery);
