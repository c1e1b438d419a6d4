import type { AnySource, DataOf, SourceContext } from '#lib/cluster/source.ts';

export type Severity = 'critical' | 'warning' | 'info';

/** What a finding is about. `namespace` is null for what lives in no namespace. */
export interface Subject {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/**
 * One thing to do about a finding, imperative. In a check, `{name}`, `{namespace}`, `{kind}` and `{owner}` stand for
 * the subject's, and `{x}` for the evidence's `x`.
 */
export interface RemediationStep {
  readonly text: string;
  /** The exact command: read-only to look, or the one that mends. */
  readonly command?: string;
  /** The command whose output shows that it is mended. */
  readonly verify?: string;
}

export type EvidenceValue =
  | string
  | number
  | boolean
  | null
  | readonly EvidenceValue[]
  | { readonly [key: string]: EvidenceValue };
export type Evidence = Readonly<Record<string, EvidenceValue>>;

/** One thing that a check saw to be wrong. */
export interface Observation {
  readonly subject: Subject;
  /** The top-level owner. Observations of one owner and discriminator roll up into one finding. Default: the subject. */
  readonly owner?: Subject;
  /** Tells two findings of one check and one owner apart: a container's name, a condition's type. */
  readonly discriminator?: string;
  /** What was seen, with names and numbers. */
  readonly message: string;
  /** Since when, as the objects say it (ISO), if they do. */
  readonly since?: string | null;
  /** Overrides the check's severity. */
  readonly severity?: Severity;
  readonly evidence?: Evidence;
  /** Replaces the check's remediation, where the cause asks for another one. */
  readonly remediation?: readonly RemediationStep[];
}

/**
 * How a check's run ends: the number of objects that it examined (0 means not applicable: nothing to examine), or more
 * about it, or why it does not apply, or why it could not judge.
 */
export type Conclusion =
  | number
  | {
      readonly examined: number;
      /** What the verdict does not cover, said beside it. */
      readonly note?: string;
      /** Figures besides findings, keyed as the JSON document has them. */
      readonly measurements?: Readonly<Record<string, unknown>>;
      /** What later runs look back on, by name; in no document, kept for 90 days (sources of `earlier-runs.ts`). */
      readonly remember?: Readonly<Record<string, unknown>>;
    }
  | { readonly notApplicable: string }
  | {
      readonly unknown: string;
      /** Figures from the part that could be read. */
      readonly measurements?: Readonly<Record<string, unknown>>;
    };

/** A value that configuration may change under `checks.<id>`. */
export type Setting = number | string | boolean | readonly string[];

/** Literal defaults widened to what configuration may put in their place. */
type Widen<T> = {
  readonly [K in keyof T]: T[K] extends number
    ? number
    : T[K] extends string
      ? string
      : T[K] extends boolean
        ? boolean
        : T[K];
};

export interface CheckContext<Settings> extends Pick<SourceContext, 'config' | 'now'> {
  readonly settings: Settings;
}

/** What a check receives: the data of each source that it declares, under the source's name, and nothing else. */
export type Reads<Sources extends readonly AnySource[]> = {
  readonly [S in Sources[number] as S['name']]: DataOf<S>;
};

export interface Check<
  Sources extends readonly AnySource[] = readonly AnySource[],
  Settings extends Readonly<Record<string, Setting>> = Readonly<Record<string, Setting>>,
> {
  /** `<topic>/<name>`: the file's path, stored, silenced and linked by; never renamed. */
  readonly id: `${string}/${string}`;
  /** The healthy state. */
  readonly title: string;
  readonly severity: Severity;
  readonly remediation: readonly RemediationStep[];
  readonly reads: Sources;
  /** Defaults; each key may be set in configuration under `checks.<id>`. Durations end in their unit. */
  readonly settings?: Settings;
  run(data: Reads<Sources>, context: CheckContext<Widen<Settings>>): Generator<Observation, Conclusion, void>;
}

/** Any check, as the registry holds it: what it declares is known, what it receives only where it is defined. */
export interface AnyCheck extends Omit<Check, 'run'> {
  run(data: never, context: never): Generator<Observation, Conclusion, void>;
}

/** Fixes a check's types: what it declares to read is all that it can see. */
export function defineCheck<
  const Sources extends readonly AnySource[],
  // oxlint-disable-next-line typescript/no-generated-empty-object-type -- a check without settings can name none
  const Settings extends Readonly<Record<string, Setting>> = Readonly<Record<never, never>>,
>(check: Check<Sources, Settings>): Check<Sources, Settings> {
  return check;
}
