/** A step of the runbook as its document has it: the command lines, and what is to be done about. */
export interface RunbookStep {
  readonly commands: readonly string[];
  readonly actions: readonly string[];
}

/** The windows of the runbook document with their steps in order, each with every command line and every action. */
export const runbookRows: Readonly<Record<string, Readonly<Record<string, RunbookStep>>>> = {
  'daily-morning': {
    'cluster-health': {
      commands: [
        'kubectl get nodes',
        'kubectl get pods --all-namespaces',
        'kubectl get services --all-namespaces',
        'kubectl top nodes',
        'kubectl top pods --all-namespaces',
      ],
      actions: ['Node Not Ready', 'Pod Not Running', 'High Resource Usage'],
    },
    'application-health': {
      commands: [
        'kubectl get pods -n ecommerce',
        'kubectl get services -n ecommerce',
        'kubectl get deployments -n ecommerce',
        'curl -f http://ecommerce-backend-service:8080/health',
        'curl -f http://ecommerce-frontend-service:80/health',
      ],
      actions: ['Health Check Failing', 'Service Unavailable', 'High Error Rate'],
    },
    'monitoring-health': {
      commands: [
        'kubectl get pods -n monitoring',
        'kubectl get services -n monitoring',
        `curl -s http://prometheus-service:9090/api/v1/targets | jq '.data.activeTargets[] | select(.health != "up")'`,
      ],
      actions: ['Prometheus Down', 'Targets Down', 'Critical Alerts'],
    },
  },
  'daily-afternoon': {
    'performance-review': {
      commands: [
        'kubectl top pods -n ecommerce',
        'kubectl get hpa -n ecommerce',
        'kubectl describe nodes | grep -A 5 "Allocated resources"',
      ],
      actions: ['High CPU Usage', 'High Memory Usage', 'HPA Not Scaling'],
    },
    'security-check': {
      commands: [
        'kubectl get networkpolicies -n ecommerce',
        'kubectl get podsecuritypolicies',
        'kubectl get rbac -n ecommerce',
        `kubectl get pods -n ecommerce -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.spec.containers[*].image}{"\\n"}{end}'`,
      ],
      actions: ['Network Policy Issues', 'RBAC Issues', 'Security Vulnerabilities'],
    },
  },
  'daily-evening': {
    'backup-verification': {
      commands: [
        'kubectl get cronjobs -n ecommerce',
        'kubectl get jobs -n ecommerce',
        'kubectl logs -l job-name=backup-job -n ecommerce --tail=50',
      ],
      actions: ['Backup Failed', 'Backup Incomplete', 'Backup Corrupted'],
    },
    'log-review': {
      commands: [
        'kubectl logs -l app=ecommerce-backend -n ecommerce --tail=100 | grep -i error',
        'kubectl logs -l app=ecommerce-frontend -n ecommerce --tail=100 | grep -i error',
        'kubectl logs -l app=kube-proxy -n kube-system --tail=50 | grep -i error',
      ],
      actions: ['Critical Errors', 'Warning Messages', 'System Errors'],
    },
  },
  'weekly-performance': {
    'performance-metrics-review': {
      commands: [
        'kubectl top nodes --sort-by=cpu',
        'kubectl top pods -n ecommerce --sort-by=cpu',
        'kubectl get hpa -n ecommerce -o wide',
        'kubectl describe nodes | grep -A 10 "Allocated resources"',
      ],
      actions: ['Performance Degradation', 'Resource Waste', 'Scaling Issues'],
    },
    'capacity-planning': {
      commands: [
        'kubectl describe nodes | grep -A 5 "Capacity:"',
        `kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.status.capacity.cpu}{"\\t"}{.status.capacity.memory}{"\\n"}{end}'`,
        'kubectl top nodes --sort-by=memory',
      ],
      actions: ['Capacity Constraints', 'Resource Shortage', 'Performance Bottlenecks'],
    },
  },
  'weekly-security': {
    'security-audit': {
      commands: [
        'kubectl get networkpolicies -n ecommerce',
        'kubectl get podsecuritypolicies',
        'kubectl get rbac -n ecommerce',
        `kubectl get pods -n ecommerce -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.spec.containers[*].image}{"\\n"}{end}'`,
      ],
      actions: ['Security Policy Violations', 'RBAC Issues', 'Vulnerabilities'],
    },
    'access-review': {
      commands: [
        'kubectl get serviceaccounts -n ecommerce',
        'kubectl get roles -n ecommerce',
        'kubectl get rolebindings -n ecommerce',
        'kubectl get clusterroles | grep ecommerce',
        'kubectl get clusterrolebindings | grep ecommerce',
      ],
      actions: ['Excessive Permissions', 'Missing Permissions', 'Access Issues'],
    },
  },
  'weekly-configuration': {
    'configuration-review': {
      commands: [
        'kubectl get configmaps -n ecommerce',
        'kubectl describe configmap ecommerce-app-config -n ecommerce',
        'kubectl get secrets -n ecommerce',
        'kubectl describe secret postgresql-secrets -n ecommerce',
      ],
      actions: ['Configuration Drift', 'Secret Issues', 'Missing Configurations'],
    },
    'configuration-validation': {
      commands: [
        "kubectl get configmap ecommerce-app-config -n ecommerce -o yaml | yq eval '.data' -",
        'kubectl exec -it ecommerce-backend-pod -n ecommerce -- env | grep DATABASE',
      ],
      actions: ['Syntax Errors', 'Access Issues', 'Validation Failures'],
    },
  },
  'weekly-monitoring': {
    'monitoring-stack-health': {
      commands: [
        'kubectl get pods -n monitoring',
        'kubectl get services -n monitoring',
        `curl -s http://prometheus-service:9090/api/v1/targets | jq '.data.activeTargets[] | select(.health != "up")'`,
      ],
      actions: ['Monitoring Down', 'Targets Down', 'Alert Issues'],
    },
    'alert-review': {
      commands: [
        `curl -s http://prometheus-service:9090/api/v1/alerts | jq '.data.alerts[] | select(.state == "firing")'`,
        'kubectl logs -l app=alertmanager -n monitoring --tail=100',
      ],
      actions: ['False Alerts', 'Missing Alerts', 'Alert Fatigue'],
    },
  },
  'weekly-recovery': {
    'backup-verification': {
      commands: [
        'kubectl get cronjobs -n ecommerce',
        'kubectl get jobs -n ecommerce',
        'kubectl logs -l job-name=backup-job -n ecommerce --tail=50',
      ],
      actions: ['Backup Failed', 'Backup Incomplete', 'Backup Corrupted'],
    },
    'recovery-testing': {
      commands: [
        'kubectl create -f test-recovery-pod.yaml',
        'kubectl wait --for=condition=Ready pod/test-recovery-pod -n ecommerce --timeout=60s',
        'kubectl delete pod test-recovery-pod -n ecommerce',
      ],
      actions: ['Recovery Failed', 'Backup Issues', 'Restoration Issues'],
    },
  },
  'monthly-performance': {
    'performance-analysis': {
      commands: [
        'kubectl top nodes --sort-by=cpu',
        'kubectl top pods -n ecommerce --sort-by=cpu',
        'kubectl get hpa -n ecommerce -o wide',
        'kubectl describe nodes | grep -A 10 "Allocated resources"',
      ],
      actions: ['Performance Degradation', 'Resource Waste', 'Scaling Issues'],
    },
    'capacity-planning': {
      commands: [
        'kubectl describe nodes | grep -A 5 "Capacity:"',
        `kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.status.capacity.cpu}{"\\t"}{.status.capacity.memory}{"\\n"}{end}'`,
        'kubectl top nodes --sort-by=memory',
      ],
      actions: ['Capacity Constraints', 'Resource Shortage', 'Performance Bottlenecks'],
    },
  },
  'monthly-security': {
    'security-audit': {
      commands: [
        'kubectl get networkpolicies -n ecommerce',
        'kubectl get podsecuritypolicies',
        'kubectl get rbac -n ecommerce',
        `kubectl get pods -n ecommerce -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.spec.containers[*].image}{"\\n"}{end}'`,
      ],
      actions: ['Security Policy Violations', 'RBAC Issues', 'Vulnerabilities'],
    },
    'compliance-review': {
      commands: [
        `kubectl get pods -n ecommerce -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.spec.securityContext}{"\\n"}{end}'`,
        'kubectl get networkpolicies -n ecommerce -o yaml',
      ],
      actions: ['Compliance Violations', 'Security Gaps', 'Audit Issues'],
    },
  },
  'monthly-recovery': {
    'dr-testing': {
      commands: [
        'kubectl create -f dr-test-pod.yaml',
        'kubectl wait --for=condition=Ready pod/dr-test-pod -n ecommerce --timeout=60s',
        'kubectl delete pod dr-test-pod -n ecommerce',
      ],
      actions: ['DR Test Failed', 'Recovery Issues', 'Backup Issues'],
    },
    'backup-validation': {
      commands: [
        'kubectl logs -l job-name=backup-job -n ecommerce --tail=100 | grep -i "backup completed"',
        'kubectl get cronjobs -n ecommerce',
      ],
      actions: ['Backup Integrity Issues', 'Retention Issues', 'Backup Failures'],
    },
  },
  emergency: {
    'incident-detection': {
      commands: [
        'kubectl get nodes',
        'kubectl get pods --all-namespaces',
        'kubectl get services --all-namespaces',
        'kubectl top nodes',
        'kubectl top pods --all-namespaces',
      ],
      actions: ['Cluster Down', 'Service Down', 'Resource Exhaustion'],
    },
    'incident-response': {
      commands: [
        'kubectl logs -l app=ecommerce-backend -n ecommerce --tail=100',
        'kubectl logs -l app=ecommerce-frontend -n ecommerce --tail=100',
        "kubectl get events --all-namespaces --sort-by='.lastTimestamp'",
      ],
      actions: ['Application Errors', 'System Errors', 'Critical Errors'],
    },
  },
};
