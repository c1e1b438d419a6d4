import { createClusterApi } from '../api-client.ts';
import type { ClusterConnection } from '../connection.ts';
import { type Exchange, type ExchangeOptions, openExchange } from '../exchange.ts';
import { ReadError, type ReadFailure } from '../read-error.ts';
import type { EksCluster } from './eks-cluster.ts';

/** What a cluster gives that was made anew under its old name: another address, another authority. */
const signsOfAnother: ReadonlySet<ReadFailure> = new Set(['unreachable', 'tls']);

/**
 * Connects lazily: the cluster is located at the first read, and a cluster that cannot be located fails each read with
 * why. When what an earlier connection learnt of it turns out wrong, it is located again, once.
 */
export function connectEks(cluster: EksCluster, options: ExchangeOptions = {}): ClusterConnection {
  const opened: Exchange[] = [];
  let mayBeOutdated = cluster.isLocated();
  let current: Promise<Exchange> | undefined;

  async function open(): Promise<Exchange> {
    const exchange = openExchange(await cluster.access(options.signal), options);
    opened.push(exchange);
    return exchange;
  }

  /** Many reads fail at once: the first of them locates anew, the others use what it finds. */
  function isAnotherToTry(failed: Promise<Exchange>): boolean {
    if (current !== failed) return true;
    if (!mayBeOutdated) return false;
    mayBeOutdated = false;
    cluster.forget();
    current = open();
    return true;
  }

  const exchange: Exchange = {
    async ask(question, meter) {
      const used = (current ??= open());
      try {
        const answer = await (await used).ask(question, meter);
        if (answer.status !== 401 || !isAnotherToTry(used)) return answer;
      } catch (error) {
        const isSign = error instanceof ReadError && signsOfAnother.has(error.failure);
        const isRead = (question.method ?? 'GET') === 'GET'; // a change may have been made before the connection broke
        if (!isSign || !isRead || !isAnotherToTry(used)) throw error;
      }
      return (await (current ?? used)).ask(question, meter);
    },
    connections: () => opened.reduce((sum, one) => sum + one.connections(), 0),
    close: () => opened.forEach((one) => one.close()),
  };

  return {
    api: (meter) => createClusterApi({ url: '', advice: cluster.advice }, exchange, meter),
    aws: cluster.aws(options.signal),
    connections: () => exchange.connections(),
    close: () => exchange.close(),
  };
}
