import { describe, expect, it } from 'vitest';
import { explainAnswer, explainFailure, parseStatus } from '#lib/cluster/explain.ts';
import { makeCertificate } from '../support/certificates.ts';

const access = { url: 'https://cluster.example:443' };
const nowMs = Date.parse('2026-03-02T07:00:00Z');
const date = new Date(nowMs).toUTCString();
const explain = (
  status: number,
  body: string,
  at: string | undefined = date,
  to: Parameters<typeof explainAnswer>[0] = access,
) => explainAnswer(to, 'GET /api/v1/pods', { status, body, date: at }, () => nowMs);

describe('explainAnswer', () => {
  it('repeats what RBAC says is missing', () => {
    const message = 'pods is forbidden: User "x" cannot list resource "pods" in API group "" at the cluster scope';
    expect(explain(403, JSON.stringify({ kind: 'Status', message }))).toMatchObject({
      failure: 'denied',
      status: 403,
      message: `GET /api/v1/pods: 403, ${message}`,
    });
  });

  it('says on which day the client certificate expired', async () => {
    const { cert } = await makeCertificate({ days: -2 });
    const error = explainAnswer({ ...access, cert }, 'GET /version', { status: 401, body: '', date: undefined });
    expect(error.message).toMatch(
      /^GET \/version: 401, the credentials are not accepted: the client certificate expired on 20\S+Z; get a new kubeconfig$/,
    );
  });

  it.each([
    [90, 'behind'],
    [-90, 'ahead of'],
  ])('tells a clock that is off by %s s', (seconds, word) => {
    const { message } = explain(401, '', new Date(nowMs + seconds * 1000).toUTCString());
    expect(message).toBe(
      `GET /api/v1/pods: 401, the credentials are not accepted; this machine's clock is 90 s ${word} the server's: set it right`,
    );
  });

  it.each<[number, string]>([
    [404, 'absent'],
    [500, 'failed'],
    [503, 'failed'],
  ])('calls %i %s', (status, failure) => {
    expect(explain(status, 'gone')).toMatchObject({ failure, message: `GET /api/v1/pods: ${status}, gone` });
  });
});

describe('explainFailure', () => {
  it.each<[string, string, string]>([
    ['ENOTFOUND', 'unreachable', 'cluster.example: the name does not resolve'],
    ['ECONNREFUSED', 'unreachable', 'cluster.example: connection refused'],
    ['CERT_HAS_EXPIRED', 'tls', "cluster.example: the server's certificate does not verify (CERT_HAS_EXPIRED"],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', "cluster.example: the server's certificate does not verify"],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', "cluster.example: the server's certificate does not verify"],
    ['EHOSTUNREACH', 'unreachable', 'GET /version: EHOSTUNREACH, no route'],
  ])('tells %s apart', (code, failure, start) => {
    const error = explainFailure(access, 'GET /version', Object.assign(new Error('no route'), { code }), 1000);
    expect(error.failure).toBe(failure);
    expect(error.message.startsWith(start)).toBe(true);
  });

  it('leaves an explained error as it is', () => {
    const error = explain(404, '');
    expect(explainFailure(access, 'x', error, 1)).toBe(error);
  });
});

describe('parseStatus', () => {
  it.each(['', 'no', '{', '{"kind":"Pod"}', '[]', 'null'])('finds none in %j', (body) => {
    expect(parseStatus(body)).toBeUndefined();
  });
});
