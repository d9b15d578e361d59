import JSONTree
import KubeModel

/// How objects that are wholly ours are marked, and how a person hands one over to us.
package struct Ownership: Sendable, Hashable {
    /// The name and value of the label that every object of ours has.
    package let label: String
    package let value: String
    /// The labels that say for whom of several an object of ours was made: where one is there, it must be the wanted one.
    package let ownerLabels: [String]
    /// The annotation with which a person allows that an existing object is taken over, and its value.
    package let adoptionAnnotation: String
    package let adoptionValue: String

    /// - Parameter ownerLabels: the labels that say for whom of several an object of ours was made.
    package init(
        label: String, value: String, ownerLabels: [String] = [], adoptionAnnotation: String,
        adoptionValue: String = "true"
    ) {
        self.label = label
        self.value = value
        self.ownerLabels = ownerLabels
        self.adoptionAnnotation = adoptionAnnotation
        self.adoptionValue = adoptionValue
    }

    /// Whether a wanted object is to be wholly ours; without the label it only adds fields to somebody's object.
    func claims(_ object: KubeObject) -> Bool {
        object.content["metadata"]?["labels"]?[label]?.string == value
    }

    /// Whether an existing object may be written as ours: it has the label, we have applied it before (so that a label
    /// that somebody took off is put back), or a person handed it over.
    func covers(_ live: LiveObject, as wanted: KubeObject, fieldManager: String) -> Bool {
        if live.annotation(adoptionAnnotation) == adoptionValue { return true }
        let labels = wanted.content["metadata"]?["labels"]
        let isOfAnotherOwner = ownerLabels.contains { name in
            live.label(name).map { $0 != labels?[name]?.string } ?? false
        }
        guard !isOfAnotherOwner else { return false }
        return live.label(label) == value || Differ.hasApplied(live, fieldManager: fieldManager)
    }
}
