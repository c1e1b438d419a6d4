import type { TestProject } from 'vitest/node';
import { startDynamodbLocal, startMinistack } from './emulators.ts';

declare module 'vitest' {
  interface ProvidedContext {
    ministack: string;
    dynamodbLocal: string;
  }
}

/** Starts the emulators once for all test files, which find their endpoints with `inject`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [ministack, dynamodbLocal] = await Promise.all([startMinistack(), startDynamodbLocal()]);
  project.provide('ministack', ministack.endpoint);
  project.provide('dynamodbLocal', dynamodbLocal.endpoint);
  return async () => {
    await Promise.all([ministack.stop(), dynamodbLocal.stop()]);
  };
}
