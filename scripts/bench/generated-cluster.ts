import { writeFileSync } from 'node:fs';
import { createSecureServer, type Http2ServerRequest } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/**
 * A cluster of any size that is made up page by page, behind HTTP/2 and TLS, in a process of its own: what is measured
 * is the client. Every list but that of pods is empty, and there are no tables, so that each page is read whole.
 *
 * Usage: generated-cluster.ts PODS KUBECONFIG; prints "ready" when it listens.
 */
const pods = Number(process.argv[2]);
const kubeconfig = process.argv[3] ?? '';

const certificate = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
  keyType: 'ec',
  extensions: [
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
  ],
});
const server = createSecureServer({ cert: certificate.cert, key: certificate.private });

const template = JSON.stringify(podAt(0)).replaceAll('pod-0-', 'pod-@-');

/** About 10 kB, as pods of EKS with their managed fields are. */
function podAt(index: number) {
  const labels = { app: 'shop', 'pod-template-hash': '6cd6689dd' };
  const env = Array.from({ length: 40 }, (_, i) => ({ name: `SETTING_${i}`, value: `value-${i}`.padEnd(60, 'x') }));
  const state = { running: { startedAt: '2026-03-01T07:00:00Z' } };
  const conditions = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: '2026-03-01T07:00:00Z',
  }));
  return {
    metadata: {
      name: `pod-${index}-x`,
      namespace: 'shop',
      labels,
      annotations: { note: 'y'.repeat(1500) },
      managedFields: [{ manager: 'kubelet', fieldsV1: { 'f:status': { 'f:x': 'z'.repeat(3000) } } }],
    },
    spec: {
      nodeName: 'n1',
      containers: [
        { name: 'app', image: 'shop/app:1.0.0', env, resources: { requests: { cpu: '100m', memory: '128Mi' } } },
      ],
    },
    status: {
      phase: 'Running',
      conditions,
      containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state, lastState: {} }],
    },
  };
}

function page(request: Http2ServerRequest): string {
  const url = new URL(request.url, 'https://x');
  if (url.pathname === '/version') return '{"gitVersion":"v1.35.0","major":"1","minor":"35"}';
  if (url.pathname !== '/api/v1/pods' || url.searchParams.has('fieldSelector'))
    return '{"kind":"List","metadata":{},"items":[]}';
  const start = Number(url.searchParams.get('continue') ?? 0);
  const end = Math.min(pods, start + Number(url.searchParams.get('limit') ?? pods));
  const items = Array.from({ length: end - start }, (_, i) => template.replace('pod-@-', `pod-${start + i}-`));
  const metadata = end < pods ? { continue: String(end), remainingItemCount: pods - end } : {};
  return `{"kind":"PodList","metadata":${JSON.stringify(metadata)},"items":[${items.join(',')}]}`;
}

server.on('request', (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(page(request));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const data = Buffer.from(certificate.cert).toString('base64');
  const cluster = { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': data };
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'generated',
      contexts: [{ name: 'generated', context: { cluster: 'generated', user: 'bench' } }],
      clusters: [{ name: 'generated', cluster }],
      users: [{ name: 'bench', user: { token: 'bench' } }],
    }),
  );
  process.stdout.write('ready\n');
});
