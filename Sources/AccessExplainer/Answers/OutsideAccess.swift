import AccessModel
import JSONTree
import KubeModel

/// Access that Idmon did not give: rights in the namespace, and ways to become an account that stands for people.
package struct OutsideAccess: Hashable, Sendable {
    /// `User ada`, `Group admins`
    package let subject: String
    /// What it lets them do.
    package let meaning: String
    package let way: RoleWay
}

extension AccessSnapshot {
    /// What is dangerous, and where: in the namespaces of identities, in the workload namespace, or anywhere.
    private static let risks:
        [(verb: String, resource: String, group: String, isWithIdentities: Bool, meaning: String)] = [
            ("get", "secrets", "", true, "reads the tokens of people's accounts"),
            ("list", "secrets", "", true, "reads the tokens of people's accounts"),
            ("create", "serviceaccounts/token", "", true, "asks for tokens of people's accounts"),
            ("impersonate", "serviceaccounts", "", true, "acts as people's accounts"),
            ("create", "pods", "", true, "runs pods beside people's accounts"),
            ("create", "workflows", "argoproj.io", true, "runs workflows beside people's accounts"),
            ("update", "serviceaccounts", "", true, "writes SSO rules, as far as no policy refuses it"),
            ("impersonate", "users", "", false, "acts as anybody"),
            ("impersonate", "groups", "", false, "acts as anybody"),
            ("escalate", "roles", "rbac.authorization.k8s.io", false, "gives itself any right"),
            ("escalate", "clusterroles", "rbac.authorization.k8s.io", false, "gives itself any right"),
            ("bind", "roles", "rbac.authorization.k8s.io", false, "hands out rights that it has not"),
            ("bind", "clusterroles", "rbac.authorization.k8s.io", false, "hands out rights that it has not"),
        ]

    /// Who has what an action needs, and who could become somebody who has, through RBAC that Idmon did not make.
    package func outsideAccess(for question: AccessQuestion) -> [OutsideAccess] {
        var found: [OutsideAccess] = []
        var seen: Set<OutsideAccess> = []
        func add(_ right: PermissionSet.Right, _ name: String?, _ namespace: String?, _ meaning: String) {
            for possessor in roles.possessors(of: right, on: name, in: namespace) where !isIdmons(possessor.way.binding)
            {
                let access = OutsideAccess(subject: possessor.subject, meaning: meaning, way: possessor.way)
                if seen.insert(access).inserted { found.append(access) }
            }
        }
        let catalogue = installations(serving: question.namespace).first?.catalogue ?? catalogue
        // What only reads is had by many more; of an action that writes the write decides.
        let needs = question.needs(catalogue)
        let writes = needs.filter { !["get", "list", "watch"].contains($0.right.verb) }
        for need in writes.isEmpty ? needs : writes {
            add(need.right, need.name, need.namespace, "may \(AnswerWriter.words(need))")
        }
        let homes = Set(
            installations(serving: question.namespace).flatMap { installation -> [String] in
                [installation.name.namespace] + (installation.gate.delegates == false ? [] : [question.namespace])
            }
        ).sorted()
        for risk in Self.risks {
            let right = PermissionSet.Right(risk.verb, risk.resource, in: risk.group)
            for namespace in risk.isWithIdentities ? homes : [question.namespace] {
                add(right, nil, namespace, "\(risk.meaning): \(risk.verb) \(risk.resource) in \(namespace)")
            }
        }
        return found
    }

    /// Whether Idmon made a binding, or would make it.
    private func isIdmons(_ binding: ObjectKey) -> Bool {
        generated.contains(binding)
            || objects[binding]?.content["metadata"]?["labels"]?[WellKnown.Label.managedBy]?.string
                == WellKnown.Label.managedByIdmon
    }
}
