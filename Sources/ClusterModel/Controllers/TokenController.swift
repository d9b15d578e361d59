import JSONTree
import KubeModel

/// Fills token Secrets and removes those whose ServiceAccount is gone.
///
/// Source: `k8s.io/kubernetes/pkg/controller/serviceaccount`, tokens controller.
extension Cluster {
    static let accountUIDAnnotation = "kubernetes.io/service-account.uid"

    mutating func reactToAccounts(_ resource: ResourceName, _ event: StoredEvent, _ round: inout ControllerRound) {
        if resource == .secrets {
            careForToken(event.name, &round)
            return
        }
        guard event.kind != .modified else { return }
        for secret in storage.objects(.secrets, in: event.name.namespace)
        where secret.value.annotation(KindRules.tokenAccountAnnotation) == event.name.name {
            careForToken(secret.value.objectName, &round)
        }
    }

    private mutating func careForToken(_ name: ObjectName, _ round: inout ControllerRound) {
        guard let secret = storage.object(.secrets, name)?.value, !secret.isBeingDeleted,
            secret["type"]?.string == KindRules.tokenSecretType,
            let accountName = secret.annotation(KindRules.tokenAccountAnnotation),
            let served = catalogue.resource(.secrets)
        else { return }
        let account = storage.object(.serviceAccounts, ObjectName(namespace: name.namespace, name: accountName))?.value
        let wantedUID = secret.annotation(Self.accountUIDAnnotation) ?? ""
        guard let account, wantedUID.isEmpty || wantedUID == account.uid else {
            controllerDelete(served, name, &round)
            return
        }
        var filled = secret
        filled.setAnnotation(Self.accountUIDAnnotation, account.uid)
        var data = secret["data"]?.object ?? JSONObject()
        data.setDefault("namespace", .string(Base64.text(name.namespace.utf8)))
        if !configuration.certificateAuthority.isEmpty {
            data.setDefault("ca.crt", .string(Base64.text(configuration.certificateAuthority.utf8)))
        }
        if (data["token"]?.string ?? "").isEmpty {
            data["token"] = .string(Base64.text(token(forSecret: name.name, of: account).utf8))
        }
        filled["data"] = .object(data)
        if filled != secret { controllerUpdate(filled, served, &round) }
    }
}
