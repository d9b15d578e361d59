import JSONTree
import KubeModel

/// Merges an applied configuration into an object by its shape.
///
/// Source of the rules: structured-merge-diff, `typed.Merge`.
enum AppliedMerge {
    /// What becomes of a value when a configuration is applied over it; nil when nothing is left.
    static func merge(_ live: JSONValue?, _ applied: JSONValue?, _ shape: FieldShape) -> JSONValue? {
        guard let applied else { return live }
        guard let live else { return applied }
        switch (shape.resolved(for: applied), live, applied) {
        case (let shape, .object(let liveObject), .object(let appliedObject)) where shape.mergesMembers:
            if liveObject.isEmpty && appliedObject.isEmpty { return applied }
            return .object(members(liveObject, appliedObject, shape))
        case (let shape, .array(let liveElements), .array(let appliedElements)) where shape.mergesElements:
            if liveElements.isEmpty && appliedElements.isEmpty { return applied }
            return .array(elements(liveElements, appliedElements, shape))
        case (_, _, _): return applied
        }
    }

    private static func members(_ live: JSONObject, _ applied: JSONObject, _ shape: FieldShape) -> JSONObject {
        var merged = live
        for member in applied {
            merged[member.name] = merge(live[member.name], member.value, shape.member(member.name))
        }
        return merged
    }

    /// Elements of both lists: the applied order decides, and live elements that were not applied keep their place before
    /// the next element that both have.
    private static func elements(_ live: [JSONValue], _ applied: [JSONValue], _ shape: FieldShape) -> [JSONValue] {
        let liveSteps = live.map(shape.step(to:))
        let appliedSteps = applied.map(shape.step(to:))
        var liveByStep: [FieldElement: JSONValue] = [:]
        for (step, element) in zip(liveSteps, live) {
            if let step, liveByStep[step] == nil { liveByStep[step] = element }
        }
        let appliedSet = Set(appliedSteps.compactMap(\.self))
        var shared = appliedSteps.compactMap { $0.flatMap { liveByStep[$0] == nil ? nil : $0 } }[...]
        var done: Set<FieldElement> = []
        var merged: [JSONValue] = []
        var (l, a) = (0, 0)
        while l < live.count || a < applied.count {
            if l < live.count, a < applied.count, let step = liveSteps[l], appliedSet.contains(step) {
                if step != appliedSteps[a], let next = shared.first, next != step {
                    // Both have it, but it is not its turn in the applied order.
                    l += 1
                    continue
                }
            }
            if l < live.count {
                guard let step = liveSteps[l], appliedSet.contains(step) else {
                    merged.append(live[l])
                    l += 1
                    continue
                }
                if done.contains(step) { l += 1 }
            }
            if a < applied.count {
                guard let step = appliedSteps[a] else {
                    a += 1
                    continue
                }
                if let element = merge(liveByStep[step], applied[a], shape.element) { merged.append(element) }
                done.insert(step)
                if shared.first == step { shared.removeFirst() }
                a += 1
                if l < live.count, liveSteps[l] == step { l += 1 }
            }
        }
        return merged
    }
}

extension FieldShape {
    var mergesMembers: Bool { if case .object = self { true } else { false } }

    var mergesElements: Bool {
        switch self {
        case .set, .keyedList: true
        case .atomic, .untyped, .object: false
        }
    }

    /// The shape of a list's elements.
    var element: FieldShape {
        guard case .keyedList(_, let element) = self else { return .atomic }
        return element
    }
}
