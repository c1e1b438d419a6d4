import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ComparedTemplate } from '../../infra/replaced-resources.ts';

const run = promisify(execFile);

/**
 * The template of the commit before: of the last one where something is not committed yet. Undefined where it is not at
 * hand, as in a clone of the newest commit alone.
 */
export async function templateOfCommitBefore(): Promise<ComparedTemplate | undefined> {
  const isChanged = await run('git', ['diff', '--quiet', 'HEAD']).then(
    () => false,
    () => true,
  );
  const commit = isChanged ? 'HEAD' : 'HEAD~1';
  const isThere = await run('git', ['cat-file', '-e', `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
  return isThere ? synthesizeCommit(commit) : undefined;
}

/** Its files in a folder of their own, with the packages of this one. */
async function synthesizeCommit(commit: string): Promise<ComparedTemplate> {
  const folder = await mkdtemp(join(tmpdir(), 'eks-runbook-'));
  try {
    const archive = join(folder, 'files.tar');
    await run('git', ['archive', '--output', archive, commit]);
    await run('tar', ['--extract', '--file', archive, '--directory', folder]);
    await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    const { context } = JSON.parse(await readFile(join(folder, 'cdk.json'), 'utf8')) as { context: object };
    const outdir = join(folder, 'out');
    const env = {
      ...process.env,
      CDK_OUTDIR: outdir,
      // nothing is deployed of it: without bundles
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [] }),
    };
    await run(process.execPath, ['bin/app.ts'], { cwd: folder, env });
    return JSON.parse(await readFile(join(outdir, 'eks-runbook.template.json'), 'utf8')) as ComparedTemplate;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
