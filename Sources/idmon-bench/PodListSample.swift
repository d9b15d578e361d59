import JSONTree
import ReconcileCore

/// A list of pods as an API server would send it, made anew each time and always the same.
///
/// Everything is in it that makes such lists hard to read: managed fields, long labels, escapes, text beyond ASCII.
enum PodListSample {
    /// - Parameter bytes: about how long the compact text shall be.
    static func list(bytes: Int) -> JSONValue {
        var random = SplitMix64(seed: 7)
        var items: [JSONValue] = []
        var length = 0
        while length < bytes {
            let pod = PodSample(number: items.count, random: &random).pod
            length += pod.bytes.count + 1
            items.append(pod)
        }
        return [
            "kind": "PodList", "apiVersion": "v1", "metadata": ["resourceVersion": "1234567"], "items": .array(items),
        ]
    }
}

/// SplitMix64, so that a sample does not depend on the machine.
extension SplitMix64 {
    /// - Parameter digits: how many hexadecimal digits.
    mutating func hex(_ digits: Int) -> String {
        var text = ""
        while text.utf8.count < digits {
            let word = String(next(), radix: 16)
            text += String(repeating: "0", count: 16 - word.utf8.count) + word
        }
        return String(text.prefix(digits))
    }

    mutating func uid() -> String { [hex(8), hex(4), hex(4), hex(4), hex(12)].joined(separator: "-") }
}
