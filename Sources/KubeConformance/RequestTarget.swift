import KubeModel

/// A path and query as people write them; nothing in it is percent-encoded.
struct RequestTarget {
    let path: [String]
    let query: [APIRequest.QueryItem]

    init(_ text: String) {
        let parts = text.split(separator: "?", maxSplits: 1)
        path = (parts.first ?? "").split(separator: "/").map(String.init)
        query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return APIRequest.QueryItem(String(sides[0]), sides.count > 1 ? String(sides[1]) : "")
        }
    }
}
