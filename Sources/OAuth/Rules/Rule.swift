/// A rule about a `Subject`, which also keeps what its rules find out for those after them.
///
/// Two walk a list of rules: to judge takes the first that fails, to explain tells of all of them.
struct Rule<Subject>: Sendable {
    let account: RuleAccount<Subject>
    /// Refuses by throwing.
    let check: @Sendable (inout Subject) throws(TokenValidationError) -> Void

    init(
        _ name: String,
        finding: @escaping @Sendable (Subject) -> String,
        remedy: @escaping @Sendable (Subject) -> String? = { _ in nil },
        applicability: @escaping @Sendable (Subject) -> RuleApplicability = { _ in .applies },
        check: @escaping @Sendable (inout Subject) throws(TokenValidationError) -> Void
    ) {
        account = RuleAccount(name: name, finding: finding, remedy: remedy, applicability: applicability)
        self.check = check
    }
}

/// A rule that may have to wait for what it needs.
struct WaitingRule<Subject>: Sendable {
    let account: RuleAccount<Subject>
    /// Refuses by throwing; `false` when it cannot tell without ``wait``.
    let check: @Sendable (inout Subject) throws(TokenValidationError) -> Bool
    /// What ``check`` could not do: waits for what is missing, and refuses by throwing.
    let wait: @Sendable (inout Subject) async throws(TokenValidationError) -> Void

    init(
        _ name: String,
        finding: @escaping @Sendable (Subject) -> String,
        remedy: @escaping @Sendable (Subject) -> String? = { _ in nil },
        applicability: @escaping @Sendable (Subject) -> RuleApplicability = { _ in .applies },
        check: @escaping @Sendable (inout Subject) throws(TokenValidationError) -> Bool,
        wait: @escaping @Sendable (inout Subject) async throws(TokenValidationError) -> Void = { _ in }
    ) {
        account = RuleAccount(name: name, finding: finding, remedy: remedy, applicability: applicability)
        self.check = check
        self.wait = wait
    }

    /// The same rule, which waits for nothing.
    init(_ rule: Rule<Subject>) {
        account = rule.account
        check = { subject throws(TokenValidationError) in
            try rule.check(&subject)
            return true
        }
        wait = { _ in }
    }

    /// Refuses by throwing.
    func judge(_ subject: inout Subject) async throws(TokenValidationError) {
        if try !check(&subject) { try await wait(&subject) }
    }
}

/// What an explanation tells of a rule.
struct RuleAccount<Subject>: Sendable {
    /// In a word or two.
    let name: String
    /// What is compared with what, in words.
    let finding: @Sendable (Subject) -> String
    /// What would have been right, told with a failure.
    let remedy: @Sendable (Subject) -> String?
    /// Whether there is anything to explain. To judge does not ask: there the rules before this one hold.
    let applicability: @Sendable (Subject) -> RuleApplicability
}

/// Whether a rule can be explained.
enum RuleApplicability {
    case applies
    /// What it needs is not there, for this reason.
    case skipped(String)
    /// Nobody asks for it here.
    case absent
}

extension Array {
    /// Judges: the first rule that fails decides.
    func judge<Subject>(_ subject: inout Subject) throws(TokenValidationError) where Element == Rule<Subject> {
        // By their indices, as a rule need not be copied for its check.
        for index in indices { try self[index].check(&subject) }
    }

    /// Judges: the first rule that fails decides.
    func judge<Subject>(_ subject: inout Subject) async throws(TokenValidationError)
    where Element == WaitingRule<Subject> {
        for index in indices { try await self[index].judge(&subject) }
    }

    /// Judges without waiting; `false` where a rule would have to.
    func judgeAtOnce<Subject>(_ subject: inout Subject) throws(TokenValidationError) -> Bool
    where Element == WaitingRule<Subject> {
        for index in indices {
            guard try self[index].check(&subject) else { return false }
        }
        return true
    }
}
