import AccessCompiler
import AccessModel

/// One installation before and after a change; either may be missing.
struct Comparison {
    /// What somebody may do in each namespace, and where it cannot be known.
    struct Access {
        var grids: [String?: AccessGrid] = [:]
        /// The reason by namespace.
        var unknown: [String?: String] = [:]
        /// What somebody is given and not known, by namespace, with the account that it is given to.
        var gaps: [String?: Gap] = [:]

        struct Gap: Hashable {
            let choice: InstallationTable.Choice
            let reasons: [String]
        }
    }

    let installation: ResourceName
    private let old: InstallationTable?
    private let new: InstallationTable?
    /// The new names of groups by their old ones, and the other way round.
    private let renamed: [GroupPath: GroupPath]
    private let formerNames: [GroupPath: GroupPath]

    /// All of whom either side says something, by the new names of groups; single groups come before what holds several.
    let holders: [AccessHolder]
    /// The namespaces of both sides, and the cluster as a whole.
    let namespaces: [String?]

    init(
        _ installation: ResourceName, _ old: InstallationTable?, _ new: InstallationTable?,
        renamed: [GroupPath: GroupPath]
    ) {
        self.installation = installation
        self.old = old
        self.new = new
        self.renamed = renamed
        formerNames = Dictionary(renamed.map { ($0.value, $0.key) }) { first, _ in first }
        let before = (old?.holders ?? []).map { holder -> AccessHolder in
            if case .groups(let groups) = holder { .groups(groups.map { renamed[$0] ?? $0 }.sorted()) } else { holder }
        }
        holders = Set(before + (new?.holders ?? [])).sorted()
        let both = Set(old?.review.namespaces ?? []).union(new?.review.namespaces ?? [])
        namespaces = both.sorted().map(Optional.some) + [nil]
    }

    /// The groups of somebody before, and after.
    ///
    /// Somebody whom only one side knows has the groups that are known there: what a token proves does not change with
    /// a file.
    func groups(of holder: AccessHolder) -> (before: [GroupPath], after: [GroupPath]) {
        switch holder {
        case .everybody, .pods: return ([], [])
        case .groups(let groups): return (formerly(groups), groups)
        case .person, .matching:
            let (before, after) = (old?.groups(of: holder), new?.groups(of: holder))
            return (before ?? formerly(after ?? []), after ?? renaming(before ?? []))
        }
    }

    func renaming(_ groups: [GroupPath]) -> [GroupPath] { groups.map { renamed[$0] ?? $0 }.sorted() }

    private func formerly(_ groups: [GroupPath]) -> [GroupPath] { groups.map { formerNames[$0] ?? $0 }.sorted() }

    /// Whether a group is named by one side only.
    func isOnly(before group: GroupPath) -> Bool { names(old, group) && !names(new, group) }
    func isOnly(after group: GroupPath) -> Bool { names(new, group) && !names(old, group) }

    private func names(_ table: InstallationTable?, _ group: GroupPath) -> Bool {
        table?.review.groups.contains(group) ?? false
    }

    func accessBefore(_ holder: AccessHolder, _ groups: [GroupPath]) -> Access { access(old, holder, groups) }
    func accessAfter(_ holder: AccessHolder, _ groups: [GroupPath]) -> Access { access(new, holder, groups) }

    private func access(_ table: InstallationTable?, _ holder: AccessHolder, _ groups: [GroupPath]) -> Access {
        var access = Access()
        guard let table else { return access }
        // Where identities lie beside argo-server the choice is one for all namespaces.
        var choices: [String: InstallationTable.Choice] = [:]
        for namespace in namespaces {
            let place = table.place(about: namespace)
            let choice = choices[place] ?? table.choice(holder, in: groups, about: namespace)
            choices[place] = choice
            if case .unknown(let reason) = choice {
                access.unknown[namespace] = reason
            } else {
                let grid = table.grid(of: choice, in: namespace)
                if grid != .nothing { access.grids[namespace] = grid }
                let reasons = table.gaps(of: choice, in: namespace)
                if !reasons.isEmpty { access.gaps[namespace] = Access.Gap(choice: choice, reasons: reasons) }
            }
        }
        return access
    }

    /// What the pods of each template may do, before and after.
    func pods(in namespace: String) -> (before: [TemplateTarget: PermissionSet], after: [TemplateTarget: PermissionSet])
    {
        (old?.pods[namespace] ?? [:], new?.pods[namespace] ?? [:])
    }
}
