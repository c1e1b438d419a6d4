import { defineSource } from '../source.ts';

/** The API server's version, as `kubectl version` prints it. */
export interface ServerVersion {
  readonly gitVersion: string;
  readonly major: number;
  readonly minor: number;
}

/**
 * The server's version. It needs no right of its own: Kubernetes grants `/version` to everyone who is authenticated
 * (ClusterRole system:public-info-viewer).
 */
export const serverVersion = defineSource({
  name: 'serverVersion',
  title: 'the API server’s version',
  permissions: () => [],
  async load(api): Promise<ServerVersion> {
    const raw = await api.get<{ gitVersion: string; major: string; minor: string }>('/version');
    return { gitVersion: raw.gitVersion, major: Number.parseInt(raw.major, 10), minor: Number.parseInt(raw.minor, 10) };
  },
});
