import AccessModel
import KubeModel
import ReconcileCore

/// What is told of a realm.
struct RealmStatus {
    let planned: PlannedStatus

    init(_ realm: LiveObject, at now: KubeTime) {
        var findings: [Finding] = []
        _ = KeycloakRealm.decode(realm.root, findings: &findings)
        let document = StatusDocument(of: realm, at: now)
        planned = document.planned(Words.invalid(findings).map { [$0] } ?? [], ready: "the realm can be used")
    }
}
