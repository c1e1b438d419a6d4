/**
 * The minor version of the policy that a label or the configuration asks for: `v1.34` or `1.34`; `latest`, nothing, and
 * anything else mean the cluster's own, as the API server takes them. A version newer than the cluster's is the cluster's.
 */
export function readPolicyMinor(version: string | undefined, clusterMinor: number): number {
  const minor = /^v?1\.(\d{1,3})$/.exec(version ?? '')?.[1];
  return minor === undefined ? clusterMinor : Math.min(Number(minor), clusterMinor);
}
