import { describe, expect, it } from 'vitest';
import { dangerousCapabilities } from '#lib/checks/access/dangerous-capabilities.ts';
import { type AccessObjects, findCapabilities } from '#lib/checks/access/find-capabilities.ts';
import { clusterWide, rule, within } from './build-access.ts';

const rbac = 'rbac.authorization.k8s.io';
const csr = 'certificates.k8s.io';
const capabilitiesOf = (objects: AccessObjects, minor = 35) =>
  findCapabilities(objects, minor).map(({ capability }) => capability);

describe('a capability', () => {
  it.each<[string, AccessObjects, string[], number?]>([
    ['list secrets', clusterWide(rule('list', 'secrets')), ['read-secrets']],
    ['get one secret by name', clusterWide(rule('get', 'secrets', '', 'tls')), []],
    ['list secrets of one name', clusterWide(rule('list', 'secrets', '', 'tls')), []],
    ['write secrets', within('shop', rule('patch', 'secrets')), ['write-secrets']],
    ['secrets of another group', clusterWide(rule('get', 'secrets', 'example.com')), []],
    ['bind a ClusterRole by name', within('shop', rule('bind', 'clusterroles', rbac, 'admin')), ['escalate']],
    [
      'escalate ClusterRoles in a namespace, where there are none',
      within('shop', rule('escalate', 'clusterroles', rbac)),
      [],
    ],
    ['create role bindings', within('shop', rule('create', 'rolebindings', rbac)), ['escalate']],
    ['cluster role bindings in a namespace', within('shop', rule('create', 'clusterrolebindings', rbac)), []],
    ['impersonate one group', clusterWide(rule('impersonate', 'groups', '', 'ops')), ['impersonate']],
    ['impersonate users in a namespace', within('shop', rule('impersonate', 'users')), []],
    [
      'impersonate service accounts in a namespace',
      within('shop', rule('impersonate', 'serviceaccounts')),
      ['impersonate'],
    ],
    [
      'impersonate extras',
      clusterWide(rule('impersonate', 'userextras/scopes', 'authentication.k8s.io')),
      ['impersonate'],
    ],
    ['create pods', within('shop', rule('create', 'pods')), ['run-code']],
    ['patch Deployments', within('shop', rule('patch', 'deployments', 'apps')), ['run-code']],
    ['create CronJobs', within('shop', rule('create', 'cronjobs', 'batch')), ['run-code']],
    ['exec into one pod', within('shop', rule('create', 'pods/exec', '', 'db-0')), ['run-code']],
    ['create one pod by name, which no rule can allow', within('shop', rule('create', 'pods', '', 'db-0')), []],
    ['add ephemeral containers', within('shop', rule('patch', 'pods/ephemeralcontainers')), ['run-code']],
    ['read logs', within('shop', rule('get', 'pods/log')), []],
    ['get pods/exec before 1.35', within('shop', rule('get', 'pods/exec')), ['exec-via-get'], 34],
    ['get pods/exec from 1.35', within('shop', rule('get', 'pods/exec')), [], 35],
    ['the kubelet', clusterWide(rule('get', 'nodes/proxy')), ['kubelet']],
    ['the kubelet by nodes/*', clusterWide(rule('get', 'nodes/*')), ['kubelet']],
    ['every exec by */exec', within('shop', rule('create', '*/exec')), ['run-code']],
    ['every subresource of pods', within('shop', rule('create', 'pods/*')), ['run-code']],
    ['tokens', within('shop', rule('create', 'serviceaccounts/token', '', 'ci')), ['tokens']],
    [
      'webhooks',
      clusterWide(rule('update', 'mutatingwebhookconfigurations', 'admissionregistration.k8s.io')),
      ['webhooks'],
    ],
    [
      'CSRs made and approved',
      clusterWide(
        rule('create', 'certificatesigningrequests', csr),
        rule('update', 'certificatesigningrequests/approval', csr),
      ),
      ['csrs'],
    ],
    ['CSRs only made', clusterWide(rule('create', 'certificatesigningrequests', csr)), []],
    ['volumes of the node', clusterWide(rule('create', 'persistentvolumes')), ['storage-node']],
    ['the status of nodes', clusterWide(rule('patch', 'nodes/status')), ['storage-node']],
    ['cordoning and evicting', clusterWide(rule('patch', 'nodes'), rule('create', 'pods/eviction')), ['storage-node']],
    ['cordoning alone', clusterWide(rule('patch', 'nodes')), []],
    ['ConfigMaps everywhere', clusterWide(rule('update', 'configmaps')), ['aws-auth', 'coredns']],
    ['ConfigMaps of kube-system', within('kube-system', rule('create', 'configmaps')), ['aws-auth']],
    ['the ConfigMap coredns', within('kube-system', rule('update', 'configmaps', '', 'coredns')), ['coredns']],
    ['ConfigMaps of the application', within('shop', rule('update', 'configmaps')), []],
    ['deleting events', within('shop', rule('deletecollection', 'events')), ['destroy']],
    ['deleting one pod by name', within('shop', rule('delete', 'pods', '', 'db-0')), []],
    ['every verb on services', within('shop', rule('*', 'services')), []],
    ['no rule', clusterWide(), []],
  ])('%s', (_what, objects, expected, minor) => {
    expect(capabilitiesOf(objects, minor)).toEqual(expected);
  });

  it('of everything is all that there are, where nothing is limited', () => {
    const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
    const everywhere = dangerousCapabilities.map(({ id }) => id).filter((id) => id !== 'exposure');
    expect(capabilitiesOf(clusterWide(all), 34).toSorted()).toEqual(everywhere.toSorted());
    expect(capabilitiesOf(within('shop', all)).toSorted()).toEqual(
      [
        'destroy',
        'escalate',
        'everything',
        'impersonate',
        'read-secrets',
        'run-code',
        'tokens',
        'write-secrets',
      ].toSorted(),
    );
    expect(capabilitiesOf(clusterWide({ ...all, apiGroups: [''] }))).not.toContain('everything');
  });
});
