import JSONTree
import KubeModel

/// A place in an object, both as people read it and as `managedFields` names it.
struct FieldPlace {
    var text = ""
    /// Ends where a list is replaced as a whole: nothing below it has a manager of its own.
    var elements: [FieldElement] = []

    func member(_ name: String) -> FieldPlace {
        let isPlain = !name.isEmpty && name.utf8.allSatisfy(Self.isPlain)
        let step = isPlain ? (text.isEmpty ? name : ".\(name)") : "[\"\(name)\"]"
        return FieldPlace(text: text + step, elements: elements + [.field(name)])
    }

    func element(_ element: FieldElement) -> FieldPlace {
        FieldPlace(text: text + element.description, elements: elements + [element])
    }

    /// An element of an atomic list.
    func index(_ index: Int) -> FieldPlace { FieldPlace(text: "\(text)[\(index)]", elements: elements) }

    /// A member below an atomic value.
    func atomicMember(_ name: String) -> FieldPlace { FieldPlace(text: member(name).text, elements: elements) }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
