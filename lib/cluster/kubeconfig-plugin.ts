import type { RequestOptions } from 'node:https';
import { delimiter } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { UsageError } from '#lib/config/usage-error.ts';
import type { ClusterAccess } from './access.ts';

/**
 * Credentials from a kubeconfig's `exec` or `auth-provider`, by @kubernetes/client-node. It keeps a token until it
 * expires; after a 401 everything is asked for anew.
 */
export async function authorizeByPlugin(
  access: ClusterAccess,
  files: readonly string[],
  context: string,
): Promise<ClusterAccess> {
  let config = load(files, context);
  const first = await credentials(config, context);
  return {
    ...access,
    ...(Buffer.isBuffer(first.cert) &&
      Buffer.isBuffer(first.key) && { cert: first.cert.toString(), key: first.key.toString() }),
    async authorization({ isRefused }) {
      if (isRefused) config = load(files, context);
      const { headers } = await credentials(config, context);
      return (headers as Record<string, string> | undefined)?.Authorization;
    },
  };
}

function load(files: readonly string[], context: string): KubeConfig {
  const config = new KubeConfig();
  if (files.length === 1) config.loadFromFile(files[0] ?? '');
  else loadSeveral(config, files);
  config.setCurrentContext(context);
  return config;
}

/** client-node merges several files only when it reads KUBECONFIG itself. */
function loadSeveral(config: KubeConfig, files: readonly string[]): void {
  const before = process.env.KUBECONFIG;
  process.env.KUBECONFIG = files.join(delimiter);
  config.loadFromDefault();
  if (before === undefined) delete process.env.KUBECONFIG;
  else process.env.KUBECONFIG = before;
}

async function credentials(config: KubeConfig, context: string): Promise<RequestOptions> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`context ${context}: the credentials plugin failed: ${message}`);
  }
  return options;
}
