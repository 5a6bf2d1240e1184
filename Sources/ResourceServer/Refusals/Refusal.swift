public import HTTPTypes
public import OAuth

/// A request that is refused, or would be: why, whom its token is about, and what it would have needed.
public struct Refusal: Sendable {
    /// Why.
    public let error: TokenValidationError
    /// Whom the token is about, as far as that could be read. Unless it says that it is verified, it is the client's word.
    public let identity: TokenIdentity?
    /// What a token needs where the request went.
    public let requirement: AccessRequirement
    /// A nonce for the client's next DPoP proof, which the answer carries (RFC 9449 §8.2).
    package let nextNonce: String?
    /// What the request was judged by; `nil` where no time had a say in it.
    package let judgedAt: NumericDate?
    /// The request was let through all the same, as refusals of this kind are only observed (`DPoPMode.observe`).
    public private(set) var isObserved = false

    /// A refusal for this reason.
    public init(
        _ error: TokenValidationError,
        of identity: TokenIdentity? = nil,
        requiring requirement: AccessRequirement = .none
    ) {
        self.init(error, of: identity, requiring: requirement, nextNonce: nil)
    }

    package init(
        _ error: TokenValidationError,
        of identity: TokenIdentity? = nil,
        requiring requirement: AccessRequirement = .none,
        nextNonce: String?,
        judgedAt: NumericDate? = nil
    ) {
        self.error = error
        self.identity = identity
        self.requirement = requirement
        self.nextNonce = nextNonce
        self.judgedAt = judgedAt
    }

    /// The same, of a request that was let through.
    package var observed: Refusal {
        var refusal = self
        refusal.isObserved = true
        return refusal
    }

    /// The status of the answer.
    public var status: HTTPResponse.Status { error.code.status }
    /// The reason by the name that stands in the answer and in logs, such as `token_expired`.
    public var code: String { error.code.rawValue }
    /// The error code of RFC 6750 §3.1 or RFC 9449 §7.1, such as `invalid_token`; `nil` where an answer must not carry one.
    public var name: String? { error.code.answer.error?.description }
    /// What people are told of the kind of refusal, such as `Insufficient scope.`
    public var title: String { error.code.answer.message.description }
    /// What people are told of the reason: a fixed sentence, in which nothing stands that the client sent. It is printable
    /// ASCII without quotation marks and backslashes.
    public var sentence: String { Challenge.quotable(error.sentence.description) }
}
