import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectCluster } from '#lib/cluster/connection.ts';

const command = { namespace: 'shop', pod: 'cart-1', container: 'app', command: ['env'] };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** RFC 6455: the answer to a handshake, for the first protocol that is offered. */
function acceptHandshake({ headers }: IncomingMessage): string {
  const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${magic}`).digest('base64');
  const protocol = String(headers['sec-websocket-protocol']).split(',')[0];
  const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
  return ['HTTP/1.1 101 Switching Protocols', ...lines, `Sec-WebSocket-Protocol: ${protocol}`, '', ''].join('\r\n');
}

/** A binary frame of less than 126 bytes, led by the channel that it is for. */
function frame([channel, text]: readonly [number, string]): Buffer {
  return Buffer.concat([Buffer.from([0x82, text.length + 1, channel]), Buffer.from(text)]);
}

/** An API server that answers an exec with these frames (channel and text), or refuses the handshake. */
async function serveExec(frames: readonly (readonly [number, string])[], refusal?: number) {
  const asked: string[] = [];
  const server = createServer();
  server.on('upgrade', (request, socket) => {
    closers.push(() => socket.destroy());
    asked.push(request.url ?? '');
    if (refusal === undefined)
      socket.write(Buffer.concat([Buffer.from(acceptHandshake(request)), ...frames.map(frame)]));
    else socket.end(`HTTP/1.1 ${refusal} Refused\r\nConnection: close\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connection = connectCluster({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  closers.push(
    () => connection.close(),
    () => server.close(),
  );
  const meter = { requests: 0, bytes: 0, items: 0 };
  return { exec: (deadlineMs = 5000) => connection.api(meter).exec({ ...command, deadlineMs }), asked, meter };
}

const success = [3, '{"metadata":{},"status":"Success"}'] as const;

describe('exec', () => {
  it('gives what the command wrote to stdout', async () => {
    const { exec, asked, meter } = await serveExec([[1, 'A=1\n'], [2, 'noise'], [1, 'B=2\n'], success]);
    expect(await exec()).toBe('A=1\nB=2\n');
    expect(asked).toEqual([
      '/api/v1/namespaces/shop/pods/cart-1/exec?stdout=true&stderr=true&stdin=false&tty=false&command=env&container=app',
    ]);
    expect(meter.requests).toBe(1);
  });

  it('fails where the command does', async () => {
    const { exec } = await serveExec([[3, '{"status":"Failure","message":"command terminated with exit code 127"}']]);
    await expect(exec()).rejects.toMatchObject({
      failure: 'failed',
      message: 'exec env in shop/cart-1, container app: command terminated with exit code 127',
    });
  });

  it.each([
    [403, 'denied'],
    [401, 'unauthenticated'],
    [500, 'failed'],
  ])('tells a handshake refused with %d as %s', async (status, failure) => {
    const { exec } = await serveExec([], status);
    await expect(exec()).rejects.toMatchObject({ failure, status });
  });

  it('does not wait for ever', async () => {
    const { exec } = await serveExec([[1, 'A=1\n']]);
    await expect(exec(100)).rejects.toMatchObject({ failure: 'timeout' });
  });
});
