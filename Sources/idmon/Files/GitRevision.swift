import Subprocess

/// Manifests as they are in a revision of a Git repository, read with the program git and without touching its files.
struct GitRevision {
    /// Runs of git that take longer are given up.
    private static let patience: Duration = .seconds(60)
    private static let outputLimit = 256 << 20

    /// A branch, a tag, a commit: whatever git takes.
    let name: String
    private let commit: String

    /// - Throws: ``CommandFailure`` with status `badInput` for what is no revision of the repository here.
    init(_ name: String) async throws(CommandFailure) {
        let output = try await Self.git(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"]) {
            // With --quiet git says nothing of its own.
            $0.isEmpty ? "there is no revision \(name) in the Git repository here" : $0
        }
        self.name = name
        commit = String(output.prefix { $0 != UInt8(ascii: "\n") }.map { Character(Unicode.Scalar($0)) })
    }

    /// The manifests of files and folders; what the revision does not have is left out.
    func manifests(_ paths: [String]) async throws(CommandFailure) -> [Manifest] {
        var manifests: [Manifest] = []
        for path in paths {
            guard path != "-" else {
                throw CommandFailure(
                    "standard input is in no Git revision", hint: "name files or folders with -f",
                    status: ExitStatus.badInput)
            }
            for (file, bytes) in try await contents(of: try await blobs(below: path)) {
                manifests += try Manifest.parse(bytes, file: "\(name):\(file)")
            }
        }
        return manifests
    }

    private struct Blob {
        let path: String
        let identifier: String
    }

    /// The files at a path or below it, in the order of git; links and submodules are passed over.
    private func blobs(below path: String) async throws(CommandFailure) -> [Blob] {
        let output = try await Self.git(["ls-tree", "-r", "-z", commit, "--", path])
        return output.split(separator: 0).compactMap { entry in
            // Source: git-ls-tree(1): <mode> SP <type> SP <object> TAB <file>.
            let parts = entry.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
            let words = (parts.first ?? []).split(separator: UInt8(ascii: " ")).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard parts.count == 2, words.count == 3, words[0].hasPrefix("100"), words[1] == "blob" else { return nil }
            let file = String(decoding: parts[1], as: UTF8.self)
            return Self.isManifest(file, below: path) ? Blob(path: file, identifier: words[2]) : nil
        }
    }

    /// As in a folder on disk: what is named itself counts whatever its name; hidden files and folders do not.
    private static func isManifest(_ file: String, below path: String) -> Bool {
        if file == path { return true }
        let folder = path.hasSuffix("/") ? path : path + "/"
        let rest = file.hasPrefix(folder) ? file.dropFirst(folder.count) : file[...]
        return !rest.split(separator: "/").contains { $0.hasPrefix(".") && $0 != ".." }
            && [".yaml", ".yml", ".json"].contains(where: file.hasSuffix)
    }

    /// What files hold, all read by one process.
    private func contents(of blobs: [Blob]) async throws(CommandFailure) -> [(path: String, bytes: [UInt8])] {
        guard !blobs.isEmpty else { return [] }
        let question = blobs.map { $0.identifier + "\n" }.joined()
        let output = try await Self.git(["cat-file", "--batch"], input: question)
        var rest = output[...]
        var contents: [(path: String, bytes: [UInt8])] = []
        for blob in blobs {
            // Source: git-cat-file(1): <object> SP <type> SP <size> LF <contents> LF.
            let head = String(decoding: rest.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            let words = head.split(separator: " ")
            guard words.count == 3, words[1] == "blob", let size = Int(words[2]),
                rest.count >= head.utf8.count + size + 2
            else {
                throw CommandFailure("git did not show \(name):\(blob.path): \(head)", status: ExitStatus.badInput)
            }
            rest = rest.dropFirst(head.utf8.count + 1)
            contents.append((blob.path, Array(rest.prefix(size))))
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
