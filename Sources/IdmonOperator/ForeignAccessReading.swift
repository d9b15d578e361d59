import AccessCompiler
import AccessExplainer
import AccessModel
import KubeModel

/// Where the AccessTests of an installation ask for what others made.
struct ForeignAccessExtent: Hashable {
    /// The namespaces in which argo-server looks for accounts.
    let places: Set<String>
    /// The namespaces that are asked about.
    let namespaces: Set<String>

    /// - Returns: nil without an installation that can be read.
    init?(_ observation: AccessObservation, _ tests: [LiveObject]) {
        var findings: [Finding] = []
        guard let live = observation.installation,
            let installation = ArgoInstallation.decode(live.root, findings: &findings)
        else { return nil }
        let served = Set(observation.scopes.compactMap(\.key.namespace))
        places = ForeignAccess(beside: installation, serving: served).places
        namespaces = tests.compactMap { AccessTest.decode($0.root, findings: &findings) }
            .reduce(into: []) { $0.formUnion($1.namespaces.isEmpty ? served : Set($1.namespaces)) }
    }

    /// What a reading says of all that is asked about, with what it was not about as not read.
    func access(knowing reading: ForeignAccessReading?) -> ForeignAccess {
        // Of what lets others in only that was kept which is about accounts of the places.
        let fitting = reading?.extent.places == places ? reading : nil
        var access = fitting?.access ?? ForeignAccess(places: places)
        let reason = "it is being read"
        if fitting == nil {
            for place in places.sorted() {
                access.note(UnreadPart(.serviceAccount, namespace: place, reason: reason))
            }
            access.note(UnreadPart(.clusterRoleBinding, namespace: nil, reason: reason))
        }
        for namespace in namespaces.subtracting(fitting?.extent.namespaces ?? []).sorted() {
            access.note(UnreadPart(.roleBinding, namespace: namespace, reason: reason))
        }
        return access
    }
}

/// What others made that lets people in, as it was read at one time.
struct ForeignAccessReading: Equatable {
    let extent: ForeignAccessExtent
    var access: ForeignAccess
    /// Whether nothing failed that may succeed at once when it is tried again.
    var isWhole = true

    init(of extent: ForeignAccessExtent) {
        self.extent = extent
        access = ForeignAccess(places: extent.places)
    }

    mutating func note(_ type: ResourceType, in namespace: String?, _ reason: String) {
        let part = UnreadPart(type, namespace: namespace, reason: reason)
        if !access.unread.contains(part) { access.note(part) }
    }
}
