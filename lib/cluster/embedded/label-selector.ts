export type Labels = Readonly<Record<string, string>>;

const KEY = '(?:[A-Za-z0-9](?:[\\w.-]*[A-Za-z0-9])?/)?[A-Za-z0-9](?:[\\w.-]*[A-Za-z0-9])?';
const VALUE = '(?:[A-Za-z0-9](?:[\\w.-]*[A-Za-z0-9])?)?';
const EXISTS = new RegExp(`^(!?)\\s*(${KEY})$`);
const COMPARED = new RegExp(`^(${KEY})\\s*(==|=|!=|>|<)\\s*(${VALUE})$`);
const IN_SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const SET_VALUE = new RegExp(`^${VALUE}$`);

/**
 * Reads a label selector: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, `a>1`, `a<1`, joined by
 * commas that mean "and". An empty one selects everything. As in Kubernetes, `!=` and `notin` also select objects
 * without the label.
 *
 * @returns what it selects, or undefined when it is no selector
 */
export function parseLabelSelector(selector: string): ((labels: Labels) => boolean) | undefined {
  if (selector.trim() === '') return () => true;
  // A comma that no closing parenthesis follows before the next opening one stands between requirements.
  const requirements = selector.split(/,(?![^(]*\))/).map((requirement) => parseRequirement(requirement.trim()));
  if (!requirements.every((requirement) => requirement !== undefined)) return undefined;
  return (labels) => requirements.every((isMet) => isMet(labels));
}

function parseRequirement(requirement: string): ((labels: Labels) => boolean) | undefined {
  const exists = EXISTS.exec(requirement);
  if (exists) {
    const [, not, key = ''] = exists;
    return (labels) => (labels[key] === undefined) === (not === '!');
  }
  const compared = COMPARED.exec(requirement);
  if (compared) return comparison(compared[1] ?? '', compared[2] ?? '', compared[3] ?? '');
  const inSet = IN_SET.exec(requirement);
  const values = inSet?.[3]?.split(',').map((value) => value.trim());
  if (!inSet || !values?.every((value) => SET_VALUE.test(value))) return undefined;
  return membership(inSet[1] ?? '', inSet[2] === 'in', new Set(values));
}

function comparison(key: string, operator: string, value: string): ((labels: Labels) => boolean) | undefined {
  if (operator === '!=') return (labels) => labels[key] !== value;
  if (operator !== '>' && operator !== '<') return (labels) => labels[key] === value;
  if (!isInteger(value)) return undefined;
  return (labels) => {
    const label = labels[key];
    if (label === undefined || !isInteger(label)) return false;
    return operator === '>' ? BigInt(label) > BigInt(value) : BigInt(label) < BigInt(value);
  };
}

function membership(key: string, isIn: boolean, values: ReadonlySet<string>): (labels: Labels) => boolean {
  return (labels) => {
    const label = labels[key];
    return label === undefined ? !isIn : values.has(label) === isIn;
  };
}

function isInteger(value: string): boolean {
  return /^\d+$/.test(value);
}
