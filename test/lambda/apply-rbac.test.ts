import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { ReadError } from '#lib/cluster/read-error.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { type ApplyParts, serveApplyRbac } from '#lib/lambda/apply-rbac-handler.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

/** The function with a cluster that always answers `failure`, and CloudFormation's address; gives what it was answered. */
async function applyTo(RequestType: 'Create' | 'Delete', failure: Error, remainingMs = 180_000) {
  const answers: unknown[] = [];
  const server = createServer(async (request, response) => {
    answers.push({ method: request.method, type: request.headers['content-type'] ?? '', body: await json(request) });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const folder = makeScratchFolder();
  folder.write('rbac.json', '[]');
  let leftMs = remainingMs;
  const parts: ApplyParts = {
    folder: folder.path,
    openCluster: () => Promise.reject(failure),
    wait: async (delayMs) => {
      leftMs -= delayMs;
    },
  };
  const request = {
    RequestType,
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Applied',
    ResourceProperties: { Cluster: 'shop' },
  };
  await serveApplyRbac(parts)(request, { getRemainingTimeInMillis: () => leftMs });
  return { answers, waitedMs: remainingMs - leftMs };
}

const answered = {
  PhysicalResourceId: 'rbac-shop',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Applied',
};
const gone = new UsageError('EKS has no cluster shop');

it('tells CloudFormation why it could not be done', async () => {
  const { answers } = await applyTo('Create', gone);
  const body = { ...answered, Status: 'FAILED', Reason: 'UsageError: EKS has no cluster shop' };
  expect(answers).toEqual([{ method: 'PUT', type: '', body }]);
});

it('lets the stack go when the cluster has gone before', async () => {
  expect((await applyTo('Delete', gone)).answers).toMatchObject([{ body: { ...answered, Status: 'SUCCESS' } }]);
});

it('waits for its access entry to be known, while there is time to answer', async () => {
  const { answers, waitedMs } = await applyTo('Create', new ReadError('unauthenticated', '401'));
  expect(waitedMs).toBe(165_000);
  expect(answers).toMatchObject([{ body: { Status: 'FAILED', Reason: 'ReadError: 401' } }]);
});
