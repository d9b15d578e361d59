import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel

/// The names that a question may use: a slip would look like a no.
struct QuestionNames {
    private let snapshot: AccessSnapshot

    init(_ snapshot: AccessSnapshot) { self.snapshot = snapshot }

    /// Refuses a namespace of which nothing is known.
    func check(namespace: String) throws(CommandFailure) {
        guard isRead(.namespace) else { return }
        let keys = snapshot.objects.keys
        let known = Set(keys.compactMap { $0.type == .namespace ? $0.name : $0.namespace })
        try refuse("namespace \(namespace)", namespace, among: known)
    }

    func check(installation name: ResourceName) throws(CommandFailure) {
        guard isRead(.argoInstallation), isRead(.configMap) else { return }
        let known = Set(snapshot.installations.map(\.name.description))
        try refuse("ArgoInstallation \(name)", name.description, among: known)
    }

    /// Refuses an account beside argo-server that a cluster does not have; of files it is not known what else there is.
    func check(account name: String, in namespace: String) throws(CommandFailure) {
        let isBeside = snapshot.installations.contains {
            $0.gate.namespace == namespace || $0.name.namespace == namespace
        }
        guard snapshot.source == .cluster, isBeside, isRead(.serviceAccount) else { return }
        let known = Set(
            snapshot.objects.keys.filter { $0.type == .serviceAccount && $0.namespace == namespace }.map(\.name))
        try refuse("ServiceAccount \(namespace)/\(name)", name, among: known)
    }

    /// Refuses an entrypoint and parameters that a template at hand does not have.
    func check(submission question: AccessQuestion, of kind: TemplateKind, _ name: String) throws(CommandFailure) {
        guard kind != .cronWorkflow,
            let spec = snapshot.template(kind, name, in: question.namespace)?.content["spec"]
        else { return }
        // What a template takes from another one is not seen here.
        guard spec["workflowTemplateRef"] == nil else { return }
        let templates = Set((spec["templates"]?.array ?? []).compactMap { $0["name"]?.string })
        if let entrypoint = question.entrypoint, !templates.isEmpty {
            try refuse("template \(entrypoint) in \(kind.rawValue) \(name)", entrypoint, among: templates)
        }
        let parameters = Set((spec["arguments"]?["parameters"]?.array ?? []).compactMap { $0["name"]?.string })
        for parameter in question.parameters ?? [] where !templates.isEmpty {
            try refuse("parameter \(parameter.name) in \(kind.rawValue) \(name)", parameter.name, among: parameters)
        }
    }

    private func isRead(_ type: ResourceType) -> Bool { !snapshot.unread.contains { $0.type == type } }

    private func refuse(_ what: String, _ name: String, among known: Set<String>) throws(CommandFailure) {
        if known.contains(name) { return }
        let meant = NearestName.suggestion(for: name, among: known.sorted()).map { "; did you mean \($0)?" } ?? ""
        throw CommandFailure(
            "there is no \(what)\(meant)",
            hint: known.isEmpty ? nil : "there are \(known.sorted().prefix(20).joined(separator: ", "))",
            status: ExitStatus.badInput)
    }
}
