import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { startCluster } from './support/cluster.ts';

test('a token webhook names the bearer of a foreign token', async () => {
  const webhook = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (body: string) => {
      const isKnown = JSON.parse(body).spec.token === 'k8s-aws-v1.test';
      const user = {
        username: 'arn:aws:sts::111122223333:assumed-role/daily-morning/run',
        groups: ['eks-runbook:daily-morning'],
      };
      const status = isKnown ? { authenticated: true, user } : { authenticated: false };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', status }));
    });
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  const address = webhook.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const cluster = await startCluster({ nodes: 1, tokenWebhookUrl: `http://127.0.0.1:${port}/` });
  try {
    // Without KUBECONFIG's certificate, which would win over the token.
    const anonymous = ['--kubeconfig=/dev/null', `--server=${cluster.url}`, '--insecure-skip-tls-verify'];
    const known = await cluster.kubectl(
      ...anonymous,
      '--token=k8s-aws-v1.test',
      'auth',
      'whoami',
      '-o',
      'jsonpath={.status.userInfo.groups}',
    );
    expect(known.stdout).toBe('["eks-runbook:daily-morning","system:authenticated"]');
    const unknown = await cluster.kubectl(...anonymous, '--token=other', 'get', 'pods');
    expect(unknown.stderr).toContain('You must be logged in to the server');
  } finally {
    await cluster.stop();
    webhook.close();
  }
});
