package import AccessModel
import JSONTree
package import KubeModel

/// What is known of an account's token without reading it.
package enum TokenFact: Hashable, Sendable {
    /// There is no Secret.
    case absent
    /// There is a Secret, and no token of the account in it that can be relied on.
    case waiting
    /// The Secret was made for another account, or not by Idmon; it cannot become the account's.
    case unfit
    /// The account's token is there.
    /// - term: its life; nil for one that does not end.
    case present(TokenTerm?)

    /// Judges a Secret by its metadata.
    ///
    /// Of a permanent token the token controller notes the account's UID in an annotation, and the server notes in
    /// `managedFields` that `data.token` was written. A requested one counts only while the server names Idmon as the
    /// manager of `data.token` and of the annotations beside it: what somebody else wrote there may be anything, even an
    /// empty text, with which argo-server acts as `system:anonymous`.
    package init(_ secret: LiveObject?, kind: TokenKind, of account: LiveObject) {
        guard let secret else {
            self = .absent
            return
        }
        let isOwn = secret.annotation(WellKnown.Annotation.serviceAccountUID) == account.uid
        guard !secret.isBeingDeleted else {
            self = .waiting
            return
        }
        switch kind {
        case .permanent: self = isOwn && Self.hasToken(secret) ? .present(nil) : .waiting
        case .requested:
            guard isOwn, let ours = Self.appliedFields(of: secret) else {
                self = .unfit
                return
            }
            self = Self.term(of: secret, managing: ours).map { .present($0) } ?? .waiting
        }
    }

    /// The life of the token in a Secret; nil when Idmon did not write all of it.
    private static func term(of secret: LiveObject, managing fields: JSONView) -> TokenTerm? {
        let annotations = fields["f:metadata"]?["f:annotations"]
        let isOurs = TokenTerm.annotations.allSatisfy { annotations?["f:\($0)"] != nil }
        guard isOurs, fields["f:data"]?["f:token"] != nil else { return nil }
        return TokenTerm(of: secret)
    }

    private static func hasToken(_ secret: LiveObject) -> Bool {
        secret.root["metadata"]?["managedFields"]?.elements.contains {
            $0["fieldsV1"]?["f:data"]?["f:token"] != nil
        } ?? false
    }

    /// The fields that Idmon manages; nil when it never applied the object.
    private static func appliedFields(of secret: LiveObject) -> JSONView? {
        secret.root["metadata"]?["managedFields"]?.elements.first {
            $0["manager"]?.string == WellKnown.fieldManager && $0["operation"]?.string == "Apply"
        }?["fieldsV1"]
    }

    /// Whether the account's token is there, over or not.
    package var isPresent: Bool { if case .present = self { true } else { false } }

    /// Whether argo-server can use the token.
    package func isUsable(at now: KubeTime) -> Bool {
        guard case .present(let term) = self else { return false }
        return term.map { !$0.isOver(at: now) } ?? true
    }
}
