import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startFakeAws } from '../eks/fake-aws.ts';
import { type Certificate, makeCertificate } from '../support/certificates.ts';
import { openShell } from '../support/command-line.ts';
import { type ScriptedAnswer, startTlsApiServer } from '../support/tls-api-server.ts';
import { examine, examineServer, examineSnapshot, order, statusesUpTo, toBase64 } from './examine-cluster.ts';

async function serve(certificate: Certificate, answer: (path: string) => ScriptedAnswer = () => ({ json: {} })) {
  const server = await startTlsApiServer(certificate, answer);
  onTestFinished(() => server.close());
  return { url: server.url, ca: certificate.cert };
}

describe('a recorded cluster', () => {
  test('on which all is ok', async () => {
    const { exitCode, status, statuses, of } = await examine(openShell(), '--snapshot', 'healthy');
    expect(statuses).toEqual(Object.fromEntries(order.map((id) => [id, 'ok'])));
    expect(of('tls')?.seen).toBe('plain HTTP on this machine, no certificate');
    expect(of('permissions')?.seen).toMatch(/^all \d\d rights are granted$/);
    expect(of('metrics')?.seen).toBe('answers for 6 nodes');
    expect(of('prometheus')?.seen).toBe('ready');
    expect([status, exitCode]).toEqual(['ok', 0]);
  });

  test('on the terminal: aligned, with a sum', async () => {
    const { stdout, exitCode } = await openShell().run('doctor');
    expect(stdout).toMatch(
      /^ {7}ok {2}Address {11}ecommerce-production is at 127\.0\.0\.1:\d+\n {7}ok {2}Name {14}127/,
    );
    expect(stdout).toContain('\n           ecommerce/ecommerce-backend /health: HTTP 503\n');
    expect(stdout).toMatch(/\n\n 11 things ok, 0 not ok, 0 not tried\n$/);
    expect(exitCode).toBe(0);
  });

  test('on the terminal: what is not ok, and what to do next', async () => {
    const { stdout, exitCode } = await openShell().run('doctor', '--set', 'monitoring.prometheus.service=prom');
    expect(stdout).toContain(
      [
        '   NOT OK  Prometheus        not ready: services "prom" not found',
        '     next  Compare namespace, service and port in monitoring.prometheus of the configuration with',
        '           the services that have pods.',
        '           kubectl get services,endpointslices --all-namespaces',
        '       ok  Alertmanager      ready\n',
      ].join('\n'),
    );
    expect(exitCode).toBe(1);
  });

  test('that grants not every right', async () => {
    const denied = [{ verb: 'list', group: 'batch', resource: 'cronjobs' }];
    const { exitCode, statuses, of } = await examineSnapshot({ denied }, '--window', 'daily-evening');
    expect(statuses).toMatchObject({ permissions: 'not-ok', store: 'ok' });
    expect(of('permissions')).toMatchObject({
      seen: expect.stringMatching(/^1 of \d+ rights missing$/),
      details: ['list cronjobs in API group "batch" (all namespaces), for daily-evening'],
      next: {
        text: 'Apply the roles that the checks need, and be in their group, eks-runbook:daily-evening.',
        command: 'runbook permissions --window daily-evening | kubectl apply -f -',
      },
    });
    expect(exitCode).toBe(1);
  });

  test('that grants not a subresource of one name', async () => {
    const name = 'prometheus-service:9090';
    const denied = [{ verb: 'get', group: '', resource: 'services/proxy', namespace: 'monitoring', name }];
    const { of } = await examineSnapshot({ denied }, '--window', 'daily-morning');
    expect(of('permissions')?.details).toEqual([
      `get services/proxy named ${name} in API group "" (namespace monitoring), for daily-morning`,
    ]);
    expect(of('prometheus')?.seen).toContain(`services "${name}" is forbidden`);
    expect(of('prometheus')?.next?.command).toBe('runbook permissions --window daily-morning | kubectl apply -f -');
  });

  test('that lacks rights which no check needs', async () => {
    const proxy = { verb: 'get', group: '', resource: 'services/proxy' };
    const denied = [
      { ...proxy, namespace: 'elsewhere' },
      { ...proxy, name: 'another:80' },
      { verb: 'list', group: '', resource: 'secrets' },
    ];
    expect((await examineSnapshot({ denied })).exitCode).toBe(0);
  });

  test('whose metrics API does not serve', async () => {
    const { statuses, of, exitCode } = await examineSnapshot({ unavailable: ['metrics.k8s.io/v1beta1'] });
    expect(statuses).toMatchObject({ permissions: 'ok', metrics: 'not-ok', prometheus: 'ok' });
    expect(of('metrics')?.seen).toContain('503');
    expect(of('metrics')?.next?.command).toBe('kubectl top nodes');
    expect(exitCode).toBe(1);
  });

  test('in which the configured services are not there', async () => {
    const wrong = ['--set', 'monitoring.prometheus.service=prom', '--set', 'workloads.0.service=shop'];
    const { statuses, of } = await examine(openShell(), '--snapshot', 'healthy', ...wrong);
    expect(statuses).toMatchObject({ prometheus: 'not-ok', alertmanager: 'ok', health: 'not-ok' });
    expect(of('prometheus')?.seen).toBe('not ready: services "prom" not found');
    expect(of('health')).toMatchObject({
      seen: '1 of 2 cannot be reached',
      details: [
        'ecommerce/ecommerce-backend /health: services "shop" not found',
        'ecommerce/ecommerce-frontend /health: HTTP 200',
      ],
    });
  });

  test('of which a window does not read everything', async () => {
    const { exitCode, of } = await examine(openShell(), '--window', 'daily-evening');
    expect(of('prometheus')).toMatchObject({ status: 'not-tried', seen: 'no check of the window reads it' });
    expect(exitCode).toBe(0);
  });
});

