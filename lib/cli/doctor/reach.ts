import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { ClusterAccess } from '#lib/cluster/access.ts';
import { explainFailure } from '#lib/cluster/explain.ts';
import { count } from '#lib/report/count.ts';
import type { Examination, NextStep, Patient, Sight } from './examination.ts';

/** A packet filter drops without a word; what answers at all does so within this time. */
const connectTimeoutMs = 5000;
/** Nearer than this to its end, a certificate is told about while it still holds. */
const renewWithinDays = 14;
const dayMs = 86_400_000;

/** Where the cluster is: for an EKS cluster, what its account says. */
export const address: Examination = {
  id: 'address',
  title: 'Address',
  async look({ open }) {
    const { target } = await open();
    const { host } = new URL(target.access.url);
    return { status: 'ok', seen: `${target.clusterName ?? 'the cluster'} is at ${host}` };
  },
  advise: async () => ({
    text: 'Look whether this machine reaches the EKS API: network, proxy, VPC endpoint.',
    command: 'aws eks list-clusters',
  }),
};

/** The host of the address has an IP address. */
export const nameResolution: Examination = {
  id: 'name',
  title: 'Name',
  needs: 'address',
  async look(patient) {
    const { access, host } = await findServer(patient);
    if (isIP(host)) return { status: 'ok', seen: `${host} is an IP address, nothing to resolve` };
    const found = await lookup(host, { all: true }).catch((error: unknown) => rethrow(access, error));
    return { status: 'ok', seen: `${host} is ${found.map((one) => one.address).join(', ')}` };
  },
  advise: adviseOn(({ host }) => ({
    text: 'Ask your name server; the name of a private EKS endpoint resolves inside its VPC only.',
    command: `nslookup ${host}`,
  })),
};

/** Something accepts connections there. */
export const tcp: Examination = {
  id: 'tcp',
  title: 'Connection',
  needs: 'name',
  async look(patient) {
    const { access, host, port } = await findServer(patient);
    const startedAt = performance.now();
    const socket = connectTcp({ host, port });
    await settle(access, socket, 'connect');
    socket.destroy();
    return { status: 'ok', seen: `port ${port} accepts, after ${Math.ceil(performance.now() - startedAt)} ms` };
  },
  advise: adviseOn(({ host, port }) => ({
    text: `Let this machine in on port ${port} (firewall, security group of the cluster), or correct the address.`,
    command: `nc -vz ${host} ${port}`,
  })),
};

/** The server shows a certificate that the cluster's authority signed for that name, and that has not expired. */
export const certificate: Examination = {
  id: 'tls',
  title: 'Certificate',
  needs: 'tcp',
  async look(patient) {
    const { access, host, port } = await findServer(patient);
    if (access.url.startsWith('http:')) return seePlainHttp(host);
    const servername = access.serverName ?? (isIP(host) ? undefined : host);
    const socket = connectTls({
      host,
      port,
      ...(access.ca && { ca: access.ca }),
      ...(servername && { servername }),
      rejectUnauthorized: !access.skipTlsVerify,
    });
    await settle(access, socket, 'secureConnect');
    const sight = seeCertificate(socket, patient.clock());
    socket.destroy();
    return sight;
  },
  advise: adviseOn(({ host, port }) => ({
    text: 'Compare the certificate that it shows, and until when it holds, with the certificate authority given for it.',
    command: `openssl s_client -connect ${host}:${port} -showcerts </dev/null`,
  })),
};

function seePlainHttp(host: string): Sight {
  if (/^(127\.|::1$|localhost$)/.test(host))
    return { status: 'ok', seen: 'plain HTTP on this machine, no certificate' };
  const text = 'Credentials and answers can be read on the way: use its https address.';
  return { status: 'ok', seen: 'plain HTTP, nothing is verified', next: { text } };
}

function seeCertificate(socket: TLSSocket, now: Date): Sight {
  const expiresAt = new Date(socket.getPeerCertificate().valid_to);
  const daysLeft = Math.floor((expiresAt.getTime() - now.getTime()) / dayMs);
  const held = `good for ${count(daysLeft, 'day')}, until ${expiresAt.toISOString()}`;
  if (!socket.authorized) {
    const text = 'Anyone in between can read along: give its certificate authority instead.';
    return { status: 'ok', seen: 'not verified, since insecure-skip-tls-verify is set', next: { text } };
  }
  const next = daysLeft < renewWithinDays && { next: { text: 'Have it renewed before then (EKS does so by itself).' } };
  return { status: 'ok', seen: `verified, ${held}`, ...next };
}

function adviseOn(advise: (server: Awaited<ReturnType<typeof findServer>>) => NextStep): Examination['advise'] {
  return async (patient) => advise(await findServer(patient));
}

async function findServer({ open }: Patient) {
  const { access } = (await open()).target;
  const { hostname, port, protocol } = new URL(access.url);
  const host = hostname.replace(/^\[|\]$/g, ''); // an IPv6 address stands in brackets
  return { access, host, port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}

/** Waits until a socket has come so far. Throws `ReadError`. */
async function settle(access: ClusterAccess, socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const late = Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' });
  socket.setTimeout(connectTimeoutMs, () => socket.destroy(late));
  socket.once('error', reject);
  socket.once(event, () => resolve());
  await promise.catch((error: unknown) => rethrow(access, error));
}

function rethrow(access: ClusterAccess, error: unknown): never {
  throw explainFailure(access, new URL(access.url).host, error, connectTimeoutMs);
}
