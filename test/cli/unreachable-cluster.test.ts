import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../support/certificates.ts';
import { openShell } from '../support/command-line.ts';
import { type ScriptedAnswer, startTlsApiServer } from '../support/tls-api-server.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

interface Reached {
  readonly url: string;
  readonly ca?: string;
  readonly user?: object;
}

/** Runs the morning on a cluster of which only its address is known, and gives what the terminal shows, unwrapped. */
async function runOn({ url, ca, user = { token: 'x' } }: Reached) {
  const shell = openShell();
  const kubeconfig = shell.folder.write(
    'config',
    JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: url, ...(ca && { 'certificate-authority-data': base64(ca) }) } }],
      users: [{ name: 'u', user }],
    }),
  );
  const { stdout, stderr, exitCode } = await shell.run(
    'run',
    'daily-morning',
    '--kubeconfig',
    kubeconfig,
    '--only',
    'nodes/ready',
  );
  expect(stderr).toBe('');
  return { exitCode, shown: stdout.replaceAll(/\s+/g, ' ') };
}

async function serve(answer: () => ScriptedAnswer) {
  const certificate = await makeCertificate();
  const server = await startTlsApiServer(certificate, answer);
  onTestFinished(() => server.close());
  return { url: server.url, ca: certificate.cert };
}

test('nothing listens there', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const { exitCode, shown } = await runOn({ url: `https://127.0.0.1:${port}` });
  expect(shown).toContain(`127.0.0.1:${port}: connection refused; nothing listens there`);
  expect(exitCode).toBe(2);
});

test('the server’s certificate is signed by another authority', async () => {
  const { url } = await serve(() => ({ json: {} }));
  const { exitCode, shown } = await runOn({ url, ca: (await makeCertificate({ commonName: 'another' })).cert });
  expect(shown).toContain("the server's certificate does not verify (DEPTH_ZERO_SELF_SIGNED_CERT");
  expect(shown).toContain("check the cluster's certificate authority in the kubeconfig");
  expect(exitCode).toBe(2);
});

test('our certificate has expired', async () => {
  const reached = await serve(() => ({ status: 401, json: { kind: 'Status', message: 'Unauthorized' } }));
  const { cert, key } = await makeCertificate({ days: -3 });
  const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
  const { exitCode, shown } = await runOn({ ...reached, user });
  expect(shown).toMatch(/401, the credentials are not accepted: the client certificate expired on \d{4}-/);
  expect(exitCode).toBe(2);
});

test('our clock is wrong', async () => {
  const date = new Date(Date.now() + 600_000).toUTCString();
  const { exitCode, shown } = await runOn(await serve(() => ({ status: 401, headers: { date }, json: {} })));
  expect(shown).toMatch(/this machine's clock is (599|600) s behind the server's: set it right/);
  expect(exitCode).toBe(2);
});
