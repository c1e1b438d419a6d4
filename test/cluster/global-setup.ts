import { buildControlPlane, logToStderr } from './control-plane/build.ts';

/** Builds the control plane before the clocks of the tests start. */
export async function setup(): Promise<void> {
  await buildControlPlane(logToStderr);
}
