import { main } from '#lib/cli/main.ts';
import { makeScratchFolder } from './scratch-folder.ts';

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A shell of its own: an empty state folder and working folder, no terminal, the shipped configuration. */
export function openShell({ env = {}, cwd }: { env?: Record<string, string>; cwd?: string } = {}) {
  const folder = makeScratchFolder();
  const home = { HOME: folder.path, XDG_STATE_HOME: `${folder.path}/state`, ...env };
  return {
    folder,
    async run(...args: string[]): Promise<Ended> {
      const written = { stdout: '', stderr: '' };
      const stream = (name: keyof typeof written) => ({
        write: (text: string) => (written[name] += text),
        columns: 100,
      });
      const io = {
        stdout: stream('stdout'),
        stderr: stream('stderr'),
        env: home,
        cwd: cwd ?? folder.path,
        clock: () => new Date(),
      };
      const exitCode = await main(args, io);
      return { exitCode, ...written };
    },
  };
}
