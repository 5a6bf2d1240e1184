import JWKS
import OAuth

/// What the running process knows of itself, looked up when somebody asks.
struct ProcessState: Sendable {
    /// How much of something there is, and may be.
    struct Fill: Sendable, Equatable {
        let entries: Int
        let most: Int
    }

    let process: ProcessRecord
    /// Of the issuers that are configured.
    let issuers: [IssuerKeys]
    let verifiedTokens: @Sendable () -> Fill
    let usedProofs: @Sendable () -> Fill
    /// Of the issuers that are asked about tokens.
    var introspections: @Sendable () -> [IntrospectionStatus] = { [] }
    let lines: LogQueue
    /// Tells of a refusal by the identifier of its request.
    let why: WhyReport
    /// `nil` without `AUDIT_LOG`.
    var auditLines: LogQueue?
    /// `nil` without `DENY_FILE`.
    var denyFile: DenyFile?
    /// `nil` without `REDIS_URL`.
    var store: Store?
}
