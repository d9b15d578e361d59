import AccessCompiler
package import AccessModel

/// The statements of one AccessTest, checked on a table of access.
package struct AccessTestRun: Sendable {
    package let test: AccessTest
    /// One for each statement, in their order.
    package let results: [AccessTestResult]

    package init(_ test: AccessTest, on table: AccessTable) {
        self.test = test
        results = test.cases.enumerated().map { Self.result($0, $1, test, table) }
    }

    package func count(_ outcome: AccessTestResult.Outcome) -> Int { results.count { $0.outcome == outcome } }

    private static func result(
        _ index: Int, _ statement: AccessTestCase, _ test: AccessTest, _ table: AccessTable
    ) -> AccessTestResult {
        func undecided(_ sentence: String) -> AccessTestResult {
            AccessTestResult(
                index: index, statement: statement, outcome: .undecided,
                counterexample: .init(holder: nil, namespace: nil, reason: AccessReason(sentence)), count: 1, notes: [])
        }
        guard let installation = table.installations[test.installation] else {
            return undecided("ArgoInstallation \(test.installation) is not there, or cannot be used")
        }
        for namespace in test.namespaces
        where namespace != test.name.namespace && !installation.review.namespaces.contains(namespace) {
            let meant = NearestName.suggestion(for: namespace, among: installation.review.namespaces)
            return undecided(
                "no WorkflowScope in \(namespace) names the installation"
                    + (meant.map { "; did you mean \($0)?" } ?? ""))
        }
        if case .person(let subject) = statement.who, installation.groups(of: .person(subject)) == nil {
            return undecided("the realm does not list the person \(subject), whose groups are therefore not known")
        }
        var failed: [AccessTestResult.Counterexample] = []
        var unknown: [AccessTestResult.Counterexample] = []
        for (holder, cell) in questions(statement, test, installation) {
            let verdict = table.verdict(holder, cell) { accepts(statement, $0) }
            if case .unknown(let reason) = verdict {
                unknown.append(.init(holder: holder, namespace: cell.namespace, reason: AccessReason(reason)))
            } else if (verdict == .yes) != (statement.expectation == .allowed) {
                if case .matching(let account) = holder {
                    let sentence = "it is not known who matches the rule of \(account)"
                    unknown.append(.init(holder: holder, namespace: cell.namespace, reason: AccessReason(sentence)))
                    continue
                }
                let reason = table.reason(
                    holder, cell, entrypoint: statement.entrypoint, parameters: parameters(statement))
                failed.append(.init(holder: holder, namespace: cell.namespace, reason: reason))
            }
        }
        let found = failed.isEmpty ? unknown : failed
        return AccessTestResult(
            index: index, statement: statement,
            outcome: !failed.isEmpty ? .failed : unknown.isEmpty ? .passed : .undecided, counterexample: found.first,
            count: found.count, notes: notes(statement, installation))
    }

    /// What is asked, of whom and where.
    private static func questions(
        _ statement: AccessTestCase, _ test: AccessTest, _ installation: InstallationTable
    ) -> [(AccessHolder, AccessTable.Cell)] {
        let name = installation.review.installation.name
        let own = test.namespaces.isEmpty ? installation.review.namespaces : test.namespaces
        let places = statement.action == .viewClusterTemplates ? [nil] : own.map(Optional.some)
        return holders(statement.who, installation, places).flatMap { holder in
            places.map { (holder, AccessTable.Cell(statement.action, on: statement.template, in: $0, of: name)) }
        }
    }

    private static func holders(
        _ who: AccessTestCase.Who, _ installation: InstallationTable, _ places: [String?]
    ) -> [AccessHolder] {
        switch who {
        case .groups(let groups): installation.holders(inExactly: groups, about: places)
        case .person(let subject): [.person(subject)]
        case .everyone: installation.holders
        case .outside(let groups):
            installation.holders.filter { Set(groups).isDisjoint(with: installation.groups(of: $0) ?? []) }
        }
    }

    private static func accepts(_ statement: AccessTestCase, _ extent: AccessExtent) -> Bool {
        switch statement.action {
        case .submit: extent.permits(entrypoint: statement.entrypoint, parameters(statement))
        case .approve: extent.permits(step: statement.step)
        default: true
        }
    }

    private static func parameters(_ statement: AccessTestCase) -> [(name: String, value: String)] {
        statement.parameters.map { ($0.name, $0.value) }
    }

    /// Groups and templates that nothing else mentions.
    private static func notes(_ statement: AccessTestCase, _ installation: InstallationTable) -> [String] {
        var notes: [String] = []
        func note(_ what: String, _ name: String, _ known: [String]) {
            if known.contains(name) { return }
            let meant = NearestName.suggestion(for: name, among: known).map { "; did you mean \($0)?" } ?? ""
            notes.append("no scope, grant or person names the \(what) \(name)\(meant)")
        }
        let groups = installation.groupNames.map(\.text)
        switch statement.who {
        case .groups(let named), .outside(let named): for group in named { note("group", group.text, groups) }
        case .person, .everyone: break
        }
        if let template = statement.template {
            let known = installation.review.runners.flatMap(\.templates).map(\.name)
            note("template", template.name, Set(known).sorted())
        }
        return notes
    }
}
