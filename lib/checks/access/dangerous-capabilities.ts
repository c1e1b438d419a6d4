import type { Severity } from '../check.ts';
import * as grants from './capability-grants.ts';

/** Something that whoever can do it may take over more than was meant. */
export interface DangerousCapability {
  readonly id: string;
  /** What it lets somebody do, as findings say it. */
  readonly means: string;
  readonly severity: Severity;
  /** Where it reaches kube-system: its secrets and service accounts are the cluster's. */
  readonly severityInKubeSystem?: Severity;
  readonly ways: grants.Ways;
  /** The first minor version of Kubernetes in which it is no capability any more. */
  readonly until?: number;
}

/**
 * The dangerous capabilities of Kubernetes' RBAC, the worst first: what kubescape, rbac-police, Trivy and the Kubernetes
 * page on RBAC good practice agree on. `everything` and `exposure` are not found by grants: see `findCapabilities`.
 */
export const dangerousCapabilities: readonly DangerousCapability[] = [
  { id: 'everything', means: 'do everything', severity: 'critical', ways: [] },
  { id: 'exposure', means: 'use a role without being known', severity: 'critical', ways: [] },
  { id: 'escalate', means: 'give themselves more rights', severity: 'critical', ways: grants.escalate },
  { id: 'impersonate', means: 'act as others', severity: 'critical', ways: grants.impersonate },
  { id: 'kubelet', means: 'reach the kubelets past the API server', severity: 'critical', ways: grants.kubelet },
  { id: 'csrs', means: 'make client certificates', severity: 'critical', ways: grants.csrs },
  { id: 'aws-auth', means: 'map IAM principals to any group', severity: 'critical', ways: grants.awsAuth },
  {
    id: 'write-secrets',
    means: 'write Secrets',
    severity: 'warning',
    severityInKubeSystem: 'critical',
    ways: grants.writeSecrets,
  },
  {
    id: 'tokens',
    means: 'make tokens of service accounts',
    severity: 'warning',
    severityInKubeSystem: 'critical',
    ways: grants.tokens,
  },
  {
    id: 'read-secrets',
    means: 'read Secrets',
    severity: 'warning',
    severityInKubeSystem: 'critical',
    ways: grants.readSecrets,
  },
  { id: 'run-code', means: 'run code in pods', severity: 'warning', ways: grants.runCode },
  { id: 'exec-via-get', means: 'exec with get alone', severity: 'warning', ways: grants.execViaGet, until: 35 },
  { id: 'webhooks', means: 'change admission webhooks', severity: 'warning', ways: grants.webhooks },
  {
    id: 'storage-node',
    means: 'reach nodes through volumes or their status',
    severity: 'warning',
    ways: grants.storageNode,
  },
  { id: 'destroy', means: 'delete secrets, pods, workloads or events', severity: 'info', ways: grants.destroy },
  { id: 'coredns', means: 'change how names resolve', severity: 'info', ways: grants.coredns },
];
