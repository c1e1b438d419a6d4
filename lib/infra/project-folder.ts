import { resolve } from 'node:path';

/** Where package-lock.json and functions/ are. */
export const projectFolder: string = resolve(import.meta.dirname, '../..');
