import JSONTree

/// The members of all mappings that are being read, the innermost mapping's on top.
struct YAMLOpenMembers: ~Copyable {
    /// A name that stands in the text.
    struct Name {
        let hash: UInt64
        let position: SourcePosition
    }

    var members = MoveStack<JSONObject.Member>()
    /// Of the members, in their order; empty when nobody asked for positions.
    var maps = MoveStack<YAMLSourceMap>()
    var names = MoveStack<Name>()
}
