import { globSync } from 'node:fs';
import { examineFixture } from '../support/check-fixtures.ts';
for (const topic of ['nodes','pods','jobs']) for (const f of globSync(`lib/checks/${topic}/*.ts`).sort()) {
  const mod: Record<string, unknown> = await import(`../../${f}`);
  const check = Object.values(mod).find((v) => typeof v === 'object' && v !== null && 'run' in v) as never;
  if (!check) continue;
  try {
    const v = await examineFixture(check, process.argv[2]!);
    console.log(f.slice(11), v.status, v.examined, v.reason ?? '');
    for (const x of v.findings) { console.log('     ', x.severity, '|', x.message, '|', x.since, x.owner ? `${x.owner.kind}/${x.owner.name}` : '', x.also.map(a=>a.name).join(',')); if (process.argv[3]) for (const r of x.remediation) console.log('        -', r.text, '\n           $', r.command, '\n           ?', r.verify); }
  } catch (e) { console.log('ERR', f, (e as Error).message); }
}
