import type { Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import { defineSource } from '../source.ts';
import { type PodLogText, readLog } from './pod-log.ts';

/** What one Alertmanager wrote last. */
export interface AlertmanagerLog {
  readonly pod: string;
  readonly log: PodLogText;
}

/** As plain manifests and as the Prometheus Operator and Helm label it. */
const selectors = ['app=alertmanager', 'app.kubernetes.io/name=alertmanager'];
const maxPods = 5;

/** The last 100 lines of each Alertmanager in the monitoring namespace; null when none is configured. */
export const alertmanagerLogs = defineSource({
  name: 'alertmanagerLogs',
  title: 'logs of Alertmanager',
  permissions: ({ monitoring }) =>
    monitoring?.alertmanager
      ? [
          { verb: 'list', group: '', resource: 'pods', namespaces: [monitoring.namespace] },
          { verb: 'get', group: '', resource: 'pods/log', namespaces: [monitoring.namespace] },
        ]
      : [],
  async load(api, { config: { monitoring } }): Promise<AlertmanagerLog[] | null> {
    if (!monitoring?.alertmanager) return null;
    const { namespace } = monitoring;
    for (const labelSelector of selectors) {
      const pods = await api.list<RawPod, string[]>(`/api/v1/namespaces/${namespace}/pods`, toPodAndContainer, {
        labelSelector,
      });
      if (pods.length === 0) continue;
      return Promise.all(
        pods.slice(0, maxPods).map(async ([pod = '', container = '']) => ({
          pod,
          log: await readLog(api, { namespace, pod, container }, 100),
        })),
      );
    }
    return [];
  },
});

/** Its own container, not that which reloads its configuration. */
function toPodAndContainer({ metadata, spec }: RawPod): string[] {
  const names = (spec?.containers ?? []).map(({ name }) => name);
  return [metadata?.name ?? '', names.find((name) => name === 'alertmanager') ?? names[0] ?? ''];
}
