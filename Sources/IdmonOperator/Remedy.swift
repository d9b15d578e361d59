import AccessModel
import KubeClient
import KubeModel

/// What a person can do when the API server does not let the operator do something.
enum Remedy {
    /// A sentence; nil where the server's own words say all there is to say.
    static func sentence(for error: KubeError, on key: ObjectKey) -> String? {
        if key.type == .clusterRoleBinding, error.code == .forbidden || error.code == .notFound {
            return "Idmon binds the ClusterRole \(WellKnown.clusterTemplatesRole) that is installed with it: apply "
                + "deploy/base again"
        }
        guard error.code == .forbidden else { return nil }
        switch key.type {
        case .role where key.name.hasSuffix("-argo-server"): return tokenRights(in: key)
        case .role, .roleBinding:
            return
                "Idmon hands out only rights that it holds: to allow these, create a ClusterRole with them and the label "
                + "idmon.dev/grantable=true; otherwise remove them from the WorkflowScope or WorkflowBinding"
        case .secret: return tokenRights(in: key)
        case .configMap, .deployment:
            return
                "Idmon needs the Role and RoleBinding idmon-sso in the namespace \(key.namespace ?? ""), with the name "
                + "\(key.name) in it: apply deploy/argo-namespace there"
        default: return nil
        }
    }

    /// What gives Idmon rights on token Secrets, which its other rights do not.
    static func tokenRights(in key: ObjectKey) -> String {
        "Idmon needs the Role and RoleBinding idmon-tokens in the namespace \(key.namespace ?? ""): apply "
            + "deploy/argo-namespace there, or deploy/workload-namespace where identities.layout is Delegated and it is not "
            + "argo-server's"
    }
}
