import JSONTree
import KubeModel
import KubeSchema

extension IdmonCRDs {
    /// `AccessTest`: statements that are checked whenever access changes.
    static let accessTest = definition(
        .accessTest, shortName: "acctest",
        description: """
            Statements about who may do what and who may not, checked whenever access changes: a member of /qa may not \
            submit deploy-prod; nobody outside /platform edits templates. It grants nothing and refuses nothing; whether \
            the statements are true stands in its status. idmon test checks the same statements in files.
            """,
        spec: Field("spec", .required, accessTestSpec, "The statements, and what they are about."),
        status: Field("status", accessTestStatus, "Which statements are true. Written by Idmon only."),
        columns: [
            .init(
                "Passed", .string, ".status.conditions[?(@.type==\"Passed\")].status",
                description: "Whether all statements are true"),
            .init("Tests", .string, ".status.summary", description: "How many of the statements are true"),
        ])

    private static let accessTestSpec = StructuralSchema.object {
        Field(
            "installationRef", .required,
            .object {
                Field("name", .required, SharedFields.ownName, "The name of the ArgoInstallation.")
                Field("namespace", .required, SharedFields.label, "The namespace of the ArgoInstallation.")
            },
            "The ArgoInstallation through which people act.")
        Field(
            "namespaces", .set(of: SharedFields.label, count: 1...100),
            """
            The namespaces that the statements are about. Absent: the one in which the AccessTest lies; of one beside the \
            installation all that the installation serves. Only one beside the installation may name others.
            """)
        Field(
            "tests", .required, .list(of: statement, count: 1...100),
            "The statements. Each is checked in each of the namespaces.")
    }

    private static let argoName = StructuralSchema.string(length: 1...128, pattern: "^[a-zA-Z0-9_-]+$")

    private static let statement = StructuralSchema.object {
        Field("name", .string(length: 1...256), "What people call it; absent, what it says.")
        Field("who", .required, who, "Whom it is about. Of several people it must be true of each.")
        Field(
            "action", .required, .choice(of: AccessAction.allCases.map(\.rawValue)),
            "What they may or may not do, such as submit, approve, stop, edit-template.")
        Field(
            "template",
            .object {
                Field("name", .required, SharedFields.objectName, "The name of the template.")
                Field(
                    "kind",
                    StructuralSchema.choice(of: AccessTestCase.templateKinds.map(\.rawValue))
                        .defaulting(to: "WorkflowTemplate"),
                    "The kind of the template.")
            },
            "The template that is submitted, or whose runs are approved. For submit and approve, and only for them.")
        Field("entrypoint", argoName, "Where the submission begins. Absent: where the template says.")
        Field(
            "parameters",
            .list(
                of: .object {
                    Field("name", .required, argoName, "The name of the parameter.")
                    Field("value", .required, .string(length: 0...1024), "Its value, as a text.")
                }, count: 0...32, keyedBy: ["name"]),
            "The parameters that the submission gives.")
        Field("step", argoName, "The step that is approved. Absent: any step of the template.")
        Field(
            "expect", .required, .choice(of: AccessTestCase.Expectation.allCases.map(\.rawValue)),
            "Allowed: they may. Denied: they may not.")
    }.rule(
        "has(self.template) == (self.action in ['submit', 'approve'])",
        "submit and approve are about a template, other actions about none: add or remove template"
    ).rule(
        "self.action == 'submit' || (!has(self.entrypoint) && !has(self.parameters))",
        "only a submission has an entrypoint and parameters: remove them"
    ).rule("self.action == 'approve' || !has(self.step)", "only an approval has a step: remove it")

    private static let who = StructuralSchema.object {
        Field(
            "groups", .set(of: SharedFields.groupPath, count: 0...20),
            "Somebody in exactly these groups; an empty list for somebody who can log in and is in none.")
        Field(
            "outside", .set(of: SharedFields.groupPath, count: 1...20),
            "All groups, combinations of groups and people that are known and have none of these groups.")
        Field("person", .string(length: 1...255), "A person whom spec.members of the KeycloakRealm lists, by subject.")
        Field("everyone", .boolean, "true: all groups, combinations of groups and people that are known.")
    }.rule(
        "[has(self.groups), has(self.outside), has(self.person), has(self.everyone)].filter(x, x).size() == 1",
        "who is one of groups, outside, person and everyone: write exactly one of them"
    ).rule("!has(self.everyone) || self.everyone", "everyone: false would be about nobody: write true, or name groups")

    private static let accessTestStatus = StructuralSchema.object {
        SharedFields.observedGeneration
        SharedFields.conditions([
            ("Passed", "all statements are true. Unknown where one of them cannot be decided.")
        ])
        Field("summary", .string(length: 0...64), "How many statements are true: 5 of 6.")
        Field("failed", SharedFields.count, "How many statements are not true.")
        Field("undecided", SharedFields.count, "How many statements cannot be decided.")
        Field(
            "failures",
            .list(
                of: .object {
                    Field("test", SharedFields.count, "The place of the statement in spec.tests, from 0.")
                    Field("name", .string(length: 0...2048), "What the statement says.")
                    Field("message", .string(length: 0...4096), "Of whom it is not true, and why.")
                }, count: 0...20),
            "The first statements that are not true or cannot be decided.")
    }
}
