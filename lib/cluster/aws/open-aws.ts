import { clientTimeouts, openSts } from '../eks/sts.ts';
import type { EksTarget } from '../eks/target.ts';
import { limitConcurrency } from '../exchange.ts';
import type { AwsApi, AwsOperation, AwsSender } from './aws-api.ts';
import type { AwsClientSettings } from './client-settings.ts';
import { explainAwsFailure } from './explain-failure.ts';

/** For one request, its retries included. */
const deadlineMs = 20_000;
const maxInFlight = 8;

/**
 * AWS as the identity that looks at the cluster: the caller's own, or the assumed role's. Opens nothing before the first
 * call; `signal` ends every call, with the reason that its checks then carry.
 */
export function openAws(target: EksTarget, signal?: AbortSignal): AwsApi {
  const inTurn = limitConcurrency(maxInFlight);
  const senders = new Map<string, Promise<AwsSender<never, unknown>>>();
  let sts: ReturnType<typeof openSts> | undefined;

  async function settingsFor(region: string | undefined): Promise<AwsClientSettings> {
    sts ??= openSts(target);
    const { credentials } = sts.config;
    return { region: region ?? (await sts.config.region()), credentials, requestHandler: clientTimeouts };
  }

  function open<Input, Output>(operation: AwsOperation<Input, Output>, region?: string) {
    const key = `${operation.action} ${region ?? ''}`;
    const sender = senders.get(key) ?? settingsFor(region).then((settings) => operation.open(settings));
    senders.set(key, sender);
    return sender as Promise<AwsSender<Input, Output>>;
  }

  return {
    clusterName: target.cluster,
    call: (operation, input, { region } = {}) =>
      inTurn(async () => {
        const deadline = AbortSignal.timeout(deadlineMs);
        const abortSignal = signal ? AbortSignal.any([signal, deadline]) : deadline;
        try {
          abortSignal.throwIfAborted();
          return await (await open(operation, region))(input, { abortSignal });
        } catch (error) {
          throw explainAwsFailure(signal?.aborted ? signal.reason : error, operation.action, deadlineMs);
        }
      }),
  };
}
