import AccessModel
import Foundation
import TestInputs
import Testing

@Suite("The page about findings")
struct FindingsGoldenTests {
    private static let path = "docs/findings.md"

    @Test("its tables are the catalogues; IDMON_REWRITE_GOLDEN=1 rewrites them")
    func goldenTables() throws {
        var wanted = try Project.text(of: Self.path)
        for table in [FindingCatalogue.table, LintFault.table] {
            let heading = String(table.prefix { $0 != "\n" })
            let start = try #require(wanted.range(of: heading)?.lowerBound, "\(Self.path) has no table \(heading)")
            let end = wanted.range(of: "\n\n", range: start..<wanted.endIndex)?.lowerBound
            wanted.replaceSubrange(start..<(end.map { wanted.index(after: $0) } ?? wanted.endIndex), with: table)
        }
        #expect(
            try Project.expectation(Self.path, seen: wanted) == wanted,
            "\(Self.path) is out of date: make golden rewrites it; review the change")
    }
}
