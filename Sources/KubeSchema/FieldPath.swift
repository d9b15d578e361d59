import JSONTree

/// The place of a field in an object, as the API server names it.
///
/// It is a chain of steps, so that walking through a valid object costs no text.
indirect enum FieldPath: Sendable {
    case root
    case member(FieldPath, String)
    case element(FieldPath, Int)
    /// A member that is written like an element: `properties[spec]`.
    case key(FieldPath, String)

    init(_ path: JSONPath) {
        var place = FieldPath.root
        for element in path.elements {
            switch element {
            case .name(let name): place = .member(place, name)
            case .index(let index): place = .element(place, index)
            }
        }
        self = place
    }

    func appending(_ name: String) -> FieldPath { .member(self, name) }
    func appending(_ index: Int) -> FieldPath { .element(self, index) }
    func appending(key: String) -> FieldPath { .key(self, key) }

    /// `spec.groups[0].path`; names are written as they are, dots and all.
    var text: String {
        switch self {
        case .root: ""
        case .member(.root, let name): name
        case .member(let parent, let name): "\(parent.text).\(name)"
        case .element(let parent, let index): "\(parent.text)[\(index)]"
        case .key(let parent, let name): "\(parent.text)[\(name)]"
        }
    }

    /// The same place as a path that can be looked up.
    var path: JSONPath {
        switch self {
        case .root: JSONPath()
        case .member(let parent, let name), .key(let parent, let name): parent.path.appending(name: name)
        case .element(let parent, let index): parent.path.appending(index: index)
        }
    }
}
