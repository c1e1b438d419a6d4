#!/usr/bin/env node
import { UsageError } from '#lib/config/usage-error.ts';
import { buildApp } from '#lib/infra/app.ts';

// What `cdk` runs. A mistake of the user's is told as it is: a stack trace would bury it.
try {
  buildApp({ folder: process.cwd(), now: new Date() }).synth();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`\n${error.message}\n\n`);
  process.exitCode = 64;
}
