/// A rule about a `Subject`, which also keeps what its rules find out for those after them.
///
/// Two walk a list of rules: to judge takes the first that fails, to explain tells of all of them.
struct Rule<Subject>: Sendable {
    /// In a word or two, as an explanation names it.
    let name: String
    /// What is compared with what, in words.
    let finding: @Sendable (Subject) -> String
    /// What would have been right, told with a failure.
    let remedy: @Sendable (Subject) -> String?
    /// Whether there is anything to explain. To judge does not ask: there the rules before this one hold.
    let applicability: @Sendable (Subject) -> RuleApplicability
    /// Refuses by throwing.
    let check: Check

    /// Few rules have to wait for anything, and only those pay for it.
    enum Check: Sendable {
        case immediate(@Sendable (inout Subject) throws(TokenValidationError) -> Void)
        case waiting(@Sendable (inout Subject) async throws(TokenValidationError) -> Void)
    }

    private init(
        _ name: String,
        _ finding: @escaping @Sendable (Subject) -> String,
        _ remedy: @escaping @Sendable (Subject) -> String?,
        _ applicability: @escaping @Sendable (Subject) -> RuleApplicability,
        _ check: Check
    ) {
        self.name = name
        self.finding = finding
        self.remedy = remedy
        self.applicability = applicability
        self.check = check
    }

    init(
        _ name: String,
        finding: @escaping @Sendable (Subject) -> String,
        remedy: @escaping @Sendable (Subject) -> String? = { _ in nil },
        applicability: @escaping @Sendable (Subject) -> RuleApplicability = { _ in .applies },
        check: @escaping @Sendable (inout Subject) throws(TokenValidationError) -> Void
    ) {
        self.init(name, finding, remedy, applicability, .immediate(check))
    }

    /// A rule that may have to wait for what it needs.
    init(
        _ name: String,
        finding: @escaping @Sendable (Subject) -> String,
        remedy: @escaping @Sendable (Subject) -> String? = { _ in nil },
        applicability: @escaping @Sendable (Subject) -> RuleApplicability = { _ in .applies },
        waitingCheck check: @escaping @Sendable (inout Subject) async throws(TokenValidationError) -> Void
    ) {
        self.init(name, finding, remedy, applicability, .waiting(check))
    }
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
    func judge<Subject>(_ subject: inout Subject) async throws(TokenValidationError) where Element == Rule<Subject> {
        for rule in self {
            switch rule.check {
            case .immediate(let check): try check(&subject)
            case .waiting(let check): try await check(&subject)
            }
        }
    }
}
