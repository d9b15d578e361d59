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
    init(_ all: [Manifest], namespace: String) {
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
            if manifests[object.key] == nil {
                objects.append(object)
                manifests[object.key] = manifest
            }
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
