import type { ClusterApi } from '../cluster-api.ts';
import { parseStatus } from '../explain.ts';

/** The last lines of a container's log, secrets masked; or why they cannot be had. */
export type PodLogText = { readonly lines: readonly string[] } | { readonly missing: string };

const maxBytes = 1024 * 1024;
const maxLineLength = 2000;
/** `scheme://user:password@host`, and `password=...`, `token: ...` and the like. */
const secrets = [
  [/(\w+:\/\/)[^\s/@]+@/g, '$1***@'],
  [
    /\b((?:[\w-]*[_-])?(?:password|passwd|pwd|secret|token|api[_-]?key)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&]+)/gi,
    '$1***',
  ],
] as const;

/** Reads the last lines of a container's log. Throws `ReadError` for what is the API server's own trouble. */
export async function readLog(
  api: ClusterApi,
  { namespace, pod, container }: { namespace: string; pod: string; container: string },
  tailLines: number,
): Promise<PodLogText> {
  const query = new URLSearchParams({ container, tailLines: String(tailLines), limitBytes: String(maxBytes) });
  const { status, body } = await api.http(`/api/v1/namespaces/${namespace}/pods/${pod}/log?${query.toString()}`, {
    maxBytes,
  });
  if (status !== 200) return { missing: parseStatus(body)?.message ?? `HTTP ${status}` };
  // The kubelet cuts at the end: what tells how a run ended would be missing, unseen.
  if (Buffer.byteLength(body) >= maxBytes) return { missing: `its last ${tailLines} lines are longer than 1 MiB` };
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  return { lines: lines.map((line) => maskSecrets(line.slice(0, maxLineLength))) };
}

function maskSecrets(line: string): string {
  return secrets.reduce((masked, [what, mask]) => masked.replace(what, mask), line);
}
