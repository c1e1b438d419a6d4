import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** An event as PagerDuty's Events API v2 gets it. */
export interface PagerEvent {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
  readonly dedup_key: string;
  readonly payload?: { readonly summary: string };
}

/** PagerDuty's Events API on loopback. */
export interface Pager {
  readonly url: string;
  /** All that has come, oldest first. */
  readonly events: readonly PagerEvent[];
  stop(): Promise<void>;
}

export async function startPager(): Promise<Pager> {
  const events: PagerEvent[] = [];
  const server = createServer(async (request, response) => {
    events.push((await json(request)) as PagerEvent);
    response.writeHead(202).end('{"status":"success"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/enqueue`,
    events,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
