/** One kind that the server lists and gets: what discovery says of it. */
export interface ApiKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly builtIn: boolean;
}

type Row = readonly [kind: string, plural: string, scope: 'namespaced' | 'cluster', ...shortNames: string[]];

/**
 * The kinds that every cluster answers for, present or not, with the version that is preferred in Kubernetes 1.35.
 * Source: `kubectl api-resources`. Events are served as core/v1, as `kubectl get events` reads them.
 */
const BUILT_IN: Readonly<Record<string, readonly Row[]>> = {
  v1: [
    ['ConfigMap', 'configmaps', 'namespaced', 'cm'],
    ['Endpoints', 'endpoints', 'namespaced', 'ep'],
    ['Event', 'events', 'namespaced', 'ev'],
    ['LimitRange', 'limitranges', 'namespaced', 'limits'],
    ['Namespace', 'namespaces', 'cluster', 'ns'],
    ['Node', 'nodes', 'cluster', 'no'],
    ['PersistentVolume', 'persistentvolumes', 'cluster', 'pv'],
    ['PersistentVolumeClaim', 'persistentvolumeclaims', 'namespaced', 'pvc'],
    ['Pod', 'pods', 'namespaced', 'po'],
    ['ReplicationController', 'replicationcontrollers', 'namespaced', 'rc'],
    ['ResourceQuota', 'resourcequotas', 'namespaced', 'quota'],
    ['Secret', 'secrets', 'namespaced'],
    ['Service', 'services', 'namespaced', 'svc'],
    ['ServiceAccount', 'serviceaccounts', 'namespaced', 'sa'],
  ],
  'admissionregistration.k8s.io/v1': [
    ['MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', 'cluster'],
    ['ValidatingAdmissionPolicy', 'validatingadmissionpolicies', 'cluster'],
    ['ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', 'cluster'],
    ['ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', 'cluster'],
  ],
  'apiextensions.k8s.io/v1': [['CustomResourceDefinition', 'customresourcedefinitions', 'cluster', 'crd', 'crds']],
  'apiregistration.k8s.io/v1': [['APIService', 'apiservices', 'cluster']],
  'apps/v1': [
    ['ControllerRevision', 'controllerrevisions', 'namespaced'],
    ['DaemonSet', 'daemonsets', 'namespaced', 'ds'],
    ['Deployment', 'deployments', 'namespaced', 'deploy'],
    ['ReplicaSet', 'replicasets', 'namespaced', 'rs'],
    ['StatefulSet', 'statefulsets', 'namespaced', 'sts'],
  ],
  'autoscaling/v2': [['HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'namespaced', 'hpa']],
  'batch/v1': [
    ['CronJob', 'cronjobs', 'namespaced', 'cj'],
    ['Job', 'jobs', 'namespaced'],
  ],
  'certificates.k8s.io/v1': [['CertificateSigningRequest', 'certificatesigningrequests', 'cluster', 'csr']],
  'coordination.k8s.io/v1': [['Lease', 'leases', 'namespaced']],
  'discovery.k8s.io/v1': [['EndpointSlice', 'endpointslices', 'namespaced']],
  'metrics.k8s.io/v1beta1': [
    ['NodeMetrics', 'nodes', 'cluster'],
    ['PodMetrics', 'pods', 'namespaced'],
  ],
  'networking.k8s.io/v1': [
    ['Ingress', 'ingresses', 'namespaced', 'ing'],
    ['IngressClass', 'ingressclasses', 'cluster'],
    ['NetworkPolicy', 'networkpolicies', 'namespaced', 'netpol'],
  ],
  'policy/v1': [['PodDisruptionBudget', 'poddisruptionbudgets', 'namespaced', 'pdb']],
  'rbac.authorization.k8s.io/v1': [
    ['ClusterRole', 'clusterroles', 'cluster'],
    ['ClusterRoleBinding', 'clusterrolebindings', 'cluster'],
    ['Role', 'roles', 'namespaced'],
    ['RoleBinding', 'rolebindings', 'namespaced'],
  ],
  'scheduling.k8s.io/v1': [['PriorityClass', 'priorityclasses', 'cluster', 'pc']],
  'storage.k8s.io/v1': [
    ['CSIDriver', 'csidrivers', 'cluster'],
    ['CSINode', 'csinodes', 'cluster'],
    ['StorageClass', 'storageclasses', 'cluster', 'sc'],
    ['VolumeAttachment', 'volumeattachments', 'cluster'],
  ],
};

/** Every built-in kind. */
export const builtInKinds: readonly ApiKind[] = Object.entries(BUILT_IN).flatMap(([apiVersion, rows]) =>
  rows.map(([kind, plural, scope, ...shortNames]) => ({
    ...splitApiVersion(apiVersion),
    kind,
    plural,
    singular: kind.toLowerCase(),
    namespaced: scope === 'namespaced',
    shortNames,
    builtIn: true,
  })),
);

/** `apps/v1` as group and version; the core group is `''`. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}

/** Group and version as one word, as objects and paths have them. */
export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group ? `${group}/${version}` : version;
}
