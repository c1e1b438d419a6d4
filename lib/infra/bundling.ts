import { join } from 'node:path';
import type { NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import { OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { projectFolder } from './project-folder.ts';

/**
 * How functions are bundled: by the project's own esbuild, all they use included, the SDK too (the runtime's copy is
 * slower to load and changes under us). `files` (absolute path by name in the bundle) come along as they are, so that a
 * change of one is a change of the code.
 */
export function bundlingWith(files: Readonly<Record<string, string>>): NodejsFunctionProps {
  return {
    projectRoot: projectFolder,
    depsLockFilePath: join(projectFolder, 'package-lock.json'),
    bundling: {
      format: OutputFormat.ESM,
      target: 'node24',
      mainFields: ['module', 'main'],
      bundleAwsSDK: true,
      minify: true,
      sourceMap: true,
      sourcesContent: false,
      // Dependencies that are CommonJS look for Node's built-in modules with require, which a module does not have.
      banner: "import{createRequire as __require}from'node:module';const require=__require(import.meta.url);",
      commandHooks: {
        beforeBundling: () => [],
        beforeInstall: () => [],
        afterBundling: (_inputFolder, outputFolder) =>
          Object.entries(files).map(([name, path]) => `cp ${quote(path)} ${quote(join(outputFolder, name))}`),
      },
    },
  };
}

/** For sh: nothing within single quotes means anything but a single quote. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
