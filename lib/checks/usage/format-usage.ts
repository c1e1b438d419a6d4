const mebibyte = 1024 ** 2;

/** Used of available, as a sentence shows it: `492 MiB of 512 MiB (96 %)`. Percent are cut, not rounded, as `kubectl top` does. */
export function formatMemory(usedBytes: number, totalBytes: number): string {
  return `${formatBytes(usedBytes)} of ${formatBytes(totalBytes)} (${percentOf(usedBytes, totalBytes)} %)`;
}

/** `3.60 of 3.92 cores (91 %)`. */
export function formatCpu(usedMillis: number, totalMillis: number): string {
  return `${(usedMillis / 1000).toFixed(2)} of ${(totalMillis / 1000).toFixed(2)} cores (${percentOf(usedMillis, totalMillis)} %)`;
}

/** Whole percent, cut; 0 of nothing is 0. */
export function percentOf(used: number, total: number): number {
  return total > 0 ? Math.trunc((used / total) * 100) : 0;
}

function formatBytes(bytes: number): string {
  const mebibytes = bytes / mebibyte;
  return mebibytes >= 1024 ? `${(mebibytes / 1024).toFixed(1)} GiB` : `${Math.round(mebibytes)} MiB`;
}
