import AccessLinter
import AccessModel
import JSONTree
import KubeModel
import YAMLTree

/// A set-up as it stands in files, with where everything stands.
struct SetupFiles {
    let objects: [KubeObject]
    /// How many objects are of kinds that say nothing of a set-up.
    let passedOver: Int
    private let manifests: [ObjectKey: Manifest]

    /// - Parameter namespace: that of objects which name none.
    /// - Throws: ``CommandFailure`` when an object stands twice: which of them counts is not known.
    init(_ all: [Manifest], namespace: String) throws(CommandFailure) {
        var objects: [KubeObject] = []
        var manifests: [ObjectKey: Manifest] = [:]
        for manifest in all {
            let type = (ArgoSetup.kinds + [.secret]).first {
                $0.apiVersion == manifest.apiVersion && $0.kind == manifest.kind
            }
            guard let type else { continue }
            var content = manifest.value
            if type.isNamespaced, content["metadata"]?["namespace"] == nil {
                content["metadata"]?["namespace"] = .string(namespace)
            }
            let object = KubeObject(type, content: content)
            if let earlier = manifests.updateValue(manifest, forKey: object.key), !object.name.isEmpty {
                let path = JSONPath().appending(name: "metadata").appending(name: "name")
                throw CommandFailure(
                    "\(manifest.place(of: path)): \(object.key) stands already at \(earlier.place(of: path))",
                    hint: "keep one of them", status: ExitStatus.badInput)
            }
            objects.append(object)
        }
        self.objects = objects
        self.manifests = manifests
        passedOver = all.count - objects.count
    }

    func place(of finding: LintFinding) -> PlacedLintFinding.Place? {
        guard let manifest = manifests[finding.key] else { return nil }
        let position = manifest.position(of: finding.path)
        return PlacedLintFinding.Place(file: manifest.file, line: position?.line ?? 1, column: position?.column ?? 1)
    }
}
