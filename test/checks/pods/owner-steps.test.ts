import { describe, expect, it } from 'vitest';
import { correctOwner, startAnew, undoRollout } from '#lib/checks/pods/owner-steps.ts';

function owner(kind: string) {
  return { kind, namespace: 'shop', name: 'cart' };
}

describe('the steps that depend on who controls a pod', () => {
  it.each(['Deployment', 'StatefulSet', 'DaemonSet'])('a %s can be rolled back and watched', (kind) => {
    expect(undoRollout(owner(kind)).map(({ command }) => command)).toEqual([
      'kubectl rollout undo {owner} -n {namespace}',
    ]);
    expect(correctOwner(owner(kind), 'Correct it.')).toEqual({
      text: 'Correct it.',
      command: 'kubectl edit {owner} -n {namespace}',
      verify: 'kubectl rollout status {owner} -n {namespace} --timeout=5m',
    });
  });

  it.each(['ReplicaSet', 'Job', 'CronJob', 'Rollout', 'Pod'])('a %s has no rollout to undo or watch', (kind) => {
    expect(undoRollout(owner(kind))).toEqual([]);
    expect(correctOwner(owner(kind), 'Correct it.').verify).toMatch(/^kubectl get pods? /);
  });

  it('deletes no pod that nothing makes again', () => {
    expect(startAnew(owner('Deployment')).command).toBe('kubectl delete pod {name} -n {namespace}');
    expect(startAnew(owner('Pod')).command).toBe('kubectl get pod {name} -n {namespace} -o yaml');
  });
});
