import { serveApplyRbac } from '#lib/lambda/apply-rbac-handler.ts';

export const handler = serveApplyRbac();
