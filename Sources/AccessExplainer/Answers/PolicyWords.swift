import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// Tells what the admission policies say of the write that argo-server would send.
struct PolicyWords {
    let evaluation: AccessEvaluation
    let attempt: AccessEvaluation.Attempt
    let snapshot: AccessSnapshot

    private var question: AccessQuestion { evaluation.question }

    var links: [AccessLink] {
        let results = attempt.policies
        let objecting = results.filter { $0.denial != nil }
        var links = objecting.map(objection)
        let enforced = results.filter { $0.standing == .enforced }
        if !enforced.isEmpty, !objecting.contains(where: { $0.standing == .enforced }) {
            let names = enforced.map(\.policy.name).joined(separator: ", ")
            links.append(AccessLink(.policy, .holds, "none of the policies that judge the write objects: \(names)"))
        }
        for result in results where result.denial == nil {
            switch result.standing {
            case .enforced: break
            case .audited:
                links.append(AccessLink(.policy, .note, "\(result.policy.name) is in Audit mode here", at: scopeMode))
            case .absent:
                links.append(AccessLink(.policy, .note, "\(result.policy.name) is not in effect here"))
            case .uncertain(let reason): links.append(AccessLink(.policy, .unknown, reason))
            }
        }
        // Where the chain ends before, limits are told only when they have something to do with it.
        if !results.isEmpty { links += limits }
        return links
    }

    private func objection(_ result: AccessEvaluation.PolicyResult) -> AccessLink {
        let message = "\(result.policy.name): \(result.denial?.message ?? "")"
        let place = place(of: result.policy)
        switch result.standing {
        case .enforced: return AccessLink(.policy, .broken, "refused by \(message)", at: place)
        case .audited:
            return AccessLink(
                .policy, .note, "would be refused by \(message); it only warns, since the scope is in Audit mode",
                at: scopeMode)
        case .absent:
            return AccessLink(.policy, .note, "would be refused by \(message); the policy is not in effect here")
        case .uncertain(let reason): return AccessLink(.policy, .unknown, "\(reason); by now: \(message)")
        }
    }

    private func place(of policy: AdmissionPolicy) -> FieldOfObject? {
        let key = ObjectKey(.validatingAdmissionPolicy, namespace: nil, name: policy.name)
        return snapshot.source == .cluster ? FieldOfObject(key, .of("spec", "validations")) : nil
    }

    private var scopeMode: FieldOfObject? {
        evaluation.installation?.judged?.scopes.first {
            $0.key.namespace == question.namespace && $0.spec?.enforcement == .audit
        }.map { FieldOfObject($0.key, .of("spec", "enforcement")) }
    }

    // MARK: - Limits

    /// What the bindings that list the template say of entrypoints, parameters and steps.
    private var limits: [AccessLink] {
        guard case .template(let kind, let name) = question.target, question.action.isAboutTemplate,
            let judged = evaluation.installation?.judged
        else { return [] }
        var links: [AccessLink] = []
        for binding in judged.bindings where binding.key.namespace == question.namespace {
            guard let spec = binding.spec else { continue }
            for use in binding.uses where use.kind == kind && use.name.text == name && holds(binding) {
                let entry = FieldOfObject(binding.key, .of("spec", "templates", .index(use.index)))
                links += LimitWords(question: question, limits: spec.templates[use.index].limits, entry: entry).links
                if question.action == .approve, spec.needsFourEyes {
                    links.append(
                        AccessLink(
                            .limit, .note,
                            "\(binding.key) asks for four eyes: who could have submitted does not approve",
                            at: FieldOfObject(binding.key, .of("spec", "fourEyes"))))
                }
            }
        }
        return links
    }

    /// Whether the account has the binding at all.
    private func holds(_ binding: JudgedAccess.Binding) -> Bool {
        let verb = question.action == .approve ? "approve" : "submit"
        let right = PermissionSet.Right(verb, "workflowbindings", in: ResourceType.workflowBinding.group)
        let names =
            [binding.key.name] + (question.step.map { [BindingVerb.name(ofStep: $0, binding: binding.key.name)] } ?? [])
        return names.contains {
            snapshot.roles.permits(right, on: $0, in: question.namespace, for: attempt.requester)
        }
    }
}
