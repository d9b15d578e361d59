import AccessModel
import JSONTree
import ReconcileCore

/// Which names of a binding's limits are in none of the templates that they are about.
///
/// Such a limit stays in force and forbids what it forbids; it is only told, since it cannot be meant so.
struct LimitJudgement {
    private(set) var gaps: [TemplateJudgement.Gap] = []

    /// - Parameter facts: what the templates of each entry are; entries of which something is not known are left out.
    init(_ spec: WorkflowBinding, facts: [Int: [TemplateFact.Names]]) {
        for (index, reference) in spec.templates.enumerated() {
            guard let names = facts[index], !names.isEmpty else { continue }
            let place = TemplateJudgement.place(of: index)
            let parameters = names.reduce(into: Set<String>()) { $0.formUnion($1.parameters) }
            for (number, limit) in (reference.limits.parameters ?? []).enumerated() {
                note(
                    limit.name, "parameter", among: parameters, of: "\(reference)", "ParameterNotFound",
                    at: place.appending(name: "parameters").appending(index: number).appending(name: "name"))
            }
            let entrypoints = names.reduce(into: Set<String>()) { $0.formUnion($1.entrypoints) }
            for (number, entrypoint) in reference.limits.entrypoints.enumerated() {
                note(
                    entrypoint, "template", among: entrypoints, of: "\(reference)", "EntrypointNotFound",
                    at: place.appending(name: "entrypoints").appending(index: number))
            }
        }
        judgeSteps(spec, facts)
    }

    /// A step is of any of the binding's templates, so nothing is said while one of them is not known.
    private mutating func judgeSteps(_ spec: WorkflowBinding, _ facts: [Int: [TemplateFact.Names]]) {
        let runnable = spec.templates.indices.filter { spec.templates[$0].kind != .cronWorkflow }
        guard !runnable.isEmpty, runnable.allSatisfy({ facts[$0]?.isEmpty == false }) else { return }
        let steps = runnable.flatMap { facts[$0] ?? [] }.reduce(into: Set<String>()) { $0.formUnion($1.steps) }
        for (index, grant) in spec.grants.enumerated() {
            for (number, step) in grant.steps.enumerated() {
                let grants = JSONPath().appending(name: "spec").appending(name: "grants").appending(index: index)
                note(
                    step, "step that waits", among: steps, of: "the templates of the binding", "StepNotFound",
                    at: grants.appending(name: "steps").appending(index: number))
            }
        }
    }

    private mutating func note(
        _ name: String, _ what: String, among known: Set<String>, of place: String, _ reason: String, at path: JSONPath
    ) {
        guard !known.contains(name) else { return }
        let meant = NearestName.suggestion(for: name, among: known.sorted())
        gaps.append(
            TemplateJudgement.Gap(
                place: path,
                impediment: Impediment(
                    .notice, reason: reason, message: "there is no \(what) \(name) in \(place)" + Words.meant(meant))))
    }
}
