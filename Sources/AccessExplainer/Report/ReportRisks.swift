import AccessCompiler
import AccessModel
import JSONTree
import ReconcileCore

/// What a reader should look at: much access in one hand, and access that is less than it looks.
struct ReportRisks {
    /// What can be found, in the order in which it is shown.
    enum Kind: String, CaseIterable {
        case selfApproval = "SelfApproval"
        case administrator = "Administrator"
        case insecureVersion = "InsecureVersion"
        case onlyAudited = "OnlyAudited"
        case lostCombination = "LostCombination"
        case withoutAccount = "WithoutAccount"
        case templateGap = "TemplateGap"
        case unclaimed = "Unclaimed"
        case idleTemplate = "IdleTemplate"

        private var title: String {
            switch self {
            case .selfApproval: "May submit and approve the same template"
            case .administrator: "Administrators"
            case .insecureVersion: "Versions with known faults"
            case .onlyAudited: "Policies that only warn"
            case .lostCombination: "Combinations of groups that lose rights"
            case .withoutAccount: "Groups without an account"
            case .templateGap: "Entries that lead to no template"
            case .unclaimed: "Allowed and never claimed"
            case .idleTemplate: "Templates that nobody may submit"
            }
        }

        private var meaning: String {
            switch self {
            case .selfApproval:
                "Whoever starts a run here can approve it: the binding does not ask for four eyes. A person is listed for "
                    + "what only their groups together allow."
            case .administrator: "The role admin in a namespace, which includes all others."
            case .insecureVersion: "Advisories about the version that the installation says it has."
            case .onlyAudited: "What the policies object to goes through with a warning."
            case .lostCombination: "Whoever holds all of these groups gets less than the groups give one by one."
            case .withoutAccount: "Nobody acts at Argo for these groups."
            case .templateGap: "A binding names templates that it does not reach."
            case .unclaimed: "The scope lists the group, and no binding under it claims anything for it."
            case .idleTemplate: "No grant in effect lets anybody submit these."
            }
        }

        var value: JSONValue {
            ["code": .string(rawValue), "title": .string(title), "meaning": .string(meaning)]
        }
    }

    private(set) var values: [JSONValue] = []
    private let index: ReportIndex

    init(_ overviews: [AccessOverview], index: ReportIndex) {
        self.index = index
        var people = 0
        var scopes = 0
        for (installation, overview) in overviews.enumerated() {
            let rights = TemplateRights(overview, index: index)
            addSelfApproval(overview, installation, rights, firstPerson: people)
            addAdministrators(overview, installation)
            addInstallation(overview, installation)
            addScopes(overview, installation, first: scopes)
            addGaps(overview)
            people += overview.members.count
            scopes += overview.scopes.count
        }
        addIdleTemplates(overviews)
    }

    private mutating func add(_ kind: Kind, _ members: JSONObject) {
        var value: JSONObject = ["code": .string(kind.rawValue)]
        for member in members { value[member.name] = member.value }
        values.append(.object(value))
    }

    // MARK: - Four eyes

    private mutating func addSelfApproval(
        _ overview: AccessOverview, _ installation: Int, _ rights: TemplateRights, firstPerson: Int
    ) {
        var alone: [GroupPath: Set<Int>] = [:]
        for group in rights.groups {
            let templates = rights.selfApproved(by: [group])
            alone[group] = templates
            guard !templates.isEmpty else { continue }
            add(
                .selfApproval,
                ["group": number(index.number(of: group, in: installation)), "templates": Self.runs(templates)])
        }
        for (number, member) in overview.members.enumerated() {
            var templates: Set<Int> = []
            for identity in overview.identities(of: member) {
                let groups = identity.holder.groups
                let together = rights.selfApproved(by: groups).filter {
                    overview.spec?.identities.layout != .delegated
                        || index.templates[$0].namespace == identity.namespace
                }
                templates.formUnion(together)
                for group in groups { templates.subtract(alone[group] ?? []) }
            }
            guard !templates.isEmpty else { continue }
            add(
                .selfApproval,
                ["person": .integer(Int64(firstPerson + number)), "templates": Self.runs(templates)])
        }
    }

