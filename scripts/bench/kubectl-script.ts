import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dailyMorning } from '#lib/runbook/daily-morning.ts';

/**
 * The morning's commands of the runbook as a script, as a team has it that automates by hand: one `kubectl` after the
 * other. Its `curl` lines go through the API server too, since they run outside of the cluster.
 */
export function writeKubectlScript(folder: string, kubectl: string): { path: string; commands: number } {
  const rows = dailyMorning.steps.flatMap((step) => step.rows.map((row) => row.command));
  const lines = rows
    .map((command) => command.replace(/^kubectl/, kubectl))
    .map((line) => line.replace(/^curl .*$/, (curl) => throughProxy(curl, kubectl)));
  const path = join(folder, 'morning.sh');
  writeFileSync(path, `#!/usr/bin/env bash\n${lines.map((line) => `${line} >/dev/null`).join('\n')}\nexit 0\n`);
  chmodSync(path, 0o755);
  return { path, commands: lines.length };
}

function throughProxy(curl: string, kubectl: string): string {
  const { hostname, port, pathname } = new URL(/http:\S+/.exec(curl)?.[0] ?? '');
  const namespace = hostname.startsWith('prometheus') ? 'monitoring' : 'ecommerce';
  return `${kubectl} get --raw /api/v1/namespaces/${namespace}/services/${hostname}:${port || 80}/proxy${pathname}`;
}
