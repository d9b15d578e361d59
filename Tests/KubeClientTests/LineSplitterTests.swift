import Testing

@testable import KubeClient

@Suite struct LineSplitterTests {
    private let text = Array("{\"a\":1}\n\n{\"b\":\"ü\"}\nrest".utf8)

    @Test("lines are the same wherever the stream is cut into two pieces")
    func everySplit() throws {
        for cut in 0...text.count {
            var splitter = LineSplitter(limit: 100)
            let lines = try splitter.append(Array(text[..<cut])) + splitter.append(Array(text[cut...]))
            #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["{\"a\":1}", "{\"b\":\"ü\"}"])
            #expect(splitter.partial == Array("rest".utf8))
        }
    }

    @Test("lines are the same when every byte comes alone")
    func byteByByte() throws {
        var splitter = LineSplitter(limit: 100)
        var lines: [[UInt8]] = []
        for byte in text { lines += try splitter.append([byte]) }
        #expect(lines.count == 2)
        #expect(splitter.partial == Array("rest".utf8))
    }

    @Test("a line may be as long as the limit and no longer", arguments: [1, 2, 7])
    func limit(pieceSize: Int) throws {
        func feed(_ count: Int) throws -> [[UInt8]] {
            var splitter = LineSplitter(limit: 10)
            var lines: [[UInt8]] = []
            let bytes = [UInt8](repeating: 0x61, count: count) + [0x0a]
            for start in stride(from: 0, to: bytes.count, by: pieceSize) {
                lines += try splitter.append(Array(bytes[start..<min(start + pieceSize, bytes.count)]))
            }
            return lines
        }
        #expect(try feed(10).count == 1)
        #expect(throws: LineSplitter.LineTooLong(limit: 10)) { try feed(11) }
    }

    @Test("a line without end is stopped at the limit")
    func endless() {
        var splitter = LineSplitter(limit: 1000)
        var taken = 0
        #expect(throws: LineSplitter.LineTooLong.self) {
            while true {
                _ = try splitter.append([UInt8](repeating: 0x61, count: 64))
                taken += 64
            }
        }
        #expect(taken <= 1000)
    }
}
