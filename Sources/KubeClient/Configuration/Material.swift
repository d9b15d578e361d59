/// A certificate or key of a configuration: its PEM text, or the file where it is read again when it changes.
///
/// It never prints its content.
package enum Material: Sendable, Hashable, CustomStringConvertible {
    case data([UInt8])
    case file(String)

    package var description: String {
        switch self {
        case .data(let bytes): "\(bytes.count) bytes of the kubeconfig"
        case .file(let path): path
        }
    }

    var isFile: Bool { if case .file = self { true } else { false } }
}
