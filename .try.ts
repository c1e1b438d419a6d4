import { connectCluster } from '#lib/cluster/connection.ts';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import { look } from '#lib/runs/look.ts';
import { weeklyConfiguration } from '#lib/runbook/weekly-configuration.ts';
import { logReview } from '#lib/runbook/steps/log-review.ts';
import { runbookConfigSchema } from '#lib/config/schema.ts';
import { parse } from 'yaml'; import { readFileSync } from 'node:fs';
const config = runbookConfigSchema.parse(parse(readFileSync('runbook.yaml','utf8')));
for (const name of process.argv.slice(2)) {
  const snapshot = await loadSnapshot(name); const server = await serveSnapshot(snapshot);
  const c = connectCluster({ url: server.url });
  for (const w of [weeklyConfiguration, { id: 'x', title: '', steps: [logReview] }]) {
    const t = performance.now();
    const { verdicts, reads } = await look(w, [], { config, now: snapshot.takenAt }, c);
    console.log('==', name, w.id, Math.round(performance.now()-t)+'ms');
    for (const v of verdicts) { console.log(v.status, v.check.id, v.examined, v.reason ?? ''); for (const f of v.findings) console.log('   ', f.severity, f.message, JSON.stringify(f.also.map(a=>a.name)), JSON.stringify(f.remediation).match(/\{\w+\}/g)); if (Object.keys(v.measurements).length) console.log(JSON.stringify(v.measurements)); }
    for (const r of reads) if (r.status !== 'ok') console.log(r);
  }
  c.close(); await server.close();
}
