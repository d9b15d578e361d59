import JSONTree
import KubeModel

/// A report as one HTML file that needs nothing else: style, script and data are part of it.
///
/// Its Content-Security-Policy lets run exactly this style and this script, by their digests, and nothing be loaded or
/// sent. The data is JSON in an element that no browser executes, and the script makes text of it and never markup.
package struct ReportPage: Sendable {
    /// The UTF-8 text of the file.
    package let bytes: [UInt8]
    /// The policy, for whoever serves the page and can say it as a header too.
    package static let policy = String(
        decoding: PackageResources.policy_txt.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)

    package init(_ data: ReportData) {
        var bytes: [UInt8] = []
        var rest = PackageResources.page_html[...]
        let parts: [(mark: String, text: () -> [UInt8])] = [
            ("{{policy}}", { Array(Self.policy.utf8) }), ("{{style}}", { Self.style }),
            ("{{data}}", { Self.embedded(data.value.bytes) }), ("{{script}}", { Self.script }),
        ]
        for (mark, text) in parts {
            guard let range = rest.firstRange(of: Array(mark.utf8)) else { continue }
            bytes += rest[..<range.lowerBound]
            bytes += text()
            rest = rest[range.upperBound...]
        }
        self.bytes = bytes + rest
    }

    /// What says how the page looks.
    package static let style = PackageResources.page_css

    /// One text of all files, in the order in which they need each other.
    package static let script: [UInt8] =
        Array("\"use strict\";\n".utf8) + PackageResources.dom_js + PackageResources.model_js
        + PackageResources.explain_js + PackageResources.matrix_js + PackageResources.views_js
        + PackageResources.paper_js + PackageResources.main_js

    /// JSON as it may stand within a script element: no sign is left that ends the element or begins a comment, nor one of
    /// the line separators that older scripts take for the end of a line.
    ///
    /// Outside of strings JSON has none of these signs, and within them an escape means the same.
    package static func embedded(_ json: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.count + json.count / 64)
        var index = 0
        while index < json.count {
            let byte = json[index]
            switch byte {
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
                bytes += Array("\\u00".utf8) + Array(String(byte, radix: 16).utf8)
            case 0xE2 where index + 2 < json.count && json[index + 1] == 0x80 && json[index + 2] & 0xFE == 0xA8:
                bytes += json[index + 2] == 0xA8 ? Array("\\u2028".utf8) : Array("\\u2029".utf8)
                index += 2
            default: bytes.append(byte)
            }
            index += 1
        }
        return bytes
    }
}
