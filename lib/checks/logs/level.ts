/** How grave a line is; `none` for what is neither. */
export type Level = 'critical' | 'error' | 'warning' | 'none';

/** A line with its level and the text that says what happened. */
export interface LeveledLine {
  readonly level: Level;
  readonly message: string;
}

/** Levels as loggers write them, pino's and bunyan's numbers among them. */
const levels: ReadonlyMap<string, Level> = new Map<string, Level>([
  ...['fatal', 'critical', 'crit', 'panic', 'emerg', 'emergency', 'alert', '60'].map(
    (word) => [word, 'critical'] as const,
  ),
  ...['error', 'err', 'severe', '50'].map((word) => [word, 'error'] as const),
  ...['warn', 'warning', '40'].map((word) => [word, 'warning'] as const),
  ...['info', 'information', 'notice', 'debug', 'trace', 'verbose', 'fine', 'config', 'log', '30', '20', '10'].map(
    (word) => [word, 'none'] as const,
  ),
]);

/** What a process says as it ends, or just before. */
const critical =
  /\bpanic: |\bpanicked at\b|OutOfMemory|\bout of memory\b|\bOOM(Killed| killer)\b|\bFATAL\b|\bfatal error\b|segmentation fault|\bSIGSEGV\b|\bcore dumped\b|heap out of memory|\bno space left on device\b/i;
const error = /\b(errors?|exceptions?|fail(s|ed|ures?|ing)?|refused|unhandled|traceback)\b|[a-z](Error|Exception)\b/i;

/** Words of errors that tell of none: `0 errors`, `errors=0`, `error_count: 0`, `no error`, `error: null`. */
const benign: readonly RegExp[] = [
  /\b[\w.-]*(errors?|exceptions?|failures?|failed|failed[_-]\w+)([_ -]?(count|total|rate|s))?["']?\s?[:=]\s?["']?0+(\.0+)?%?(?![\d.\w])/gi,
  /\b(0|no|zero|without( any)?) (\w+ )?(errors?|exceptions?|failures?|failed|warnings?)\b/gi,
  // not of an exception, which Java prints with `: null` where it has no message
  /\b[\w-]*(errors?|err|failures?)["']?\s?[:=]\s?["']?(null|nil|none|false|undefined|""|\[\]|\{\})/gi,
];

/** The level of a line: the one that it names, else what its words say. JSON is read as such. */
export function levelOf(text: string): LeveledLine {
  const json = parseObject(text);
  if (json) {
    const message = firstText(json, ['msg', 'message', 'log', 'error', 'err', 'exception']) ?? text;
    const named = firstText(json, [
      'level',
      'severity',
      'lvl',
      'log.level',
      'levelname',
      'loglevel',
      '@l',
      'severity_text',
    ]);
    return {
      level: withCritical(levels.get(named?.toLowerCase() ?? '') ?? byWords(withoutBenign(message)), message),
      message,
    };
  }
  const telling = withoutBenign(text);
  const named = namedLevel(telling);
  return { level: named ? withCritical(named, telling) : byWords(telling), message: text };
}

/** A line that a logger calls an error and that tells of an end is critical; one that it calls harmless is not. */
function withCritical(level: Level, message: string): Level {
  return level === 'error' && critical.test(message) ? 'critical' : level;
}

function withoutBenign(text: string): string {
  return benign.reduce((rest, words) => rest.replaceAll(words, ''), text);
}

function byWords(telling: string): Level {
  if (critical.test(telling)) return 'critical';
  return error.test(telling) ? 'error' : 'none';
}

/** The level near the start of a plain line: klog's `E0302`, `level=error`, `[error]`, `ERROR`. */
function namedLevel(text: string): Level | undefined {
  const klog = /^([IWEF])\d{4} \d\d:\d\d:\d\d/.exec(text)?.[1];
  if (klog) return { I: 'none', W: 'warning', E: 'error', F: 'critical' }[klog] as Level;
  const field = /\b(?:level|lvl|severity)["']?[=:]\s?["']?(\w+)/i.exec(text.slice(0, 300))?.[1];
  const bracketed = /[[<(](\w+)[\])>]/.exec(text.slice(0, 60))?.[1];
  const word =
    /(?:^|[\s|])(FATAL|CRITICAL|PANIC|SEVERE|ERROR|ERR|WARN|WARNING|NOTICE|INFO|DEBUG|TRACE|fatal|error|warn|warning|info|debug|trace)(?=[\s:|\]]|$)/;
  const named = word.exec(text.slice(0, 80))?.[1];
  return [field, bracketed, named]
    .map((name) => levels.get(name?.toLowerCase() ?? ''))
    .find((level) => level !== undefined);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  if (!/^\s*\{.*\}\s*$/.test(text)) return null;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

function firstText(json: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = json[name] ?? (name.includes('.') ? nested(json, name) : undefined);
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
    if (typeof value === 'object' && value !== null) {
      const inner = (value as { message?: unknown }).message;
      if (typeof inner === 'string') return inner;
    }
  }
  return undefined;
}

function nested(json: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], json);
}