describe('the way to the server', () => {
  test('of which EKS does not tell the address', async () => {
    await startFakeAws(() => ({ body: {} }));
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    const { statuses, of, exitCode } = await examine(openShell(), '--cluster', 'shop');
    expect(statuses).toEqual(statusesUpTo('address'));
    expect(of('address')?.seen).toContain('the EKS API of eu-west-1 does not answer (ECONNREFUSED)');
    expect(exitCode).toBe(1);
  });

  test('whose name does not resolve', async () => {
    // A label is 63 characters long at most: that it cannot be resolved is known without asking anyone.
    const { statuses, of, exitCode } = await examineServer({ url: `https://${'a'.repeat(64)}.test` });
    expect(statuses).toEqual(statusesUpTo('name'));
    expect(of('name')?.seen).toContain(`${'a'.repeat(64)}.test: the name does not resolve`);
    expect(of('name')?.next?.command).toBe(`nslookup ${'a'.repeat(64)}.test`);
    expect(of('health')?.seen).toBe('needs what is not ok above: Name');
    expect(exitCode).toBe(1);
  });

  test('on whose port nothing listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { statuses, of, exitCode } = await examineServer({ url: `https://127.0.0.1:${port}` });
    expect(statuses).toEqual(statusesUpTo('tcp'));
    expect(of('tcp')?.seen).toBe(`127.0.0.1:${port}: connection refused; nothing listens there`);
    expect(of('tcp')?.next?.command).toBe(`nc -vz 127.0.0.1 ${port}`);
    expect(exitCode).toBe(1);
  });

  test('whose certificate another authority signed', async () => {
    const { url } = await serve(await makeCertificate());
    const ca = (await makeCertificate({ commonName: 'another' })).cert;
    const { statuses, of } = await examineServer({ url, ca });
    expect(statuses).toEqual(statusesUpTo('tls'));
    expect(of('tls')?.seen).toContain("the server's certificate does not verify (DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(of('tls')?.next?.command).toContain(`openssl s_client -connect ${url.slice('https://'.length)}`);
  });

  test('whose certificate has expired', async () => {
    const { statuses, of } = await examineServer(await serve(await makeCertificate({ days: -3 })));
    expect(statuses).toEqual(statusesUpTo('tls'));
    expect(of('tls')?.seen).toContain('CERT_HAS_EXPIRED');
  });

  test.each([
    [9, 'Have it renewed before then (EKS does so by itself).'],
    [31, undefined],
  ])('whose certificate is good for %i more days', async (days, next) => {
    const { of } = await examineServer(await serve(await makeCertificate({ days: days + 0.5 })));
    expect(of('tls')?.status).toBe('ok');
    expect(of('tls')?.seen).toMatch(new RegExp(`^verified, good for ${days} days, until \\d{4}-`));
    expect(of('tls')?.next?.text).toBe(next);
  });

  test('whose certificate is not looked at', async () => {
    const { url } = await serve(await makeCertificate());
    const { of } = await examineServer({ url, cluster: { 'insecure-skip-tls-verify': true } });
    expect(of('tls')).toMatchObject({ status: 'ok', seen: 'not verified, since insecure-skip-tls-verify is set' });
  });
});

