import AccessModel
import JSONTree
package import KubeModel
import ReconcileCore

/// How far argo-server's Deployment is with the pods of its present template.
///
/// Source: `kubectl rollout status` (`k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go`).
package enum ServerRollout: Hashable, Sendable {
    case done
    case underWay(progress: String)
    /// Kubernetes does not expect it to end by itself.
    case stuck(progress: String)

    package init(_ deployment: LiveObject) {
        let status = deployment.root["status"]
        let wanted = deployment.root["spec"]?["replicas"]?.integer ?? 1
        let all = status?["replicas"]?.integer ?? 0
        let updated = status?["updatedReplicas"]?.integer ?? 0
        let available = status?["availableReplicas"]?.integer ?? 0
        let isObserved = (status?["observedGeneration"]?.integer ?? 0) >= deployment.generation
        let progress = "\(updated) of \(wanted) pods are updated, \(available) are available"
        let isStuck = status?["conditions"]?.elements.contains {
            $0["type"]?.string == "Progressing" && $0["reason"]?.string == "ProgressDeadlineExceeded"
        }
        if isObserved, updated >= wanted, all <= updated, available >= updated {
            self = .done
        } else if isObserved, isStuck == true {
            self = .stuck(progress: progress)
        } else {
            self = .underWay(progress: progress)
        }
    }
}
