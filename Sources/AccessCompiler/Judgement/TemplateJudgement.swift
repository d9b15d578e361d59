import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// Which templates a binding's grants are about, and which of those that it lists are not there.
struct TemplateJudgement {
    /// A listed entry that leads to nothing, or not to all that it means.
    struct Gap {
        /// What is about it in the binding: `spec.templates[0]`
        let place: JSONPath
        let impediment: Impediment
    }

    /// So many templates, of all kinds together, can have the verbs of one binding.
    static let limit = 64
    /// So many are named in a message.
    private static let shown = 5

    /// What the verbs are given on: those that are named, whether or not they exist, and those that are selected.
    private(set) var names: [TemplateKind: Set<TemplateName>] = [:]
    /// Each template under each entry that means it.
    private(set) var uses: [(kind: TemplateKind, name: TemplateName, index: Int)] = []
    private(set) var gaps: [Gap] = []
    private var leftOut: [(index: Int, name: String)] = []

    /// - Parameter table: nil when it is not known which templates exist; then nothing is selected and nothing missing.
    init(_ spec: WorkflowBinding, scope: WorkflowScope?, installation: ArgoInstallation?, table: TemplateTable?) {
        var facts: [Int: [TemplateFact.Names]] = [:]
        for (index, reference) in spec.templates.enumerated() {
            let place = Self.place(of: index)
            if reference.kind == .clusterWorkflowTemplate, let installation,
                installation.identities.layout == .delegated
            {
                gaps.append(Gap(place: place, impediment: Self.notDelegated(reference, installation)))
                continue
            }
            if reference.kind == .clusterWorkflowTemplate, scope?.allowsClusterTemplates != true {
                gaps.append(Gap(place: place, impediment: Self.notAllowed(reference, scope)))
                continue
            }
            let known = table?.templates(reference.kind, in: spec.name.namespace)
            switch reference.choice {
            case .named(let name):
                add(name, reference.kind, index)
                if let known, known[name.text] == nil {
                    gaps.append(Gap(place: place, impediment: Self.missing(reference, name, known.keys.sorted())))
                }
                facts[index] = known?[name.text]?.names.map { [$0] }
            case .labelled(let selector):
                let found = (known ?? [:]).filter { selector.matches($0.value.labels) }
                let selected = found.keys.sorted()
                for name in selected.compactMap({ TemplateName($0) }) { add(name, reference.kind, index) }
                let names = found.values.compactMap(\.names)
                if names.count == found.count { facts[index] = names }
                if known != nil, selected.isEmpty {
                    gaps.append(Gap(place: place, impediment: Self.nothingSelected(reference)))
                }
            }
        }
        if let first = leftOut.first { gaps.append(Gap(place: Self.place(of: first.index), impediment: tooMany)) }
        gaps += LimitJudgement(spec, facts: facts).gaps
    }

    /// Where an entry of the list stands.
    static func place(of index: Int) -> JSONPath {
        JSONPath().appending(name: "spec").appending(name: "templates").appending(index: index)
    }

    /// Whether verbs on templates have nothing to be about.
    var isEmpty: Bool { names.isEmpty }

    /// Whether people of the binding must see ClusterWorkflowTemplates.
    var needsClusterTemplates: Bool { names[.clusterWorkflowTemplate] != nil }

    /// The gravest gap, with the number of the others; nil when there is none.
    var impediment: Impediment? {
        let worst = gaps.map(\.impediment.kind).max()
        guard let first = gaps.first(where: { $0.impediment.kind == worst })?.impediment else { return nil }
        let rest = gaps.count > 1 ? " (and \(gaps.count - 1) more)" : ""
        return Impediment(first.kind, reason: first.reason, message: first.message + rest)
    }

    private mutating func add(_ name: TemplateName, _ kind: TemplateKind, _ index: Int) {
        if names[kind]?.contains(name) == true {
            uses.append((kind, name, index))
        } else if names.values.reduce(0, { $0 + $1.count }) < Self.limit {
            names[kind, default: []].insert(name)
            uses.append((kind, name, index))
        } else {
            leftOut.append((index, "\(kind.rawValue) \(name)"))
        }
    }

    // MARK: - What is told

    private static func missing(_ reference: TemplateReference, _ name: TemplateName, _ known: [String]) -> Impediment {
        Impediment(
            .notice, reason: "TemplateNotFound",
            message: "\(reference) does not exist" + Words.meant(NearestName.suggestion(for: name.text, among: known)))
    }

    private static func nothingSelected(_ reference: TemplateReference) -> Impediment {
        Impediment(.notice, reason: "NothingSelected", message: "there is no \(reference)")
    }

    private static func notAllowed(_ reference: TemplateReference, _ scope: WorkflowScope?) -> Impediment {
        Impediment(
            .stalled, reason: "ClusterTemplatesNotAllowed",
            message: "WorkflowScope \(scope?.name.name ?? "") does not allow \(reference): "
                + "ask its owner for spec.allowClusterTemplates, or use a WorkflowTemplate")
    }

    private static func notDelegated(_ reference: TemplateReference, _ installation: ArgoInstallation) -> Impediment {
        Impediment(
            .stalled, reason: "ClusterTemplatesNotDelegated",
            message: "\(reference) cannot be granted: with spec.identities.layout Delegated of ArgoInstallation "
                + "\(installation.name) argo-server reads what is in no namespace as the login identity, which has no "
                + "rights; use a WorkflowTemplate")
    }

    private var tooMany: Impediment {
        let names = leftOut.prefix(Self.shown).map(\.name).joined(separator: ", ")
        let rest = leftOut.count > Self.shown ? " and \(leftOut.count - Self.shown) more" : ""
        return Impediment(
            .stalled, reason: "TooManyTemplates",
            message: "a binding has at most \(Self.limit) templates; without the verbs remain \(names)\(rest): "
                + "select fewer, or use several bindings")
    }
}
