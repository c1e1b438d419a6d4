import { describe, expect, it } from 'vitest';
import { type Level, levelOf } from '#lib/checks/logs/level.ts';

describe('the level of a line', () => {
  it.each<[string, Level]>([
    ['{"level":"error","msg":"a"}', 'error'],
    ['{"level":50,"msg":"a"}', 'error'],
    ['{"level":60,"msg":"a"}', 'critical'],
    ['{"severity":"WARNING","message":"a"}', 'warning'],
    ['{"log":{"level":"error"},"message":"a"}', 'error'],
    ['{"level":"error","msg":"java.lang.OutOfMemoryError"}', 'critical'],
    ['{"level":"info","msg":"error while trying, will retry"}', 'none'],
    ['{"msg":"connection failed"}', 'error'],
    ['{"level":"info","error":null,"failed":0}', 'none'],
    ['2026-03-02 06:50:01 ERROR [main] a', 'error'],
    ['[error] 7#7: *1 connect() failed', 'error'],
    ['time="2026-03-02" level=warning msg="a"', 'warning'],
    ['E0302 06:51:01.059999       1 proxier.go:733] "a"', 'error'],
    ['W0302 06:51:01.059999       1 proxier.go:733] "a"', 'warning'],
    ['I0302 06:51:01.059999       1 proxier.go:733] "error"', 'none'],
    ['INFO sync finished errors=0', 'none'],
    ['panic: runtime error: index out of range', 'critical'],
    ['FATAL: the database system is shutting down', 'critical'],
    ['<--- JS stacktrace ---> JavaScript heap out of memory', 'critical'],
    ['INFO panic: mode is off', 'none'],
    ['java.lang.NullPointerException: null', 'error'],
    ['GET /error 200', 'error'],
  ])('%s: %s', (line, level) => {
    expect(levelOf(line).level).toBe(level);
  });

  it.each([
    '0 errors',
    'done: no errors, no failures',
    'errors=0 warnings=0',
    'error_count: 0',
    'error_count=0, failed=0',
    '"errors": 0,',
    'error: null',
    'failed_jobs=0 total=7',
    'finished without any errors',
    'error rate: 0.0%',
  ])('is none for: %s', (line) => {
    expect(levelOf(line).level).toBe('none');
  });

  it.each(['10 errors', 'errors=10', 'error: 0x5 not found', 'errors=0 but failed to sync'])(
    'is error for: %s',
    (line) => {
      expect(levelOf(line).level).toBe('error');
    },
  );
});
