import { createHmac, randomBytes } from 'node:crypto';
import type { Baseline } from '../baseline.ts';
import { defineSource, type SourceContext } from '../source.ts';

/** The approved configuration; `isKept` is false for a run without a store. */
export interface ApprovedBaseline {
  readonly isKept: boolean;
  readonly baseline: Baseline | null;
}

/** What is kept of the approved configuration. Nothing of the cluster is read for it. */
export const approvedBaseline = defineSource({
  name: 'approvedBaseline',
  title: 'the approved configuration, as kept',
  permissions: () => [],
  load: async (_api, { kept }): Promise<ApprovedBaseline> =>
    kept ? { isKept: true, baseline: await kept.readBaseline() } : { isKept: false, baseline: null },
});

/** 128 bits of an HMAC-SHA-256 in hex: equal for equal values under one key, and says nothing else of them. */
export type Digest = (value: string | Buffer) => string;

/** The digest by the baseline's key; without a baseline by a random one, which serves within the run. */
export async function chooseDigest(context: Pick<SourceContext, 'read'>): Promise<Digest> {
  const { baseline } = await context.read(approvedBaseline);
  const key = baseline ? Buffer.from(baseline.digestKey, 'hex') : randomBytes(32);
  return (value) => createHmac('sha256', key).update(value).digest('hex').slice(0, 32);
}
