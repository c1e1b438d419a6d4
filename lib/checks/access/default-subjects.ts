import type { Grantee } from '#lib/cluster/sources/role-bindings.ts';

// The lists follow EKS 1.35 with its add-ons, as of 2026-11.

/** Users and groups that come with Kubernetes and EKS: nobody's to change, and on every cluster the same. */
const PLATFORM = [
  'User eks:*',
  'Group eks:*',
  'User system:apiserver',
  'User system:kube-*',
  'User system:node:*',
  'User system:cloud-controller-manager',
  'User system:volume-scheduler',
  'Group system:masters',
  'Group system:nodes',
  'Group system:bootstrappers',
  'Group system:bootstrappers:*',
  'Group system:monitoring',
  'Group system:node-proxier',
  'ServiceAccount kube-system/aws-node',
  'ServiceAccount kube-system/kube-proxy',
  'ServiceAccount kube-system/coredns',
];

/** Service accounts of EKS add-ons: AWS writes their roles, so they are measured and no finding. */
const ADD_ONS = [
  'ServiceAccount kube-system/ebs-csi-*',
  'ServiceAccount kube-system/efs-csi-*',
  'ServiceAccount kube-system/fsx-csi-*',
  'ServiceAccount kube-system/s3-csi-*',
  'ServiceAccount kube-system/snapshot-controller',
  'ServiceAccount kube-system/eks-*',
  'ServiceAccount kube-system/metrics-server',
  'ServiceAccount kube-system/vpc-resource-controller',
  'ServiceAccount amazon-cloudwatch/*',
  'ServiceAccount amazon-guardduty/*',
];

/**
 * Whether a binding's subject comes with the platform. The controllers of kube-controller-manager are known by their
 * binding: `system:controller:NAME` for the service account NAME of kube-system.
 */
export function isPlatform(subject: Grantee, binding: string): boolean {
  const isController =
    subject.kind === 'ServiceAccount' &&
    subject.namespace === 'kube-system' &&
    (binding === `system:controller:${subject.name}` || binding.startsWith('system::'));
  return isController || matchesAny(PLATFORM, subject);
}

/** Whether a subject is an EKS add-on's service account. */
export function isAddOn(subject: Grantee): boolean {
  return matchesAny(ADD_ONS, subject);
}

function matchesAny(patterns: readonly string[], { kind, namespace, name }: Grantee): boolean {
  const text = namespace === null ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
  return patterns.some((pattern) => (pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern));
}
