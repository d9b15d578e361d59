extension JSONValue {
    /// The value at a path; nil when there is none.
    ///
    /// Setting makes the objects that are missing on the way (as setting a member of `null` does), replaces an element,
    /// or appends one at the index behind the last. Setting nil removes the member or element; the root becomes null. A
    /// path that leads through a scalar, or to an index further out, changes nothing.
    package subscript(path: JSONPath) -> JSONValue? {
        get {
            var value = self
            for element in path.elements {
                guard let next = value.child(element) else { return nil }
                value = next
            }
            return value
        }
        set { set(path.elements[...], to: newValue) }
    }

    func child(_ element: JSONPathElement) -> JSONValue? {
        switch (element, self) {
        case (.index(let index), .array): self[index]
        default: self[element.memberName]
        }
    }

    private mutating func set(_ path: ArraySlice<JSONPathElement>, to new: JSONValue?) {
        guard let element = path.first else {
            self = new ?? .null
            return
        }
        let rest = path.dropFirst()
        switch (element, self) {
        case (.index(let index), .array(var array)):
            // The array is taken out, so that the change does not copy it.
            self = .null
            if rest.isEmpty {
                array.setElement(index, to: new)
            } else if array.indices.contains(index) {
                array[index].set(rest, to: new)
            }
            self = .array(array)
        case (_, .object), (_, .null):
            let name = element.memberName
            if rest.isEmpty {
                self[name] = new
                return
            }
            var child = JSONValue.null
            if let present = self[name] {
                child = present
                // The member is emptied meanwhile, so that the change does not copy it.
                self[name] = .null
            } else if new == nil {
                return
            }
            child.set(rest, to: new)
            self[name] = child
        default: break
        }
    }
}

extension [JSONValue] {
    fileprivate mutating func setElement(_ index: Int, to new: JSONValue?) {
        switch new {
        case let new? where index == count: append(new)
        case let new? where indices.contains(index): self[index] = new
        case nil where indices.contains(index): remove(at: index)
        default: break
        }
    }
}

extension JSONView {
    /// The value at a path; nil when there is none.
    package func at(_ path: JSONPath) -> JSONView? {
        var view = self
        for element in path.elements {
            let next: JSONView? =
                switch element {
                case .index(let index) where view.kind == .array: view[index]
                default: view[element.memberName]
                }
            guard let next else { return nil }
            view = next
        }
        return view
    }
}
