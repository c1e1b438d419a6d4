import { relative } from 'node:path';
import type { ConfigProblem, ProblemPlace } from './config-problem.ts';

/**
 * Problems as lines for a terminal, one each: `runbook.yaml:12:5  namspaces: unknown key; did you mean namespaces?`.
 * Files below `cwd` are named from there.
 */
export function formatProblems(problems: readonly ConfigProblem[], cwd: string): string {
  return problems.map((problem) => `${formatPlace(problem.place, cwd)}  ${formatProblem(problem)}\n`).join('');
}

function formatPlace(place: ProblemPlace, cwd: string): string {
  if ('set' in place) return `--set ${place.set}`;
  const fromHere = relative(cwd, place.file);
  const file = fromHere === '' || fromHere.startsWith('..') ? place.file : fromHere;
  return place.position ? `${file}:${place.position.line}:${place.position.column}` : file;
}

function formatProblem({ place, key, message, suggestion }: ConfigProblem): string {
  const about = key === '' || ('set' in place && place.set === key) ? '' : `${key}: `;
  return `${about}${message}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`;
}
