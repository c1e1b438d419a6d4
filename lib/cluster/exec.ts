import { Writable } from 'node:stream';
import { Exec, KubeConfig, type V1Status } from '@kubernetes/client-node';
import type { ClusterAccess } from './access.ts';
import type { ContainerCommand } from './cluster-api.ts';
import { ReadError } from './read-error.ts';

/** Environments are small; a program that prints for ever must not fill the memory. */
const maxBytes = 1024 * 1024;

/**
 * Runs a command in a container over a WebSocket, by @kubernetes/client-node, and gives what it wrote to stdout.
 * Throws `ReadError`: `denied` for 403, `timeout`, and `failed` when the command cannot be run or ends with an error.
 */
export async function runInContainer(access: ClusterAccess, asked: ContainerCommand): Promise<string> {
  const { namespace, pod, container, command, deadlineMs = 10_000 } = asked;
  const exec = new Exec(await configFor(access));
  const stdout = collect();
  const place = `exec ${command.join(' ')} in ${namespace}/${pod}, container ${container}`;
  const ended = Promise.withResolvers<V1Status>();
  const timer = setTimeout(
    () => ended.reject(new ReadError('timeout', `${place}: no answer within ${deadlineMs / 1000} s`)),
    deadlineMs,
  );
  const { stream } = stdout;
  const opening = exec.exec(
    namespace,
    pod,
    container,
    [...command],
    stream,
    collect().stream,
    null,
    false,
    ended.resolve,
  );
  opening.catch((error: unknown) => ended.reject(explainHandshake(place, error)));
  try {
    const status = await ended.promise;
    if (status.status !== 'Success') throw new ReadError('failed', `${place}: ${status.message ?? 'it failed'}`);
    return stdout.text();
  } finally {
    clearTimeout(timer);
    opening.then(
      (socket) => socket.close(),
      () => {},
    );
  }
}

function collect() {
  const chunks: Buffer[] = [];
  let length = 0;
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (length < maxBytes) chunks.push(chunk);
      length += chunk.length;
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8') };
}

async function configFor(access: ClusterAccess): Promise<KubeConfig> {
  const authorization = await access.authorization?.({ isRefused: false });
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    {
      name: 'cluster',
      server: access.url,
      // client-node speaks plain HTTP, to a local proxy, only to those who say that they do not verify
      skipTLSVerify: access.skipTlsVerify ?? access.url.startsWith('http:'),
      ...(access.ca && { caData: base64(access.ca) }),
      ...(access.serverName && { tlsServerName: access.serverName }),
    },
    {
      name: 'user',
      ...(access.cert && { certData: base64(access.cert) }),
      ...(access.key && { keyData: base64(access.key) }),
      ...(authorization && { token: authorization.replace(/^Bearer /, '') }),
    },
  );
  return config;
}

/** The WebSocket client tells a refused handshake as `Unexpected server response: 403`. */
function explainHandshake(place: string, error: unknown): ReadError {
  const message = (error as { message?: unknown } | null)?.message;
  const text = typeof message === 'string' ? message : 'the connection failed';
  const status = Number(/response: (\d{3})/.exec(text)?.[1] ?? Number.NaN);
  if (status === 403) return new ReadError('denied', `${place}: 403, RBAC grants no such right`, { status });
  if (status === 401)
    return new ReadError('unauthenticated', `${place}: 401, the credentials are not accepted`, { status });
  return Number.isNaN(status)
    ? new ReadError('unreachable', `${place}: ${text}`)
    : new ReadError('failed', `${place}: ${status}`, { status });
}
