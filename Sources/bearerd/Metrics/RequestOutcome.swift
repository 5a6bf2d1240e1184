import HTTP
import NginxGuard
import OAuth
import ResourceServer

/// What became of a request, as one of few kinds, each of which has a number.
struct RequestOutcome: Hashable, Sendable {
    /// What it is called where it is counted.
    enum Name: String, CaseIterable, Sendable {
        /// A token, or none where it is optional, was found good enough.
        case allowed
        case refused
        /// It would have been refused, and was let through, as that is only observed.
        case observed
        /// Without a judgement, as the location is not set up rightly.
        case misconfigured
        /// It needed no judgement.
        case answered
        /// A refusal that has been counted was put into words.
        case rendered
    }

    /// Below ``count``.
    let number: Int

    /// How many there are.
    static let count = firstObserved + codes.count

    private static let allowedNumber = 0
    private static let misconfiguredNumber = 1
    private static let renderedNumber = 2
    private static let firstStatus = 3
    /// Those of answers that need no judgement; every other one is counted as one.
    private static let statuses = [200, 204, 400, 403, 404, 405, 413, 500, 503]
    private static let otherStatus = firstStatus + statuses.count
    private static let firstCode = otherStatus + 1
    private static let codes = TokenValidationError.Code.allCases
    private static let firstObserved = firstCode + codes.count

    /// All of them.
    static let all = (0..<count).map(RequestOutcome.init(number:))

    private init(number: Int) {
        self.number = number
    }

    // No initialiser: it would be given copies of both, at each request.

    /// That of a response, and of the decision that it was made of.
    static func of(_ decision: AccessDecision?, _ response: Response) -> RequestOutcome {
        let number =
            switch decision {
            case .allowed: allowedNumber
            case .misconfigured: misconfiguredNumber
            case .refused(let refusal): firstCode + place(of: refusal.error.code)
            case .observed(let refusal, _): firstObserved + place(of: refusal.error.code)
            case nil: response.context is RenderedRefusal ? renderedNumber : self.number(of: response)
            }
        return RequestOutcome(number: number)
    }

    /// That of a refusal with this code.
    init(_ code: TokenValidationError.Code) {
        number = Self.firstCode + Self.place(of: code)
    }

    private static func place(of code: TokenValidationError.Code) -> Int {
        codes.firstIndex(of: code) ?? 0
    }

    private static func number(of response: Response) -> Int {
        statuses.firstIndex(of: response.status.code).map { firstStatus + $0 } ?? otherStatus
    }

    /// Which it is.
    var name: Name {
        switch number {
        case Self.allowedNumber: .allowed
        case Self.misconfiguredNumber: .misconfigured
        case Self.renderedNumber: .rendered
        case ..<Self.firstCode: .answered
        case ..<Self.firstObserved: .refused
        default: .observed
        }
    }

    /// Why it was refused, or would have been; `nil` if neither.
    var code: TokenValidationError.Code? {
        number >= Self.firstCode ? Self.codes[(number - Self.firstCode) % Self.codes.count] : nil
    }

    /// The client's status, as far as it is told apart.
    var status: Int? {
        if name == .refused, let code { return code.status.code }
        if name == .misconfigured { return 500 }
        return (Self.firstStatus..<Self.otherStatus).contains(number) ? Self.statuses[number - Self.firstStatus] : nil
    }
}
