package import AccessModel
package import KubeModel

/// Who is who for a binding in whose runs nobody approves what they submitted.
///
/// Where people have accounts of their own, argo-server's label for the creator of a run tells who submitted it: a policy
/// sees to it that an account writes its own person there, so that two people may both submit and approve each other's
/// runs. Accounts of groups do not tell people apart, so whoever could submit a run approves none of its steps.
package struct FourEyes: Hashable, Sendable {
    /// So many bytes of names are written: the API server reads no expression of more than 100,000 characters. Who is
    /// left out is judged as if they had no account of their own.
    private static let limit = 80_000

    /// The value of the label by the user name of the account; empty where people are not told apart.
    let creators: [String: String]

    init(creators: [String: String] = [:]) { self.creators = creators }

    /// Whether the account is one person's, so that runs of others can be told from the person's own.
    package func tellsApart(_ account: ObjectKey) -> Bool {
        creators["system:serviceaccount:\(account.namespace ?? ""):\(account.name)"] != nil
    }

    /// - Parameters:
    ///   - groups: those that are granted something in the namespace; others have no use for it.
    ///   - namespace: that of the runs.
    init(_ installation: ArgoInstallation, members: [RealmMember], groups: Set<GroupPath>, namespace: String) {
        var creators: [String: String] = [:]
        guard installation.identities.holder == .user else {
            self.init()
            return
        }
        let place = installation.identityNamespace(for: namespace)
        var size = 0
        for member in members.sorted(by: { $0.subject < $1.subject }) where !groups.isDisjoint(with: member.groups) {
            let label = Self.label(of: member.subject)
            guard !label.isEmpty else { continue }
            let account = GeneratedName.account(
                installation: installation.name.name, holder: .person(member.subject, member.groups))
            let username = "system:serviceaccount:\(place):\(account)"
            size += username.utf8.count + label.utf8.count + 8
            guard size <= Self.limit else { break }
            creators[username] = label
        }
        self.init(creators: creators)
    }

    /// A subject as argo-server writes it as the value of a label: what a label cannot have is a hyphen, of a long one the
    /// last 63 characters remain, and it begins and ends with a letter or digit.
    ///
    /// Two subjects may have one label; such people approve each other's runs as little as their own.
    /// Source: Argo Workflows, `workflow/creator/creator.go`, `dnsFriendly`, 3.4 to 4.1.
    ///
    /// - Returns: an empty text where nothing is left; then argo-server writes no label.
    package static func label(of subject: PersonSubject) -> String {
        func isAlphanumeric(_ byte: UInt8) -> Bool { byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 }
        let bytes = subject.text.unicodeScalars.map { scalar -> UInt8 in
            let byte = UInt8(exactly: scalar.value) ?? UInt8(ascii: "-")
            return isAlphanumeric(byte) || "-_.".utf8.contains(byte) ? byte : UInt8(ascii: "-")
        }
        let kept = bytes.suffix(63).drop { !isAlphanumeric($0) }
        let end = kept.lastIndex(where: isAlphanumeric).map { $0 + 1 } ?? kept.startIndex
        return String(decoding: kept[..<end], as: UTF8.self)
    }
}
