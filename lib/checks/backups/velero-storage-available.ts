import { veleroLocations } from '#lib/cluster/sources/velero.ts';
import { defineCheck } from '../check.ts';
import { quote } from '../pods/pod-words.ts';

/**
 * Velero can reach the storage that it writes backups to.
 *
 * Reads: velero.io/v1 BackupStorageLocation .status.phase, .message
 * Quiet for: clusters without Velero; locations that Velero has not looked at yet
 */
export const backupsVeleroStorageAvailable = defineCheck({
  id: 'backups/velero-storage-available',
  title: 'Velero reaches its storage',
  severity: 'critical',
  remediation: [
    {
      text: 'Look at what Velero says of the location.',
      command: 'kubectl describe backupstoragelocation {name} -n {namespace}',
    },
    {
      text: 'Read Velero’s log: bucket, region, credentials, the key that encrypts.',
      command: 'kubectl logs deployment/velero -n {namespace} --tail=100',
    },
    {
      text: 'Mend access to the bucket (role, policy, secret).',
      verify: 'kubectl get backupstoragelocation {name} -n {namespace}',
    },
  ],
  reads: [veleroLocations],
  *run({ veleroLocations }) {
    for (const { namespace, name, phase, message, isDefault, validatedAt } of veleroLocations) {
      if (phase !== 'Unavailable') continue;
      yield {
        subject: { kind: 'BackupStorageLocation', namespace, name },
        message: `Velero cannot reach BackupStorageLocation ${namespace}/${name}${isDefault ? ' (the default)' : ''}${quote(message)}`,
        evidence: { validatedAt, isDefault },
      };
    }
    return veleroLocations.length;
  },
});
