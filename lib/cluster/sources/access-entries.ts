import { defineSource } from '../source.ts';

/** One EKS access entry: an IAM principal, whom Kubernetes takes it for, and the EKS access policies that it has. */
export interface AccessEntry {
  readonly principal: string;
  readonly username: string;
  readonly groups: readonly string[];
  readonly policies: readonly {
    /** `AmazonEKSEditPolicy` and the like. */
    readonly name: string;
    /** `all`, or the namespaces in which it holds. */
    readonly namespaces: 'all' | readonly string[];
  }[];
}

/** What EKS, not Kubernetes, says of who may come in. */
export type AccessEntries =
  | { readonly status: 'read'; readonly entries: readonly AccessEntry[]; readonly usesAwsAuth: boolean }
  | { readonly status: 'not-read'; readonly reason: string };

/** The access entries of the cluster. They are not in Kubernetes: without the EKS API, the reason why there are none. */
export const accessEntries = defineSource({
  name: 'accessEntries',
  title: 'EKS access entries',
  permissions: () => [],
  load: async (): Promise<AccessEntries> => ({
    status: 'not-read',
    reason: 'EKS access entries were not read: that needs the EKS API',
  }),
});
