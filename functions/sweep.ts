import { serveSweep } from '#lib/lambda/sweep-handler.ts';

export const handler = serveSweep();
