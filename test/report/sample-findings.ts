import type { Subject } from '#lib/checks/check.ts';
import type { Finding } from '#lib/runs/run-document.ts';

const judgedAt = '2026-03-02T07:00:00Z';
const node = 'ip-10-0-1-7.eu-west-1.compute.internal';

/** A new warning, seen in this run for the first time; each finding says how it differs. */
export function finding(differs: Partial<Finding> & Pick<Finding, 'fingerprint' | 'subject' | 'message'>): Finding {
  return {
    severity: 'warning',
    state: 'new',
    also: [],
    since: null,
    firstSeenAt: judgedAt,
    runs: 1,
    remediation: [],
    evidence: {},
    ...differs,
  };
}

/** `subject('Pod ecommerce/cart-1')`, `subject('Node ip-10-0-1-7')`. */
export function subject(text: string): Subject {
  const [kind = '', path = ''] = text.split(' ');
  const [namespace, name] = path.includes('/') ? path.split('/') : [null, path];
  return { kind, namespace: namespace ?? null, name: name ?? '' };
}

export const clusterFindings = {
  nodeNotReady: finding({
    fingerprint: 'f-node',
    severity: 'critical',
    subject: subject(`Node ${node}`),
    also: [subject('Pod ecommerce/ecommerce-backend-7d9f8-x2kqp'), subject('Pod ecommerce/redis-0')],
    message: `Node ${node} is not Ready: the kubelet stopped posting its status; 11 pods run on it.`,
    since: '2026-03-02T05:12:00Z',
    remediation: [
      { text: 'Look at its conditions and last events.', command: `kubectl describe node ${node}` },
      {
        text: 'Restart the kubelet through Systems Manager; if the instance does not answer, replace it.',
        command:
          'aws ssm send-command --instance-ids i-0f2a91c3 --document-name AWS-RunShellScript --parameters commands="systemctl restart kubelet"',
        verify: `kubectl wait --for=condition=Ready node/${node} --timeout=5m`,
      },
    ],
    evidence: { lastHeartbeatTime: '2026-03-02T05:11:22Z' },
  }),
  crashLoop: finding({
    fingerprint: 'f-crash',
    severity: 'critical',
    state: 'reopened',
    subject: subject('Pod ecommerce/ecommerce-backend-7d9f8-x2kqp'),
    owner: subject('Deployment ecommerce/ecommerce-backend'),
    also: Array.from({ length: 16 }, (_, index) => subject(`Pod ecommerce/ecommerce-backend-7d9f8-${index + 10}`)),
    message:
      'Container api of Deployment ecommerce-backend is in CrashLoopBackOff in 17 pods: it ended with exit code 137 (OOMKilled), 9 restarts in the last hour.',
    since: '2026-03-02T06:38:00Z',
    firstSeenAt: '2026-02-26T07:00:00Z',
    remediation: [
      {
        text: 'Read what the container said before it ended.',
        command: 'kubectl logs -n ecommerce ecommerce-backend-7d9f8-x2kqp -c api --previous --tail=50',
      },
      {
        text: 'Raise its memory limit, or undo the last rollout.',
        command: 'kubectl rollout undo -n ecommerce deployment/ecommerce-backend',
        verify: 'kubectl rollout status -n ecommerce deployment/ecommerce-backend',
      },
    ],
  }),
  imagePull: finding({
    fingerprint: 'f-image',
    subject: subject('Pod ecommerce/search-indexer-5b7c-jq4zt'),
    owner: subject('Deployment ecommerce/search-indexer'),
    message:
      'Container indexer cannot pull registry.example.com/shop/search-indexer@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08: not found (ImagePullBackOff)',
    since: '2026-03-02T06:55:30Z',
    remediation: [{ text: 'Read why.', command: 'kubectl describe pod -n ecommerce search-indexer-5b7c-jq4zt' }],
  }),
  nodeCordoned: finding({
    fingerprint: 'f-cordon',
    severity: 'info',
    state: 'ongoing',
    subject: subject('Node ip-10-0-3-21.eu-west-1.compute.internal'),
    message: 'Node ip-10-0-3-21.eu-west-1.compute.internal is cordoned and still runs 8 pods.',
    since: '2026-02-28T05:50:00Z',
    firstSeenAt: '2026-02-28T07:00:00Z',
    runs: 3,
    remediation: [
      { text: 'Let it take pods again.', command: 'kubectl uncordon ip-10-0-3-21.eu-west-1.compute.internal' },
    ],
  }),
  unschedulable: finding({
    fingerprint: 'f-pending',
    subject: subject('Pod ecommerce/checkout-66d4-p8w2n'),
    message: 'Pod ecommerce/checkout-66d4-p8w2n finds no node: 4 lack memory, 1 is cordoned, 1 is not ready.',
    since: '2026-03-02T05:20:00Z',
    remediation: [{ text: 'See what it asks for.', command: 'kubectl describe pod -n ecommerce checkout-66d4-p8w2n' }],
  }),
  evicted: finding({
    fingerprint: 'f-evicted',
    severity: 'info',
    state: 'ongoing',
    subject: subject('Pod batch/report-28491-abcde'),
    also: [subject('Pod batch/report-28492-fghij'), subject('Pod ops/janitor-1')],
    message: '3 evicted pods are left behind; their owners have the replicas that they want.',
    firstSeenAt: '2026-02-22T07:00:00Z',
    runs: 9,
    remediation: [{ text: 'Delete them when nobody needs their record any more.' }],
  }),
  noEndpoints: finding({
    fingerprint: 'f-endpoints',
    severity: 'critical',
    subject: subject('Service ecommerce/checkout'),
    message: 'Service ecommerce/checkout has no ready endpoint: all 2 of its pods fail their readiness probe.',
    since: '2026-03-02T06:41:00Z',
    remediation: [
      {
        text: 'See its pods.',
        command: 'kubectl get pods -n ecommerce -l app=checkout',
        verify: 'kubectl get endpointslices -n ecommerce -l kubernetes.io/service-name=checkout',
      },
    ],
  }),
} as const;

