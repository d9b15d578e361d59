import Glibc
import Subprocess

/// Manifests as they are in a revision of a Git repository, read with the program git and without touching its files.
struct GitRevision {
    /// Runs of git that take longer are given up.
    private static let patience: Duration = .seconds(60)
    private static let outputLimit = 256 << 20

    /// A branch, a tag, a commit: whatever git takes.
    let name: String
    private let tree: GitTree
    /// The folder in which the program runs, by the names of the folders down to it from the root of the repository.
    private let folder: [String]

    /// - Throws: ``CommandFailure`` with status `badInput` for what is no revision of the repository here.
    init(_ name: String) async throws(CommandFailure) {
        let commit = try await Self.line(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"]) {
            // With --quiet git says nothing of its own.
            $0.isEmpty ? "there is no revision \(name) in the Git repository here" : $0
        }
        self.name = name
        folder = try await Self.line(["rev-parse", "--show-prefix"]).split(separator: "/").map(String.init)
        tree = try await Self.tree(of: commit)
    }

    /// The manifests at a path or below it; empty for a path that the revision does not have.
    func manifests(_ path: String) async throws(CommandFailure) -> [Manifest] {
        guard path != "-" else {
            throw CommandFailure(
                "standard input is in no Git revision", hint: "name files or folders with -f",
                status: ExitStatus.badInput)
        }
        let (own, start) = try await place(of: path)
        let found: [(path: String, object: String)]
        do throws(GitTree.Fault) {
            found = try tree.manifests(at: own, from: start)
        } catch {
            throw CommandFailure("\(name):\(error.message)", status: ExitStatus.badInput)
        }
        var manifests: [Manifest] = []
        let contents = try await Self.contents(of: found.map(\.object))
        for ((path, _), bytes) in zip(found, contents) {
            guard let bytes else {
                throw CommandFailure(
                    "\(name):\(path) is not in this clone of the repository", status: ExitStatus.badInput)
            }
            manifests += try Manifest.parse(bytes, file: "\(name):\(path)")
        }
        return manifests
    }

    /// A path with the folder from which it is seen; one from the root of the disk as one from that of the repository.
    ///
    /// Links are followed on disk as far as into the repository; what is in it need not be on disk.
    private func place(of path: String) async throws(CommandFailure) -> (path: String, from: [String]) {
        let separator = UInt8(ascii: "/")
        guard path.utf8.first == separator else { return (path, folder) }
        let top = Self.realNames(try await Self.line(["rev-parse", "--show-toplevel"])) ?? []
        let names = path.utf8.split(separator: separator).map(Array.init)
        for count in 0...names.count {
            let above = Array(names.prefix(count).joined(separator: [separator]))
            guard let real = Self.realNames("/" + String(decoding: above, as: UTF8.self)) else { break }
            guard real.starts(with: top) else { continue }
            let inside = real.dropFirst(top.count) + names.dropFirst(count)
            return (String(decoding: Array(inside.joined(separator: [separator])), as: UTF8.self), [])
        }
        throw CommandFailure("\(path) is not in the Git repository here", status: ExitStatus.badInput)
    }

    /// The names of the folders down to a file or folder, without links; nil for what is not there.
    private static func realNames(_ path: String) -> [[UInt8]]? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved).utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
    }

    /// All files, links and submodules of a commit.
    private static func tree(of commit: String) async throws(CommandFailure) -> GitTree {
        let output = try await git(["ls-tree", "-r", "-z", "--full-tree", commit])
        var entries: [String: GitTree.Entry] = [:]
        var links: [(path: String, object: String)] = []
        for entry in output.split(separator: 0) {
            // Source: git-ls-tree(1): <mode> SP <type> SP <object> TAB <file>.
            let parts = entry.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
            let words = (parts.first ?? []).split(separator: UInt8(ascii: " ")).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard parts.count == 2, words.count == 3 else { continue }
            let path = String(decoding: parts[1], as: UTF8.self)
            switch words[0] {
            case "120000": links.append((path, words[2]))
            case "160000": entries[path] = .module
            default: entries[path] = .file(words[2])
            }
        }
        for ((path, _), target) in zip(links, try await contents(of: links.map(\.object))) {
            entries[path] = .link(target.map { String(decoding: $0, as: UTF8.self) })
        }
        return GitTree(entries)
    }

    /// What objects hold, all read by one process, in their order; nil for what a partial clone left out.
    private static func contents(of objects: [String]) async throws(CommandFailure) -> [[UInt8]?] {
        guard !objects.isEmpty else { return [] }
        let output = try await git(["cat-file", "--batch"], input: objects.map { $0 + "\n" }.joined())
        var rest = output[...]
        var contents: [[UInt8]?] = []
        for object in objects {
            // Source: git-cat-file(1): <object> SP <type> SP <size> LF <contents> LF.
            let head = String(decoding: rest.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            let words = head.split(separator: " ")
            // Source: the same, "BATCH OUTPUT": <object> SP missing LF.
            if words.count == 2, words[1] == "missing" {
                rest = rest.dropFirst(head.utf8.count + 1)
                contents.append(nil)
                continue
            }
            guard words.count == 3, words[1] == "blob", let size = Int(words[2]),
                rest.count >= head.utf8.count + size + 2
            else {
                throw CommandFailure("git did not show the object \(object): \(head)", status: ExitStatus.badInput)
            }
            rest = rest.dropFirst(head.utf8.count + 1)
            contents.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size + 1)
        }
        return contents
    }

    // MARK: - The program

    private enum Ending: Sendable {
        case done([UInt8])
        case failed(String)
        case timedOut
    }

    /// The one line that git answers.
    private static func line(
        _ arguments: [String], message: @Sendable (String) -> String = { $0 }
    ) async throws(CommandFailure) -> String {
        let output = try await git(arguments, message: message)
        return String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// Runs git, without a shell and without anything that asks a person or reaches for a network.
    ///
    /// - Parameter message: what to tell instead of what git says when it fails.
    private static func git(
        _ arguments: [String], input: String = "", message: @Sendable (String) -> String = { $0 }
    ) async throws(CommandFailure) -> [UInt8] {
        let ending: Ending
        do {
            ending = try await withThrowingTaskGroup(of: Ending.self) { group in
                group.addTask { try await run(["--no-pager", "--literal-pathspecs"] + arguments, input) }
                group.addTask {
                    try await Task.sleep(for: patience)
                    return .timedOut
                }
                // Cancelling the task of a run stops its program.
                defer { group.cancelAll() }
                return try await group.next() ?? .timedOut
            }
        } catch {
            throw CommandFailure(
                "git cannot be run: \(error)", hint: "--git needs the program git on the PATH",
                status: ExitStatus.badInput)
        }
        switch ending {
        case .done(let output): return output
        case .failed(let errors): throw CommandFailure("git: \(message(errors))", status: ExitStatus.badInput)
        case .timedOut:
            throw CommandFailure("git did not answer within \(patience)", status: ExitStatus.badInput)
        }
    }

    private static func run(_ arguments: [String], _ input: String) async throws -> Ending {
        let result = try await Subprocess.run(
            .name("git"), arguments: Arguments(arguments),
            environment: .inherit.updating([
                "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C",
            ]),
            input: .string(input), output: .bytes(limit: outputLimit), error: .string(limit: 1 << 20))
        if result.terminationStatus.isSuccess { return .done(result.standardOutput) }
        let errors = result.standardError.split(separator: "\n").first.map(String.init) ?? ""
        return .failed(errors.hasPrefix("fatal: ") ? String(errors.dropFirst(7)) : errors)
    }
}
