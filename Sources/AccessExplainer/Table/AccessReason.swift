import AccessCompiler
import AccessModel
package import JSONTree
package import KubeModel

/// Why a cell of a table says what it says, in one sentence: for a yes what gives it, for a no the first thing that is
/// missing.
package struct AccessReason: Hashable, Sendable {
    package let sentence: String
    /// The object that decides; nil where there is none.
    package let object: ObjectKey?
    /// The field of the object.
    package let path: JSONPath

    init(_ sentence: String, at object: ObjectKey? = nil, _ path: JSONPath = JSONPath()) {
        self.sentence = sentence
        self.object = object
        self.path = path
    }
}

extension AccessTable {
    /// Why somebody may or may not do something.
    ///
    /// - Parameter submission: what is submitted, for ``AccessAction/submit``.
    package func reason(
        _ holder: AccessHolder, _ cell: Cell, entrypoint: String = "", parameters: [(name: String, value: String)] = []
    ) -> AccessReason {
        guard let table = installations[cell.installation] else {
            return AccessReason("nothing is granted through ArgoInstallation \(cell.installation)")
        }
        let groups = table.groups(of: holder) ?? []
        switch table.choice(holder, in: groups, about: cell.namespace) {
        case .unknown(let reason): return AccessReason(reason)
        case .nobody:
            return table.missingGrant(cell, groups) ?? AccessReason("no rule of an account is true for \(holder)")
        case .account(let account):
            let row = AccessGrid.Row(cell.action, cell.template)
            guard let extent = table.grid(of: .account(account), in: cell.namespace)[row] else {
                if let gap = table.gaps(of: .account(account), in: cell.namespace).first { return AccessReason(gap) }
                return table.missingGrant(cell, groups)
                    ?? AccessReason("\(account) may not \(cell.action.words)", at: account)
            }
            if cell.action == .submit, !extent.permits(entrypoint: entrypoint, parameters) {
                return table.limit(cell, extent)
            }
            return table.way(cell, groups, account)
        }
    }
}

extension InstallationTable {
    private static func path(_ list: String, _ index: Int) -> JSONPath {
        JSONPath().appending(name: "spec").appending(name: list).appending(index: index)
    }

    private static func key(_ binding: ResourceName) -> ObjectKey {
        ObjectKey(.workflowBinding, namespace: binding.namespace, name: binding.name)
    }

    /// The claims for some groups that are about a cell, in effect or not.
    private func grants(_ cell: AccessTable.Cell, _ groups: [GroupPath]) -> [GrantedAccess.Grant] {
        // What an obstacle keeps from everything has no templates.
        let others = cell.template.map { template in
            Set(review.runners.filter { !$0.templates.contains(template) }.map(\.binding))
        }
        return review.grants.filter { grant in
            (cell.namespace == nil || grant.binding.namespace == cell.namespace) && groups.contains(grant.group)
                && others?.contains(grant.binding) != true
        }
    }

    /// Through which grant somebody may do something.
    fileprivate func way(_ cell: AccessTable.Cell, _ groups: [GroupPath], _ account: ObjectKey) -> AccessReason {
        let giving = grants(cell, groups).first { grant in
            grant.role.map { role in cell.action.role.map(role.includes) ?? false } ?? false
        }
        guard let giving, let role = giving.role else {
            return AccessReason("it acts as \(account), which may \(cell.action.words)", at: account)
        }
        return AccessReason(
            "WorkflowBinding \(giving.binding) makes \(giving.group) \(role)", at: Self.key(giving.binding),
            Self.path("grants", giving.index))
    }

    /// What is missing for somebody to do something; nil where nothing about grants is.
    fileprivate func missingGrant(_ cell: AccessTable.Cell, _ groups: [GroupPath]) -> AccessReason? {
        let place = cell.namespace.map { " in \($0)" } ?? ""
        let own = grants(cell, groups)
        if let template = cell.template, own.isEmpty {
            let known = review.runners.filter { $0.binding.namespace == cell.namespace }.flatMap(\.templates)
            if !known.contains(template) {
                let meant = NearestName.suggestion(for: template.name, among: Set(known.map(\.name)).sorted())
                return AccessReason(
                    "no WorkflowBinding\(place) is about \(template)" + (meant.map { "; did you mean \($0)?" } ?? ""))
            }
        }
        if let short = own.first(where: { $0.shortfall != nil }), let shortfall = short.shortfall {
            return AccessReason(shortfall, at: Self.key(short.binding), Self.path("grants", short.index))
        }
        guard let role = cell.action.role else { return nil }
        let names = groups.isEmpty ? "nobody without a group" : groups.map(\.text).joined(separator: " or ")
        let object = cell.template.map { " on \($0)" } ?? ""
        if let least = own.first, let given = least.role {
            return AccessReason(
                "\(least.group) is \(given)\(place), and \(cell.action.rawValue)\(object) takes \(role)",
                at: Self.key(least.binding), Self.path("grants", least.index))
        }
        return AccessReason(
            groups.isEmpty
                ? "\(names) is granted anything\(place)"
                : "no WorkflowBinding\(place) grants \(names) anything\(object)")
    }

    /// Which limits a submission does not fit.
    fileprivate func limit(_ cell: AccessTable.Cell, _ extent: AccessExtent) -> AccessReason {
        let entry = (review.entries[cell.namespace ?? ""] ?? []).first { entry in
            cell.template.map(entry.templates.contains) ?? false
        }
        return AccessReason(
            "a submission has to fit: \(extent)", at: entry.map { Self.key($0.binding) },
            JSONPath().appending(name: "spec").appending(name: "templates"))
    }
}
