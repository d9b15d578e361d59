import JSONTree
import KubeModel

/// Reads one line of a watch.
enum WatchLine {
    /// - Parameter call: the watch in words, for errors.
    static func event(_ line: [UInt8], call: String) throws(KubeError) -> WatchEvent {
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: line)
        } catch {
            throw KubeError(.protocolViolation, "\(call): a line is not valid JSON: \(error)")
        }
        guard let type = document.root["type"]?.string, let object = document.root["object"] else {
            throw KubeError(.protocolViolation, "\(call): a line has no type or no object")
        }
        switch type {
        case "ADDED": return .added(JSONDocument(object))
        case "MODIFIED": return .modified(JSONDocument(object))
        case "DELETED": return .deleted(JSONDocument(object))
        case "BOOKMARK": return try bookmark(object, call: call)
        case "ERROR": return .error(failure(object, call: call))
        default:
            throw KubeError(.protocolViolation, "\(call): a line has the unknown type \(type.prefix(40))")
        }
    }

    private static func bookmark(_ object: JSONView, call: String) throws(KubeError) -> WatchEvent {
        let metadata = object["metadata"]
        guard let version = metadata?["resourceVersion"]?.string else {
            throw KubeError(.protocolViolation, "\(call): a bookmark has no resource version")
        }
        let mark = metadata?["annotations"]?["k8s.io/initial-events-end"]?.string
        return .bookmark(resourceVersion: version, isInitialEventsEnd: mark == "true")
    }

    private static func failure(_ object: JSONView, call: String) -> KubeError {
        guard let status = APIStatus(object.value) else {
            return KubeError(.protocolViolation, "\(call): an ERROR line holds no Status")
        }
        return KubeError(watchStatus: status, call: call)
    }
}