export const applicationFindings = {
  rolloutStuck: finding({
    fingerprint: 'f-rollout',
    state: 'ongoing',
    subject: subject('Deployment ecommerce/ecommerce-frontend'),
    message: 'Deployment ecommerce-frontend does not progress: 1 of 3 replicas are updated (ProgressDeadlineExceeded).',
    since: '2026-03-01T05:40:00Z',
    firstSeenAt: '2026-03-01T07:00:00Z',
    runs: 2,
    remediation: [
      {
        text: 'See how far it came.',
        command: 'kubectl rollout status -n ecommerce deployment/ecommerce-frontend --timeout=5s',
      },
    ],
  }),
  health500: finding({
    fingerprint: 'f-health',
    severity: 'critical',
    subject: subject('Service ecommerce/ecommerce-backend-service'),
    message:
      'GET http://ecommerce-backend-service:8080/health answered 500 twice, after 31 ms: {"status":"DOWN","db":"timeout"}',
    remediation: [
      {
        text: 'Ask it yourself.',
        command:
          'kubectl get --raw /api/v1/namespaces/ecommerce/services/http:ecommerce-backend-service:8080/proxy/health',
      },
    ],
  }),
} as const;

export const monitoringFindings = {
  targetsDown: finding({
    fingerprint: 'f-targets',
    subject: subject('PrometheusJob monitoring/node-exporter'),
    message:
      '1 of 6 targets of job node-exporter is down: Get "http://10.0.1.7:9100/metrics": context deadline exceeded',
    since: '2026-03-02T05:13:00Z',
    remediation: [
      { text: 'See the exporter.', command: 'kubectl get pods -n monitoring -l app=node-exporter -o wide' },
    ],
  }),
  criticalAlert: finding({
    fingerprint: 'f-alert',
    severity: 'critical',
    state: 'ongoing',
    subject: subject('Alert monitoring/CheckoutErrorBudgetBurn'),
    message: 'Critical alert CheckoutErrorBudgetBurn fires: 14.4 times the budget for 1 h.',
    since: '2026-03-01T06:52:00Z',
    firstSeenAt: '2026-03-01T07:00:00Z',
    runs: 2,
    remediation: [{ text: 'Follow the procedure of the alert.' }],
  }),
} as const;
