import { StoreError } from '#lib/store/store-error.ts';
import type { Examination } from './examination.ts';

/** A key that nothing else has; the item is gone again at once. */
const key = { pk: 'DOCTOR', sk: 'DOCTOR' };

/** The store opens and can be written, or every run would be the first. */
export const embeddedStore: Examination = {
  id: 'store',
  title: 'Store',
  async look({ openStore }) {
    const table = await openStore();
    try {
      await table.transact([{ put: key }]);
      const item = await table.get(key);
      await table.transact([{ delete: key }]);
      if (!item) throw new StoreError('unavailable', 'the store does not give back what was written into it');
      return { status: 'ok', seen: 'opens, and keeps what is written' };
    } finally {
      table.close();
    }
  },
  advise: async () => ({
    text: 'Make its folder writable, or give the store another one with XDG_STATE_HOME; run --no-store does without.',
    command: `ls -ld "\${XDG_STATE_HOME:-$HOME/.local/state}/eks-runbook"`,
  }),
};
