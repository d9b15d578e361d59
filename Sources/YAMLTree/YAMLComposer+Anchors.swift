import JSONTree

/// What an anchor names.
struct YAMLAnchor {
    struct Node {
        let value: JSONValue
        let map: YAMLSourceMap?
        /// The bytes of its scalars and names, and 16 for every node in it.
        let weight: Int
        /// How deep the sequences and mappings in it are nested; 0 for a scalar.
        let height: Int
    }

    /// Tells this anchor from later ones of the same name.
    let number: Int
    /// Nil while the node is being composed.
    var node: Node?
}

extension YAMLComposer {
    /// What must be known of a sequence or mapping when it ends, because it has an anchor.
    struct OpenAnchor {
        let name: String
        let number: Int
        let weightBefore: Int
        let deepestBefore: Int
        let depth: Int
    }

    /// Begins the sequence or mapping of the current event.
    ///
    /// - Returns: nil when it has no anchor.
    @inline(__always)
    mutating func begin(at depth: Int) -> OpenAnchor? {
        weight &+= 16
        deepest = max(deepest, depth + 1)
        return events.hasAnchor ? beginAnchored(at: depth) : nil
    }

    private mutating func beginAnchored(at depth: Int) -> OpenAnchor {
        let name = events.anchor ?? ""
        anchorCount += 1
        anchors[name] = YAMLAnchor(number: anchorCount)
        defer { deepest = depth + 1 }
        return OpenAnchor(
            name: name, number: anchorCount, weightBefore: weight - 16, deepestBefore: deepest, depth: depth)
    }

    /// Ends a sequence or mapping.
    @inline(__always)
    mutating func end(_ anchor: OpenAnchor?, _ value: JSONValue) {
        guard let anchor else { return }
        // An anchor of the same name inside the node has taken the name over.
        if anchors[anchor.name]?.number == anchor.number {
            anchors[anchor.name]?.node = YAMLAnchor.Node(
                value: value, map: lastMap, weight: weight - anchor.weightBefore, height: deepest - anchor.depth)
        }
        deepest = max(deepest, anchor.deepestBefore)
    }

    /// Keeps the value of the current scalar event, which has an anchor.
    mutating func remember(_ value: JSONValue) {
        guard let name = events.anchor else { return }
        anchorCount += 1
        let size = unsafe events.scalar.bytes.count + 16
        anchors[name] = YAMLAnchor(
            number: anchorCount, node: YAMLAnchor.Node(value: value, map: lastMap, weight: size, height: 0))
    }

    /// The value that the alias of the current event stands for.
    ///
    /// - Parameter depth: how many sequences and mappings are open around the alias.
    mutating func alias(depth: Int) throws(YAMLFailure) -> JSONValue {
        let position = events.position
        let name = events.anchor ?? ""
        guard let anchor = anchors[name] else {
            throw YAMLFailure(
                .unknownAnchor, at: position,
                "no anchor &\(name) stands above this alias in its document; quote the text if the '*' belongs to it")
        }
        guard let node = anchor.node else {
            throw YAMLFailure(
                .selfReference, at: position, "the alias *\(name) stands inside the value it stands for; write it out")
        }
        guard depth + node.height <= limits.maximumDepth else { throw tooDeep(at: position) }
        aliased += node.weight
        guard aliased <= limits.maximumAliasedBytes else {
            throw YAMLFailure(
                .aliasExpansion, at: position,
                "the aliases up to here stand for more than \(limits.maximumAliasedBytes) bytes; write the values out")
        }
        weight += node.weight
        deepest = max(deepest, depth + node.height)
        if tracksPositions { lastMap = YAMLSourceMap(value: position, children: node.map?.children ?? []) }
        return node.value
    }
}
