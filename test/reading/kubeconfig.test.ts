import { describe, expect, it } from 'vitest';
import { accessFromKubeconfig } from '#lib/cluster/kubeconfig.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

function kubeconfig(user: object, cluster: object = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'prod',
    contexts: [
      { name: 'prod', context: { cluster: 'arn:aws:eks:eu-west-1:111122223333:cluster/shop', user: 'me' } },
      { name: 'staging', context: { cluster: 'gone', user: 'me' } },
    ],
    clusters: [
      {
        name: 'arn:aws:eks:eu-west-1:111122223333:cluster/shop',
        cluster: { server: 'https://127.0.0.1:6443/', 'certificate-authority-data': base64('CA'), ...cluster },
      },
    ],
    users: [{ name: 'me', user }],
  });
}

function load(text: string, options: { context?: string } = {}) {
  const { write } = makeScratchFolder();
  return accessFromKubeconfig({ kubeconfig: write('config', text), env: {}, ...options });
}

describe('accessFromKubeconfig', () => {
  it('reads certificates given inline, and the cluster’s name out of the ARN', async () => {
    const { access, clusterName } = await load(
      kubeconfig({ 'client-certificate-data': base64('CERT'), 'client-key-data': base64('KEY') }),
    );
    expect(access).toEqual({ url: 'https://127.0.0.1:6443', ca: 'CA', cert: 'CERT', key: 'KEY' });
    expect(clusterName).toBe('shop');
  });

  it('reads certificates and a token from files beside the kubeconfig', async () => {
    const { write } = makeScratchFolder();
    for (const name of ['ca.crt', 'token']) write(name, `${name}\n`);
    const file = write(
      'config',
      kubeconfig({ tokenFile: 'token' }, { 'certificate-authority-data': '', 'certificate-authority': 'ca.crt' }),
    );
    const { access } = await accessFromKubeconfig({ env: { KUBECONFIG: file } });
    expect(access.ca).toBe('ca.crt\n');
    expect(await access.authorization?.({ isRefused: false })).toBe('Bearer token');
  });

  it.each<[string, object, string]>([
    ['a token', { token: 'abc' }, 'Bearer abc'],
    ['a name and password', { username: 'u', password: 'p' }, `Basic ${base64('u:p')}`],
  ])('authorizes by %s', async (_case, user, header) => {
    const { access } = await load(kubeconfig(user));
    expect(await access.authorization?.({ isRefused: false })).toBe(header);
  });

  it('takes over server name and skipped verification', async () => {
    const { access } = await load(kubeconfig({}, { 'tls-server-name': 'api.shop', 'insecure-skip-tls-verify': true }));
    expect(access).toMatchObject({ serverName: 'api.shop', skipTlsVerify: true });
  });

  it('runs an exec plugin through client-node, and again after a refusal', async () => {
    const { write } = makeScratchFolder();
    const plugin = write(
      'plugin.cjs',
      `const fs = require('node:fs'); const f = process.argv[2]; const n = fs.existsSync(f) ? Number(fs.readFileSync(f)) + 1 : 1; fs.writeFileSync(f, String(n));
      console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: 'token-' + n, expirationTimestamp: '2999-01-01T00:00:00Z' } }));`,
    );
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: [plugin, `${plugin}.count`],
      interactiveMode: 'Never',
    };
    const { access } = await accessFromKubeconfig({ kubeconfig: write('config', kubeconfig({ exec })), env: {} });
    expect(await access.authorization?.({ isRefused: false })).toBe('Bearer token-1');
    expect(await access.authorization?.({ isRefused: false })).toBe('Bearer token-1');
    expect(await access.authorization?.({ isRefused: true })).toBe('Bearer token-2');
  });

  it('merges the files of KUBECONFIG, the first to name a thing wins, a missing one is passed over', async () => {
    const { write, path } = makeScratchFolder();
    const first = write(
      'a',
      JSON.stringify({ 'current-context': 'prod', users: [{ name: 'me', user: { token: 'first' } }] }),
    );
    const second = write('b', kubeconfig({ token: 'second' }));
    const { access } = await accessFromKubeconfig({
      env: { KUBECONFIG: [first, `${path}/missing`, second].join(':') },
    });
    expect(await access.authorization?.({ isRefused: false })).toBe('Bearer first');
  });
});

describe('a kubeconfig that cannot be used', () => {
  it.each<[string, string, { context?: string }, RegExp]>([
    [
      'an unknown context',
      kubeconfig({}),
      { context: 'prot' },
      /no context "prot"; did you mean "prod"\? \(there are: prod, staging\)$/,
    ],
    ['a context whose cluster is gone', kubeconfig({}), { context: 'staging' }, /no cluster "gone" \(there is: arn:/],
    [
      'no current context',
      JSON.stringify({ contexts: [{ name: 'a' }] }),
      {},
      /no current-context; name one with --context \(there is: a\)$/,
    ],
    ['broken YAML', 'clusters: [', {}, /is not YAML: /],
    ['a server that is no URL', kubeconfig({}, { server: 'nowhere' }), {}, /"server" is no URL \(nowhere\)$/],
    [
      'a certificate file that is not there',
      kubeconfig({ 'client-certificate': 'x.crt', 'client-key': 'x.key' }),
      {},
      /client-certificate .*x\.crt cannot be read \(ENOENT\)$/,
    ],
    ['a proxy', kubeconfig({}, { 'proxy-url': 'http://127.0.0.1:1' }), {}, /proxy-url is not supported/],
    ['an empty file', '', {}, /no current-context; name one with --context \(there is none\)$/],
  ])('%s', async (_case, text, options, message) => {
    await expect(load(text, options)).rejects.toThrow(message);
    await expect(load(text, options)).rejects.toMatchObject({ name: 'UsageError' });
  });

  it('is not there', async () => {
    const { path } = makeScratchFolder();
    await expect(accessFromKubeconfig({ env: { HOME: path } })).rejects.toThrow(
      `kubeconfig ${path}/.kube/config: no such file; name one with --kubeconfig or KUBECONFIG, or try without a cluster: runbook run daily-morning`,
    );
  });

  it('may not be read', async () => {
    const { path } = makeScratchFolder();
    await expect(accessFromKubeconfig({ kubeconfig: path, env: {} })).rejects.toThrow(
      `kubeconfig ${path}: cannot be read (EISDIR)`,
    );
  });

  it('names an exec plugin that fails', async () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: '/nonexistent-plugin',
      interactiveMode: 'Never',
    };
    await expect(load(kubeconfig({ exec }))).rejects.toThrow(/^context prod: the credentials plugin failed: /);
  });
});
