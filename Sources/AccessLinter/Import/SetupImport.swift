import AccessModel
package import JSONTree
package import KubeModel

/// Idmon's resources that give what a set-up made by hand gives, as far as they can without giving more.
///
/// Each group gets the roles that come nearest to the rights of the account as which people with this group alone act, and
/// give nothing beyond them. What is not the same afterwards is listed: for every group alone, every two together, all
/// groups that a rule asks for at once, and people without any.
package struct SetupImport: Sendable {
    /// Why nothing can be imported.
    package struct Obstacle: Error, Hashable, Sendable {
        package let message: String
        package let hint: String
        /// Whether it is that something could not be read.
        package let isUnread: Bool

        init(message: String, hint: String, isUnread: Bool = false) {
            self.message = message
            self.hint = hint
            self.isUnread = isUnread
        }
    }

    /// The resources, in the order in which they are applied.
    package let resources: [KubeObject]
    package let differences: [ImportDifference]
    /// What was not taken over, and why, in sentences.
    package let remarks: [String]
    /// Whether some rights of people are not known, as a remark says.
    let hasGaps: Bool
    /// The set-up that Idmon makes of the resources, without any of the old accounts.
    package let rendered: ArgoSetup

    /// What must be known in full.
    private static let needed: Set<ResourceType> = [
        .serviceAccount, .role, .roleBinding, .clusterRole, .clusterRoleBinding, .workflowTemplate,
    ]

    /// - Parameters:
    ///   - issuer: that of the realm, where the set-up does not tell a usable one.
    ///   - now: the time at which the resources are rendered for the comparison.
    package init(_ setup: ArgoSetup, issuer: String?, now: KubeTime) throws(Obstacle) {
        if let unread = setup.unread.first(where: { Self.needed.contains($0.type) }) {
            throw Obstacle(
                message: "\(unread.type.plural) could not be read: \(unread.reason)",
                hint: "without them somebody would seem to lose what he has; use a kubeconfig that may read them",
                isUnread: true)
        }
        let sites = setup.sites.filter(setup.isForSSO)
        let handmade = sites.filter { site in
            setup.accountNamespaces(of: site).flatMap(setup.candidates).contains { !$0.isIdmons }
        }
        if handmade.count > 1 {
            let places = handmade.map(\.namespace).joined(separator: ", ")
            throw Obstacle(
                message: "there are several argo-servers, in the namespaces \(places)",
                hint: "import one at a time: name with -f the files of one of them, with its accounts and their roles")
        }
        guard let site = handmade.first ?? sites.first else {
            throw Obstacle(
                message: "no single sign-on is set up here", hint: "name the files of argo-server and of its accounts")
        }
        guard setup.identities.contains(where: { !$0.isIdmons }) else {
            throw Obstacle(message: "all accounts with rules are Idmon's own", hint: "there is nothing to import")
        }
        guard let version = site.version else {
            throw Obstacle(message: "the version of Argo Workflows is not known", hint: "name it with --argo-version")
        }
        let draft = try ImportDraft(setup, site, version: version, issuer: issuer)
        let comparison = ImportComparison(setup, site, draft, now: now)
        resources = draft.resources
        differences = comparison.differences
        remarks = draft.remarks
        hasGaps = !draft.gaps.isEmpty
        rendered = comparison.rendered
    }

    /// The whole result for programs.
    package var value: JSONValue {
        [
            "resources": .array(resources.map(\.content)), "differences": .array(differences.map(\.value)),
            "remarks": .array(remarks.map(JSONValue.string)),
        ]
    }

    /// What is different and what was left out, as lines for the head of a file.
    package var header: [String] {
        var lines = [
            "Made by idmon import. Through one group nobody gets more than before.",
            "Remove the old accounts once Idmon's are in place: the rule with the highest precedence wins.", "",
        ]
        let same =
            hasGaps ? "Of the rights that are known none is gained or lost." : "No right is gained and none is lost."
        lines += differences.isEmpty ? [same] : ["What is different:"]
        lines += differences.flatMap(\.lines).map { "  \($0)" }
        if !remarks.isEmpty { lines += ["", "What was not taken over:"] + remarks.map { "  \($0)" } }
        return lines
    }
}
