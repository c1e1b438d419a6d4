import { serveWindow } from '#lib/lambda/serve-window.ts';
import { monthlyRecovery } from '#lib/runbook/monthly-recovery.ts';

export const handler = serveWindow(monthlyRecovery);
