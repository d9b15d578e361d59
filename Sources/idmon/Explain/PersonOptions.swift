import AccessCompiler
import AccessExplainer
import AccessModel
import ArgumentParser
import JSONTree
import KubeModel

/// Whom a question is about.
struct PersonOptions: ParsableArguments {
    @Option(
        name: [.customShort("g"), .long],
        help: ArgumentHelp("A group of the person's token, as Keycloak writes it; may be repeated.", valueName: "group")
    )
    var group: [String] = []

    @Option(
        help: ArgumentHelp(
            "The payload of the person's ID token as JSON, or the whole token; its signature is not checked.",
            valueName: "file"))
    var claims: String?

    @Option(
        help: ArgumentHelp(
            "A ServiceAccount that makes requests itself, without argo-server.", valueName: "namespace/name"))
    var account: InstallationArgument?

    @Option(
        name: .customLong("user"),
        help: ArgumentHelp("A user of the Kubernetes API, without argo-server.", valueName: "name"))
    var user: String?

    @Option(
        name: .customLong("as-group"),
        help: ArgumentHelp("With --user: a group of the user; may be repeated.", valueName: "group"))
    var userGroups: [String] = []

    @Flag(name: .customLong("unknown-groups"), help: "Ask also about groups that no scope, binding or realm names.")
    var allowsUnknownGroups = false

    func validate() throws {
        let ways = [!group.isEmpty, claims != nil, account != nil, user != nil].filter { $0 }.count
        guard ways <= 1 else {
            throw ValidationError("name the person in one way: --group, --claims, --account or --user")
        }
        guard user != "" else { throw ValidationError("--user is empty") }
        guard userGroups.isEmpty || user != nil else { throw ValidationError("--as-group belongs to --user") }
    }

    var isGiven: Bool { !group.isEmpty || claims != nil || account != nil || user != nil }

    /// The person, with what is to be said about how it was read.
    ///
    /// - Throws: ``CommandFailure`` with status `badInput`.
    func person(at now: KubeTime) throws -> (person: Person, notes: [String]) {
        if let account { return (.account(namespace: account.name.namespace, name: account.name.name), []) }
        if let user { return (Self.person(user: user, groups: userGroups), []) }
        if let claims { return try TokenFile.person(claims, at: now) }
        return (
            .groups(
                try group.map { text in
                    guard let path = GroupPath(text) else {
                        throw CommandFailure(
                            "--group \"\(text)\" is no group: 1 to 255 characters without control characters",
                            status: ExitStatus.badInput)
                    }
                    return path
                }), []
        )
    }

    /// A user of the Kubernetes API with the groups that the API server gives everybody of that name.
    ///
    /// Source: k8s.io/apiserver, the authenticators of ServiceAccounts and of anonymous requests.
    private static func person(user: String, groups: [String]) -> Person {
        let parts = user.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if user.hasPrefix("system:serviceaccount:"), parts.count == 4, groups.isEmpty {
            return .account(namespace: parts[2], name: parts[3])
        }
        return .user(
            user, groups: groups + [user == "system:anonymous" ? "system:unauthenticated" : "system:authenticated"])
    }

    private static let whatNamesGroups: [ResourceType] = [
        .argoInstallation, .keycloakRealm, .workflowScope, .workflowBinding,
    ]

    /// Refuses groups that nothing names: a slip would look like a no.
    func check(against snapshot: AccessSnapshot) throws {
        guard !allowsUnknownGroups, !group.isEmpty,
            !snapshot.unread.contains(where: { Self.whatNamesGroups.contains($0.type) })
        else { return }
        let known = Set(snapshot.holders().flatMap(\.groups).map(\.text))
        for text in group where !known.contains(text) {
            let meant = NearestName.suggestion(for: text, among: known.sorted())
            let some = known.sorted().prefix(10).joined(separator: ", ")
            throw CommandFailure(
                "no scope, binding or realm names the group \(text)" + (meant.map { "; did you mean \($0)?" } ?? ""),
                hint: (known.isEmpty ? "" : "there are \(some); ") + "--unknown-groups asks all the same",
                status: ExitStatus.badInput)
        }
    }
}
