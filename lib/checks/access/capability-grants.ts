/**
 * One way to a capability: any of the verbs on any of the resources. `named` says what a rule limited by resourceNames
 * counts: `no` where only the free hand is dangerous (one Secret is what least privilege looks like), `yes` where any
 * object is enough, or the names that matter.
 */
export interface Grant {
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resources: readonly string[];
  readonly named?: 'no' | 'yes' | readonly string[];
  /** Resources that live in no namespace: a RoleBinding gives nothing on them. */
  readonly scope?: 'cluster';
  /** The only namespaces in which it is dangerous. */
  readonly namespaces?: readonly string[];
}

const write = ['create', 'update', 'patch'];
const rbac = 'rbac.authorization.k8s.io';
const csr = 'certificates.k8s.io';
const kubeSystem = { namespaces: ['kube-system'] };

const pod = (verbs: readonly string[], ...resources: string[]): Grant => ({ verbs, group: '', resources });
const controllers: readonly Grant[] = [
  { verbs: write, group: 'apps', resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'] },
  { verbs: write, group: 'batch', resources: ['jobs', 'cronjobs'] },
  { verbs: write, group: '', resources: ['replicationcontrollers'] },
];
const removal = ['delete', 'deletecollection'];

/** Ways, each of which is enough; of a list inside, all together. */
export type Ways = readonly (readonly Grant[])[];

const any = (...grants: Grant[]): Ways => grants.map((grant) => [grant]);

export const readSecrets = any({ verbs: ['get', 'list', 'watch'], group: '', resources: ['secrets'] });
export const writeSecrets = any({ verbs: write, group: '', resources: ['secrets'] });

/** Creating a binding is checked against one's own rights, unless one may bind or escalate: still counted, it spreads them. */
export const escalate = any(
  { verbs: ['escalate', 'bind'], group: rbac, resources: ['roles'], named: 'yes' },
  { verbs: ['bind'], group: rbac, resources: ['clusterroles'], named: 'yes' },
  { verbs: ['escalate'], group: rbac, resources: ['clusterroles'], named: 'yes', scope: 'cluster' },
  { verbs: write, group: rbac, resources: ['rolebindings'] },
  { verbs: write, group: rbac, resources: ['clusterrolebindings'], scope: 'cluster' },
);

export const impersonate = any(
  { verbs: ['impersonate'], group: '', resources: ['users', 'groups'], named: 'yes', scope: 'cluster' },
  { verbs: ['impersonate'], group: '', resources: ['serviceaccounts'], named: 'yes' },
  {
    verbs: ['impersonate'],
    group: 'authentication.k8s.io',
    resources: ['uids', 'userextras', 'userextras/*'],
    named: 'yes',
    scope: 'cluster',
  },
);

export const runCode = any(
  pod(write, 'pods'),
  ...controllers,
  { ...pod(['create'], 'pods/exec', 'pods/attach'), named: 'yes' },
  { ...pod(['update', 'patch'], 'pods/ephemeralcontainers'), named: 'yes' },
);

export const execViaGet = any({ ...pod(['get'], 'pods/exec'), named: 'yes' });

export const kubelet = any({
  verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
  group: '',
  resources: ['nodes/proxy'],
  named: 'yes',
  scope: 'cluster',
});

export const tokens = any({ verbs: ['create'], group: '', resources: ['serviceaccounts/token'], named: 'yes' });

export const webhooks = any({
  verbs: [...write, 'delete'],
  group: 'admissionregistration.k8s.io',
  resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
  scope: 'cluster',
});

/** Signers are left out: whoever approves usually may approve for the API server's clients too. */
export const csrs: Ways = [
  [
    { verbs: ['create'], group: csr, resources: ['certificatesigningrequests'], scope: 'cluster' },
    { verbs: ['update', 'patch'], group: csr, resources: ['certificatesigningrequests/approval'], scope: 'cluster' },
  ],
];

/** A volume may be a path of the node; a node's status or pods moved at will bring others' pods onto one's own node. */
export const storageNode: Ways = [
  ...any(
    { verbs: ['create'], group: '', resources: ['persistentvolumes'], scope: 'cluster' },
    { verbs: ['update', 'patch'], group: '', resources: ['nodes/status'], scope: 'cluster' },
  ),
  [{ verbs: ['update', 'patch'], group: '', resources: ['nodes'], scope: 'cluster' }, pod(removal, 'pods')],
  [{ verbs: ['update', 'patch'], group: '', resources: ['nodes'], scope: 'cluster' }, pod(['create'], 'pods/eviction')],
];

export const awsAuth = any({ verbs: write, group: '', resources: ['configmaps'], named: ['aws-auth'], ...kubeSystem });
export const coredns = any({
  verbs: ['update', 'patch'],
  group: '',
  resources: ['configmaps'],
  named: ['coredns'],
  ...kubeSystem,
});

export const destroy = any(
  { verbs: removal, group: '', resources: ['secrets', 'pods', 'events', 'replicationcontrollers'] },
  { verbs: removal, group: 'events.k8s.io', resources: ['events'] },
  ...controllers.map((grant) => ({ ...grant, verbs: removal })),
);
