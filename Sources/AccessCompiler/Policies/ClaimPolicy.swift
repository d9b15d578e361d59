import AccessModel
import JSONTree

/// Who may claim access and who may set its ceiling; the same for all installations, and installed with the operator.
package enum ClaimPolicy {
    /// All of them, by name.
    package static var policies: [AdmissionPolicy] { [bindings, scopes] }

    private typealias Validation = AdmissionPolicy.Validation
    private static let object = PolicyExpression.object
    private static let old = PolicyExpression.oldObject
    private static let isUpdate: PolicyExpression = .equal(.request(.operation), "UPDATE")

    /// A binding is made by who has the verb `bind` on its scope.
    private static var bindings: AdmissionPolicy {
        let scope = object.string("spec", "scopeRef", "name")
        return AdmissionPolicy(
            name: "idmon-bindings", targets: [.init("idmon.dev", ["workflowbindings"], [.create, .update])],
            conditions: [changes],
            validations: [
                Validation(
                    "bind", .may("bind", "workflowscopes", in: "idmon.dev", named: scope),
                    .text([
                        "a WorkflowBinding gives access under WorkflowScope ", scope,
                        "; that needs the verb bind on it (kubectl auth can-i bind workflowscopes.idmon.dev/", scope,
                        ")",
                    ]))
            ])
    }

    /// A scope is made or widened by who has what it lets others give, or the verb `escalate` on it.
    private static var scopes: AdmissionPolicy {
        let entry = PolicyExpression.bound("g")
        let before = PolicyExpression.bound("o")
        // What is new has no former groups.
        let formerly = old.list("spec", "groups")
        let widened = PolicyExpression.filtered(
            in: object.list("spec", "groups"), as: "g",
            !.some(
                in: formerly, as: "o",
                .equal(before.string("path"), entry.string("path"))
                    && .equal(before.string("maxRole"), entry.string("maxRole"))))
        let roles = Role.allCases.map { role -> Validation in
            let isGiven: PolicyExpression = .some(
                in: .variable("widened"), as: "g", .equal(entry.string("maxRole"), .literal(.string(role.rawValue))))
            return Validation(
                "scope-\(role)", .any([!isGiven, escalates, right(of: role)]),
                .literal(
                    .string(
                        "the scope lets groups be \(role), which you are not here: ask who may do as much, or for the verb "
                            + "escalate on workflowscopes.idmon.dev")))
        }
        let rules = object.list("spec", "runner", "rules")
        let formerRules = old.list("spec", "runner", "rules")
        return AdmissionPolicy(
            name: "idmon-scopes", targets: [.init("idmon.dev", ["workflowscopes"], [.create, .update])],
            conditions: [changes], variables: [.init("widened", widened)],
            validations: roles + [
                Validation(
                    "scope-runner",
                    .any([.every(in: rules, as: "r", .contains(.bound("r"), formerRules)), escalates]),
                    "the scope allows pods more than before; that needs the verb escalate on workflowscopes.idmon.dev"),
                Validation(
                    "scope-cluster-templates",
                    .any([
                        .equal(.member(object, ["spec", "allowClusterTemplates"], else: false), false),
                        .equal(.member(old, ["spec", "allowClusterTemplates"], else: false), true),
                        escalates,
                    ]),
                    "the scope lets people see all ClusterWorkflowTemplates; that needs the verb escalate on workflowscopes.idmon.dev"
                ),
                Validation(
                    "scope-members",
                    .any(
                        [!isUpdate, .all(memberFields.map { unchanged($0) }), escalates]),
                    "which bindings belong to the scope changes; that needs the verb escalate on workflowscopes.idmon.dev"
                ),
                Validation(
                    "scope-place",
                    .any([!isUpdate, .all(["environment", "installationRef"].map { unchanged($0) }), escalates]),
                    "for which environment the scope is changes; that needs the verb escalate on workflowscopes.idmon.dev"
                ),
            ])
    }

    /// What decides which bindings are members; an OAM runtime writes workloadRefs, and needs the verb for it.
    private static let memberFields = ["members", "workloadRefs", "allowComponentOverlap"]

    private static func unchanged(_ field: String) -> PolicyExpression {
        .equal(.member(object, ["spec", field], else: .null), .member(old, ["spec", field], else: .null))
    }

    private static let escalates = PolicyExpression.may(
        "escalate", "workflowscopes", in: "idmon.dev", named: object.string("metadata", "name"))

    /// What sets a role apart. The API server answers two questions for one expression; the other is ``escalates``.
    private static func right(of role: Role) -> PolicyExpression {
        switch role {
        case .viewer: .may("list", "workflows", in: RoleCatalogue.argo)
        case .submitter: .may("create", "workflows", in: RoleCatalogue.argo)
        case .approver: .may("update", "workflows", in: RoleCatalogue.argo)
        case .operator: .may("patch", "workflows", in: RoleCatalogue.argo)
        case .maintainer: .may("create", "workflowtemplates", in: RoleCatalogue.argo)
        case .admin: .may("create", "workfloweventbindings", in: RoleCatalogue.argo)
        }
    }

    /// What leaves the specification as it is gives nobody anything: labels, finalizers.
    private static let changes = AdmissionPolicy.Named(
        "changes", !.equal(object.map("spec"), old.map("spec")))
}
