/** A Kubernetes object as the API server prints it in JSON. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** ISO. */
  readonly creationTimestamp?: string;
  readonly [field: string]: unknown;
}

/** What a service answers to one request through the API server's service proxy. */
export interface ServiceAnswer {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** With a query it answers that query only; without one, any query that has no answer of its own. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly delayMs: number;
  /** The service refuses the connection: the API server answers 503 in its place. */
  readonly unreachable: boolean;
}

/** What a container wrote, each line led by its instant as `kubectl logs --timestamps` prints it. */
export interface PodLog {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Of the container's instance before the last restart. */
  readonly previous: boolean;
  readonly text: string;
}

/** What AWS answers to a call whose input has all that `input` has. */
export interface AwsAnswer {
  /** As IAM names it: `ecr:DescribeImageScanFindings`. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The answer's JSON, instants in ISO. */
  readonly output: Readonly<Record<string, unknown>>;
  /** The code of an error in its place: `AccessDeniedException`. */
  readonly error?: string | undefined;
}

/** A right that the reader of the recorded cluster does not have; `*` stands for any verb, group or resource. */
export interface Denial {
  readonly verb: string;
  /** API group, `''` for core. */
  readonly group: string;
  /** Plural resource, with its subresource: `pods`, `services/proxy`. */
  readonly resource: string;
  /** Only there; without it, everywhere. */
  readonly namespace?: string | undefined;
  /** Only that object, as the path names it (`https:prometheus:9090` of services/proxy); without it, every one. */
  readonly name?: string | undefined;
}

export interface ServerVersion {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
}

/** A recorded cluster: everything that the program may ask of one, as it was at one instant. */
export interface Snapshot {
  readonly clusterName: string;
  readonly takenAt: Date;
  readonly serverVersion: ServerVersion;
  /** One for each identity (group, kind, namespace, name), metrics of nodes and pods among them. */
  readonly objects: readonly KubeObject[];
  readonly serviceAnswers: readonly ServiceAnswer[];
  readonly podLogs: readonly PodLog[];
  /** None: the cluster is read as one without AWS behind it. */
  readonly awsAnswers: readonly AwsAnswer[];
  readonly denied: readonly Denial[];
  /** `group/version` that the server does not know: 404. */
  readonly absent: readonly string[];
  /** `group/version` that is registered and has no backend that answers: 503. */
  readonly unavailable: readonly string[];
}

/** What could not be read of a snapshot; everything else was. */
export interface SnapshotProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface LoadedSnapshot extends Snapshot {
  readonly problems: readonly SnapshotProblem[];
}

/** A snapshot that cannot be used at all; the message says what to do. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}
