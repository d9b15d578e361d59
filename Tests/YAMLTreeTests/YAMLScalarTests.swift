import JSONTree
import TestThreads
import Testing
import YAMLTree

@Suite("Scalars mean what kubectl takes them for", .computing)
struct YAMLScalarTests {
    @Test("every spelling of the dialect has its value", arguments: scalarTable)
    func table(row: ScalarRow) throws {
        #expect(try value(row.text) == row.value)
    }

    @Test("kubectl reads the whole table as we do", .enabled(if: Kubectl.isPresent, "kubectl is not on the PATH"))
    func kubectlReadsTheTable() throws {
        let rows = scalarTable.filter { !$0.isBeyondKubectl }
        let text = rows.enumerated().map { "\n  s\($0.offset): \($0.element.text)" }.joined()
        let spec = try Kubectl.spec(text)
        for (index, row) in rows.enumerated() { #expect(spec["s\(index)"] == row.value, "\(row.text)") }
        #expect(rows.count >= 120)
        print("kubectl agreed on \(rows.count) scalars")
    }

    @Test(
        "kubectl and we agree on random texts that look like numbers",
        .enabled(if: Kubectl.isPresent, "kubectl is not on the PATH"))
    func kubectlReadsRandomNumbers() throws {
        var random = Seeded(for: "random scalars")
        let alphabet = Array("0011223456789__..++--eEeExXoObBaAfF:nNtTZ~")
        var texts: [String] = []
        while texts.count < 4000 {
            let text = String((0..<Int.random(in: 1...9, using: &random)).map { _ in random.pick(alphabet) })
            let isNotANumber = text.lowercased() == ".nan"
            if text != "-", !text.hasSuffix(":"), !isNotANumber { texts.append(text) }
        }
        let spec = try Kubectl.spec(texts.enumerated().map { "\n  s\($0.offset): \($0.element)" }.joined())
        for (index, text) in texts.enumerated() { #expect(spec["s\(index)"] == (try value(text)), "\(text)") }
    }

    @Test("kubectl and we agree on random doubles", .enabled(if: Kubectl.isPresent, "kubectl is not on the PATH"))
    func kubectlReadsRandomDoubles() throws {
        var random = Seeded(for: "random doubles")
        let numbers = (0..<3000).map { index in
            let bits = Double(bitPattern: random.next())
            let small = Double(Int64.random(in: -1_000_000...1_000_000, using: &random)) / 1000
            return index.isMultiple(of: 2) && bits.isFinite ? bits : small * random.pick([1, 1e3, 1e12, 1e-9, 1e18])
        }
        let spec = try Kubectl.spec(numbers.enumerated().map { "\n  s\($0.offset): \($0.element)" }.joined())
        for (index, number) in numbers.enumerated() {
            #expect(spec["s\(index)"] == (try value("\(number)")), "\(number)")
        }
    }

    @Test("what JSON cannot say is refused, and kubectl refuses it too", arguments: refusedScalars)
    func refused(row: RefusedScalar) {
        let error = #expect(throws: YAMLError.self) { try value(row.text) }
        #expect(error?.code == row.code)
        #expect(error?.position == SourcePosition(line: 1, column: 4))
        if Kubectl.isPresent, !row.isFineForKubectl {
            #expect(throws: Kubectl.Refusal.self) { try Kubectl.spec("\n  v: \(row.text)") }
        }
    }

    private func value(_ text: String) throws -> JSONValue? {
        try YAMLReader.documents(in: Array("v: \(text)\n".utf8)).first?.value["v"]
    }
}

struct RefusedScalar: Sendable, CustomTestStringConvertible {
    let text: String
    let code: YAMLError.Code
    var isFineForKubectl = false
    var testDescription: String { text }
}

private let refusedScalars: [RefusedScalar] =
    [".inf", ".Inf", ".INF", "+.inf", "-.inf", "-.INF", ".nan", ".NaN", ".NAN", "!!float .inf"].map {
        RefusedScalar(text: $0, code: .notRepresentable)
    }
    + [
        "!!int abc", "!!int 1.5", "!!int \"\"", "!!float abc", "!!bool 1", "!!bool abc", "!!null abc",
        "!!binary \"%%\"",
        "!!binary \"aGVs bG8=\"", "!!binary aGVsbG8", "!!binary a=GV",
    ].map { RefusedScalar(text: $0, code: .tagMismatch) }
    + [
        RefusedScalar(text: "@a", code: .syntax), RefusedScalar(text: "`a", code: .syntax),
        RefusedScalar(text: "%a", code: .syntax), RefusedScalar(text: "*nothing", code: .unknownAnchor),
        // kubectl puts U+FFFD in the place of what it cannot say.
        RefusedScalar(text: "!!binary /w==", code: .notRepresentable, isFineForKubectl: true),
    ]
