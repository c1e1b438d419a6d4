import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../../scripts/function-bundle.ts';
import { projectFolder } from './project-folder.ts';

/**
 * The bundle of `functions/<name>.ts`, made by esbuild in this process: CDK's NodejsFunction writes one file only, and we
 * want what is loaded by `import()` in files of its own. `files` (text by name in the bundle) come along as they are, so
 * that a change of one is a change of the code.
 */
export function bundleCode(name: string, files: Readonly<Record<string, string>>): AssetCode {
  return Code.fromAsset(join(projectFolder, 'functions'), {
    // A bundle that came out the same is not deployed again.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Asked for by the type; nothing is pulled, since the local way below always works.
      image: DockerImage.fromRegistry('none'),
      // By it CDK tells one bundle of this folder from another.
      command: ['esbuild', name],
      local: {
        tryBundle(folder) {
          buildSync({
            ...bundleOptions(name),
            absWorkingDir: projectFolder,
            entryPoints: { index: join('functions', `${name}.ts`) },
            outdir: folder,
          });
          for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
          return true;
        },
      },
    },
  });
}
