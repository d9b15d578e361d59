import JSONTree
import KubeModel

/// Everything about one request beside what it is about: who, when, how.
struct RequestContext: Sendable {
    /// What happens to fields that a kind does not have.
    enum FieldValidation: Sendable { case ignore, warn, strict }

    let request: APIRequest
    let user: UserInfo
    let time: KubeTime
    var entropy: EntropySource
    /// Sentences for the `warning` header.
    var warnings: [String] = []

    init(_ request: APIRequest, as user: UserInfo, at time: KubeTime, entropy: UInt64) {
        self.request = request
        self.user = user
        self.time = time
        self.entropy = EntropySource(entropy)
    }

    /// Who owns the fields that this request sets. The server shell derives it from `User-Agent` where it is absent.
    var fieldManager: String { request.queryValue("fieldManager").flatMap { $0.isEmpty ? nil : $0 } ?? "unknown" }

    var isForced: Bool { request.queryValue("force").map { ["true", "1"].contains($0.lowercased()) } ?? false }

    /// Whether the request only asks what would happen; set after ``checkOptions(kind:)``.
    var isDryRun: Bool { request.queryValue("dryRun") == "All" || bodyAsksForDryRun }
    /// Set for deletions, whose options may come in the body.
    var bodyAsksForDryRun = false

    var fieldValidation: FieldValidation {
        switch request.queryValue("fieldValidation") {
        case "Strict": .strict
        case "Ignore": .ignore
        default: .warn
        }
    }

    /// The media type of the body without its parameters.
    var mediaType: String {
        let type = (request.contentType ?? "application/json").split(separator: ";").first ?? "application/json"
        return type.trimmingSpaces.lowercased()
    }

    /// Checks the options that writes share.
    ///
    /// - Parameter kind: `CreateOptions`, `UpdateOptions` or `PatchOptions`, for messages.
    func checkOptions(kind: String) throws(APIStatus) {
        var causes: [APIStatus.Cause] = []
        if let mode = request.queryValue("dryRun"), mode != "All", !mode.isEmpty {
            causes.append(.notSupported("dryRun", [.string(mode)], supported: ["All"]))
        }
        let manager = request.queryValue("fieldManager") ?? ""
        if manager.unicodeScalars.count > 128 { causes.append(.tooLong("fieldManager", maximum: 128)) }
        let validation = request.queryValue("fieldValidation") ?? ""
        if !["", "Ignore", "Warn", "Strict"].contains(validation) {
            causes.append(
                .notSupported("fieldValidation", .string(validation), supported: ["Ignore", "Strict", "Warn", ""]))
        }
        if kind == "PatchOptions" {
            let isApply = mediaType == "application/apply-patch+yaml"
            if isApply && manager.isEmpty { causes.append(.required("fieldManager", "is required for apply patch")) }
            if !isApply && request.queryValue("force") != nil {
                causes.append(.forbidden("force", "may not be specified for non-apply patch"))
            }
        }
        guard causes.isEmpty else {
            throw APIStatus.invalid(kind: kind, group: "meta.k8s.io", "", causes)
        }
    }
}

extension StringProtocol {
    /// The text without spaces at its ends.
    var trimmingSpaces: String {
        let start = drop { $0 == " " || $0 == "\t" }
        let trailing = start.reversed().prefix { $0 == " " || $0 == "\t" }.count
        return String(start.dropLast(trailing))
    }
}
