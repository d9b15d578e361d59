import AccessExplainer
import AccessModel
import JSONTree
import KubeModel

/// The resources of one side of a plan: before the change, or after it.
struct PlanSide {
    private(set) var objects: [KubeObject]
    /// Whether a role that is not among the objects does not exist at all.
    private(set) var knowsRoles = false

    /// Resources of files that are wanted: they have to be right.
    ///
    /// - Throws: ``CommandFailure`` after the findings were told.
    init(wanted manifests: [Manifest], at time: KubeTime) throws(CommandFailure) {
        let check = ManifestCheck(manifests, at: time)
        if check.hasErrors {
            check.tell(Terminal.error)
            throw CommandFailure("nothing was compared: the files have errors", status: ExitStatus.findings)
        }
        ManifestCheck.tellUnserved(manifests)
        objects = check.objects
    }

    /// Resources of files as they were, right or wrong: what is wrong with them is taken as the operator takes it.
    init(former manifests: [Manifest], at time: KubeTime) {
        let check = ManifestCheck(manifests, at: time)
        objects = check.objects
        ManifestCheck.tellUnserved(manifests)
        let errors = check.findings.count { $0.finding.severity == .error }
        if errors > 0 {
            Console.writeError("the files before the change have \(errors) errors; what is wrong there gave nothing")
        }
    }

    /// Resources of a cluster.
    ///
    /// - Parameters:
    ///   - others: what others made there. What of it could not be read is taken as unchanged, so that it is left out.
    ///   - given: what the files have, which is known.
    init(cluster resources: [LiveObject], _ others: ForeignAccess, given: Set<ObjectKey>) {
        objects =
            resources.map { KubeObject($0.key.type, content: $0.root.value) } + others.leavingOutUnread(given)
        knowsRoles = !others.unread.contains { [.role, .clusterRole].contains($0.type) }
    }

    private init(_ objects: [KubeObject], knowsRoles: Bool) {
        self.objects = objects
        self.knowsRoles = knowsRoles
    }

    /// These resources after others were applied to them: what the others do not name stays.
    ///
    /// - Parameter prunes: whether Idmon's resources that the others do not name go.
    func applying(_ others: PlanSide, prunes: Bool) -> PlanSide {
        let given = Dictionary(others.objects.map { ($0.key, $0) }) { first, _ in first }
        let kept = objects.filter { object in
            given[object.key] == nil && !(prunes && ResourceType.idmonKinds.contains(object.type))
        }
        let live = Dictionary(objects.map { ($0.key, $0) }) { first, _ in first }
        let applied = others.objects.map { object -> KubeObject in
            var object = object
            // An object that is there keeps its age, which decides between two that exclude each other.
            for field in ["uid", "creationTimestamp", "deletionTimestamp"] {
                guard let value = live[object.key]?.content["metadata"]?[field] else { continue }
                object.content["metadata"]?[field] = value
            }
            return object
        }
        return PlanSide(kept + applied, knowsRoles: knowsRoles)
    }
}