describe('credentials', () => {
  const whoami = (username: string) => (path: string) =>
    path.endsWith('/selfsubjectreviews')
      ? { status: 201, json: { status: { userInfo: { username, groups: ['on-call'] } } } }
      : { json: { gitVersion: 'v1.35.1' } };

  test('that are accepted, by a server that grants nothing', async () => {
    const { statuses, of } = await examineServer(await serve(await makeCertificate(), whoami('anna')));
    expect(of('credentials')).toMatchObject({
      seen: 'accepted by Kubernetes v1.35.1 as anna',
      details: ['in group on-call'],
    });
    expect(statuses).toMatchObject({ credentials: 'ok', permissions: 'not-ok' });
    expect(of('permissions')?.seen).toMatch(/^(\d+) of \1 rights missing$/);
    expect(of('permissions')?.next?.command).toBe('runbook permissions | kubectl apply -f -');
  });

  test('that are none', async () => {
    const { statuses, of } = await examineServer(await serve(await makeCertificate(), whoami('system:anonymous')));
    expect(statuses).toEqual(statusesUpTo('credentials'));
    expect(of('credentials')?.seen).toBe('the server knows us as system:anonymous only');
  });

  test('that have expired', async () => {
    const reached = await serve(await makeCertificate(), () => ({ status: 401, json: { kind: 'Status' } }));
    const { cert, key } = await makeCertificate({ days: -3 });
    const user = { 'client-certificate-data': toBase64(cert), 'client-key-data': toBase64(key) };
    const { statuses, of } = await examineServer({ ...reached, user });
    expect(statuses).toEqual(statusesUpTo('credentials'));
    expect(of('credentials')?.seen).toMatch(
      /401, the credentials are not accepted: the client certificate expired on \d/,
    );
    expect(of('credentials')?.next?.command).toBe('aws eks list-access-entries --cluster-name c');
  });
});

test('a store that cannot be opened', async () => {
  const shell = openShell({ env: { XDG_STATE_HOME: '/dev/null' } });
  const { statuses, of, exitCode } = await examine(shell, '--snapshot', 'healthy');
  expect(statuses).toMatchObject({ health: 'ok', store: 'not-ok' });
  expect(of('store')?.seen).toContain('/dev/null/eks-runbook/runbook.sqlite');
  expect(of('store')?.next?.text).toContain('XDG_STATE_HOME');
  expect(exitCode).toBe(1);
});

test.each([
  [['--output', 'yaml'], 'runbook: unknown output yaml (text, json)\n'],
  [['--window', 'daily-mornin'], 'runbook: unknown window daily-mornin; did you mean daily-morning?'],
  [['my-cluster'], 'runbook: doctor takes no argument, not my-cluster\n'],
])('a mistake in the command: %j', async (args, message) => {
  const { exitCode, stdout, stderr } = await openShell().run('doctor', ...args);
  expect(stderr).toContain(message);
  expect([exitCode, stdout]).toEqual([64, '']);
});
