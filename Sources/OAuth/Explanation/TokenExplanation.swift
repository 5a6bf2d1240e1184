public import JOSE

/// Why a token is accepted or refused, check by check: what ``AccessTokenValidator/judge(_:for:at:)`` decides, told at length.
///
/// Its texts hold what the token says, as it says it: escape them before they reach a terminal or a log.
public struct TokenExplanation: Sendable {
    /// One rule and what came of it.
    public struct Check: Sendable {
        /// The rule, in a word or two.
        public let name: String
        /// What came of it.
        public let outcome: Outcome
        /// What was compared with what.
        public let finding: String
    }

    /// What came of a check.
    public enum Outcome: Sendable, Hashable {
        /// The rule holds.
        case passed
        /// The rule does not hold; the first such check decides.
        case failed(TokenValidationError.Code)
        /// The rule could not be looked at, since an earlier one failed.
        case skipped
    }

    /// The JOSE header; `nil` if the token has none that can be read.
    public internal(set) var header: JSONObject?
    /// The claims; `nil` if the token has none that can be read.
    public internal(set) var claims: JSONObject?
    /// The JOSE header of the DPoP proof; `nil` if there is none, or none that can be read.
    public internal(set) var proofHeader: JSONObject?
    /// The claims of the DPoP proof; `nil` if there is none, or none that can be read.
    public internal(set) var proofClaims: JSONObject?
    /// The checks in their order.
    public internal(set) var checks: [Check] = []
    /// What is likely to be wrong, and what to do about it.
    public internal(set) var hints: [String] = []

    /// The reason for which the token is refused; `nil` if it is accepted.
    public var refusal: TokenValidationError.Code? {
        for check in checks {
            if case .failed(let code) = check.outcome { return code }
        }
        return nil
    }

    /// Makes every check of a list that can be made.
    mutating func walk<Subject>(_ rules: [Rule<Subject>], _ subject: inout Subject) async {
        await walk(rules.map { WaitingRule($0) }, &subject)
    }

    /// Makes every check of a list that can be made.
    mutating func walk<Subject>(_ rules: [WaitingRule<Subject>], _ subject: inout Subject) async {
        for rule in rules {
            let account = rule.account
            switch account.applicability(subject) {
            case .absent: continue
            case .skipped(let reason): skip([account.name], because: reason)
            case .applies:
                do throws(TokenValidationError) {
                    try await rule.judge(&subject)
                    checks.append(Check(name: account.name, outcome: .passed, finding: account.finding(subject)))
                } catch {
                    let told = [account.finding(subject), account.remedy(subject)].compactMap(\.self)
                    add(error, account.name, told.joined(separator: "; "))
                }
            }
        }
    }

    /// Makes a check.
    mutating func run(_ name: String, finding: String, _ check: () throws(TokenValidationError) -> Void) {
        do {
            try check()
            checks.append(Check(name: name, outcome: .passed, finding: finding))
        } catch {
            add(error, name, finding)
        }
    }

    mutating func add(_ error: TokenValidationError, _ name: String, _ finding: String) {
        let text = [finding, error.detail].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "; ")
        checks.append(Check(name: name, outcome: .failed(error.code), finding: text))
    }

    mutating func skip(_ names: [String], because reason: String) {
        checks += names.map { Check(name: $0, outcome: .skipped, finding: reason) }
    }
}
