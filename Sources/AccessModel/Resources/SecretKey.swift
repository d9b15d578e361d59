/// One entry of a Secret in the namespace of argo-server; Idmon hands the reference on and never reads it.
package struct SecretKey: Hashable, Sendable {
    package let name: String
    package let key: String

    package init(name: String, key: String) {
        self.name = name
        self.key = key
    }

    static func read(_ field: FieldReader, _ findings: inout [Finding]) -> SecretKey? {
        let name = field.required("name", &findings)?.objectName(&findings)
        let key = field.required("key", &findings).flatMap { readKey($0, &findings) }
        guard let name, let key else { return nil }
        return SecretKey(name: name, key: key)
    }

    /// Source: `IsConfigMapKey` of k8s.io/apimachinery.
    private static func readKey(_ field: FieldReader, _ findings: inout [Finding]) -> String? {
        guard let text = field.text(&findings) else { return nil }
        let isKey =
            (1...253).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
        if isKey { return text }
        field.note(
            .invalidName, "\"\(text)\" is no key of a Secret: letters, digits, hyphens, dots, underscores", &findings)
        return nil
    }
}
