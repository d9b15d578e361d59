import CYAML
import JSONTree

extension YAMLComposer {
    mutating func mapping(depth: Int) throws(YAMLFailure) -> JSONValue {
        let position = events.position
        var list = YAMLMemberList(in: open)
        while true {
            let kind = try events.next()
            if kind == YAML_MAPPING_END_EVENT { break }
            if kind == YAML_SCALAR_EVENT && isMergeName {
                try merge(into: &list, depth: depth)
                continue
            }
            let place = events.position
            let name = try name(kind)
            if let earlier = list.conflict(of: name, at: place, in: &open) {
                throw duplicate(name, at: place, earlier: earlier)
            }
            let value = try node(events.next(), depth: depth + 1)
            lastMap?.name = place
            list.append(name, value, lastMap, in: &open)
        }
        let (members, maps) = list.finish(&open)
        if tracksPositions { lastMap = YAMLSourceMap(value: position, children: maps) }
        return .object(JSONObject(uniqueMembers: members))
    }

    @inline(never)
    private func duplicate(
        _ name: YAMLName, at position: SourcePosition, earlier: SourcePosition
    ) -> YAMLFailure {
        YAMLFailure(
            .duplicateName, at: position,
            "the name \"\(name.text)\" stands here a second time; it was first on line \(earlier.line), column "
                + "\(earlier.column); remove one of them")
    }

    // MARK: - Names

    /// The name that the current event is.
    @inline(__always)
    private mutating func name(_ kind: YAMLEvents.Kind) throws(YAMLFailure) -> YAMLName {
        guard kind == YAML_SCALAR_EVENT else { return try unusualName(kind) }
        let scalar = unsafe events.scalar
        unsafe count(scalar)
        guard unsafe scalar.isPlain, unsafe scalar.tag == nil, unsafe !scalar.hasAnchor else {
            return try unusualName(kind)
        }
        let hash = unsafe YAMLName.hash(scalar.bytes)
        if let known = unsafe names.known(scalar.bytes, hash: hash) { return known }
        guard unsafe YAMLScalar(plain: scalar.bytes.span) == .string else { return try unusualName(kind) }
        guard unsafe scalar.bytes.count <= limits.maximumScalarBytes else { throw tooLong() }
        let name = YAMLName(text: unsafe String(decoding: scalar.bytes, as: UTF8.self), hash: hash)
        names.keep(name)
        return name
    }

    /// A name that is an alias, or that has quotes, a tag, an anchor, or another type than text.
    @inline(never)
    private mutating func unusualName(_ kind: YAMLEvents.Kind) throws(YAMLFailure) -> YAMLName {
        switch kind {
        case YAML_SCALAR_EVENT:
            let scalar = unsafe events.scalar
            guard unsafe scalar.bytes.count <= limits.maximumScalarBytes else { throw tooLong() }
            do throws(YAMLScalarProblem) {
                if unsafe scalar.hasAnchor { remember(try unsafe value(of: scalar)) }
                return YAMLName(try unsafe name(of: scalar))
            } catch {
                throw failure(error)
            }
        case YAML_ALIAS_EVENT:
            switch try alias(depth: 0) {
            case .string(let text): return YAMLName(text)
            case .integer(let value): return YAMLName(String(value))
            case .bool(let value): return YAMLName(value ? "true" : "false")
            case .null, .decimal, .array, .object: throw noName()
            }
        default: throw noName()
        }
    }

    private func name(of scalar: YAMLEvents.Scalar) throws(YAMLScalarProblem) -> String {
        guard let tag = unsafe scalar.tag else { return try unsafe untagged(scalar).name(text: scalar.bytes) }
        return try unsafe YAMLTag.name(tag: String(cString: tag), scalar.bytes)
    }

    private func noName() -> YAMLFailure {
        YAMLFailure(
            .invalidName, at: events.position,
            "a member's name must be text; quote it if it begins with '{', '[' or '*', as a template's {{…}} does")
    }

    // MARK: - Merges

    /// Whether the current scalar event is `<<`, unquoted or with the tag `!!merge`.
    private var isMergeName: Bool {
        @inline(__always)
        get {
            let scalar = unsafe events.scalar
            guard unsafe scalar.bytes.count == 2, unsafe scalar.bytes.elementsEqual("<<".utf8) else { return false }
            guard let tag = unsafe scalar.tag else { return unsafe scalar.isPlain }
            return unsafe YAMLTag(String(cString: tag)) == .merge
        }
    }

    /// Merges the value of a `<<` as goyaml.v2 does: in the order of the text, so that a merge overrides the members
    /// above it and is overridden by those below; of several mappings in a sequence the earlier override the later.
    @inline(never)
    private mutating func merge(into list: inout YAMLMemberList, depth: Int) throws(YAMLFailure) {
        let kind = try events.next()
        let place = events.position
        switch try node(kind, depth: depth + 1) {
        case .object(let object):
            list.merge(object, lastMap, in: &open)
            return
        case .array(let elements) where kind != YAML_ALIAS_EVENT && elements.allSatisfy({ $0.object != nil }):
            let maps = lastMap?.children
            for index in elements.indices.reversed() {
                if let object = elements[index].object { list.merge(object, maps?[index], in: &open) }
            }
            return
        case .null, .bool, .integer, .decimal, .string, .array: break
        }
        throw YAMLFailure(
            .invalidMerge, at: place,
            "'<<' merges a mapping or a sequence of mappings, mostly aliases as *name; quote it if it is a name")
    }
}
