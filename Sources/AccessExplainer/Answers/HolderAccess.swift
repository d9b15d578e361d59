package import AccessCompiler
package import AccessModel
import JSONTree
package import KubeModel

/// Whether a group, a combination of groups or a person may do something, and how they come to it.
package struct HolderAccess: Sendable {
    package let holder: Holder
    package let verdict: Verdict
    /// The account as which argo-server acts for them.
    package let account: ObjectKey?
    /// The claims that give it, as far as they are Idmon's.
    package let grants: [FieldOfObject]
}

extension AccessSnapshot {
    /// Everybody of whom something is known: all who log in, each group that scopes, grants or rules of accounts name, the
    /// combinations that have an account or that a rule asks for, the members of realms, and whoever else matches a rule.
    ///
    /// - Parameter namespace: a workload namespace; nil for all.
    package func holders(in namespace: String? = nil) -> [Holder] {
        var holders: Set<Holder> = [.everybody]
        let serving = namespace.map(installations(serving:)) ?? installations
        for installation in serving { holders.formUnion(namedByRules(of: installation, for: namespace)) }
        for judged in serving.compactMap(\.judged) {
            let isHere = { (key: ObjectKey) in namespace.map { $0 == key.namespace } ?? true }
            for scope in judged.scopes where isHere(scope.key) {
                for group in scope.spec?.ceiling.maximumRoles.keys ?? [:].keys { holders.insert(.groups([group])) }
            }
            for binding in judged.bindings where isHere(binding.key) {
                for grant in binding.grants { holders.insert(.groups([grant.claim.group])) }
            }
            for identity in judged.layout.identities {
                if case .groups(let groups) = identity.holder, groups.count > 1 { holders.insert(.groups(groups)) }
            }
            for member in judged.realm?.members ?? [] {
                holders.insert(.person(member.subject, name: member.name, member.groups.sorted()))
            }
        }
        return holders.sorted()
    }

    /// Whom the rules of accounts name that Idmon did not make.
    private func namedByRules(of installation: InstallationAccess, for namespace: String?) -> [Holder] {
        let people = Set((installation.realm?.members ?? []).map(\.subject))
        let places = installation.gate.places.filter {
            namespace == nil || $0 == installation.gate.namespace || $0 == namespace
        }
        return places.flatMap(installation.gate.candidates).filter { $0.holder == nil }.flatMap {
            candidate -> [Holder] in
            let named = RuleHolders(rule: candidate.rule, people: people)
            return named.groups.map(Holder.groups)
                + (named.isOpen ? [.matching(candidate.key, named.needed.sorted())] : [])
        }
    }

    /// Every template that a binding of a namespace means.
    package func templates(in namespace: String) -> [JudgedAccess.Use] {
        var seen: Set<String> = []
        return installations(serving: namespace).compactMap(\.judged).flatMap(\.bindings).filter {
            $0.key.namespace == namespace
        }.flatMap(\.uses).filter { seen.insert("\($0.kind)/\($0.name)").inserted }
    }

    /// The names of the steps of a template that can wait for an approval, as far as they are known.
    package func steps(of kind: TemplateKind, _ name: String, in namespace: String) -> [String] {
        let templates = template(kind, name, in: namespace)?.content["spec"]?["templates"]?.array ?? []
        let own = templates.filter { $0["suspend"] != nil }.compactMap { $0["name"]?.string }
        let named = installations(serving: namespace).compactMap(\.judged).flatMap(\.bindings).filter { binding in
            binding.key.namespace == namespace && binding.uses.contains { $0.kind == kind && $0.name.text == name }
        }.flatMap { $0.grants.flatMap(\.claim.steps) }
        return Set(own + named).sorted()
    }
}

extension AccessExplainer {
    /// Everybody of whom something is known and who may do something, or may for all that is known.
    ///
    /// Combinations of groups are told only where none of their parts may.
    package func whoCan(_ question: AccessQuestion, holders: [Holder]? = nil) -> [HolderAccess] {
        var found: [HolderAccess] = []
        var able: [Set<GroupPath>] = []
        for holder in holders ?? snapshot.holders(in: question.namespace) {
            let groups = Set(holder.groups)
            if case .groups = holder, able.contains(where: { $0.isSubset(of: groups) }) { continue }
            var asked = question
            asked.person = holder.person
            let evaluation = evaluate(asked, isThorough: false, tellsApart: false)
            guard evaluation.verdict != .no else { continue }
            if case .matching(let account, _) = holder {
                let reason = "it is not known who matches the rule of the account"
                found.append(
                    HolderAccess(holder: holder, verdict: .unknown(reason: reason), account: account, grants: []))
                continue
            }
            if evaluation.verdict.isYes {
                switch holder {
                case .everybody, .groups: able.append(groups)
                case .person, .matching: break
                }
            }
            found.append(
                HolderAccess(
                    holder: holder, verdict: evaluation.verdict, account: evaluation.attempts.first?.account,
                    grants: grants(behind: evaluation, of: holder)))
        }
        return found
    }

    /// The claims because of which somebody has the rights that an action needs.
    private func grants(behind evaluation: AccessEvaluation, of holder: Holder) -> [FieldOfObject] {
        guard let judged = evaluation.installation?.judged, let attempt = evaluation.attempts.first else { return [] }
        let question = evaluation.question
        var seen: Set<FieldOfObject> = []
        var places: [FieldOfObject] = []
        for binding in snapshot.roles.bindings(of: attempt.requester, in: question.namespace) {
            let helps = attempt.rights.contains { result in
                snapshot.roles.ways(
                    result.need.right, on: result.need.name, in: result.need.namespace, for: attempt.requester
                ).contains { $0.binding == binding }
            }
            guard helps else { continue }
            for place in judged.grants(giving: binding, to: holder.groups) where concerns(place, question, judged) {
                let field = FieldOfObject(place.binding, .of("spec", "grants", .index(place.index)))
                if seen.insert(field).inserted { places.append(field) }
            }
        }
        return places
    }

    private func concerns(
        _ place: JudgedAccess.GrantPlace, _ question: AccessQuestion, _ judged: JudgedAccess
    ) -> Bool {
        guard question.action.isAboutTemplate, case .template(let kind, let name) = question.target else { return true }
        return judged.bindings.first { $0.key == place.binding }?.uses.contains {
            $0.kind == kind && $0.name.text == name
        } ?? false
    }
}
