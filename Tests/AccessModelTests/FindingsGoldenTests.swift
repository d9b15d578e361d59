import AccessModel
import Foundation
import Testing

@Suite("The page about findings")
struct FindingsGoldenTests {
    private static let path = "docs/findings.md"

    @Test("its table is the catalogue; IDMON_REWRITE_GOLDEN=1 rewrites it")
    func table() throws {
        let text = try ProjectFiles.text(Self.path)
        let heading = String(FindingCatalogue.table.prefix { $0 != "\n" })
        let start = try #require(text.range(of: heading)?.lowerBound, "\(Self.path) has no table")
        let wanted = text[..<start] + FindingCatalogue.table
        if ProjectFiles.areRewritten { try ProjectFiles.write(String(wanted), to: Self.path) }
        let isCurrent = text == wanted || ProjectFiles.areRewritten
        #expect(isCurrent, "\(Self.path) is out of date: make golden rewrites it; review the change")
    }
}
