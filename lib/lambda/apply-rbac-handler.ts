import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as waitMs } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import type { ClusterAccess } from '#lib/cluster/access.ts';
import { applyRbac } from '#lib/cluster/apply-rbac.ts';
import { openEksCluster } from '#lib/cluster/eks/eks-cluster.ts';
import type { RbacObject } from '#lib/cluster/rbac.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { UsageError } from '#lib/config/usage-error.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
export interface CustomResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly ResourceProperties: { readonly Cluster: string };
}

export interface ApplyParts {
  /** The folder with the code, and `rbac.json` beside it: the roles and bindings that are wanted. */
  readonly folder: string;
  readonly openCluster: (name: string) => Promise<ClusterAccess>;
  readonly wait: (delayMs: number) => Promise<unknown>;
}

const awsParts: ApplyParts = {
  folder: process.env['LAMBDA_TASK_ROOT'] ?? '.',
  openCluster: (cluster) => openEksCluster({ cluster }).access(),
  wait: waitMs,
};

/** An access entry takes a while until it is known everywhere. */
const betweenTriesMs = 5000;
/** Kept back for the answer, without which CloudFormation waits for an hour. */
const answerMs = 15_000;

/**
 * The handler of the function that gives the windows' groups their rights in a cluster, as a resource of the stack: made
 * and changed with it, and gone with it. Whatever happens, CloudFormation gets an answer.
 */
export function serveApplyRbac({ folder, openCluster, wait }: ApplyParts = awsParts) {
  return async (request: CustomResourceRequest, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> => {
    const isDelete = request.RequestType === 'Delete';
    const wanted = isDelete ? [] : (JSON.parse(readFileSync(join(folder, 'rbac.json'), 'utf8')) as RbacObject[]);
    const tries = async (): Promise<string> => {
      try {
        const { applied, deleted } = await applyRbac(await openCluster(request.ResourceProperties.Cluster), wanted);
        return `${applied} applied, ${deleted} deleted`;
      } catch (error) {
        const isEarly = error instanceof ReadError && ['unauthenticated', 'denied'].includes(error.failure);
        if (!isEarly || context.getRemainingTimeInMillis() < betweenTriesMs + answerMs) throw error;
        await wait(betweenTriesMs);
        return tries();
      }
    };
    const failed = await tries().then(
      () => undefined,
      // a cluster that is gone has taken its roles along: the stack must not be held up by it
      (error: unknown) => (isDelete && error instanceof UsageError ? undefined : String(error)),
    );
    await answer(request, failed);
  };
}

async function answer(request: CustomResourceRequest, failed: string | undefined): Promise<void> {
  const { ResponseURL, StackId, RequestId, LogicalResourceId, ResourceProperties } = request;
  const Status = failed === undefined ? 'SUCCESS' : 'FAILED';
  const PhysicalResourceId = `rbac-${ResourceProperties.Cluster}`;
  const body = JSON.stringify({
    Status,
    Reason: failed?.slice(0, 1000),
    PhysicalResourceId,
    StackId,
    RequestId,
    LogicalResourceId,
  });
  // the address is signed for a request without a type
  const answered = await fetch(ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!answered.ok) throw new Error(`CloudFormation's address answered ${answered.status}`);
}
