import Foundation
import JSONTree

/// kubectl as a reader and writer of YAML; it needs no cluster for that.
enum Kubectl {
    static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/kubectl" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isPresent: Bool { path != nil }

    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// The objects of a stream as kubectl reads them, in the order of the stream.
    static func objects(_ yaml: String) throws -> [JSONValue] {
        var objects: [JSONValue] = []
        var lines: [Substring] = []
        // Every object is indented text that ends with a line "}".
        for line in try output("json", yaml).split(separator: "\n") {
            lines.append(line)
            if line == "}" {
                objects.append(try JSONValue(parsing: lines.joined(separator: "\n")))
                lines = []
            }
        }
        return objects
    }

    /// The text that kubectl writes for a stream; its documents have no line between them.
    static func yaml(_ yaml: String) throws -> String { try output("yaml", yaml) }

    /// An object around a value, of a kind that no kubectl knows and so takes as it is.
    static func envelope(_ spec: String) -> String {
        "apiVersion: example.dev/v1\nkind: Example\nmetadata:\n  name: example\nspec:\(spec)"
    }

    /// What kubectl reads a value in an envelope as.
    static func spec(_ text: String) throws -> JSONValue {
        guard let spec = try objects(envelope(text)).first?["spec"] else { throw Refusal(description: "no spec") }
        return spec
    }

    private static func output(_ format: String, _ yaml: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "yaml-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, result, errors) = (
            folder.appending(path: "in"), folder.appending(path: "out"), folder.appending(path: "err")
        )
        try Data(yaml.utf8).write(to: input)
        for file in [result, errors] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "/nonexistent")
        process.arguments = [
            "patch", "--local", "--output", format, "--filename", input.path, "--type", "merge", "--patch", "{}",
        ]
        process.environment = ["KUBECONFIG": "/nonexistent", "HOME": folder.path]
        process.standardOutput = try FileHandle(forWritingTo: result)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Refusal(description: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
        }
        return String(decoding: try Data(contentsOf: result), as: UTF8.self)
    }
}
