import AccessLinter
import AccessModel
import ArgumentParser
import IdmonOperator
import KubeClient
import KubeModel

/// What a command that reads a set-up is told beside the set-up itself.
struct SetupOptions: ParsableArguments {
    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("The namespace of objects in files that name none.", valueName: "name"))
    var namespace = "default"

    @Option(
        help: ArgumentHelp(
            "A file with all groups of the realm, one on each line, as they stand in tokens.", valueName: "path"))
    var groups: String?

    @Option(
        help: ArgumentHelp("The version of Argo Workflows, where its images do not tell it.", valueName: "version"))
    var argoVersion: ArgoVersion?

    /// Reads the set-up from files or, without any, from the cluster.
    ///
    /// - Parameter kinds: what is read of a cluster.
    /// - Returns: the set-up, and the files it was read from; nil for a cluster.
    func setup(_ files: FileOptions, _ cluster: ClusterOptions, _ kinds: [ResourceType]) async throws
        -> (ArgoSetup, SetupFiles?)
    {
        let known = try groups.map(Self.readGroups)
        if !files.paths.isEmpty {
            let source = try SetupFiles(files.load(), namespace: namespace)
            let setup = ArgoSetup(source.objects, source: .files, knownGroups: known, version: argoVersion)
            return (setup, source)
        }
        let transport = try cluster.transport()
        var reader = ClusterReader(transport)
        let setup = try await reader.setup(kinds, knownGroups: known, version: argoVersion)
        await transport.shutDown()
        return (setup, nil)
    }

    private static func readGroups(_ path: String) throws(CommandFailure) -> Set<GroupPath> {
        let bytes: [UInt8]
        do throws(FileTree.Failure) {
            bytes = try FileTree.bytes(of: path)
        } catch {
            throw CommandFailure(error.message, status: ExitStatus.badInput)
        }
        var groups: Set<GroupPath> = []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = line.hasSuffix("\r") ? line.dropLast() : line
            if text.isEmpty { continue }
            guard let group = GroupPath(String(text)) else {
                throw CommandFailure(
                    "\(path):\(index + 1):1: this is no group",
                    hint: "write one group on each line, of at most \(GroupPath.maximumLength) characters",
                    status: ExitStatus.badInput)
            }
            groups.insert(group)
        }
        return groups
    }
}

extension ArgoVersion: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument.hasPrefix("v") ? String(argument.dropFirst()) : argument) }
}
