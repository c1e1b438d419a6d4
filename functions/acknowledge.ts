import { serveAcknowledge } from '#lib/lambda/acknowledge-handler.ts';

export const handler = serveAcknowledge();
