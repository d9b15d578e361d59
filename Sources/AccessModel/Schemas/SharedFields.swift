import KubeSchema

/// The shapes and fields that several kinds have.
enum SharedFields {
    /// The name of an object of one of Idmon's kinds.
    static let ownName = StructuralSchema.string(length: 1...50, pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")

    /// The name of an object of another kind.
    static let objectName = StructuralSchema.string(length: 1...253, pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")

    /// The name of a namespace or an environment.
    static let label = StructuralSchema.string(length: 1...63, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")

    /// A Keycloak group as the token names it.
    static let groupPath = StructuralSchema.string(length: 1...255, pattern: "^[^[:cntrl:]]+$")

    /// The roles that people can be given.
    static let role = StructuralSchema.choice(of: Role.allCases.map(\.rawValue))

    /// What the roles are, for descriptions.
    static let roleMeanings = """
        viewer: see workflows, templates and logs of the namespace. submitter: viewer, and start workflows. approver: \
        viewer, and resume runs that wait. operator: submitter and approver, and stop and retry runs. maintainer: operator, \
        and delete runs, and write templates and scheduled workflows. admin: maintainer, and everything else of Argo here.
        """

    /// An OAM component, named by its application and its own name.
    static let component = StructuralSchema.object {
        Field(
            "application", .required, objectName,
            "The name of the OAM Application (or ApplicationConfiguration) that the component belongs to, such as payments."
        )
        Field(
            "name", .required, objectName, "The name of the component within its application, such as nightly-report.")
    }

    // MARK: - Labels

    private static let labelKey = StructuralSchema.string(
        length: 1...317, pattern: "^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$")
    private static let labelValue = StructuralSchema.string(
        length: 0...63, pattern: "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$")

    /// Labels that templates must have. Source: `metav1.LabelSelector`.
    static let templateSelector = StructuralSchema.object {
        Field(
            "matchLabels", .map(of: labelValue, count: 20),
            "Labels and the values that they must have: {team: payments}.")
        Field(
            "matchExpressions",
            .list(
                of: .object {
                    Field("key", .required, labelKey, "The name of the label.")
                    Field(
                        "operator", .required, .choice(of: ["In", "NotIn", "Exists", "DoesNotExist"]),
                        "How the label must stand to the values.")
                    Field(
                        "values", .list(of: labelValue, count: 0...20),
                        "For In and NotIn at least one; for Exists and DoesNotExist none.")
                }.rule(
                    "(self.operator in ['In', 'NotIn']) == (has(self.values) && self.values.size() > 0)",
                    "In and NotIn need values, Exists and DoesNotExist have none: add or remove values"),
                count: 0...20),
            "Further conditions on labels; all must hold.")
    }.rule(
        "(has(self.matchLabels) && self.matchLabels.size() > 0) || "
            + "(has(self.matchExpressions) && self.matchExpressions.size() > 0)",
        "an empty selector would mean every template there is and will be: name at least one label")

    // MARK: - RBAC rules of pods

    /// Rules in the words of RBAC, without wildcards and without verbs that lead to other rights.
    static let runnerRules = StructuralSchema.list(
        of: .object {
            Field(
                "apiGroups", .required, names(count: 1...20, length: 0...253),
                """
                The API groups of the resources. "" is the core group (pods, configmaps, secrets); argoproj.io is Argo's. \
                No "*".
                """)
            Field(
                "resources", .required, names(count: 1...50, length: 1...253),
                """
                The resources by their plural, with a subresource after a slash: configmaps, pods/log. No "*".
                """)
            Field(
                "verbs", .required,
                names(count: 1...20, length: 1...63).rule(
                    "!self.exists(verb, verb in ['escalate', 'bind', 'impersonate'])",
                    "escalate, bind and impersonate would let a pod give itself any right: list only the verbs that the "
                        + "workflow's own work needs, such as get or create"),
                """
                What may be done with them: get, list, watch, create, update, patch, delete. Not "*", and not escalate, bind \
                or impersonate, which lead to rights beyond these.
                """)
            Field(
                "resourceNames", names(count: 0...50, length: 1...253),
                """
                The names of the only objects meant. Without names all objects of these resources in the namespace are. Names \
                do not restrict create, list and watch usefully: give those a rule of their own.
                """)
        }, count: 0...50)

    private static func names(count: ClosedRange<Int64>, length: ClosedRange<Int64>) -> StructuralSchema {
        .set(of: .string(length: length), count: count).rule(
            "self.all(name, !name.contains('*'))",
            "\"*\" is not allowed: name each API group, resource, verb and object that the pods need, so that a reader can "
                + "see what they may do")
    }

    // MARK: - Status

    static let observedGeneration = Field(
        "observedGeneration", .integer(),
        """
        The metadata.generation for which this status was written. While it is lower than metadata.generation, Idmon has not \
        yet looked at the latest change.
        """)

    /// The conditions of a kind.
    ///
    /// - Parameter dependencies: the types beside Ready, Reconciling and Stalled, each with what it means.
    static func conditions(_ dependencies: [(type: String, meaning: String)]) -> Field {
        let lines = dependencies.map { "\($0.type): \($0.meaning)" }.joined(separator: " ")
        return Field(
            "conditions", conditionList,
            """
            What holds for this object now. Ready: everything is in place and in effect. Reconciling: Idmon is still working \
            on it; absent otherwise. Stalled: somebody has to change something, and the message says what; absent otherwise.
            """ + (lines.isEmpty ? "" : " " + lines))
    }

    /// Source: `metav1.Condition`.
    private static let conditionList = StructuralSchema.list(
        of: .object {
            Field(
                "type", .required, .string(length: 1...316), "Which question the condition answers, such as Ready.")
            Field("status", .required, .choice(of: ["True", "False", "Unknown"]), "The answer.")
            Field(
                "observedGeneration", .integer(0...Int64.max), "The metadata.generation that the answer was given for.")
            Field("lastTransitionTime", .required, .time, "When the answer last changed.")
            Field(
                "reason", .required, .string(length: 1...1024, pattern: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"),
                "Why, as one word for programs, such as ScopeNotFound.")
            Field(
                "message", .required, .string(length: 0...32768),
                "Why, in a sentence for people, and what to do about it.")
        }, count: 0...20, keyedBy: ["type"])

    /// A number of things that a status counts.
    static let count = StructuralSchema.integer(0...Int64.max)

    static let readyColumn = CRDDocument.PrinterColumn(
        "Ready", .string, ".status.conditions[?(@.type==\"Ready\")].status")
}