    // MARK: - Much access

    private mutating func addAdministrators(_ overview: AccessOverview, _ installation: Int) {
        var found: Set<[Int]> = []
        for binding in overview.bindings {
            for grant in binding.grants where grant.role == .admin {
                found.insert([
                    index.number(of: grant.claim.group, in: installation),
                    index.number(ofNamespace: binding.name.namespace),
                ])
            }
        }
        for pair in found.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            add(.administrator, ["group": number(pair[0]), "namespace": number(pair[1])])
        }
    }

    private mutating func addInstallation(_ overview: AccessOverview, _ installation: Int) {
        for advisory in overview.spec.map({ VersionAdvisory.all(of: $0.version, .warned) }) ?? [] {
            add(
                .insecureVersion,
                ["installation": number(installation), "text": .string("\(advisory.id): \(advisory.meaning)")])
        }
        let isKnown = overview.spec?.identities.combinations == .known
        for groups in overview.addsUp ? [] : isKnown ? overview.lost.heldByMembers : overview.lost.first {
            add(
                .lostCombination,
                ["groups": .array(groups.map { number(index.number(of: $0, in: installation)) })])
        }
        for holder in overview.leftOut {
            add(
                .withoutAccount,
                ["groups": .array(holder.groups.map { number(index.number(of: $0, in: installation)) })])
        }
    }

    // MARK: - Less than it looks

    private mutating func addScopes(_ overview: AccessOverview, _ installation: Int, first: Int) {
        let claims = Dictionary(grouping: overview.bindings.filter { $0.spec != nil }) { binding in
            ResourceName(namespace: binding.name.namespace, name: binding.spec?.scopeName ?? "")
        }
        for (number, scope) in overview.scopes.enumerated() {
            if scope.spec?.enforcement == .audit { add(.onlyAudited, ["scope": .integer(Int64(first + number))]) }
            let claimed = Set((claims[scope.name] ?? []).flatMap { $0.grants.map(\.claim.group) })
            for group in scope.spec?.ceiling.groups ?? [] where !claimed.contains(group) {
                add(
                    .unclaimed,
                    [
                        "group": self.number(index.number(of: group, in: installation)),
                        "scope": .integer(Int64(first + number)),
                    ])
            }
        }
    }

    private mutating func addGaps(_ overview: AccessOverview) {
        for binding in overview.bindings {
            for gap in binding.gaps {
                add(
                    .templateGap,
                    [
                        "namespace": number(index.number(ofNamespace: binding.name.namespace)),
                        "text": .string("WorkflowBinding \(binding.name.name): \(gap.message)"),
                    ])
            }
        }
    }

    private mutating func addIdleTemplates(_ overviews: [AccessOverview]) {
        var idle = Set(index.templates.indices)
        for overview in overviews {
            for binding in overview.bindings
            where binding.grants.contains(where: { $0.role?.includes(.submitter) == true }) {
                for use in binding.uses { idle.remove(index.number(of: use, in: binding.name.namespace)) }
            }
        }
        for (namespace, templates) in Dictionary(grouping: idle, by: { index.templates[$0].namespace }).sorted(by: {
            $0.key < $1.key
        }) {
            add(
                .idleTemplate,
                ["namespace": number(index.number(ofNamespace: namespace)), "templates": Self.runs(Set(templates))])
        }
    }

    private func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }

    /// Neighbouring numbers as the first and how many.
    static func runs(_ numbers: Set<Int>) -> JSONValue {
        var runs: [(first: Int, count: Int)] = []
        for number in numbers.sorted() {
            if let last = runs.last, last.first + last.count == number {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((number, 1))
            }
        }
        return .array(runs.flatMap { [.integer(Int64($0.first)), .integer(Int64($0.count))] })
    }
}
