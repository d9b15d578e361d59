import Glibc
import KubeTesting

/// The program under test, as it lies beside the tests that were built with it.
enum Idmon {
    static let path: String = {
        let tests = CommandLine.arguments[0]
        let folder = tests.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder + "/idmon"
    }()

    static func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) async throws
        -> Program.Result
    {
        try await Program.run(path, arguments, environment: environment, input: input)
    }
}

/// A folder that is removed at the end of a test.
struct Scratch: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/idmon-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } ?? false }
        guard made else { throw Failure() }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { _ = system("rm -rf '\(path)'") }

    struct Failure: Error {}

    /// Writes a file and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        let file = path + "/" + name
        guard let stream = fopen(file, "w") else { throw Failure() }
        defer { fclose(stream) }
        fputs(text, stream)
        return file
    }
}

/// Files that hold what the program should print; `make golden` rewrites them.
enum Golden {
    static func expectation(_ name: String, seen: String) throws -> String {
        let file = SharedFolder.packageRoot + "/Tests/CommandLineTests/Golden/" + name
        if getenv("IDMON_REWRITE_GOLDEN") != nil, let stream = fopen(file, "w") {
            fputs(seen, stream)
            fclose(stream)
        }
        guard let stream = fopen(file, "r") else { return "" }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        while case let byte = fgetc(stream), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Files of the repository as text.
enum ProjectText {
    static func read(_ path: String) -> String? {
        guard let stream = fopen(path, "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        while case let byte = fgetc(stream), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
