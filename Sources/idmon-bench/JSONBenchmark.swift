import Foundation
import JSONTree

/// Reading and writing a list of pods of 10 MB, beside Foundation's `JSONSerialization`.
enum JSONBenchmark {
    static func run() throws {
        let list = PodListSample.list(bytes: 10_000_000)
        let bytes = list.bytes
        let pods = list["items"]?.array?.count ?? 0
        print("  a list of \(pods) pods, \(bytes.count) bytes")

        let document = try JSONDocument(parsing: bytes)
        Measurement.reportMemory("memory of a document for each item", bytes: bytes.count) {
            document.root["items"]?.elements.map(JSONDocument.init)
        }
        try Measurement.reportMemory("memory of a value", bytes: bytes.count) { try JSONValue(parsing: bytes) }

        let data = Data(bytes)
        let peerReading = try Measurement(runs: 3) { try JSONSerialization.jsonObject(with: data) }
        peerReading.report("JSONSerialization, reading", bytes: bytes.count)
        let object = try JSONSerialization.jsonObject(with: data)
        let peerWriting = try Measurement(runs: 1) { try JSONSerialization.data(withJSONObject: object) }
        peerWriting.report("JSONSerialization, writing", bytes: bytes.count)

        let reading = (name: "JSONSerialization", measurement: peerReading)
        try Measurement { try JSONDocument(parsing: bytes) }
            .report("document", bytes: bytes.count, bar: 200, peer: reading)
        try Measurement { try JSONDocument(parsing: bytes, limits: .strict) }
            .report("document, names checked", bytes: bytes.count, peer: reading)
        try Measurement { () throws(JSONError) in
            var reader = JSONReader(bytes)
            return try reader.skip()
        }.report("skip", bytes: bytes.count, bar: 500, peer: reading)
        try Measurement { try names(in: bytes) }.report("names of all items", bytes: bytes.count, peer: reading)
        try Measurement { try JSONValue(parsing: bytes) }.report("value", bytes: bytes.count, peer: reading)
        Measurement { document.root["items"]?.elements.map(JSONDocument.init) }
            .report("a document cut out for each item", bytes: bytes.count)
        Measurement { document.root.isEqual(to: list) }.report("document compared with value", bytes: bytes.count)

        let writing = (name: "JSONSerialization", measurement: peerWriting)
        Measurement { list.bytes }.report("writing", bytes: bytes.count, peer: writing)
        Measurement { list.canonicalBytes }.report("writing canonically", bytes: bytes.count, peer: writing)

        let pretty = Array(list.prettyText().utf8)
        try Measurement { try JSONDocument(parsing: pretty) }
            .report("document, pretty text of \(pretty.count) bytes", bytes: pretty.count)
    }

    /// What a watch does first with what it receives: the metadata that decides whether the rest matters.
    private static func names(in bytes: [UInt8]) throws(JSONError) -> [String] {
        var names: [String] = []
        var reader = JSONReader(bytes)
        try reader.beginObject()
        while try reader.nextMember() {
            guard reader.nameIs("items") else { continue }
            try reader.beginArray()
            while try reader.nextElement() {
                try reader.beginObject()
                while try reader.nextMember() {
                    guard reader.nameIs("metadata") else { continue }
                    try reader.beginObject()
                    while try reader.nextMember() {
                        if reader.nameIs("name") { names.append(try reader.string()) }
                    }
                }
            }
        }
        try reader.finish()
        return names
    }
}
