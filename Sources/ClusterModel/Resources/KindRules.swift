import JSONTree
import KubeModel
import KubeSchema

/// What is particular to one kind of object: its defaults, what may change, what is wrong.
struct KindRules: Sendable {
    typealias Problems = [APIStatus.Cause]

    var names = MetadataRules.NameRule.subdomain
    /// Whether `metadata.generation` counts changes of the wish.
    var hasGeneration = false
    /// Whether `metadata.generation` counts changes of annotations too.
    var generationCountsAnnotations = false
    /// Whether an update need not name the version that it replaces.
    var allowsUnconditionalUpdate = true
    /// Whether a PUT makes the object where it does not exist.
    var allowsCreateOnUpdate = false
    /// Fills in what a body leaves out.
    var setDefaults: @Sendable (inout JSONValue) -> Void = { _ in }
    /// Brings an object that is about to be created into shape.
    var prepareForCreate: @Sendable (inout JSONValue) -> Void = { _ in }
    /// Takes over from the old object what a request to the object itself cannot change.
    var prepareForUpdate: @Sendable (_ new: inout JSONValue, _ old: JSONValue) -> Void = { _, _ in }
    /// What is wrong with an object.
    var problems: @Sendable (JSONValue) -> Problems = { _ in [] }
    /// What is wrong with a change, beside what is wrong with the new object.
    var updateProblems: @Sendable (_ new: JSONValue, _ old: JSONValue) -> Problems = { _, _ in [] }
}
