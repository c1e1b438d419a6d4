import { defineSource } from '../source.ts';
import { prometheusOf, prometheusPermissions } from './prometheus.ts';
import { askService, type ProxyAnswer } from './service-proxy.ts';

/** A probe: Prometheus' `/-/ready`, asked again if the first answer is not 200; null when none is configured. */
export const prometheusReady = defineSource({
  name: 'prometheusReady',
  title: 'readiness of Prometheus',
  permissions: prometheusPermissions,
  async load(api, { config }): Promise<ProxyAnswer | null> {
    const prometheus = prometheusOf(config);
    if (!prometheus) return null;
    const first = await askService(api, prometheus, `${prometheus.pathPrefix}/-/ready`);
    const isReady = first.outcome === 'answered' && first.status === 200;
    return isReady ? first : askService(api, prometheus, `${prometheus.pathPrefix}/-/ready`);
  },
});
